"""Hand in brackets within brackets, deeper than any parser goes."""

from attacking import Attack

ATTACK = Attack(
    document=lambda text: b'{"cells": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    solved=(),
    wins=lambda run: bool(run.failure),
)
