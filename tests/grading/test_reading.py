"""Whatever bytes are handed in: a notebook of plain cells, or a reason for a person."""

import contextlib
import json

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course_lib.grading.cells import grade_id
from course_lib.grading.reading import MOST_BYTES, UnreadableError, read_notebook

WHOLE = nbformat.writes(new_notebook(cells=[new_code_cell("a = 1"), new_markdown_cell("é")]))
OLD = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": []}]}
BAD = {
    "empty": (b"", "is empty"),
    "blank": (b" \n\n", "is empty"),
    "html": (b"\n<!DOCTYPE html><html>", "web page"),
    "zip": (b"PK\x03\x04rest", "zip archive"),
    "nul": (WHOLE.encode() + b"\0\0", "NUL"),
    "utf-16": (WHOLE.encode("utf-16"), "damaged"),
    "latin-1": (WHOLE.encode("latin-1"), "damaged"),
    "cut short": (WHOLE.encode()[:-20], "cut short"),
    "old format": (json.dumps(OLD).encode(), "nbformat 3"),
    "a list": (b"[1, 2]", "no notebook"),
    "a number": (b"7", "no notebook"),
    "no cells": (b'{"nbformat": 4}', "no list of cells"),
    "a broken cell": (b'{"cells": [{"cell_type": "code", "source": 7}]}', "cell 1 has no text"),
    "a cell that is none": (b'{"cells": [null]}', "cell 1 has no text"),
    "a cell too long": (
        b'{"cells": [{"source": "' + b"x" * 300_000 + b'"}]}',
        "cell 1 has 300,000 characters",
    ),
    "nested": (b"[" * 100_000, "no program"),
    "an endless number": (b'{"cells": ' + b"9" * 10_000 + b"}", "no program"),
    "too many cells": (
        b'{"cells": [' + b'{"source": ""},' * 2000 + b'{"source": ""}]}',
        "2,001 cells",
    ),
    "too large": (b" " * MOST_BYTES + b"{}", "more than 20"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_notebook_is_told_as_what_it_is(name):
    data, words = BAD[name]
    with pytest.raises(UnreadableError, match=words):
        read_notebook(data)


@given(st.binary(max_size=300))
def test_no_bytes_do_anything_but_that(data):
    with contextlib.suppress(UnreadableError):
        nbformat.validate(read_notebook(data))


odd = st.sampled_from([None, True, 7, "text", "\ud800", [], ["a", "b"], [1], {}, {"grade_id": 1}])
cells = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw", "heading"]) | odd,
        "source": st.text(max_size=9) | odd,
        "metadata": st.fixed_dictionaries({"nbgrader": odd, "x": odd}) | odd,
        "outputs": odd,
        "attachments": odd,
    },
)


@given(st.lists(cells, max_size=4))
def test_what_is_read_is_a_valid_notebook_with_nothing_but_type_text_and_grade_id(cells):
    data = json.dumps({"cells": cells, "metadata": {"evil": 1}}).encode()
    try:
        notebook = read_notebook(data)
    except UnreadableError:
        return
    nbformat.validate(notebook)
    assert nbformat.writes(notebook).encode()  # no half of a surrogate pair is left
    assert not notebook.metadata
    for cell in notebook.cells:
        assert set(cell.metadata) <= {"nbgrader"}
        assert set(cell.metadata.get("nbgrader", {})) <= {"grade_id"}
        assert not cell.get("outputs")


def test_a_notebook_without_kernelspec_and_with_a_byte_order_mark_is_read():
    plain = json.loads(WHOLE)
    del plain["metadata"]
    notebook = read_notebook(b"\xef\xbb\xbf" + json.dumps(plain).encode())
    assert [cell.source for cell in notebook.cells] == ["a = 1", "é"]


def test_half_a_surrogate_pair_does_not_get_into_the_notebook():
    data = b'{"cells": [{"cell_type": "code", "source": "x = \'\\ud800\'"}]}'
    assert read_notebook(data).cells[0].source == "x = '?'"


def test_a_cell_that_lost_its_marks_is_known_by_its_own_id():
    """Other editors drop what nbgrader noted of a cell; a cell's id they keep."""
    cells = [
        {"cell_type": "code", "id": "double", "source": "def double(x): ...", "metadata": {}},
        {
            "cell_type": "code",
            "id": "other",
            "source": "1",
            "metadata": {"nbgrader": {"grade_id": "knn-cost"}},
        },
        {"cell_type": "code", "source": "2", "metadata": {}},
    ]
    data = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    assert [grade_id(c) for c in read_notebook(data.encode()).cells] == ["double", "knn-cost", ""]
