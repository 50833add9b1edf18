"""A build repeats, is written whole or not at all, and knows where it differs."""

import json
import os

import pytest

from course_lib.building.build import (
    code_cells,
    drifts,
    extra_notebooks,
    render,
    targets,
    write_whole,
)
from course_lib.errors import NotebookError


@pytest.fixture
def built(course, points):
    """The small course, built: its targets (lecture, assignment) and their texts."""
    chosen = targets(course)
    texts = [render(target, points) for target in chosen]
    for target, text in zip(chosen, texts, strict=True):
        assert write_whole(target.notebook, text)
    return list(zip(chosen, texts, strict=True))


def test_a_second_build_changes_no_byte(built, points):
    for target, text in built:
        before = target.notebook.stat().st_mtime_ns
        assert not write_whole(target.notebook, render(target, points))
        assert target.notebook.stat().st_mtime_ns == before
        assert target.notebook.read_bytes() == text.encode()
        assert drifts(target, text) == []


def test_a_lecture_is_run_and_an_assignment_is_not(built):
    lecture, assignment = (json.loads(text)["cells"] for _, text in built)
    counts = [cell["execution_count"] for cell in lecture if cell["cell_type"] == "code"]
    assert counts == [1, 2]
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in assignment)


def test_progress_is_told_of_every_code_cell(course):
    lecture, assignment = targets(course)
    ticks = []
    render(lecture, {}, lambda: ticks.append(1))
    assert len(ticks) == code_cells(lecture) == 2
    assert code_cells(assignment) == 0


def test_nothing_of_this_run_is_stored(built):
    text = built[0][1]
    for word in ("widget-view", "model_id", '"widgets"', "iopub", "ipykernel", "version_major"):
        assert word not in text
    assert "version" not in json.loads(text)["metadata"]["language_info"]


def test_any_changed_cell_is_drift_and_named(built):
    for target, text in built:
        for changed in json.loads(text)["cells"]:
            notebook = json.loads(text)
            cell = next(c for c in notebook["cells"] if c["id"] == changed["id"])
            cell["source"][0] = "#" + cell["source"][0]
            target.notebook.write_text(json.dumps(notebook), "utf-8")
            (drift,) = drifts(target, text)
            assert (drift.notebook, drift.cell) == (target.name, changed["id"])
            assert "source" in drift.what


def test_any_changed_byte_is_drift(built):
    target, text = built[1]
    data = text.encode()
    for at in range(0, len(data), 97):
        target.notebook.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert drifts(target, text)


def test_a_changed_output_is_drift(built):
    target, text = built[0]
    target.notebook.write_text(text.replace('"a {', '"b {'), "utf-8")
    (drift,) = drifts(target, text)
    assert "outputs" in drift.what


def test_missing_and_extra_cells_are_drift(built):
    target, text = built[0]
    notebook = json.loads(text)
    gone = notebook["cells"].pop(1)
    notebook["cells"].append(gone | {"id": "new"})
    target.notebook.write_text(json.dumps(notebook), "utf-8")
    found = {(drift.cell, drift.what) for drift in drifts(target, text)}
    assert found == {("new", "is extra"), (gone["id"], "is missing")}


def test_a_missing_notebook_is_drift(built):
    target, text = built[0]
    target.notebook.unlink()
    (drift,) = drifts(target, text)
    assert drift.notebook == "notebooks/01_votes.ipynb"


@pytest.mark.parametrize("data", [b"", b"\xff", b"[]", b'{"cells": 3}', b'{"cells": [1]}'])
def test_what_is_no_notebook_is_drift(built, data):
    target, text = built[0]
    target.notebook.write_bytes(data)
    assert len(drifts(target, text)) == 1


def test_notebooks_without_source_are_named(built, course):
    assert extra_notebooks(course) == []
    for name in ("notebooks/09_old.ipynb", "assignments/source/01_next/extra.ipynb"):
        (course / name).write_text("{}")
    assert {drift.notebook for drift in extra_notebooks(course)} == {
        "notebooks/09_old.ipynb",
        "assignments/source/01_next/extra.ipynb",
    }


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("import os; os._exit(1)", "died"),
        ("def f(:", "SyntaxError"),
    ],
)
def test_a_failing_cell_is_named_and_keeps_the_old_file(built, code, said):
    target, _ = built[0]
    before = target.notebook.read_bytes()
    source = target.source.read_text("utf-8").replace("ipywidgets.IntSlider(value=3)", code)
    target.source.write_text(source, "utf-8")
    with pytest.raises(NotebookError, match=f"(?i){said}") as caught:
        render(target, {})
    assert "notebooks/01_votes.ipynb, cell ties-2" in caught.value.what
    assert target.notebook.read_bytes() == before
    assert {path.name for path in target.notebook.parent.iterdir()} == {"src", "01_votes.ipynb"}


def test_a_cell_that_hangs_is_named(course, monkeypatch):
    monkeypatch.setattr("course_lib.building.execute.SECONDS_A_CELL", 1)
    target = targets(course)[0]
    target.source.write_text("# %%\nwhile True:\n    pass\n")
    with pytest.raises(NotebookError, match="cell start-1"):
        render(target, {})


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "x.ipynb"
    path.write_text("old")

    def full_disk(*_):
        raise OSError("no space left")

    monkeypatch.setattr(os, "replace", full_disk)
    with pytest.raises(OSError, match="no space"):
        write_whole(path, "new")
    assert [p.name for p in tmp_path.iterdir()] == ["x.ipynb"]
    assert path.read_text() == "old"


def test_the_kernel_sees_the_notebooks_folder_and_none_of_the_persons_settings(course, monkeypatch):
    startup = course / "personal/profile_default/startup/00.py"
    startup.parent.mkdir(parents=True)
    startup.write_text("personal = True")
    monkeypatch.setenv("IPYTHONDIR", str(course / "personal"))
    monkeypatch.setenv("PYTHONSTARTUP", str(startup))
    monkeypatch.setenv("MPLBACKEND", "agg")
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    target = targets(course)[0]
    target.source.write_text(
        "# %%\nimport os, pathlib, matplotlib\n"
        "print(pathlib.Path.cwd().name, os.environ['OMP_NUM_THREADS'], 'personal' in globals())\n"
        "settings = pathlib.Path(matplotlib.matplotlib_fname())\n"
        "print(matplotlib.get_backend()[-6:], settings.parent.name)\n"
    )
    (cell,) = json.loads(render(target, {}))["cells"]
    assert [output["text"] for output in cell["outputs"]] == [
        ["notebooks 1 False\n", "inline mpl-data\n"]
    ]


def test_targets_are_named_by_stem_or_path(course, monkeypatch):
    (course / "notebooks/src/02_more.py").write_text("# %%\n1\n")
    monkeypatch.chdir(course)
    assert [t.name for t in targets(course, ["02_more"])] == ["notebooks/02_more.ipynb"]
    by_path = targets(course, ["assignments/src/01_next.py"])
    assert [t.name for t in by_path] == ["assignments/source/01_next/01_next.ipynb"]
    with pytest.raises(NotebookError, match="01_votes"):
        targets(course, ["02_more", "03_none"])


def test_a_folder_without_sources_is_refused(tmp_path):
    with pytest.raises(NotebookError, match="no notebook sources"):
        targets(tmp_path)
    with pytest.raises(NotebookError, match="no notebook sources"):
        targets(tmp_path / "nowhere")
