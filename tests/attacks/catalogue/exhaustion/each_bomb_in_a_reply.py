"""As bombs_in_replies, another one for every call; and numbers that overflow in the comparison."""

from attacking import Attack

from catalogue.exhaustion.bombs_in_replies import BOMBS

OVERFLOWS = """
def pairwise_l2(a, b):
    which = int(np.abs(a).sum() * 1e6) % (len(bombs) + 4)
    if which < len(bombs) and which != 1:
        return bombs[which]
    wrong = [1e308, -1e308, np.nan, 5e-324][which % 4]
    return np.full((len(a), len(b)), wrong)
"""
ATTACK = Attack(
    answers={"rotated-data": BOMBS, "pairwise-l2": OVERFLOWS},
    no_stock="stock keeps a value where it is; ours has to send it",
    hangs=True,
)
