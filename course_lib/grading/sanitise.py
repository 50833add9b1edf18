"""What students wrote, made harmless for whoever reads it in a browser.

nbgrader shows a student's Markdown and HTML as they are, scripts included, to the instructor in
formgrader and on the feedback page. `nbgrader_config.py` puts the filters here in their place.
"""

import re
from html import escape
from typing import Any

import nh3
from jinja2 import pass_context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from course_lib.grading.formulas import MATHML_ATTRIBUTES, MATHML_LENGTHS, MATHML_TAGS, as_mathml

__all__ = ["clean", "clean_markdown"]

TAGS = nh3.ALLOWED_TAGS | {"section", "figure", "figcaption", "svg", "rect", "title", "tfoot"}
TAGS |= MATHML_TAGS
SHAPES = {"x", "y", "width", "height", "fill"}
ATTRIBUTES = {
    **{tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()},
    "*": {"class", "role", "style", "title"},
    "img": {"src", "alt", "width", "height"},
    "svg": SHAPES,
    "rect": SHAPES,
    **dict.fromkeys(MATHML_TAGS, MATHML_ATTRIBUTES),
}
# None of these can cover the page or load anything.
STYLES = {
    *("border-left", "color", "display", "flex-wrap", "font-weight", "gap", "margin", "max-width"),
    *("overflow-wrap", "overflow-x", "padding", "text-align", "text-decoration", "white-space"),
    "width",
}
CLASSES = {"dataframe", "highlight"}
SHORT = re.compile(r"\d?(\.\d+)?(em)?")  # no formula needs more than 10 em at one place
PICTURE = re.compile(r"data:image/(png|jpeg|gif);|[\w.-]+(/[\w.-]+)*$", re.IGNORECASE)

TAG = re.compile(r"<(/?)([a-zA-Z]+)")
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "rect", "source", "wbr"}
TAGS_OPEN, TAGS_AT_MOST, SHOWN_OF_IT = 100, 20_000, 1000


def clean(html: Any) -> str:
    """The HTML without scripts, frames, forms, event handlers and pictures from elsewhere."""
    text = html.decode() if isinstance(html, bytes) else str(html)
    if _is_overlong(text):
        return f"<pre>{escape(text[:SHOWN_OF_IT])}...</pre>"
    return nh3.clean(
        text,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_harmless,
        generic_attribute_prefixes={"aria-"},
        filter_style_properties=STYLES,
        url_schemes={"http", "https", "mailto", "data"},
    )


@pass_context
def clean_markdown(context: Any, source: str) -> str:
    """As nbconvert's `markdown2html`, attached pictures included; formulas as MathML; cleaned."""
    cell = context.get("cell", {})
    attached = cell.get("attachments", {})
    renderer = _Renderer(escape=False, attachments=attached, exclude_anchor_links=True)
    return clean(MarkdownWithMath(renderer=renderer).render(source))


class _Renderer(IPythonRenderer):
    """Sets the formulas that nbconvert leaves to MathJax, a script of somebody's server."""

    def inline_math(self, body: str) -> str:
        return as_mathml(body, block=False)

    def block_math(self, body: str) -> str:
        return as_mathml(body, block=True)

    def latex_environment(self, name: str, body: str) -> str:
        return as_mathml(f"\\begin{{{name}}}{body}\\end{{{name}}}", block=True)


def _is_overlong(text: str) -> bool:
    """Whether it would take long to mend: its time grows with the square of what is left open."""
    depth = 0
    for count, tag in enumerate(TAG.finditer(text)):
        if tag[2].lower() not in VOID:
            depth += -1 if tag[1] else 1
        if depth > TAGS_OPEN or count > TAGS_AT_MOST:
            return True
    return False


def _harmless(tag: str, name: str, value: str) -> str | None:
    if name == "class":  # formgrader's own could cover the page; those of code's colours are short
        return " ".join(c for c in value.split() if len(c) <= 2 or c in CLASSES)
    if name == "style":  # nothing may be moved over what stands before it, a score for example
        return None if re.search(r"-\s*[\d.]", value) else value
    if tag in MATHML_TAGS and name in MATHML_LENGTHS:
        return value if SHORT.fullmatch(value) else None
    if name == "fill":
        return None if "url" in value.lower() else value
    if name == "src":  # a picture on somebody's server would tell who looked, and when
        return value if PICTURE.match(value) else None
    return None if name == "href" and value.strip().lower().startswith("data:") else value
