"""Overwrite another student's submission, and leave a file beside it."""

from attacking import Attack

WRITES = """
from pathlib import Path

for root in (Path("../../.."), Path(COURSE)):
    work = root / "submitted/nora/attacked"
    for path, text in ((work / "attacked.ipynb", "{}"), (work / "more.txt", "was here")):
        try:
            path.write_text(text)
        except OSError as error:
            print(error)
"""
ATTACK = Attack(
    answers={"pairwise-l2": WRITES},
    wins=lambda run: "course/submitted/nora/attacked/attacked.ipynb" in run.altered,
)
