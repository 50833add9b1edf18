"""Read the solution from the instructor's source notebook, by its path up from the submission."""

from attacking import Attack, earns

READ = """
import json
from pathlib import Path

solution = ""
for root in (Path("../../.."), Path(COURSE)):
    try:
        notebook = json.loads((root / "source/attacked/attacked.ipynb").read_text())
        for cell in notebook["cells"]:
            if "def pairwise_l2" in "".join(cell["source"]):
                solution = "".join(cell["source"])
    except OSError as error:
        print(error)
exec(solution or "pairwise_l2 = len")
"""
ATTACK = Attack(answers={"pairwise-l2": READ}, wins=earns("pairwise-l2"))
