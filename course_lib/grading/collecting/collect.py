"""Collecting from beginning to end: look at every file, decide, settle, place."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path

from course_lib.grading.collecting.found import CollectingError, Found
from course_lib.grading.collecting.matching import released_in
from course_lib.grading.collecting.placing import Placer
from course_lib.grading.collecting.planning import Ask, Decision, Planner, nobody
from course_lib.grading.collecting.record import Record
from course_lib.grading.collecting.roster import Roster
from course_lib.grading.collecting.settling import settled
from course_lib.grading.collecting.times import Times
from course_lib.grading.folder import CourseFolder

__all__ = ["Collector"]


@dataclass(frozen=True, slots=True)
class Collector:
    """Collects into one course folder; of one assignment alone, where it is named.

    `ask` is asked about what is not clear; without it such files are not placed.
    """

    folder: CourseFolder
    assignment: str | None = None
    roster: Roster = field(default_factory=Roster)
    ask: Ask = nobody

    def collect(
        self,
        found: list[Found],
        *,
        dry_run: bool = False,
        each: Callable[[str], None] = lambda _step: None,
    ) -> list[Decision]:
        """What became of each file, in their order; with `dry_run` what would become of it.

        `each` is called with "looked at" and "placed" as that is done to one of them.
        """
        with contextlib.nullcontext() if dry_run else _alone(self.folder.root):
            return self._collect(found, dry_run, each)

    def _collect(
        self, found: list[Found], dry_run: bool, each: Callable[[str], None]
    ) -> list[Decision]:
        released = released_in(self.folder, self.assignment)
        record = Record(self.folder.root)
        planner = Planner(released, self.roster, record, found, self._times(found), self.ask)
        decisions = []
        for decision in planner.decisions():
            decisions.append(decision)
            each("looked at")
        placer = Placer(self.folder, record, found)
        groups = dict.fromkeys(d.version.group for d in decisions if d.version)
        by_hand = list(placer.by_hand(groups))
        result = settled(decisions, record, by_hand, self.ask)
        if not dry_run:
            for _ in placer.place(result, by_hand):
                each("placed")
        return result.decisions

    def _times(self, found: list[Found]) -> Times:
        with self.folder.gradebook() as gradebook:
            due = {a.name: a.duedate for a in gradebook.assignments if a.duedate}
        return Times(found, {name: at.replace(tzinfo=UTC) for name, at in due.items()})


@contextlib.contextmanager
def _alone(root: Path) -> Iterator[None]:
    """One at a time adds to the record; who is killed leaves nothing locked."""
    if sys.platform == "win32":
        yield
        return
    folder = os.open(root, os.O_RDONLY)
    try:
        _lock(folder, root.name)
        yield
    finally:
        os.close(folder)


def _lock(folder: int, name: str) -> None:
    import fcntl

    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise CollectingError(
            f"somebody is collecting into {name} already",
            why="two at a time would write into one record",
            how="wait until the other `course collect` is done",
        ) from error
