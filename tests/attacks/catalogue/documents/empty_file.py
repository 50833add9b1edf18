"""Hand in nothing, under the right name."""

from attacking import Attack

ATTACK = Attack(
    document=lambda text: b"",
    solved=(),
    wins=lambda run: bool(run.failure),
)
