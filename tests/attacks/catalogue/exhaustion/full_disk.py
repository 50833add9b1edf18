"""Fill the disk: by one large file, by many small ones, by a sparse one that claims to be huge."""

from attacking import Attack

FILLS = """
import os

block, written = bytes(1 << 20), 0
try:
    for number in range(6):
        with open(f"large-{number}", "wb") as file:
            for _ in range(10):
                written += file.write(block)
except OSError as error:
    print(error)
files = 0
try:
    for files in range(1500):
        open(f"small-{files}", "w").close()
except OSError as error:
    print(error)
print("disk", "OVER" if written >= 60 << 20 else "held", "files", "MANY" if files > 1400 else "few")
for name in os.listdir():
    if name.startswith(("large-", "small-")):
        os.unlink(name)
"""
ATTACK = Attack(
    answers={"pairwise-l2": FILLS},
    wins=lambda run: "disk OVER files MANY" in run.said,
    unseen="disk OVER",
)
