"""Raise what is no Exception: SystemExit, KeyboardInterrupt, GeneratorExit."""

from attacking import Attack

RAISES = """
import sys

kinds = iter([SystemExit(0), KeyboardInterrupt(), GeneratorExit(), BaseException()] * 50)

def pairwise_l2(a, b):
    raise next(kinds)
"""
ATTACK = Attack(
    answers={"pairwise-l2": RAISES, "knn-vote": "import sys\nsys.exit(0)"},
    solved=(),
    no_stock="stock is not troubled by it; a judge of our own could be",
)
