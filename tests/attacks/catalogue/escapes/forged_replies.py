"""Have the jail's own side answer the judge with what no honest answer looks like, in turn."""

from attacking import Attack

FORGED = """
import itertools
import sys

evil = itertools.cycle([
    None, [], {}, {"value": None}, {"raised": 5}, {"raised": ["a", "b", "c", 10**300, "e"]},
    {"raised": ["E", "m", "f", -5, None]}, {"raised": ["<script>", "[/red]", "f", 10**300, "s"]},
    {"value": np.zeros((3, 3)), "changed": [10**300, -1, True], "printed": 7},
    {"value": {"state": "passed"}, "changed": list(range(1000)), "printed": "x" * 10**6},
    {"steps": -1, "memory": 1}, {"steps": 10**300, "memory": 10**300}, {"outputs": 3, "count": "x"},
    {"outputs": [{"output_type": "display_data", "data": {"text/html": 5}, "metadata": 3}]},
    {"outputs": [{"output_type": "execute_result", "data": {}, "metadata": {"a": 1e999}}]},
])

for name, module in list(sys.modules.items()):
    table = getattr(module, "_DO", None)
    if isinstance(table, dict):
        for word in table:
            table[word] = lambda shell, request: next(evil)
"""
ATTACK = Attack(
    answers={"pairwise-l2": FORGED},
    solved=(),
    no_stock="stock has no channel: check and answer share one process",
    named="bad-reply",
)
