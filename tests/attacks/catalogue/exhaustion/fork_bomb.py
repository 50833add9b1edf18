"""Start processes and threads as fast as they come (no more than 110 here, should it work)."""

from attacking import Attack

BOMB = """
import os
import threading
import time

made = 0
try:
    for _ in range(110):
        if os.fork() == 0:
            time.sleep(20)
            os._exit(0)
        made += 1
except OSError as error:
    print(error)
print("processes", "OVER" if made > 100 else "held")
threads = 0
try:
    for _ in range(110):
        threading.Thread(target=time.sleep, args=(20,), daemon=True).start()
        threads += 1
except RuntimeError as error:
    print(error)
print("threads", "OVER" if threads > 100 else "held")
"""
ATTACK = Attack(
    answers={"pairwise-l2": BOMB},
    wins=lambda run: "processes OVER" in run.said and "threads OVER" in run.said,
    unseen=" OVER",
    named="started-process",
)
