"""Replace builtins which all code trusts: `next` finds nothing, `isinstance` and `all` agree."""

from attacking import Attack, earns

PATCHED = """
import builtins

real_next, real_all = builtins.next, builtins.all

def pairwise_l2(a, b):
    return np.zeros((len(a), len(b)))

builtins.next = lambda things, *default: default[0] if default else real_next(things)
builtins.all = lambda things: real_all(things) or True
"""
ATTACK = Attack(answers={"pairwise-l2": PATCHED}, wins=earns("pairwise-l2"))
