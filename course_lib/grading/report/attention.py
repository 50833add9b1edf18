"""Students who need a word, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import mean, median

from course_lib.grading.report.works import Work

__all__ = ["EVENTS", "InNeed", "Remarks"]

FEW = 0.5  # of what the middle one of the class has
UNTRIED = 0.5  # of the exercises
FALL = 0.25  # of the points, beside the class
EVENTS = {
    "started-process": "the code tried to start another process",
    "spoke-unasked": "the code wrote to the grader's own channel",
    "bad-reply": "the code broke off its answer, or answered what it was not asked",
    "dearer-than-counted": "the code hid how many steps it takes",
}


@dataclass(frozen=True, slots=True)
class InNeed:
    """A student, the share of the points, and why a word may help.

    `reasons` are "few points", "not tried", "fell off" or "suspicious", with what is to be known.
    """

    student: str
    share: float
    reasons: dict[str, str]


class Remarks:
    """Notes on each student as the class goes by; `in_need` when all have."""

    def __init__(self) -> None:
        self._shares: dict[str, float] = {}
        self._reasons: dict[str, dict[str, str]] = {}

    def add(self, work: Work) -> None:
        """Look at one student's work."""
        self._shares[work.student] = work.points / work.max_points if work.max_points else 1.0
        reasons = self._reasons.setdefault(work.student, {})
        if work.suspicious:
            reasons["suspicious"] = "; ".join(EVENTS.get(e, e) for e in work.suspicious)
        untried = sum(item.finding.state == "not attempted" for item in work.items)
        if work.items and untried / len(work.items) >= UNTRIED:
            reasons["not tried"] = f"{untried} of {len(work.items)} exercises"

    def in_need(self, before: Mapping[str, Mapping[str, float]]) -> tuple[InNeed, ...]:
        """Who needs a word, most of all first; `before[student][assignment]` are earlier shares.

        Whether somebody has few points, or fell off, is judged beside the class: an assignment that
        is hard for all is no reason to worry about one.
        """
        usual = _medians(before)
        middle = median(self._shares.values()) if self._shares else 0.0
        found = []
        for student, share in self._shares.items():
            reasons = {**self._reasons[student]}
            if share < FEW * middle:
                reasons["few points"] = f"{share:.0%}, where the middle one has {middle:.0%}"
            earlier = [s - usual[name] for name, s in before.get(student, {}).items()]
            if earlier and (fall := mean(earlier) - (share - middle)) >= FALL:
                reasons["fell off"] = f"{fall:.0%} of the points, beside the class"
            if reasons:
                found.append(InNeed(student, share, reasons))
        return tuple(sorted(found, key=lambda n: (n.share, sorted(n.reasons), n.student)))


def _medians(before: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """The median of the class in each earlier assignment."""
    shares: dict[str, list[float]] = {}
    for of_student in before.values():
        for name, share in of_student.items():
            shares.setdefault(name, []).append(share)
    return {name: median(values) for name, values in shares.items()}
