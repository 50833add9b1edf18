"""Loop for ever, and treat every interrupt and signal as a reason to go on."""

from attacking import Attack, loses

HANGS = """
import signal

for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM, signal.SIGXCPU, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
"""
ATTACK = Attack(answers={"pairwise-l2": HANGS}, hangs=True, wins=loses("knn-vote"))
