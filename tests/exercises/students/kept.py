"""Decorators that keep an answer with what it is."""

from collections.abc import Callable
from typing import Any, NamedTuple


class Answer(NamedTuple):
    """Right or wrong; in whose style or how; the mistake's name where it must be recognised."""

    code: Callable[..., Any]
    is_right: bool
    what: str
    named: str | None


def kept():
    """A list and the two decorators that fill it."""
    answers: list[Answer] = []

    def right(what):
        return lambda code: answers.append(Answer(code, True, what, None)) or code

    def wrong(what, named=None):
        return lambda code: answers.append(Answer(code, False, what, named)) or code

    return answers, right, wrong
