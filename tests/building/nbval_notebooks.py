"""Notebooks, each with one fault that nbval lets through, and ones that are in order."""

import base64
import io
from collections.abc import Callable

import nbformat
from nbformat import NotebookNode
from PIL import Image

code, markdown = nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell
PRINTS = 'print("a")'


def output(kind: str, **fields: object) -> NotebookNode:
    return nbformat.v4.new_output(kind, **fields)


def printed(text: str = "a\n", name: str = "stdout") -> NotebookNode:
    return output("stream", name=name, text=text)


def shown(data: dict[str, str]) -> NotebookNode:
    return output("display_data", data=data, metadata={})


def picture(grey: int, *, width: int = 5) -> str:
    stream = io.BytesIO()
    Image.new("L", (width, 3), grey).save(stream, format="PNG")
    return base64.b64encode(stream.getvalue()).decode()


def ran(
    source: str, count: int, *outputs: NotebookNode, tags: tuple[str, ...] = ()
) -> NotebookNode:
    metadata = {"tags": list(tags)} if tags else {}
    return code(source, execution_count=count, outputs=list(outputs), metadata=metadata)


def display(*bundles: dict[str, str]) -> str:
    return "from IPython.display import display\n" + "\n".join(
        f"display({bundle!r}, raw=True)" for bundle in bundles
    )


def pictured(stored: dict[str, str], fresh: dict[str, str], *tags: str) -> list[NotebookNode]:
    return [ran(display(fresh), 1, shown(stored), tags=tags)]


def html(grey: int) -> dict[str, str]:
    return {"text/html": f'<img alt="grey" src="data:image/png;base64,{picture(grey)}">'}


def png(grey: int, *, width: int = 5) -> dict[str, str]:
    return {"text/plain": "grey", "image/png": picture(grey, width=width)}


PLAIN, HTML = {"text/plain": "grey"}, {"text/html": "<b>b</b>"}
ERROR = output("error", ename="ValueError", evalue="no", traceback=[])
WIDGET = "import ipywidgets\nipywidgets.IntSlider(value=3)"
SLIDER = output("execute_result", data={"text/plain": "IntSlider(value=3)"}, execution_count=1)

FAULTY: dict[str, list[NotebookNode]] = {
    "never-run": [code(PRINTS)],
    "one-cell-not-run": [ran(PRINTS, 1, printed()), code(PRINTS)],
    "counts-from-2": [ran(PRINTS, 2, printed())],
    "counts-out-of-order": [ran(PRINTS, 2, printed()), ran(PRINTS, 1, printed())],
    "counts-with-a-gap": [ran(PRINTS, 1, printed()), ran(PRINTS, 3, printed())],
    "stored-error-in-a-skipped-cell": [ran("1", 1, ERROR, tags=("nbval-skip",))],
    "stored-error-in-an-ignored-cell": [ran("1", 1, ERROR, tags=("nbval-ignore-output",))],
    "stderr": [ran("import sys; print('a', file=sys.stderr)", 1, printed(name="stderr"))],
    "raises-exception-does-not-raise": [ran(PRINTS, 1, printed(), tags=("raises-exception",))],
    "other-pixels": pictured(png(10), png(11)),
    "other-size": pictured(png(10), png(10, width=6)),
    "not-a-picture": pictured(png(10) | {"image/png": "AAAA"}, png(10)),
    "picture-lost": pictured(png(10), PLAIN),
    "picture-new": pictured(PLAIN, png(10)),
    "another-order": [ran(display(HTML, PLAIN), 1, shown(PLAIN), shown(HTML))],
    "types-moved-between-outputs": [ran(display(HTML | PLAIN, {}), 1, shown(HTML), shown(PLAIN))],
    "result-became-display": [
        ran("1", 1, shown({"text/plain": "1"})),
    ],
    "further-than-the-tolerance": pictured(png(10), png(20), "nbval-png-rms:2"),
    "tolerance-is-no-number": pictured(png(10), png(10), "nbval-png-rms:two"),
}

# nbval compares HTML letter by letter; here the pictures in it are compared as pictures.
FAULTY_FOR_BOTH: dict[str, list[NotebookNode]] = {
    "other-pixels-in-html": pictured(html(10), html(11)),
    "other-html": pictured(html(10), {"text/html": html(10)["text/html"].replace("grey", "red")}),
}

SOUND: dict[str, list[NotebookNode]] = {
    "all-sorts": [
        markdown("# Sorts"),
        ran(
            "import sys; print('a'); print('b', file=sys.stderr); print('c')",
            1,
            printed("a\nc\n"),
            printed("b\n", "stderr"),
            tags=("nbval-stderr",),
        ),
        code("  "),
        ran("raise ValueError('no')", 2, ERROR, tags=("raises-exception",)),
        ran(display(HTML, png(10)), 3, shown(HTML), shown(png(10))),
        ran(display(html(10)), 4, shown(html(10))),
    ],
    "widget-without-its-view": [ran(WIDGET, 1, SLIDER)],
    "within-the-tolerance": pictured(png(10), png(12), "nbval-png-rms:2"),
    "within-the-tolerance-in-html": pictured(html(10), html(12), "nbval-png-rms:2"),
    "kernel-environment": [
        ran("import os; print(os.environ['PYTHONHASHSEED'])", 1, printed("0\n")),
    ],
}


def write_all(folder, notebooks: dict[str, list[NotebookNode]], metadata: Callable) -> None:
    for name, cells in notebooks.items():
        notebook = nbformat.v4.new_notebook(cells=cells, metadata=metadata())
        nbformat.write(notebook, folder / f"{name}.ipynb")
