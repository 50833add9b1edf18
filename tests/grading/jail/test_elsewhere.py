"""Where there is no jail, the course says so in words: nothing of Linux is needed to load it."""

import subprocess
import sys

CODE = """
import sys
for name in ("fcntl", "resource"):  # which Windows lacks
    sys.modules[name] = None
import course_lib.grading.batch, course_lib.grading.in_nbgrader
from course_lib.grading.jail import Jail, JailError, Limits, probe
sys.platform = "win32"
print(probe().remedy)
try:
    Jail(Limits())
except JailError as error:
    print(error)
"""


def test_without_what_only_linux_has_the_remedy_is_told():
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    remedy, *told = done.stdout.splitlines()
    assert "WSL 2" in remedy
    assert "win32" in " ".join(told)
