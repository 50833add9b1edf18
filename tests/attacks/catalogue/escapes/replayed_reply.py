"""Record what the jail's own side sends when a check is answered, and send it once more."""

from attacking import Attack

REPLAYS = """
import os
import socket

sent = []
real = {"write": os.write, "send": socket.socket.send, "sendall": socket.socket.sendall}

def pairwise_l2(a, b):
    for number in range(3, 256):
        try:
            os.set_blocking(number, False)
            for data in sent or [bytes(64)]:
                real["write"](number, data)
            sent.append(os.pread(number, 1 << 16, 0))
        except OSError:
            pass
    return np.zeros((len(a), len(b)))
"""
ATTACK = Attack(
    answers={"pairwise-l2": REPLAYS},
    no_stock="stock has no channel: check and answer share one process",
)
