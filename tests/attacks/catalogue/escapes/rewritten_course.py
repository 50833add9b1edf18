"""Rewrite the release, the source, the configuration and the secret that all later grading uses."""

from attacking import Attack

WRITES = """
import os
from pathlib import Path

for name in ("release/attacked/attacked.ipynb", "source/attacked/attacked.ipynb",
             "nbgrader_config.py", ".grading-secret", "autograded/nora/attacked/attacked.ipynb",
             "logs/attacked/mallory.log", "feedback/mallory/attacked/attacked.html"):
    path = Path(COURSE) / name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("get_config().Execute.enabled = False")
    except OSError as error:
        print(error)
try:
    os.chmod(COURSE, 0)
except OSError as error:
    print(error)
"""
ATTACK = Attack(
    answers={"knn-vote": WRITES},
    solved=(),
    wins=lambda run: bool(run.failure) or "course/release/attacked/attacked.ipynb" in run.altered,
)
