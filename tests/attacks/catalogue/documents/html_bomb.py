"""Show HTML that takes for ever to clean: tags within tags, never closed, ten thousands of them."""

from attacking import Attack

PAIR = "<b><div>"
BOMB = f"""
from IPython.display import HTML, display

for tags in ("{PAIR}", "<a>x<div>", "<table><tr><td>", "<svg><title>", "<!--"):
    display(HTML(tags * (38_000 // len(tags))))
"""
ATTACK = Attack(
    answers={"pairwise-l2": BOMB},
    no_stock="stock does not clean anything; see hidden_scripts",
    unseen=PAIR * 1000,
)
