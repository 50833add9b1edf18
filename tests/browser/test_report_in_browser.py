"""The report in a real browser: nothing runs, nothing is fetched, all can read it, it prints.

With COURSE_PICTURES=FOLDER the pictures of docs/instructors.md are taken on the way.
"""

import io
import os
import sys
from pathlib import Path

import harness
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

sys.path.append(str(Path(__file__).parents[1] / "grading" / "report"))

from synthetic_works import HOSTILE, class_of, hostile, report_of

from course_lib.grading.report import as_html

pytestmark = pytest.mark.browser
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "400 pixels": {"color_scheme": "light", "viewport": {"width": 400, "height": 800}},
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Addresses of a page on a class as it may be, and of one that would do harm."""
    folder = tmp_path_factory.mktemp("pages")
    written = {"class": class_of(37), "hostile": hostile(), "empty": []}
    for name, works in written.items():
        page = as_html(report_of(works, names=name == "hostile"))
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    return {name: (folder / f"{name}.html").as_uri() for name in written}


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_to_mend_and_nothing_is_cut_off(browser, pages, look):
    # Axe is a script, and the page allows none.
    with harness.window(browser, bypass_csp=True, **LOOKS[look]) as window:
        page = window.page
        for name, url in pages.items():
            page.goto(url)
            page.evaluate("() => document.querySelectorAll('details').forEach(d => d.open = true)")
            found = Axe().run(page)
            assert found.violations_count == 0, (name, found.generate_report())
            width = page.evaluate("() => document.documentElement.scrollWidth")
            assert width <= page.viewport_size["width"], name
        assert window.errors == []


def test_text_and_charts_stand_out_in_light_and_in_dark(browser, pages):
    for look in ("light", "dark"):
        with harness.window(browser, **LOOKS[look]) as window:
            window.page.goto(pages["class"])
            ground, ink, *bars = (_rgb(window.page, name) for name in COLOURS)
            assert harness.contrast(ground, ink) > 7
            for bar in bars:
                assert harness.contrast(ground, bar) >= 3
            if look == "dark":
                assert sum(ground) < 150


COLOURS = ("ground", "ink", "solved", "in-part", "wrong", "not-attempted")


def _rgb(page, variable):
    """The colour of the page's variable, as the browser paints it."""
    text = page.evaluate(
        """name => {
          const probe = document.createElement('i');
          probe.style.color = `var(--${name})`;
          document.body.append(probe);
          return getComputedStyle(probe).color;
        }""",
        variable,
    )
    return [float(part) for part in text[4:-1].split(",")]


def test_what_students_wrote_stays_text(browser, pages):
    with harness.window(browser) as window:
        asked = []
        window.page.on("request", lambda request: asked.append(request.url))
        window.page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        window.page.goto(pages["hostile"])
        window.settle()
        assert asked == [pages["hostile"]]
        assert window.page.locator("script, img").count() == 0
        assert HOSTILE in window.page.inner_text("body")
        assert "49" not in window.page.inner_text("h1")
        assert window.errors == []


def test_the_first_screen_answers_what_was_not_understood(browser, pages):
    with harness.window(browser, viewport={"width": 1280, "height": 800}) as window:
        window.page.goto(pages["class"])
        last = window.page.locator(".hurdles > li").last.bounding_box()
        assert last["y"] + last["height"] < 800
        assert window.page.locator(".hurdles > li").count() == 5
        if folder := os.environ.get("COURSE_PICTURES"):
            seen = Image.open(io.BytesIO(window.page.screenshot())).convert("RGB").quantize(48)
            seen.save(Path(folder) / "report.png", optimize=True)


def test_all_of_it_is_printed_on_white(browser, pages):
    with harness.window(browser, **LOOKS["dark"]) as window:
        page = window.page
        page.goto(pages["class"])
        hidden = page.locator("details pre").first
        assert not hidden.is_visible()
        page.emulate_media(media="print")
        assert hidden.is_visible()
        assert page.locator("nav").is_hidden()
        assert sum(_rgb(page, "ground")) == 3 * 255
        printed = page.pdf(format="A4")
        assert printed.startswith(b"%PDF")
        assert printed.count(b"/Type /Page\n") + printed.count(b"/Type/Page\n") > 1


def test_the_keyboard_reaches_every_link_and_what_scrolls(browser, pages):
    with harness.window(browser, viewport={"width": 400, "height": 800}) as window:
        page = window.page
        page.goto(pages["class"])
        for region in page.locator(".wide").all():
            region.focus()
            assert region.evaluate("region => region === document.activeElement")
        links = page.locator("nav a")
        assert links.count() >= 6
        links.last.focus()
        page.keyboard.press("Enter")
        assert page.url.endswith("#reading")
