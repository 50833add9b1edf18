"""Hand in the first half of a notebook, as a broken upload leaves it."""

from attacking import Attack

ATTACK = Attack(
    document=lambda text: text[: len(text) // 2].encode(),
    solved=(),
    wins=lambda run: bool(run.failure),
)
