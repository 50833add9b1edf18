"""Hand in JSON that is a list, where a notebook is an object."""

from attacking import Attack

ATTACK = Attack(
    document=lambda text: b"[1, 2, [], {}, null]",
    solved=(),
    wins=lambda run: bool(run.failure),
)
