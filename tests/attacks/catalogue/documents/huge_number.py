"""Hand in a notebook whose format is a number of a million digits."""

from attacking import Attack

ATTACK = Attack(
    document=lambda text: (
        b'{"cells": [], "metadata": {}, "nbformat_minor": 5, "nbformat": 4' + b"0" * 10**6 + b"}"
    ),
    solved=(),
    wins=lambda run: bool(run.failure),
)
