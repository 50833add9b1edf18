"""Patch the encoder of replies, wherever it is, so that it sends what the judge might believe."""

from attacking import Attack

FORGES = """
import sys

class Everything:
    pass

def pairwise_l2(a, b):
    for name, module in list(sys.modules.items()):
        for attribute in list(getattr(module, "__dict__", {})):
            if attribute in ("encode", "dumps", "pack", "send", "reply") and "jail" in name:
                setattr(module, attribute, lambda *anything, **named: b"\\xff" * (1 << 20))
    return np.zeros((len(a), len(b)))
"""
ATTACK = Attack(
    answers={"pairwise-l2": FORGES},
    no_stock="stock has no codec: check and answer share one process",
)
