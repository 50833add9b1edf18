"""Answer from a table: the check's public inputs are known, and so are the right outputs."""

import numpy as np
from attacking import Attack, earns

from course_lib.exercises import find, rng

TABLED = """
import hashlib

TABLE = {table!r}

def key(*arrays):
    return hashlib.sha1(b"".join(np.ascontiguousarray(a).tobytes() for a in arrays)).hexdigest()

def pairwise_l2(a, b):
    text, dtype = TABLE.get(key(a, b), ("00" * 8 * len(a) * len(b), "f8"))
    return np.frombuffer(bytes.fromhex(text), dtype).reshape(len(a), len(b)).copy()
"""


def _table():
    """Inputs -> outputs, of all that `check` asks in a student's own notebook, in its order."""
    exercise, generator, made = find("pairwise-l2"), rng(), {}
    asked = [case.args for case in exercise.cases(generator)]
    asked += [exercise.budget.inputs(generator, n) for n in (8, 8, 32, 8, 32)]
    names = {"np": np}
    exec(TABLED.split("def pairwise_l2")[0].format(table={}), names)
    for args in asked:
        out = exercise.reference(*args)
        made[names["key"](*args)] = (out.tobytes().hex(), out.dtype.str)
    return made


ATTACK = Attack(answers={"pairwise-l2": TABLED.format(table=_table())}, wins=earns("pairwise-l2"))
