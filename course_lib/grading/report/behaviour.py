"""What a wrong answer does, where the catalogue has no name for it: alike is what does alike."""

import re
from functools import cache
from typing import NamedTuple

import numpy as np

from course_lib.checking import Exercise
from course_lib.grading.report.anonymous import Anonymous
from course_lib.grading.report.works import Item
from course_lib.grading.results import BY_ID, IN_WORDS

__all__ = ["Behaviour", "behaviour_of"]

STOPPED = re.compile(r"stopped with (\w+)(?:: (.*))?", re.DOTALL)
ASSERTED = re.compile(r"(\w+): (.*)", re.DOTALL)
NUMBER = re.compile(r"-?\d[\d.,]*(e[+-]?\d+)?|\bnan\b|-?\binf\b")


class Behaviour(NamedTuple):
    """What was looked at when it was found wrong, on which input, and what was seen."""

    exercise: str
    looked: str
    case: str
    seen: str


def behaviour_of(item: Item, anonymous: Anonymous) -> Behaviour:
    """The behaviour of an answer that is wrong, in words that tell nothing about its author.

    On an input that is the same for everybody, the numbers that came out are part of it; on one
    that is drawn for each student they are not.
    """
    finding = item.finding
    looked = finding.looked or finding.state
    if finding.trusted and looked in IN_WORDS and not _stopped(looked):
        seen = anonymous.sentence(finding.message.partition("\n")[0])
        if item.case not in _same_for_all(finding.exercise):
            seen = NUMBER.sub("#", seen)
        return Behaviour(finding.exercise, IN_WORDS[looked], item.case, seen)
    case = item.case if finding.state == "wrong" else ""
    seen = _error(item, anonymous)
    words = "did not run" if finding.state == "did not run" else IN_WORDS["runs"]
    return Behaviour(finding.exercise, words if finding.trusted else "an assertion", case, seen)


def _stopped(looked: str) -> bool:
    return looked == "runs"


def _error(item: Item, anonymous: Anonymous) -> str:
    message = item.finding.message
    if found := STOPPED.search(message):
        return anonymous.error(found[1].rstrip("."), found[2] or "")
    if "was still running" in message:
        return "was still running when its time was over"
    if "No answer came back" in message:
        return "ended itself, crashed, or took too much memory"
    if item.finding.state == "did not run" and item.finding.looked:
        return anonymous.error(item.finding.looked, message)
    found = ASSERTED.match(message)
    return anonymous.error(found[1], found[2]) if found else anonymous.sentence(message)


@cache
def _same_for_all(id: str) -> frozenset[str]:
    """The inputs of an exercise that are not drawn at random, by what they are about."""
    exercise = BY_ID.get(id)
    if not isinstance(exercise, Exercise):
        return frozenset({""})
    one, two = (exercise.cases(np.random.default_rng(seed)) for seed in (1, 2))
    same = (a.about for a, b in zip(one, two, strict=True) if repr(a.args) == repr(b.args))
    return frozenset(same)
