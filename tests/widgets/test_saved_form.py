"""A notebook built as the course builds passes strict nbval and is the same file each time."""

import subprocess
import sys

import nbformat
from nbclient import NotebookClient

VIEW = "application/vnd.jupyter.widget-view+json"
SOURCES = (
    "from matplotlib.figure import Figure\n"
    "from course_lib.figures import figure, style; from course_lib.widgets import KNNBoundary",
    "with style():\n    fig = Figure()\n    fig.add_subplot().plot([1, 3, 2])\n"
    "figure(fig, alt='A line.')",
    "KNNBoundary()",
)


def _built():
    cells = [nbformat.v4.new_code_cell(source, id=f"c{i}") for i, source in enumerate(SOURCES)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, store_widget_state=False, record_timing=False).execute()
    for output in (output for cell in notebook.cells for output in cell.outputs):
        output.get("data", {}).pop(VIEW, None)
    return notebook


def test_a_rebuild_changes_no_byte_and_strict_nbval_passes(tmp_path):
    notebook = _built()
    assert nbformat.writes(notebook) == nbformat.writes(_built())
    assert VIEW not in nbformat.writes(notebook)
    assert [len(cell.outputs) for cell in notebook.cells] == [0, 1, 1]
    nbformat.write(notebook, tmp_path / "saved.ipynb")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", "saved.ipynb"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stdout
