"""Hand in bytes that are no text, and text in another encoding."""

from attacking import Attack

ATTACK = Attack(
    document=lambda text: b"\xff\xfe" + text.encode("utf-16-le") + b"\xd8\x00\xff",
    solved=(),
    wins=lambda run: bool(run.failure),
)
