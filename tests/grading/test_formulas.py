"""Formulas become MathML without a script: all of the course, and no student's does harm."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import nbformat
import pytest
from jinja2 import Environment

from course_lib.grading.formulas import LONGEST, MATHML_ATTRIBUTES, MATHML_TAGS, as_mathml
from course_lib.grading.sanitise import clean, clean_markdown

ROOT = Path(__file__).parents[2]
DOLLARS = re.compile(r"\$\$(.+?)\$\$|(?<![$\\])\$([^$]+)\$", re.DOTALL)
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)


def formulas():
    for folder in sorted((ROOT / "assignments/src").glob("*.py")):
        name = folder.stem
        notebook = nbformat.read(ROOT / "assignments/source" / name / f"{name}.ipynb", 4)
        for cell in notebook.cells:
            text = CODE.sub("", cell.source) if cell.cell_type == "markdown" else ""
            yield from ((block or line, bool(block)) for block, line in DOLLARS.findall(text))


def as_markdown(text):
    environment = Environment(autoescape=False)
    environment.filters["markdown2html"] = clean_markdown
    return environment.from_string("{{ text | markdown2html }}").render(text=text)


def test_every_formula_of_the_assignments_is_set():
    found = set(formulas())
    assert len(found) > 50
    for tex, block in found:
        math = ET.fromstring(as_mathml(tex, block=block))
        assert math.tag == "math", tex
        assert (math.get("display") == "block") == block
        assert "\\" not in "".join(math.itertext()), tex


def test_the_parts_of_a_formula_stand_where_they_belong():
    """By MathML's definition: numerator before denominator, base, below, above."""
    for tex, tag, parts in (
        (r"\frac{a}{b}", "mfrac", ["a", "b"]),
        (r"\sqrt{\sum_i^N x}", "munderover", ["∑", "i", "N"]),
        (r"\max_i x", "munder", ["max", "i"]),
        (r"\hat{m}_t", "mover", ["m", "ˆ"]),
        (r"w^\top", "msup", ["w", "⊤"]),
    ):
        found = next(ET.fromstring(as_mathml(tex, block=True)).iter(tag))
        assert ["".join(part.itertext()) for part in found] == parts


def test_what_tex_sets_upright_is_no_variable():
    """MathML slants an identifier of one letter, and no text."""
    (d,) = ET.fromstring(as_mathml(r"\mathrm{d}w", block=False)).iter("mtext")
    assert d.text == "d"
    letters = ET.fromstring(as_mathml(r"\mathrm{fan}", block=False)).iter("mi")
    assert {letter.get("mathvariant") for letter in letters} == {"normal"}


def test_only_what_tex_stretches_is_stretched():
    for tex, high in ((r"|\frac{a}{b}|", False), (r"\left|\frac{a}{b}\right|", True)):
        bars = [e for e in ET.fromstring(as_mathml(tex, block=True)).iter("mo") if e.text == "|"]
        assert [bar.get("stretchy") for bar in bars] == [str(high).lower()] * 2


def test_what_is_made_of_them_is_let_through_as_it_is():
    for tex, block in set(formulas()):
        made = ET.fromstring(as_mathml(tex, block=block))
        kept = ET.fromstring(clean(as_mathml(tex, block=block)).replace("&nbsp;", "\xa0"))
        assert [e.tag for e in made.iter()] == [e.tag for e in kept.iter()]
        assert {e.tag for e in made.iter()} <= MATHML_TAGS
        for one, two in zip(made.iter(), kept.iter(), strict=True):
            assert {k: v for k, v in one.items() if k != "style"} == {
                k: v for k, v in two.items() if k != "style"
            }
            assert set(one.keys()) <= MATHML_ATTRIBUTES | {"style"}


@pytest.mark.parametrize(
    ("tex", "reason"),
    [
        (r"\left( x", "cannot be read: ExtraLeftOrMissingRightError"),
        ("x^2^3", "cannot be read: DoubleSuperscriptsError"),
        (r"\def\a{x}\a", "defines commands"),
        ("x" * 3000, "has more than 2000 characters"),
    ],
)
def test_what_cannot_be_read_is_shown_as_it_was_written_with_the_reason(tex, reason):
    html = as_markdown(f"Mine: ${tex}$.")
    assert "<math" not in html
    assert f"${tex}$ (this formula {reason})." in html


def test_markdown_has_formulas_as_notebooks_do():
    html = as_markdown(
        "$a < b$, `$c$`, \\$5\n\n$$d$$\n\n\\begin{aligned}e&=f\\end{aligned}\n\n- $g$\n"
    )
    letters = re.findall(r"<mi>(\w)</mi>", html)
    assert letters == list("abdefg")
    assert "<code>$c$</code>" in html
    assert "$5" in html


HARM = (
    r"$\href{javascript:alert(1)}{x}$",
    r"$\text{<img src=x onerror=alert(1)>}$",
    r"$\hspace{-90em} x$",
    r"$\raisebox{90em}{26 of 26}$",
    r"$\color{url(https://evil.example)}{x}$",
    "$<script>alert(1)</script>$",
    '<math><mo lspace="-900px" minsize="900em" href="javascript:1">x</mo></math>',
    '<math><mtext style="position:fixed">x</mtext></math>',
    "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></math>",
    "<math><mi xlink:href='javascript:1'>x</mi><maction actiontype='toggle'>y</maction></math>",
)


@pytest.mark.parametrize("text", HARM)
def test_a_formula_neither_runs_nor_loads_nor_covers_anything(text):
    html = as_markdown(text)
    inside = " ".join(re.findall(r"<[^>]*>", html)).lower()
    for word in ("script", "href", "img", "annotation", "maction", "url", "position", "voffset"):
        assert word not in inside
    assert not re.search(r"-\s*\d|\d\d(em|px)", inside)


# What opens something and closes nothing, what has an end elsewhere, what grows.
DEEP = (
    *("{", "(", "[", "^{", "_{", "^", "'", "~", "|", "<", "a&", r"\sqrt", r"\frac{", r"\left("),
    *(r"\mathrm{", r"\text{", r"\hat", r"\overset1", r"\begin{matrix}", r"\begin{cases}"),
    *(r"\underbrace{", r"\color{red}", r"\displaystyle", r"\not", r"\sqrt[", r"\substack{", r"\\"),
    *(r"\langle", r"\lvert", r"\{", r"\newcommand{\a}[1]{\a{#1#1}}\a{x}", r"\def\a{\a\a}\a"),
)


@pytest.mark.parametrize("part", DEEP)
def test_no_formula_is_too_much(part):
    for count in (20, 300, 20_000):
        for rest in ("", "x" + "}" * count):
            html = clean(as_mathml(part * count + rest, block=True))
            assert html.startswith(("<math", "$$", "<pre>"))


def test_the_longest_formula_of_the_course_is_far_from_too_long():
    assert max(len(tex) for tex, _ in formulas()) * 4 < LONGEST
