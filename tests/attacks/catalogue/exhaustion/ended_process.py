"""End the process that grades: os._exit in a cell, with the status of success."""

from attacking import Attack, loses

ENDS = "import os\nos._exit(0)"
ATTACK = Attack(answers={"pairwise-l2": ENDS}, wins=loses("knn-vote"))
