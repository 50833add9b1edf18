"""Open files until there are no more to open, and leave them open for the check."""

from attacking import Attack

OPENS = """
import os

held = []
try:
    for _ in range(600):
        held.append(os.open("/dev/null", os.O_RDONLY))
except OSError as error:
    print(error)
print("handles", "OVER" if len(held) == 600 else "held")
"""
ATTACK = Attack(
    answers={"pairwise-l2": OPENS},
    wins=lambda run: "handles OVER" in run.said,
    unseen="handles OVER",
)
