"""The panel of a verdict keeps to its page, however narrow, and scrolls within."""

import numpy as np
import pytest

from course_lib.checking import Case, Verdict

pytestmark = pytest.mark.browser

ROW = np.linspace(-1e3, 1e3, 48) / 7
WORD = "x" * 300


def verdict(**changes):
    facts = {
        "exercise": "double", "title": "Double it", "state": "wrong", "points": 0, "max_points": 3,
        "message": f"It stopped with ValueError: {WORD} in line 3, `y = {WORD}`.", "looked": "runs",
        "mistake": None, "case": Case((ROW, {"w": ROW, WORD: 3}), "a long row"),
        "arguments": ("x", "net"), "want": ROW, "got": 2 * ROW, "printed": WORD,
        "notes": (f"`{WORD}`",),
    }  # fmt: skip
    return Verdict(**{**facts, **changes})


@pytest.mark.parametrize("width", [400, 1280])
@pytest.mark.parametrize("side", [None, 8, 40])
def test_nothing_is_wider_than_the_page(browser, width, side):
    arrays = {} if side is None else {"want": 1e4 * np.ones((side, side)), "got": np.ones((8, 8))}
    html = verdict(**arrays)._repr_mimebundle_()["text/html"]
    page = browser.new_page(viewport={"width": width, "height": 900})
    try:
        page.set_content(f"<!doctype html><body>{html}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        panel = page.locator("section").bounding_box()
        assert panel["x"] + panel["width"] <= width
        for inner in page.locator("section p, section pre, section td").all():
            box = inner.bounding_box()
            scrolls = inner.evaluate(
                "e => { for (; e; e = e.parentElement)"
                " if (getComputedStyle(e).overflowX === 'auto') return true; return false }"
            )
            assert scrolls or box["x"] + box["width"] <= panel["x"] + panel["width"]
    finally:
        page.close()
