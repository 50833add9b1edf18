"""What lies in submitted/: found and opened by somebody who trusts nothing about it."""

import contextlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.utils import parse_utc

from course_lib.grading.folder import CourseFolder
from course_lib.grading.reading import MOST_BYTES, UnreadableError

__all__ = ["Submission", "read_file", "submissions"]

STAMP = "timestamp.txt"


@dataclass(frozen=True, slots=True)
class Submission:
    """A student's folder in submitted/."""

    student: str
    folder: Path

    def read(self, notebook: str) -> bytes:
        """The notebook of that name. Raises UnreadableError, which says what is there instead."""
        for folder in (self.folder.parent, self.folder):
            if folder.is_symlink():
                raise _refused(f"the folder {folder.name} is a link to somewhere else")
            if not folder.is_dir():
                raise _refused(f"{folder.name} is no folder")
        path = self.folder / f"{notebook}.ipynb"
        if not os.path.lexists(path):
            others = sorted(p.name for p in self.folder.iterdir() if p.suffix == ".ipynb")
            found = f"; there is {' and '.join(others[:3])}" if others else ""
            raise _refused(f"no file {path.name} was handed in{found}")
        return read_file(path)

    def handed_in(self, notebook: str) -> datetime:
        """When, in UTC: as the collector noted it, else the file's own time.

        nbgrader needs the note when it releases the feedback: where there is none it is made.
        """
        note = self.folder / STAMP
        with contextlib.suppress(UnreadableError, ValueError, OverflowError):
            return parse_utc(read_file(note).decode().strip())
        path = self.folder / f"{notebook}.ipynb"
        seconds = (path if os.path.lexists(path) else self.folder).lstat().st_mtime
        at = datetime.fromtimestamp(seconds, UTC)
        if not os.path.lexists(note) and self.folder.is_dir() and not self.folder.is_symlink():
            note.write_text(f"{at:%Y-%m-%d %H:%M:%S.%f %Z}")
        return at.replace(tzinfo=None)  # as nbgrader keeps them


def submissions(folder: CourseFolder, assignment: str) -> Iterator[Submission]:
    """Everybody who handed in, by name."""
    places = folder.directory
    step = Path(places.format_path(places.submitted_directory, "*", assignment))
    base = Path(*step.parts[: step.parts.index("*")])
    for path in sorted(base.glob(str(step.relative_to(base)))):
        student = path.relative_to(base).parts[0]
        if not student.startswith("."):
            yield Submission(student, path)


def read_file(path: Path) -> bytes:
    """The contents of an ordinary file of ordinary size. Raises UnreadableError for any other."""
    try:
        # A pipe would be waited for; a link may lead to what the student cannot read but we can.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | os.O_NONBLOCK)
    except OSError as error:
        reason = "is a link" if path.is_symlink() else f"cannot be opened: {error.strerror}"
        raise _refused(f"{path.name} {reason}") from error
    about = os.fstat(descriptor)
    if not stat.S_ISREG(about.st_mode):
        os.close(descriptor)
        raise _refused(f"{path.name} is no ordinary file")
    with open(descriptor, "rb") as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise _refused(
            f"{path.name} has {about.st_size / 1e6:,.0f} MB, more than {MOST_BYTES / 1e6:.0f}",
            how="clear the outputs, save, and hand it in again",
        )
    return data


def _refused(what: str, *, how: str = "hand in the notebook under its own name") -> UnreadableError:
    return UnreadableError(what, why="only a student's own ordinary file is read", how=how)
