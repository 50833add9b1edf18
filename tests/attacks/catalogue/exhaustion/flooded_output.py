"""Print 5 MB on one line, as many small outputs, to stderr, as a picture, as one huge number."""

from attacking import Attack

FLOODS = """
import sys
from IPython.display import display

print("x" * 5_000_000)
sys.stderr.write("e" * 1_000_000)
for _ in range(500):
    display({"text/plain": "small"}, raw=True)
display({"image/png": "A" * 5_000_000, "text/plain": "large"}, raw=True)
try:
    print(10 ** 4_000_000)
except ValueError:
    sys.set_int_max_str_digits(0)
    print(1 << 600_000)
"""
ATTACK = Attack(
    answers={"pairwise-l2": FLOODS}, wins=lambda run: run.length > 5_000_000, longest=3_000_000
)
