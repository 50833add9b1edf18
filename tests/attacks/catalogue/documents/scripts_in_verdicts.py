"""Have the verdict itself quote HTML: in names and texts of errors, in prints, in types."""

from attacking import Attack

QUOTED = """
Evil = type("<script>mallory()</script>", (Exception,), {})

def pairwise_l2(a, b):
    print("<script>mallory()</script>")
    raise Evil("`<script>mallory()</script>` <img src=x onerror=mallory()>\\x1b[31m")

rotated_data = type("<img src=x onerror=mallory()>", (), {})()
"""
ATTACK = Attack(
    answers={"pairwise-l2": QUOTED},
    feedback=True,
    no_stock="stock's pages pass anything; see hidden_scripts",
)
