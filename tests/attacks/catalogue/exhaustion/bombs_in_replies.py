"""Return what is small here and huge when it is copied: broadcast, nested, self-containing."""

from attacking import Attack

BOMBS = """
nested = []
for _ in range(60):
    nested = [nested] * 10
deep = []
for _ in range(100_000):
    deep = [deep]
loop = []
loop.append(loop)
bombs = [
    np.broadcast_to(1.0, (10**6, 10**6)),
    nested,
    deep,
    loop,
    {0: loop},
    np.zeros((0, 10**15)),
    np.zeros((1,) * 30),
    10**100_000,
    "x" * 200_000_000,
    np.array([None, []], dtype=object),
    np.zeros(3, dtype=[("a", "f8"), ("b", "O")]),
]
rotated_data = 10**100_000
"""
ATTACK = Attack(
    answers={"rotated-data": BOMBS, "pairwise-l2": "pairwise_l2 = lambda a, b: nested"},
    hangs=True,
    no_stock="stock keeps a value where it is; ours has to send it",
)
