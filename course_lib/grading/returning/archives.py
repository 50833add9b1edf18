"""Feedback in the shape that an LMS takes for a whole class at once.

- Moodle, "Upload multiple feedback files in a zip": `NAME_NUMBER_assignsubmission_file/...`, as in
  its own download; of that it reads the number (`is_valid_filename_for_import` in
  moodle/mod/assign/feedback/file/importziplib.php). The files are nbgrader's feedback pages.
- Canvas, "Re-upload submissions": each file is called as in its own download. Canvas looks for the
  numbers of user and attachment, attaches the file as a comment, and shows it under the name that
  the student had given it (`infer_comment_context_from_filename`). A page called `.ipynb` could not
  be opened, so the files are the graded notebooks, with the short text on top.
"""

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import nbformat

from course_lib.grading.collecting.record import Version
from course_lib.grading.returning.grades import StudentGrade
from course_lib.grading.returning.words import lines_of

__all__ = ["canvas_files", "moodle_files", "noted_notebook", "write_zip"]


def moodle_files(
    version: Version | None, row_name: str, pages: Iterable[Path]
) -> Iterator[tuple[str, bytes]]:
    """A student's pages, under the name that Moodle gave, or `row_name` where it gave none."""
    folder = version.returned_as if version else f"{row_name}_assignsubmission_file/"
    for page in pages:
        yield f"{folder}{page.name}", page.read_bytes()


def canvas_files(
    version: Version, assignment: str, grade: StudentGrade
) -> Iterator[tuple[str, bytes]]:
    """The student's graded notebook of which that version is, under the name that Canvas gave."""
    for path in grade.notebooks:
        if path.stem == version.notebook:
            yield version.returned_as, noted_notebook(path, assignment, grade).encode()


def noted_notebook(path: Path, assignment: str, grade: StudentGrade) -> str:
    """The graded notebook for its student: the short text on top, no notes of the grader's."""
    notebook = nbformat.v4.reads(path.read_text(encoding="utf-8"))
    notebook.metadata.pop("course", None)
    first, *rest = map(_as_markdown, lines_of(assignment, grade))
    text = "\n".join([f"**{first}**", "", *(f"- {line}" for line in rest)])
    notebook.cells.insert(0, nbformat.v4.new_markdown_cell(text, id="feedback"))
    return nbformat.v4.writes(notebook)


def write_zip(path: Path, files: Iterable[tuple[str, bytes]]) -> int:
    """Write the archive and count its files; where there are none there is no archive."""
    count = 0
    path.unlink(missing_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
            count += 1
    if not count:
        path.unlink()
    return count


def _as_markdown(line: str) -> str:
    """What a student's error message holds must not become a link or a picture here."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()<>#!|$~" else c for c in line)
