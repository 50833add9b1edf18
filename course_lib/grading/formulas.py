"""Formulas as MathML, which a browser sets by itself: a page that shows some loads nothing.

latex2mathml reads them. It is plain Python, so that nothing in a student's formula ends or stops
the process; what it says otherwise than TeX is mended here.
"""

import re
from html import escape, unescape
from xml.etree.ElementTree import Element, tostring

from latex2mathml.converter import convert_to_element

__all__ = ["MATHML_ATTRIBUTES", "MATHML_LENGTHS", "MATHML_TAGS", "as_mathml"]

# Nothing here loads, links or holds HTML.
MATHML_TAGS = {
    *("math", "menclose", "mfrac", "mi", "mn", "mo", "mover", "mphantom", "mroot", "mrow"),
    *("mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr"),
    *("munder", "munderover"),
}
MATHML_LENGTHS = {"linethickness", "lspace", "maxsize", "minsize", "rspace", "width"}
MATHML_ATTRIBUTES = MATHML_LENGTHS | {
    *("accent", "columnalign", "display", "displaystyle", "fence", "form", "mathvariant"),
    *("movablelimits", "notation", "scriptlevel", "separator", "stretchy"),
}

LONGEST = 2000  # characters, ten times the longest of the course
DEFINES = re.compile(r"\\(?:[a-z]*def|[a-z]*command|let)(?![a-zA-Z])")  # which may grow for ever
UPRIGHT = re.compile(r"\\mathrm\s*\{\s*([A-Za-z])\s*\}")  # a single letter would come out slanted
LIMITS = {"∑", "∏", "max", "min", "lim", "arg max", "arg min"}  # have them below and above
BELOW = {"msub": "munder", "msup": "mover", "msubsup": "munderover"}
ACCENTS = {"^": "ˆ", "~": "˜", "¯": "¯", "˙": "˙"}
BARS = {"|", "‖"}


def as_mathml(tex: str, *, block: bool) -> str:
    """The formula that stood between dollars as MathML, in a line of its own where it is a `block`.

    What cannot be read, and what would be too much to read, is given back as it was written, with
    the reason.
    """
    if len(tex) > LONGEST:
        return _as_written(tex, block, f"has more than {LONGEST} characters")
    if DEFINES.search(tex):
        return _as_written(tex, block, "defines commands")
    try:
        math = convert_to_element(
            UPRIGHT.sub(r"\\text{\1}", tex), display="block" if block else "inline"
        )
        _mend(math)
        return tostring(math, encoding="unicode", short_empty_elements=False)
    except Exception as error:  # its own have no base, and what a student wrote raises Python's too
        return _as_written(tex, block, f"cannot be read: {type(error).__name__}")


def _as_written(tex: str, block: bool, reason: str) -> str:
    dollars = "$$" if block else "$"
    return f"{dollars}{escape(tex, quote=False)}{dollars} (this formula {reason})"


def _mend(math: Element) -> None:
    """Put characters for their names, limits where they belong, and stretch only what TeX does."""
    math.attrib.pop("xmlns", None)
    for element in math.iter():
        element.text = unescape(element.text or "")
    for element in math.iter():
        first = element[0] if len(element) else None
        if first is not None and first.text in LIMITS:
            element.tag = BELOW.get(element.tag, element.tag)
            first.set("movablelimits", "true")
        if element.tag == "mover" and element[1].text in ACCENTS:
            element.set("accent", "true")
            element[1].text = ACCENTS[element[1].text]
            element[1].set("stretchy", "false")
        if not any(child.tag == "mtable" for child in element):  # bars around one are as high
            for child in element:
                if child.text in BARS and "stretchy" not in child.attrib:
                    child.set("stretchy", "false")
        if element.tag in ("mi", "mo") and re.fullmatch("[a-z]{2,}", element.text or ""):
            element.tag = "mo"  # log, max: set off from what they are of
            element.attrib |= {"lspace": "0.17em", "rspace": "0.17em"}
