"""Define `check` anew in an answer cell, so that the check cell below calls the student's own."""

from attacking import Attack, earns

ATTACK = Attack(
    answers={"pairwise-l2": "pairwise_l2 = None\ncheck = lambda *anything: None"},
    wins=earns("pairwise-l2"),
)
