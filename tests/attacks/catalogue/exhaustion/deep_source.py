"""Write code that is small to store and enormous to parse: brackets, signs, powers of powers."""

from attacking import Attack

ATTACK = Attack(
    answers={
        "double": "x = " + "(" * 5_000 + ")" * 5_000,
        "rotated-data": "x = " + "-" * 90_000 + "1",
        "pairwise-l2": "x = 9**9**9**9",
    },
    hangs=True,
    no_stock="stock survives it: its kernel is another process; ours must not parse it either",
)
