"""Write to the descriptors themselves, past whatever Python does to sys.stdout, without an end."""

from attacking import Attack

FLOODS = """
import os

block = b"y" * (1 << 20)
for _ in range(30):
    for number in (1, 2):
        try:
            os.write(number, block)
        except OSError:
            pass
print("after the flood")
"""
ATTACK = Attack(
    answers={"pairwise-l2": FLOODS},
    no_stock="stock does not look at these descriptors; a jail's own reader might be stuck on them",
    longest=3_000_000,
)
