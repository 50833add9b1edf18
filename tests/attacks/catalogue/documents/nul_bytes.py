"""Hand in a notebook with NUL bytes in the middle, as a broken disk leaves it."""

from attacking import Attack

ATTACK = Attack(
    document=lambda text: text[:2000].encode() + bytes(5000) + text[2000:].encode(),
    solved=(),
    wins=lambda run: bool(run.failure),
)
