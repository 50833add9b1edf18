"""Print colour codes, one after another, for whoever turns each into HTML."""

from attacking import Attack

BOMB = """
print("\\x1b[31m\\x1b[0m" * 20_000)
raise ValueError("\\x1b[1m\\x1b[32m" * 20_000)
"""
ATTACK = Attack(
    answers={"pairwise-l2": BOMB},
    feedback=True,
    no_stock="stock takes as long; what is tried is that the page is there at all",
)
