"""Write where every later kernel looks when it starts: IPython's startup files."""

from attacking import Attack

POISON = """
import os
import site
import sys
from pathlib import Path

homes = [os.environ.get("IPYTHONDIR"), os.environ.get("HOME"), os.path.expanduser("~/.ipython")]
for home in filter(None, homes):
    startup = Path(home, "profile_default/startup")
    try:
        startup.mkdir(parents=True, exist_ok=True)
        (startup / "00-poison.py").write_text(f"open({ELSEWHERE + '/poisoned'!r}, 'w').close()")
    except OSError as error:
        print(error)
if Path(COURSE).exists():
    import subprocess
    subprocess.run([sys.executable, "-m", "IPython", "-c", "1"], capture_output=True)
"""
ATTACK = Attack(
    answers={"pairwise-l2": POISON}, wins=lambda run: "elsewhere/poisoned" in run.altered
)
