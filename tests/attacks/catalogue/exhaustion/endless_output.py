"""Print for ever in a function that is being checked."""

from attacking import Attack

PRINTS = """
def pairwise_l2(a, b):
    while True:
        print("y" * 1000)
"""
ATTACK = Attack(
    answers={"pairwise-l2": PRINTS},
    hangs=True,
    no_stock="stock interrupts it, and keeps all that was printed till then",
    longest=3_000_000,
)
