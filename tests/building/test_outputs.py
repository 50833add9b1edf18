"""Stored outputs: whole streams, no widget ids, and refused where they name the machine."""

import sys
import tempfile
from pathlib import Path

import nbformat
import pytest

from course_lib.building.outputs import WIDGET_VIEW, normalise, refuse_machine_traces
from course_lib.errors import NotebookError

ROOT = Path("/somewhere/checkout")


def notebook(*outputs):
    cell = nbformat.v4.new_code_cell("1", id="here-1", outputs=list(outputs), execution_count=1)
    return nbformat.v4.new_notebook(cells=[cell])


def stream(name, text):
    return nbformat.v4.new_output("stream", name=name, text=text)


def shown(**data):
    return nbformat.v4.new_output(
        "display_data", data={k.replace("_", "/"): v for k, v in data.items()}
    )


def test_streams_are_whole_between_other_outputs():
    pieces = [
        stream("stderr", "e"),
        stream("stdout", "a"),
        stream("stdout", "b\n"),
        stream("stderr", "f"),
        shown(text_plain="1"),
        stream("stdout", "c"),
    ]
    outputs = normalise(notebook(*pieces), ROOT).cells[0].outputs
    assert [(o.get("name"), o.get("text")) for o in outputs] == [
        ("stdout", "ab\n"),
        ("stderr", "ef"),
        (None, None),
        ("stdout", "c"),
    ]


def test_only_the_widgets_id_is_taken_from_a_bundle():
    data = {WIDGET_VIEW: {"model_id": "random"}, "text/plain": "x", "image/png": "eA=="}
    output = nbformat.v4.new_output("display_data", data=dict(data))
    kept = normalise(notebook(output), ROOT).cells[0].outputs[0].data
    assert kept == {key: value for key, value in data.items() if key != WIDGET_VIEW}


def test_paths_in_tracebacks_are_shortened_until_none_is_of_the_machine():
    import course_lib.errors

    files = [nbformat.__file__, course_lib.errors.__file__, str(ROOT / "notebooks" / "x.py")]
    error = nbformat.v4.new_output(
        "error", ename="E", evalue="no", traceback=[f"File {name}:3, in f" for name in files]
    )
    made = normalise(notebook(error), ROOT)
    refuse_machine_traces(made, ROOT, "x.ipynb")
    assert [Path(frame.split()[1]).parts[0] for frame in made.cells[0].outputs[0].traceback] == [
        "nbformat",
        "course_lib",
        "notebooks",
    ]


TRACES = {
    "checkout": f"{ROOT}/data.npz",
    "checkout itself": str(ROOT),
    "home": str(Path.home() / "x"),
    "python": f"{sys.prefix}/bin",
    "temporary": f"'{tempfile.gettempdir()}/ipykernel_12/3.py'",
    "another's home": "/home/ada/course",
    "a mac's home": "/Users/ada/course",
    "a windows home": r"C:\Users\ada",
    "an address": "<object object at 0x7f2b5c1d0a90>",
}


@pytest.mark.parametrize("trace", TRACES.values(), ids=TRACES)
def test_a_trace_of_the_machine_is_refused_wherever_it_is(trace):
    error = nbformat.v4.new_output("error", ename="E", evalue=trace, traceback=[])
    for output in (stream("stdout", trace), shown(text_plain=trace), shown(text_html=trace), error):
        with pytest.raises(NotebookError, match=r"x\.ipynb, cell here-1"):
            refuse_machine_traces(notebook(output), ROOT, "x.ipynb")


def test_pictures_relative_paths_and_addresses_on_the_web_are_no_traces():
    home = str(Path.home()).strip("/")
    picture = f'<img src="data:image/png;base64,{"/" + home}/AAAA">'
    harmless = f"see https://example.org/home/ada, notebooks/01.ipynb, 0xff, a/{home}/b"
    made = notebook(shown(text_html=picture, image_png=f"/{home}/"), stream("stdout", harmless))
    refuse_machine_traces(made, ROOT, "x.ipynb")
