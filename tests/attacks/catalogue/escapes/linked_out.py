"""Write through symbolic and hard links, and leave links for whoever tidies up to follow."""

from attacking import Attack

LINKS = """
import os
from pathlib import Path

for make, name in ((os.symlink, "soft"), (os.link, "hard")):
    try:
        make(ELSEWHERE + "/note.txt", name)
        Path(name).write_text("changed through a link")
    except OSError as error:
        print(error)
for target, name in ((ELSEWHERE, "folder"), (COURSE, "course"), ("/", "root")):
    try:
        os.symlink(target, name)
        Path(name, "left.txt").write_text("left") if name == "folder" else None
    except OSError as error:
        print(error)
"""
ATTACK = Attack(
    answers={"pairwise-l2": LINKS}, wins=lambda run: "elsewhere/note.txt" in run.altered
)
