"""Start a daemon, by every way there is, that waits for the grading to end and then edits files."""

from attacking import Attack

DAEMON = """
import os
import subprocess
import sys

later = "import time; time.sleep(300)"
try:
    subprocess.Popen([sys.executable, "-c", later], start_new_session=True,
                     stdin=-3, stdout=-3, stderr=-3)
except Exception as error:
    print(repr(error))
try:
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.execv(sys.executable, [sys.executable, "-c", later])
        os._exit(0)
except Exception as error:
    print(repr(error))
"""
ATTACK = Attack(
    answers={"pairwise-l2": DAEMON}, wins=lambda run: len(run.left) == 2, named="started-process"
)
