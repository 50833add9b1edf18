"""The feedback page in a real browser: nothing is asked for, formulas are seen, all can read it."""

import sys
from pathlib import Path

import harness
import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "tests" / "grading"))

import small_assignment_course as small  # noqa: E402

from course_lib.grading.folder import CourseFolder  # noqa: E402

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # nbgrader's own
    pytest.mark.filterwarnings("ignore:Object of type <Submitted"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
LOADS = (
    "![](https://evil.example/x.png) <img src=//evil.example/y.png>\n\n"
    "$$\\frac{1}{N} \\sum_{i=1}^{N} \\max(0, 1 - s_i) \\leftarrow \\mathrm{d}w + "
    "\\hat{m}_{t+1} + \\hat{m}_{t+2} + \\hat{m}_{t+3} + \\hat{m}_{t+4} + \\hat{m}_{t+5}$$"
)
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "400 pixels": {"viewport": {"width": 400, "height": 800}},
}

# Code that is wider than a phone scrolls; in Safari alone the keys need a stop there to do it.
RULES = {"rules": {"scrollable-region-focusable": {"enabled": False}}}


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The page of a student who put pictures from elsewhere into an essay, with all the formulas
    of an assignment of ours beside it."""
    root = tmp_path_factory.mktemp("feedback") / "course"
    (root / "source" / small.ASSIGNMENT).mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(small.CONFIG.read_text())
    notebook = small.source()
    ours = nbformat.read(ROOT / "assignments/source/04_optimisers/04_optimisers.ipynb", 4)
    texts = [c for c in ours.cells if c.cell_type == "markdown" and "SOLUTION" not in c.source]
    notebook.cells += [nbformat.v4.new_markdown_cell(c.source) for c in texts]
    nbformat.write(notebook, root / "source" / small.ASSIGNMENT / f"{small.ASSIGNMENT}.ipynb")
    folder = CourseFolder(root)
    folder.release(small.ASSIGNMENT)
    small.hand_in(folder, "ada", small.work(essay=LOADS, rotated_data="a"))
    folder.autograde(small.ASSIGNMENT, "ada")
    return folder.feedback(small.ASSIGNMENT, "ada").as_uri()


@pytest.mark.parametrize("look", LOOKS)
def test_nothing_is_asked_for_and_everybody_can_read_it(browser, address, look):
    with harness.window(browser, bypass_csp=True, **LOOKS[look]) as window:
        page, asked = window.page, []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        window.settle()
        assert asked == [address]  # without the policy of the page, too
        assert page.locator("script").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, found.generate_report()
        assert window.errors == []


def test_formulas_are_laid_out_as_formulas(browser, address):
    """The numerator stands above the denominator, and nothing of TeX is left to be read."""
    with harness.window(browser) as window:
        page = window.page
        page.goto(address)
        assert page.locator("math").count() > 30
        assert "\\" not in "".join(page.locator("math").all_text_contents())
        assert "$" not in "".join(page.locator(".text_cell_render").all_inner_texts())
        fractions = page.locator("math[display=block] mfrac").all()
        assert len(fractions) > 3
        for fraction in fractions:
            top, bottom = (part.bounding_box() for part in fraction.locator("> *").all())
            assert top["y"] + top["height"] <= bottom["y"]
        sums = page.locator("math[display=block] munderover").first
        base, below, above = (part.bounding_box() for part in sums.locator("> *").all())
        assert above["y"] < base["y"] < below["y"]


def test_the_policy_of_the_page_stops_what_would_be_loaded(browser, address):
    """Even if a picture or a script came through, it would not be fetched or run."""
    with harness.window(browser) as window:
        page, asked, stopped = window.page, [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("requestfailed", lambda request: stopped.append((request.url, request.failure)))
        page.goto(address)
        page.evaluate(
            "document.body.insertAdjacentHTML('beforeend', '<img src=https://e.example>')"
        )
        page.evaluate("document.body.style.backgroundImage = 'url(https://e.example/x.png)'")
        window.settle()
        assert len(stopped) == 2
        assert {why for _, why in stopped} == {"csp"}  # before anything was sent
        assert asked == [address, *(url for url, _ in stopped)]
