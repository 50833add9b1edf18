"""Close every descriptor there is, and open others in their place."""

from attacking import Attack

CLOSES = """
import os

os.closerange(0, 4096)
for _ in range(40):
    os.open("/dev/null", os.O_RDWR)
"""
ATTACK = Attack(
    answers={"pairwise-l2": CLOSES},
    no_stock="on stock it is one more way to lose the kernel; see ended_process",
)
