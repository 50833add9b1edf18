"""Write names in wide letters: they look like others, and Python reads them as the same."""

from attacking import Attack, earns

WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}  # Unicode's full-width ASCII
ATTACK = Attack(
    answers={"pairwise-l2": f"{'check'.translate(WIDE)} = lambda *anything: None\npairwise_l2 = 0"},
    wins=earns("pairwise-l2"),
)
