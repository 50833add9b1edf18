"""Put what was decided into collected/ and submitted/, so that nothing there is ever lost."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.utils import parse_utc

from course_lib.grading.collecting.found import CollectingError, Found
from course_lib.grading.collecting.planning import Decision
from course_lib.grading.collecting.record import Group, Record, Version, latest_of, put
from course_lib.grading.collecting.settling import Settled
from course_lib.grading.folder import CourseFolder
from course_lib.grading.reading import UnreadableError
from course_lib.grading.submissions import STAMP, read_file

__all__ = ["Placer"]

SECRET = "submission_secret.txt"  # by which nbgrader's exchange gives feedback back


class Placer:
    """Places into one course folder."""

    def __init__(self, folder: CourseFolder, record: Record, found: list[Found]) -> None:
        self.root, self.places, self.record = folder.root, folder.directory, record
        self.secrets = {(f.source, f.path.parent): f for f in found if f.path.name == SECRET}

    def by_hand(self, groups: Iterable[Group]) -> Iterator[Version]:
        """What lies in submitted/ for these and was never collected: somebody put or edited it."""
        for student, assignment, notebook in groups:
            place = self._place(student, assignment)
            path = place / f"{notebook}.ipynb"
            if not os.path.lexists(path):
                continue
            sha256 = hashlib.sha256(read_file(path)).hexdigest()
            known = self.record.versions.get((student, assignment, notebook), {})
            if sha256 in known:
                continue
            at = _noted(place) or datetime.fromtimestamp(path.lstat().st_mtime, UTC)
            # What was edited counts as long as nothing newer comes, whatever time is noted.
            order = max([at, *(v.order for v in known.values())])
            where = path.relative_to(self.root).as_posix()
            names = student, assignment, notebook
            yield Version(*names, sha256, at, order, known=True, chosen=True, source=where)

    def place(self, settled: Settled, by_hand: Iterable[Version]) -> Iterator[Decision]:
        """Keep every version, then put the latest of each group into submitted/.

        Each decision is given back once it is done. Raises CollectingError where a file has changed
        since it was decided about, and where nothing can be written.
        """
        try:
            yield from self._place_all(settled, by_hand)
        except OSError as error:
            raise CollectingError(
                f"{error.filename or self.root} cannot be written",
                why=error.strerror or str(error),
                how="make room, or allow writing there, and run this again: it goes on from there",
            ) from error

    def _place_all(self, settled: Settled, by_hand: Iterable[Version]) -> Iterator[Decision]:
        for version in by_hand:
            path = self._place(version.student, version.assignment) / f"{version.notebook}.ipynb"
            self.record.keep(version, read_file(path))
        for decision in settled.decisions:
            if decision.version and not self.record.knows(decision.version):
                self._keep(decision.found, decision.version)
            yield decision
        handed_in = self._handed_in()
        for version in settled.latest.values():
            self._install(version, handed_in[version.student, version.assignment])

    def _keep(self, found: Found, version: Version) -> None:
        data = found.read()
        if hashlib.sha256(data).hexdigest() != version.sha256:
            raise CollectingError(
                f"{found.where} has changed while it was collected",
                why="what was decided about it may no longer hold",
                how="run this again when nobody writes there",
            )
        self.record.keep(version, data)
        if version.scheme not in ("exchange", "nbgrader"):
            return
        if secret := self.secrets.get((found.source, found.path.parent)):
            place = self._place(version.student, version.assignment)
            place.mkdir(parents=True, exist_ok=True)
            put(place / SECRET, secret.read())

    def _install(self, latest: Version, at: datetime) -> None:
        """Put the version, and when the assignment was handed in, where nbgrader looks."""
        place = self._place(latest.student, latest.assignment)
        place.mkdir(parents=True, exist_ok=True)
        path = place / f"{latest.notebook}.ipynb"
        data = self.record.place(latest).read_bytes()
        if not path.exists() or path.read_bytes() != data:
            put(path, data)
        stamp = f"{at:%Y-%m-%d %H:%M:%S.%f %Z}".encode()
        note = place / STAMP
        if not note.exists() or note.read_bytes() != stamp:
            put(note, stamp)

    def _handed_in(self) -> dict[tuple[str, str], datetime]:
        """When each student handed in each assignment; of several notebooks the last counts."""
        times: dict[tuple[str, str], datetime] = {}
        for (student, assignment, _), versions in self.record.versions.items():
            at = latest_of(versions.values())[0].at
            times[student, assignment] = max(at, times.get((student, assignment), at))
        return times

    def _place(self, student: str, assignment: str) -> Path:
        step = self.places.submitted_directory
        return Path(self.places.format_path(step, student, assignment))


def _noted(place: Path) -> datetime | None:
    try:
        return parse_utc(read_file(place / STAMP).decode().strip()).replace(tzinfo=UTC)
    except (UnreadableError, ValueError, OverflowError):
        return None
