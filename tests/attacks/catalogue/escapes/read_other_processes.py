"""Read the arguments, environment and memory of the grader and of whatever else /proc shows."""

from attacking import Attack

READS = """
import os
from pathlib import Path

mine = {str(os.getpid()), "self", "thread-self"}
others = [str(GRADER_PID), str(VICTIM_PID), str(os.getppid())]
try:
    others += [n for n in os.listdir("/proc") if n.isdigit() and n not in mine]
except OSError as error:
    print(error)
for pid in others[:3] + others[-3:]:
    if pid in mine:
        continue
    for file in ("cmdline", "environ", "maps"):
        try:
            text = Path("/proc", pid, file).read_bytes().decode("utf-8", "replace")
            print("SEEN" if text else "EMPTY", file)
        except OSError as error:
            print(pid, file, type(error).__name__)
try:
    with open(f"/proc/{GRADER_PID}/mem", "rb", 0) as memory:
        start = Path(f"/proc/{GRADER_PID}/maps").read_text().split("-")[0]
        memory.seek(int(start, 16))
        print("SEEN", len(memory.read(8)), "bytes of memory")
except OSError as error:
    print(type(error).__name__)
"""
ATTACK = Attack(
    answers={"pairwise-l2": READS},
    wins=lambda run: "SEEN environ" in run.said and "bytes of memory" in run.said,
    unseen="SEEN",
)
