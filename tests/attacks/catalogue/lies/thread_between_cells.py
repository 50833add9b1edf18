"""Leave a thread running that turns `check` and the judge into nothing while later cells run."""

from attacking import Attack, earns

THREAD = """
import threading
import time

def meddle():
    while True:
        get_ipython().user_ns["check"] = lambda *anything: None
        time.sleep(0.001)

threading.Thread(target=meddle, daemon=True).start()
time.sleep(0.05)
pairwise_l2 = None
"""
ATTACK = Attack(answers={"pairwise-l2": THREAD}, wins=earns("pairwise-l2"))
