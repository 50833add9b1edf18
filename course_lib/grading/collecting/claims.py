r"""What the place and name of a file say: whose it is, of what, and when it was handed in.

The schemes; each is read off one part of the path, what is within it is what students named their
files and folders.

- nbgrader's exchange, `inbound/STUDENT+ASSIGNMENT+2026-03-01 12:00:00.000000 UTC+RANDOM/`:
  nbgrader.exchange.default.submit, `ExchangeSubmit.init_dest`.
- Moodle's "Download all submissions", `FULL NAME_NUMBER_assignsubmission_file/...`, with one more
  `_` behind it before Moodle 4.1, and `..._file_01_knn.ipynb` where the teacher wants no folders:
  moodle/mod/assign/classes/downloader.php, and `is_valid_filename_for_import` of
  moodle/mod/assign/feedback/file/importziplib.php, which reads it back. The number belongs to the
  participant in this one assignment. The name has no `_`.
- Canvas' "Download submissions", `lovelaceada_LATE_4711_90210_01_knn.ipynb`: the user's sortable
  name, `LATE` if it is, the user's and the attachment's number, the file's name; where grading is
  anonymous `anon_X1y2Z` for name and number: canvas-lms/lib/content_zipper.rb, `get_filename`, read
  back by the first two parts that are numbers (`infer_comment_context_from_filename`).
- nbgrader's `zip_collect` as this course configures it, `STUDENT_2026-03-01-12-00-00_01_knn.ipynb`.
- nbgrader's own folders, `STUDENT/ASSIGNMENT/01_knn.ipynb`, within submitted/ or by themselves.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Literal

__all__ = ["Claim", "claim_of", "without_copy"]

EXCHANGE = re.compile(
    r"(?P<student>.+?)\+(?P<assignment>[^+]+)"
    r"\+(?P<at>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?) UTC(\+[\w=-]+)?"
)
MOODLE = re.compile(
    r"(?P<name>[^_]+)_(?P<id>\d+)_assignsubmission_(?P<plugin>[a-z]+)(_(?P<file>.*))?"
)
CANVAS = re.compile(  # which writes names in lower case
    r"(?P<name>[^A-Z]*?)(_?(?P<late>LATE))?_?(?P<id>(?<=_)\d+|anon_[^_]+)"
    r"_(?P<attachment>\d+)_(?P<file>.+)"
)
ZIP_COLLECT = re.compile(r"(?P<student>.+?)_(?P<at>\d{4}(-\d\d){5})_(?P<file>.+)")
ENDINGS = re.compile(r"(\.ipynb|\.json|\.txt)+$", re.IGNORECASE)
COPY = re.compile(r"( ?\(\d+\)|-Copy\d+| - Copy|_copy| copy)$", re.IGNORECASE)
COUNT = r"(-\d{1,2})?"  # Canvas' sign of a file of the same name

Scheme = Literal["exchange", "moodle", "canvas", "zip_collect", "nbgrader", "loose"]


@dataclass(frozen=True, slots=True)
class Claim:
    """Whose a file is, as its scheme says.

    `student` is an id, `name` a person's name, `lms_id` the LMS's number; `texts` are what remains
    of a loose file's own and its folders' names, nearest first. `late` is an LMS's word.
    `returned_as` is what the LMS calls the file, or its folder, when it takes it back. `plugin` is
    Moodle's, "file" or another.
    """

    scheme: Scheme
    file: str
    student: str = ""
    name: str = ""
    lms_id: str = ""
    attachment: str = ""
    assignment: str = ""
    at: datetime | None = None
    late: bool = False
    texts: tuple[str, ...] = ()
    returned_as: str = ""
    plugin: str = ""


def claim_of(path: PurePosixPath, notebooks: Collection[str]) -> Claim:
    """What the path says. `notebooks` are the names of assignments and of released notebooks.

    The outermost part that follows a scheme counts: what lies further in is named by the student,
    who may have called it anything.
    """
    for part in path.parts:
        for scheme in (_exchange, _moodle, _canvas, _zip_collect):
            if claim := scheme(path, part):
                return claim
    texts = _texts(path, notebooks)
    own, *above = reversed(path.parts[:-1]) if len(path.parts) > 1 else [""]
    if own in notebooks and len(above) == 1 + (above[-1:] == ["submitted"]):
        return Claim("nbgrader", path.name, above[0], assignment=own)
    return Claim("loose", path.name, texts=texts)


def without_copy(name: str) -> str:
    """The name of a file without its ending and without a copy's ` (1)` or `-Copy1`."""
    return COPY.sub("", ENDINGS.sub("", name)).strip()


def _exchange(path: PurePosixPath, part: str) -> Claim | None:
    found = EXCHANGE.fullmatch(part)
    if not found or part == path.name:
        return None
    at = datetime.fromisoformat(found["at"]).replace(tzinfo=UTC)
    return Claim("exchange", path.name, found["student"], assignment=found["assignment"], at=at)


def _moodle(path: PurePosixPath, part: str) -> Claim | None:
    found = MOODLE.fullmatch(part)
    if not found:
        return None
    is_folder = part != path.name
    file = path.name if is_folder else found["file"] or path.name
    return Claim(
        "moodle",
        file,
        name=found["name"],
        lms_id=found["id"],
        returned_as=f"{part}/" if is_folder else part.removesuffix(file),
        plugin=found["plugin"],
    )


def _canvas(path: PurePosixPath, part: str) -> Claim | None:
    found = CANVAS.fullmatch(part)
    if not found:
        return None
    return Claim(
        "canvas",
        found["file"] if part == path.name else path.name,
        name="" if found["id"].startswith("anon_") else found["name"],
        lms_id=found["id"],
        attachment=found["attachment"],
        late=found["late"] is not None,
        returned_as=part,
    )


def _zip_collect(path: PurePosixPath, part: str) -> Claim | None:
    found = ZIP_COLLECT.fullmatch(part)
    at = _stamp(found["at"]) if found else None
    if not found or not at:
        return None
    file = found["file"] if part == path.name else path.name
    return Claim("zip_collect", file, found["student"], at=at)


def _stamp(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d-%H-%M-%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _texts(path: PurePosixPath, notebooks: Collection[str]) -> tuple[str, ...]:
    texts = [without_copy(path.name), *reversed(path.parts[:-1])]
    return tuple(filter(None, (_without_any(text, notebooks) for text in texts)))


def _without_any(text: str, notebooks: Collection[str]) -> str:
    """The text without the name of a notebook, and what joined the two."""
    for name in sorted(notebooks, key=len, reverse=True):
        spelled = "[ _-]?".join(map(re.escape, re.split("[_ -]", name)))
        alone = rf"(^|(?<=[^\w])|(?<=_)){spelled}{COUNT}(?=[^a-zA-Z0-9]|$)"
        text = re.sub(alone, "", text, flags=re.IGNORECASE)
    return re.sub(r"^[\s_.,+-]+|[\s_.,+-]+$", "", text)
