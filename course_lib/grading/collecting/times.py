"""When a file was handed in, and how sure that is.

Neither Moodle nor Canvas writes it into its archive: every entry has the time of the download, for
both stream the archive as it is asked for (moodle's core_files zip_writer, canvas' ContentZipper).
Canvas says `LATE` in the name. So where nothing better is known, work from an LMS is taken to be in
time unless it is said to be late, and then by as little as can be.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import PurePosixPath
from typing import NamedTuple

from nbgrader.utils import parse_utc

from course_lib.grading.collecting.claims import Claim
from course_lib.grading.collecting.found import Found
from course_lib.grading.reading import UnreadableError
from course_lib.grading.submissions import STAMP

__all__ = ["Times", "When"]


class When(NamedTuple):
    """`at` is for nbgrader, `order` tells which of two came later, `note` what is to be said."""

    at: datetime
    order: datetime
    known: bool
    note: str = ""


class Times:
    """Of the files that were found. `due` are the dates of assignments."""

    def __init__(self, found: list[Found], due: Mapping[str, datetime]) -> None:
        self.found, self.due = found, due

    def of(
        self, found: Found, claim: Claim, assignment: str, submitted: datetime | None = None
    ) -> When:
        """By its name, by `submitted` from the roster, by a note beside it, by the file itself."""
        noted = self._noted(found) if claim.scheme == "nbgrader" else None  # else it is a student's
        if at := claim.at or submitted or noted:
            at = at.astimezone(UTC)
            return When(at, at, True)
        seen = found.at or datetime.now(UTC)
        if claim.scheme not in ("moodle", "canvas"):
            return When(seen, seen, False)
        # In the archive only the order of writing differs: of two in one, none came later.
        order = self._downloaded.get(found.source, seen)
        due = self.due.get(assignment)
        if due is None or seen <= due:
            return When(seen, order, False)
        if claim.late:
            note = "late, says Canvas; by how much is not in the archive"
            return When(due + timedelta(seconds=1), order, False, note)
        return When(due, order, False, "when is not in the archive: taken to be in time")

    def _noted(self, found: Found) -> datetime | None:
        """The time in nbgrader's note."""
        note = self._notes.get((found.source, found.path.parent))
        if note is None:
            return None
        try:
            return parse_utc(note.read().decode().strip()).replace(tzinfo=UTC)
        except (UnreadableError, ValueError, OverflowError):  # no time is in it
            return None

    @cached_property
    def _notes(self) -> dict[tuple[str, PurePosixPath], Found]:
        return {(f.source, f.path.parent): f for f in self.found if f.path.name == STAMP}

    @cached_property
    def _downloaded(self) -> dict[str, datetime]:
        """When each source was, as far as its files tell."""
        return {source: at for at, source in sorted((f.at, f.source) for f in self.found if f.at)}
