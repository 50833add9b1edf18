"""Raise errors whose text, name or cause never ends, raises again, or is 50 MB long."""

from attacking import Attack

RAISES = """
class Endless(Exception):
    def __str__(self):
        while True:
            pass

class Broken(Exception):
    def __str__(self):
        raise SystemExit("not even this")
    __repr__ = __str__

class Long(Exception):
    def __str__(self):
        return "x" * 50_000_000

Named = type("N" * 100_000, (Exception,), {})
kinds = [Broken, Long, Named, Endless]
calls = []

def pairwise_l2(a, b):
    raise kinds[min(len(a) % 4, 3)]()
"""
ATTACK = Attack(
    answers={"pairwise-l2": RAISES},
    hangs=True,
    no_stock="course_lib.checking cuts texts short, in the student's own notebook too",
    longest=3_000_000,
)
