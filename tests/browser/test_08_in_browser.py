"""The interactives of lecture 08 in JupyterLab and Notebook 7, by keyboard and by eye."""

import pytest
from harness import contrast

pytestmark = pytest.mark.browser

NAMES = ("TransferCurves", "TransferQuadrants")
SOURCES = (
    "from course_lib.widgets import TransferCurves\n"
    "from course_lib.widgets import TransferQuadrants",
    *(f"{name.lower()} = {name}()\n{name.lower()}" for name in NAMES),
)
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 400, "height": 900}


class Shown:
    """One of them as somebody at the screen has it."""

    def __init__(self, window, name):
        self.window, self.page, self.name = window, window.page, name.lower()
        self.root = window.page.locator(".explorer").nth(NAMES.index(name))

    def control(self, name):
        return self.root.locator(f"[data-name='{name}']")

    def until(self, source):
        self.window.until(f"{self.name}.{source}")

    def reads(self, text):
        self.root.locator(".explorer-reading").filter(has_text=text).wait_for()

    def drawn(self):
        self.window.settle()
        return self.root.locator("svg").first.inner_html()


@pytest.fixture
def shown(opened):
    """`shown("lab", "TransferCurves")` gives it as it opened; the console must stay silent."""
    windows = []

    def give(app, name):
        window = opened(app, "lecture-08", *SOURCES)
        window.page.set_viewport_size(WIDE)
        it = Shown(window, name)
        it.root.scroll_into_view_if_needed()
        it.root.get_by_role("button", name="Reset", exact=True).click()
        it.until(f"_at_first == {{k: getattr({it.name}, k) for k in {it.name}._at_first}}")
        window.settle()
        window.errors.clear()
        windows.append(window)
        return it

    yield give
    assert [error for window in windows for error in window.errors] == []


@pytest.mark.parametrize("app", ["lab", "notebook"])
def test_arrow_keys_move_a_slider_and_the_picture_follows(shown, app):
    it = shown(app, "TransferCurves")
    before = it.drawn()
    active = "() => window.jupyterapp.shell.currentWidget.content.activeCellIndex"
    cell = it.page.evaluate(active)
    it.control("frozen").focus()
    it.page.keyboard.press("ArrowLeft")
    it.until("frozen == 2")
    it.reads("2 of 3 blocks frozen")
    assert it.drawn() != before
    assert it.page.evaluate(active) == cell


def test_each_says_what_it_shows_and_another_case_is_looked_at(shown):
    for name in NAMES:
        it = shown("lab", name)
        assert it.root.get_attribute("role") == "group"
        reading = it.window.ask(f"{it.name}.reading")
        it.reads(reading)
        assert it.root.locator("[role='img']").count() == 2
        for picture in it.root.locator("[role='img']").all():
            assert reading in picture.get_attribute("aria-label")
            assert "NaN" not in picture.evaluate("p => p.outerHTML")
    it.control("pair").select_option("textures")
    it.control("each").focus()
    it.page.keyboard.press("End")
    it.reads("Many labels, different")


def test_four_hundred_pixels_hold_everything(shown):
    for name in NAMES:
        it = shown("lab", name)
        it.page.set_viewport_size(NARROW)
        it.root.locator("xpath=self::*[contains(@class, 'narrow')]").wait_for()
        it.window.settle()
        box = it.root.bounding_box()
        for part in it.root.locator("svg, input, select, button, li, p").all():
            inner = part.bounding_box()
            if part.is_visible():
                assert inner["x"] >= box["x"] - 1
                assert inner["x"] + inner["width"] <= box["x"] + box["width"] + 1


def test_text_can_be_read_in_the_dark(shown):
    it = shown("lab", "TransferQuadrants")
    try:
        it.window.theme("JupyterLab Dark")
        it.window.settle()
        colours = it.root.evaluate(
            "root => [getComputedStyle(root).color,"
            " getComputedStyle(root.closest('.jp-Notebook')).backgroundColor]"
            ".map(c => c.match(/[\\d.]+/g).slice(0, 3).map(Number))"
        )
        assert contrast(*colours) > 7
    finally:
        it.window.theme("JupyterLab Light")
