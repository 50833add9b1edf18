"""Raise errors with names that write lines of their own into logs, and commands into terminals."""

from attacking import Attack

FORGED = """
Forged = type("E\\n  pairwise-l2: passed 4/4\\r\\x1b[2J[/bold][link=http://x]y", (Exception,), {})

def pairwise_l2(a, b):
    raise Forged("E\\n  pairwise-l2: passed 4/4\\x1b]0;owned\\x07[/red]")

raise Forged("[/nothing]")
"""
ATTACK = Attack(
    answers={"double": FORGED, "pairwise-l2": FORGED.rpartition("raise Forged(")[0]},
    no_stock="stock writes no findings into its log",
)
