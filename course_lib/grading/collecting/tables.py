"""CSV as people really have it: with a byte order mark, semicolons, tabs, in an old code page."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from course_lib.grading.collecting.found import CollectingError

__all__ = ["Table", "read_table", "write_table"]

MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
CODE_PAGES = ("cp1252", "cp1250", "cp1251", "cp949", "cp932", "gb18030")


@dataclass(frozen=True, slots=True)
class Table:
    """A header, rows of as many cells, and how they were written."""

    name: str
    header: list[str]
    rows: list[list[str]]
    encoding: str = "utf-8"
    delimiter: str = ","

    def column(self, *names: str) -> int | None:
        """The place of the first of these columns that is there, whatever its case."""
        header = [cell.strip().casefold() for cell in self.header]
        return next((header.index(n.casefold()) for n in names if n.casefold() in header), None)


def read_table(path: Path) -> Table:
    """Read a CSV file, whatever wrote it. Raises CollectingError where it is none.

    A byte order mark tells the encoding; without one it is UTF-8 where it can be, else guessed.
    The delimiter is the one of `,`, `;` and tab that makes most columns of the first line.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise CollectingError(
            f"there is no file {path}",
            why="it was named to be read as CSV",
            how="check its name, and the folder that you are in",
        ) from error
    except OSError as error:
        raise _no_table(path, str(error.strerror or error)) from error
    encoding = _encoding_of(data)
    try:
        text = data.decode(encoding)
        first = next(iter(text.splitlines()), "")
        delimiter = max(",;\t", key=lambda d: len(next(csv.reader([first], delimiter=d), [])))
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except (UnicodeDecodeError, csv.Error) as error:
        raise _no_table(path, str(error)) from error
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not rows or "\0" in text:
        raise _no_table(path, "it has no line of text")
    header, *rows = rows
    wide = [row + [""] * (len(header) - len(row)) for row in rows]
    return Table(path.name, header, wide, encoding, delimiter)


def write_table(path: Path, table: Table) -> None:
    """Write it as it was read."""
    with open(path, "w", encoding=table.encoding, newline="") as file:
        writer = csv.writer(file, delimiter=table.delimiter)
        writer.writerow(table.header)
        writer.writerows(table.rows)


def _encoding_of(data: bytes) -> str:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return encoding
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes

        best = from_bytes(data, cp_isolation=list(CODE_PAGES)).best()
        return best.encoding if best else "cp1252"
    return "utf-8"


def _no_table(path: Path, why: str) -> CollectingError:
    return CollectingError(
        f"{path.name} cannot be read as CSV",
        why=why,
        how="save it as CSV from the LMS or the spreadsheet, in UTF-8 if it asks",
    )
