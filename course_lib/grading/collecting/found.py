"""The files in a folder or a zip archive, listed and opened by somebody who trusts neither.

Nothing is ever unpacked to the place that an archive names: a file's name is only read, and what is
in it goes where the collector decides.
"""

import io
import os
import re
import stat
import sys
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from functools import partial
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from course_lib.errors import CourseError
from course_lib.grading.collecting.zip_names import names_in
from course_lib.grading.reading import MOST_BYTES, UnreadableError
from course_lib.grading.submissions import read_file

__all__ = ["CollectingError", "Found", "open_sources"]

ENTRIES_AT_MOST = 50_000
RATIO_AT_MOST, RATIO_FROM_BYTES = 500, 1_000_000  # a notebook full of one printed line has 100
ENCRYPTED = 0x1
BAD = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


class CollectingError(CourseError):
    """Something from which nothing can be collected."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file that may be somebody's work.

    `path` is its place in `source`, in Unicode's composed form (NFC). `at` is when it, or its entry
    in an archive, was written; `archived` says that an archive told it. `owner` is the user
    whom it belongs to on the disk, if that is another one. Where `refused` says why, it is not to
    be opened.
    """

    source: str
    path: PurePosixPath
    at: datetime | None
    refused: str = ""
    archived: bool = False
    owner: str = ""
    opened: Callable[[], bytes] = field(default=bytes, repr=False, compare=False)

    @property
    def where(self) -> str:
        """For people: the source and the place in it."""
        return f"{self.source}: {self.path}" if self.path.name else self.source

    def read(self) -> bytes:
        """What is in it. Raises UnreadableError for what cannot be had whole, or is too large."""
        if self.refused:
            raise _unreadable(self.refused)
        return self.opened()


@contextmanager
def open_sources(
    paths: list[Path], zone: tzinfo | None, encoding: str | None = None
) -> Iterator[list[Found]]:
    """Everything in these folders, archives and files; archives stay open until the end.

    `zone` is that of the times in archives, which do not say; None is this machine's. `encoding` is
    that of names which are not marked as UTF-8, guessed where it is None. An archive in an archive
    or a folder, as students hand them in, is looked into as well, but no archive in that. Raises
    CollectingError for a source that is none of the three, and for one that cannot be listed.
    """
    with ExitStack() as opened:
        found: list[Found] = []
        for path in paths:
            found += _source(path, _Habits(zone, encoding), opened)
        yield found


class _Habits(NamedTuple):
    """Of the machine that made an archive."""

    zone: tzinfo | None
    encoding: str | None


def _source(path: Path, habits: _Habits, opened: ExitStack) -> Iterator[Found]:
    if path.is_dir():
        for file in _in_folder(path):
            yield from _looked_into(file, habits)
    elif path.is_file() and zipfile.is_zipfile(path) and path.suffix.lower() != ".ipynb":
        try:
            archive = opened.enter_context(zipfile.ZipFile(path))
        except (*BAD, ValueError) as error:
            raise _no_archive(path.name, str(error)) from error
        if len(archive.infolist()) > ENTRIES_AT_MOST:
            raise _no_archive(path.name, f"it has more than {ENTRIES_AT_MOST:,} entries")
        for file in _in_archive(archive, path.name, habits):
            yield from _looked_into(file, habits)
    elif path.suffix.lower() == ".zip" and path.is_file():
        raise _no_archive(path.name, "it does not end as a zip archive does: it may be cut short")
    elif path.is_file():
        yield _on_disk(path.parent.name or ".", path, path.name)
    else:
        raise CollectingError(
            f"there is no {path}",
            why="what is collected is a folder, a zip archive or a notebook",
            how="name the file that the LMS gave you",
        )


def _in_folder(root: Path) -> Iterator[Found]:
    closed: list[OSError] = []
    for folder, folders, files in os.walk(root, onerror=closed.append, followlinks=False):
        folders.sort()
        links = [name for name in folders if (Path(folder) / name).is_symlink()]
        for name in sorted([*files, *links]):
            path = Path(folder) / name
            yield _on_disk(root.name, path, path.relative_to(root).as_posix())
    for error in closed:
        where = PurePosixPath(Path(error.filename).relative_to(root).as_posix())
        yield Found(root.name, where, None, f"the folder cannot be opened: {error.strerror}")


def _on_disk(source: str, path: Path, name: str) -> Found:
    about = path.lstat()
    refused = "" if stat.S_ISREG(about.st_mode) else "it is no ordinary file"
    if path.is_symlink():
        refused = "it is a link: what it leads to is not the student's"
    at = datetime.fromtimestamp(about.st_mtime, UTC)
    where = PurePosixPath(unicodedata.normalize("NFC", name))
    owner = _owner(about.st_uid)
    return Found(source, where, at, refused, owner=owner, opened=partial(read_file, path))


def _owner(uid: int) -> str:
    """The user's name; empty for us, for the administrator and where there are no such users."""
    if sys.platform == "win32" or uid in (0, os.getuid()):
        return ""
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def _in_archive(archive: zipfile.ZipFile, source: str, habits: _Habits) -> Iterator[Found]:
    entries = archive.infolist()
    for entry, name in zip(entries, names_in(entries, habits.encoding), strict=True):
        if entry.is_dir() or name.endswith(("/", "\\")):
            continue
        path = PurePosixPath(name.replace("\\", "/").replace("\0", "?"))
        yield Found(
            source,
            path,
            _entry_time(entry, habits.zone),
            _not_harmless(entry, name),
            archived=True,
            opened=partial(_read_entry, archive, entry),
        )


def _not_harmless(entry: zipfile.ZipInfo, name: str) -> str:
    """Why the entry is not opened; empty where it may be."""
    parts = name.replace("\\", "/").split("/")
    if parts[0] == "" or re.match(r"[A-Za-z]:", name):
        return "its name starts at the top of a disk, as no student's file does"
    if ".." in parts or any(unicodedata.category(c) == "Cc" for c in name):
        return "its name leads out of the archive or is no name"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "it is a link: what it leads to is not in the archive"
    if entry.flag_bits & ENCRYPTED:
        return "it is locked with a password"
    if entry.file_size > MOST_BYTES:
        return f"it unpacks to {entry.file_size / 1e6:,.0f} MB, more than {MOST_BYTES / 1e6:.0f}"
    ratio = entry.file_size / max(entry.compress_size, 1)
    if entry.file_size > RATIO_FROM_BYTES and ratio > RATIO_AT_MOST:
        return f"it unpacks to {ratio:,.0f} times its size, as no notebook does"
    return ""


def _read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(entry) as file:
            data = file.read(MOST_BYTES + 1)  # whatever the entry says of its size
    except BAD as error:
        raise _unreadable(f"it is damaged in the archive: {error}") from error
    if len(data) > MOST_BYTES:
        raise _unreadable("it is larger than the archive says")
    return data


def _entry_time(entry: zipfile.ZipInfo, zone: tzinfo | None) -> datetime | None:
    try:
        return datetime(*entry.date_time, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):  # month 0, as some programs write
        return None


def _looked_into(file: Found, habits: _Habits) -> Iterator[Found]:
    """The file, or in place of an archive that a student handed in what is in it."""
    if file.refused or file.path.suffix.lower() != ".zip":
        yield file
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(file.read()))
    except (*BAD, ValueError, UnreadableError) as error:
        what = error.what if isinstance(error, UnreadableError) else str(error)
        yield replace(file, refused=f"it is an archive that cannot be opened: {what}")
        return
    if len(archive.infolist()) > ENTRIES_AT_MOST:
        yield replace(file, refused=f"it is an archive of more than {ENTRIES_AT_MOST:,} entries")
        return
    for inner in _in_archive(archive, file.source, habits):
        # Its own times are those of the student's disk; when it was handed in, the outer one says.
        yield replace(inner, path=file.path / inner.path, at=file.at, archived=file.archived)


def _unreadable(what: str) -> UnreadableError:
    return UnreadableError(
        what,
        why="only a whole, ordinary file of ordinary size is collected",
        how="ask for the notebook to be handed in again, by itself",
    )


def _no_archive(name: str, why: str) -> CollectingError:
    return CollectingError(
        f"{name} cannot be opened as a zip archive",
        why=why,
        how="download it again; or unpack it yourself and name the folder",
    )
