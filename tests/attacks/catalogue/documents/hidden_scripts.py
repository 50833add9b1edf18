"""Show HTML, JavaScript and SVG with scripts, where instructors and classmates read feedback."""

import nbformat
from attacking import Attack

SHOWS = """
from IPython.display import HTML, SVG, Javascript, Markdown, display

display(HTML("<script>mallory()</script><img src=x onerror=mallory()>"))
display(Javascript("mallory()"))
display(Markdown("<script>mallory()</script> [click](javascript:mallory())"))
SPACE = "xmlns='http://www.w3.org/2000/svg'"
display(SVG(f"<svg {SPACE} onload='mallory()'><script>mallory()</script></svg>"))
display({"text/html": ["<script>", "mallory()</script>"], "text/plain": "x"}, raw=True)
display({"text/latex": "</script><script>mallory()</script>", "image/png": "' onerror='mallory()"},
        raw=True)
print("<script>mallory()</script>")
print("\\x1b]8;;javascript:mallory()\\x07link\\x1b]8;;\\x07 \\x1b[2J")
raise type("<script>mallory()</script>", (Exception,), {})("<img src=x onerror=mallory()>")
"""


def _writes(notebook):
    text = "<script>mallory()</script>\n\n<b onclick='mallory()'>x</b>\n\n[x](javascript:mallory())"
    cell = nbformat.v4.new_markdown_cell(text)
    cell["attachments"] = {"x'onerror='mallory()": {"image/svg+xml": "<svg onload='mallory()'/>"}}
    notebook.cells.append(cell)
    notebook.metadata["title"] = "</title><script>mallory()</script>"
    notebook.metadata["widgets"] = {
        "application/vnd.jupyter.widget-state+json": {"state": {"</script><script>mallory()": {}}}
    }


ATTACK = Attack(
    answers={"pairwise-l2": SHOWS},
    edit=_writes,
    feedback=True,
    wins=lambda run: "<script>mallory()" in run.page,
)
