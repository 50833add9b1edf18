"""Take memory: raise one's own limits first, then one array after the other (1 GB at most)."""

from attacking import Attack

BOMB = """
import resource

for limit in (resource.RLIMIT_AS, resource.RLIMIT_DATA):
    try:
        resource.setrlimit(limit, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    except (ValueError, OSError):
        pass
held = []
try:
    for _ in range(10):
        held.append(np.ones(100_000_000, dtype=np.uint8))
except MemoryError as error:
    print("held at", len(held))
print("memory", "OVER" if len(held) == 10 else "held")
held.clear()
"""
ATTACK = Attack(
    answers={"pairwise-l2": BOMB}, wins=lambda run: "memory OVER" in run.said, unseen="memory OVER"
)
