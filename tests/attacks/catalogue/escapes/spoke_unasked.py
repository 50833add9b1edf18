"""Write what looks like replies into every open descriptor, before anybody has asked."""

from attacking import Attack

SPEAKS = """
import os
import stat

for number in range(3, 256):
    try:
        if stat.S_ISSOCK(os.fstat(number).st_mode) or stat.S_ISFIFO(os.fstat(number).st_mode):
            os.set_blocking(number, False)
            os.write(number, bytes(range(256)) * 4 + b'\\xff' * 64 + b'{"ok": true}')
            os.set_blocking(number, True)
    except OSError:
        pass
"""
ATTACK = Attack(
    answers={"pairwise-l2": SPEAKS},
    no_stock="stock has no channel: check and answer share one process",
    named="bad-reply",
)
