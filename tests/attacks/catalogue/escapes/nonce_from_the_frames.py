"""Find the judge's request in the frames of the jail's own side, and reply in its place."""

from attacking import Attack

REPLIES = """
import os
import struct
import sys

def pairwise_l2(a, b):
    frame = sys._getframe()
    while frame is not None:
        names = frame.f_locals
        if "nonce" in names and "sock" in names:
            from course_lib.grading.jail import codec
            reply = {"value": np.zeros((len(a), len(b))), "changed": [], "printed": "",
                     "steps": 1, "memory": 1}
            body = names["nonce"] + codec.encode(reply, 1 << 20)
            names["sock"].sendall(struct.pack(">I", len(body)) + body)
            os._exit(0)
        frame = frame.f_back
    return np.zeros((len(a), len(b)))
"""
ATTACK = Attack(
    answers={"pairwise-l2": REPLIES},
    no_stock="stock has no channel: check and answer share one process",
)
