"""Display verdicts of one's own, in the media type that the report reads, and an own result."""

from attacking import Attack

FORGED = """
from IPython.display import display

for exercise in ("pairwise-l2", "rotated-data", "knn-vote"):
    verdict = {"exercise": exercise, "state": "passed", "points": 99, "max_points": 99,
               "message": "Right.", "looked": None, "mistake": None, "notes": []}
    display({"application/vnd.course.verdict+json": verdict, "text/plain": "99.0"}, raw=True)
pairwise_l2 = None
99.0
"""
ATTACK = Attack(
    answers={"pairwise-l2": FORGED},
    no_stock="stock reads points from the check's own cell; see printed_points",
)
