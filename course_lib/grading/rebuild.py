"""What is graded: the released notebook, with the student's answers put into it."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor

from course_lib.errors import NotebookError
from course_lib.grading.cells import grade_id, is_answer

__all__ = ["RebuildFromRelease", "rebuild"]


def rebuild(release: NotebookNode, submitted: NotebookNode) -> NotebookNode:
    """The release with the answers of `submitted`, matched by grade id.

    Nothing else of the submission's own comes through but code that the student wrote elsewhere:
    cells that were added, each after the cell it stood behind, and given cells that were edited,
    after those as given: imports and helper functions live there. So cells that were deleted,
    moved, retyped, locked or unlocked are as they were released. Of an answer that is there twice
    the last one that was written on counts.
    """
    released = {grade_id(cell): cell for cell in release.cells if grade_id(cell)}
    texts = {cell.source for cell in release.cells}
    answers: dict[str, str] = {}
    added: dict[str, list[NotebookNode]] = {}
    behind = ""
    for cell in submitted.cells:
        id = grade_id(cell)
        if id not in released:
            if cell.source not in texts:
                added.setdefault(behind, []).append(_bare(cell))
            continue
        behind = id
        if cell.source == released[id].source:
            continue
        if is_answer(released[id]):
            answers[id] = cell.source
        elif cell.cell_type == "code" and _is_run(released[id]) and cell.source.strip():
            added.setdefault(id, []).append(_bare(cell))
    cells = [*added.get("", [])]
    for cell in release.cells:
        id = grade_id(cell)
        source = answers.get(id, cell.source)
        cells += [NotebookNode({**cell, "source": source}), *(added.get(id, []) if id else [])]
    return NotebookNode({**release, "cells": cells})


class RebuildFromRelease(NbGraderPreprocessor):
    """The first step of nbgrader's autograding here; see `rebuild`."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Give back the rebuilt notebook. Raises NotebookError when there is no release."""
        names = resources["nbgrader"]
        course = CourseDirectory(parent=self)
        folder = course.format_path(course.release_directory, ".", names["assignment"])
        path = Path(folder) / f"{names['notebook']}.ipynb"
        if not path.exists():
            raise NotebookError(
                f"there is no release/{names['assignment']}/{path.name}",
                why="a submission is graded by putting its answers into the released notebook",
                how=f"run `nbgrader generate_assignment {names['assignment']}` first",
            )
        rebuilt = rebuild(nbformat.read(path, as_version=4), nb)
        if "course" in nb.metadata:  # the reason why there are no answers, see DefensiveExporter
            rebuilt.metadata["course"] = nb.metadata["course"]
        return rebuilt, resources


def _is_run(cell: NotebookNode) -> bool:
    """Whether what comes below may need it: it is no check, and no play."""
    is_check = cell.metadata.get("nbgrader", {}).get("grade")
    return not is_check and "play" not in cell.metadata.get("tags", ())


def _bare(cell: NotebookNode) -> NotebookNode:
    """A cell of the student's own, of a type that does no harm, without metadata."""
    make = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}
    return make.get(cell.cell_type, nbformat.v4.new_raw_cell)(cell.source)
