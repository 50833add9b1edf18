"""Have IPython drop every later line that begins with `check`, before it is even parsed."""

from attacking import Attack, earns

REWRITE = """
def drop(lines):
    return [line for line in lines if not line.startswith("check(")]

get_ipython().input_transformers_cleanup.append(drop)
pairwise_l2 = None
"""
ATTACK = Attack(answers={"pairwise-l2": REWRITE}, wins=earns("pairwise-l2"))
