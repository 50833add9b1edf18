"""No attack: honest work beside threads that are left running must get its points."""

from attacking import Attack

BUSY = """
import threading
import time

def work():
    while True:
        [str(i) for i in range(1000)]
        time.sleep(0.001)

for _ in range(4):
    threading.Thread(target=work, daemon=True).start()
"""
ATTACK = Attack(answers={"double": BUSY}, no_stock="no attack: what must go on working")
