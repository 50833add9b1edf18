"""Every version that was ever collected, kept beside nbgrader's folders, in `collected/`.

`collected/ASSIGNMENT/STUDENT/NOTEBOOK.SHA.ipynb` holds what was handed in, `collected/record.jsonl`
a line for each time that it was found. Lines are only ever added: whoever is stopped at any moment
finds all that was collected, and the same archive again adds nothing.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from course_lib.grading.collecting.found import CollectingError

__all__ = ["Group", "Record", "Version", "Versions", "latest_of", "put"]

Group = tuple[str, str, str]
"""A student, an assignment, a notebook: of the versions of one group the latest counts."""


@dataclass(frozen=True, slots=True)
class Version:
    """What a student handed in once.

    `at` is when, for nbgrader, and `order` tells which of two came later; the two differ where when
    is not `known`. `chosen` says that a person said it is the one that counts.
    """

    student: str
    assignment: str
    notebook: str
    sha256: str
    at: datetime
    order: datetime
    known: bool = False
    chosen: bool = False
    exact: bool = True
    scheme: str = ""
    lms_id: str = ""
    attachment: str = ""
    returned_as: str = ""
    source: str = ""

    @property
    def group(self) -> Group:
        """What it is a version of."""
        return self.student, self.assignment, self.notebook

    @property
    def rank(self) -> tuple[datetime, bool, bool, int]:
        """The latest has the highest. Two of the same rank cannot be told apart."""
        return self.order, self.chosen, self.exact, int(self.attachment or 0)

    def merged(self, other: "Version") -> "Version":
        """The same content found twice.

        Where it is known to have been handed in at two times, the second counts; where it was only
        seen, it was handed in before it was first seen.
        """
        known = [v.at for v in (self, other) if v.known]
        later = max(self, other, key=lambda v: (v.order, v.source))
        numbered = max(self, other, key=_numbered)
        return replace(
            later,
            at=max(known) if known else min(self.at, other.at),
            known=bool(known),
            chosen=self.chosen or other.chosen,
            exact=self.exact or other.exact,
            scheme=numbered.scheme,
            lms_id=numbered.lms_id,
            attachment=numbered.attachment,
            returned_as=numbered.returned_as,
        )


Versions = dict[Group, dict[str, Version]]
"""The versions of each group, by the hash of what is in them."""


class Record:
    """The versions in `root`/collected."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "collected"
        self.path = self.folder / "record.jsonl"
        self.versions: Versions = {}
        written = self.path.read_bytes() if self.path.exists() else b""
        # Whoever was stopped while writing left half a line.
        self.whole = written.rfind(b"\n") + 1
        for number, line in enumerate(written[: self.whole].decode().splitlines(), start=1):
            _add(self.versions, _version(line, number))

    def with_also(self, versions: Iterable[Version]) -> Versions:
        """What there would be with these as well; nothing is written."""
        result = {group: dict(known) for group, known in self.versions.items()}
        for version in versions:
            _add(result, version)
        return result

    def knows(self, version: Version) -> bool:
        """Whether keeping it would change nothing."""
        before = self.versions.get(version.group, {}).get(version.sha256)
        return before is not None and before.merged(version) == before

    def keep(self, version: Version, data: bytes) -> None:
        """Put the file into the store, and when that is done its line into the record."""
        path = self.place(version)
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            put(path, data)
        line = json.dumps(asdict(version), default=datetime.isoformat).encode() + b"\n"
        with open(self.path, "ab") as file:
            file.truncate(self.whole)
            file.write(line)
        self.whole += len(line)
        _add(self.versions, version)

    def place(self, version: Version) -> Path:
        """Where the version is kept."""
        folder = self.folder / version.assignment / version.student
        return folder / f"{version.notebook}.{version.sha256[:12]}.ipynb"


def latest_of(versions: Iterable[Version]) -> list[Version]:
    """The latest, or all that may be it, where that cannot be told."""
    ranked = sorted(versions, key=lambda v: v.rank, reverse=True)
    return [version for version in ranked if version.rank == ranked[0].rank]


def put(path: Path, data: bytes) -> None:
    """All of it or nothing."""
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(data)
    os.replace(part, path)


def _add(versions: Versions, version: Version) -> None:
    known = versions.setdefault(version.group, {})
    before = known.get(version.sha256)
    known[version.sha256] = before.merged(version) if before else version


def _numbered(version: Version) -> tuple[bool, int, str]:
    """Higher for what an LMS takes back by a number, highest for its last attempt."""
    is_lms = version.scheme in ("moodle", "canvas")
    return is_lms, version.rank[3], f"{version.returned_as}\0{version.scheme}"


def _version(line: str, number: int) -> Version:
    try:
        fields = json.loads(line)
        times = {name: datetime.fromisoformat(fields[name]) for name in ("at", "order")}
        return Version(**{**fields, **times})
    except (ValueError, TypeError, KeyError) as error:
        raise CollectingError(
            f"line {number} of collected/record.jsonl cannot be read",
            why=str(error),
            how="remove that line: what it stood for will be collected again",
        ) from error
