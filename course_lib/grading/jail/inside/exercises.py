"""Stands for `course_lib.exercises` in the jail: answers are judged outside, later."""

from typing import Any

__all__ = ["check", "hint"]


def check(_id: str, *_answers: Any) -> None:
    """Say nothing; the grader looks at the answer from outside."""


def hint(_id: str) -> None:
    """Say nothing."""
