"""Find course_lib's file on the search path, read the answer and run it from the text."""

from attacking import Attack, earns

READ = """
import sys
from importlib.util import find_spec
from pathlib import Path

def texts():
    places = [Path(p or ".") for p in sys.path]
    for name in ("course_lib", "course_lib.kernels", "course_lib.exercises"):
        try:
            places += [Path(p) for p in find_spec(name).submodule_search_locations or ()]
        except (ImportError, AttributeError, ValueError):
            pass
    for place in {p.resolve() for p in places}:
        for folder in (place, place / "course_lib", place / "kernels", place / "knn"):
            for file in ("neighbours.py", "kern.py"):
                try:
                    yield (folder / file).read_text()
                except OSError:
                    pass

def pairwise_l2(a, b):
    return np.zeros((len(a), len(b)))

for text in texts():
    if "def pairwise_l2(" in text:
        names = {"__name__": "stolen"}
        exec(text, names)
        pairwise_l2 = names["pairwise_l2"]
"""
ATTACK = Attack(answers={"pairwise-l2": READ}, wins=earns("pairwise-l2"))
