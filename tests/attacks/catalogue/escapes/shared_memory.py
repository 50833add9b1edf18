"""Leave something behind in memory that outlives processes: a file in /dev/shm, a segment."""

from attacking import ATTACKER, Attack

SHARES = f"""
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
IPC_CREAT = 0o1000
libc.shmget(SHM_KEY, 4096, IPC_CREAT | 0o666)
try:
    open("/dev/shm/{ATTACKER}-" + str(GRADER_PID), "w").close()
except OSError as error:
    print(error)
"""
ATTACK = Attack(
    answers={"pairwise-l2": SHARES}, wins=lambda run: {"shared file", "segment"} <= run.altered
)
