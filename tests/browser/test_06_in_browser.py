"""The interactives of lecture 06 in JupyterLab and Notebook 7, by keyboard and by eye."""

import numpy as np
import pytest
from harness import contrast, pixels

pytestmark = pytest.mark.browser

NAMES = (
    "Augmentation",
    "DropoutMasks",
    "RegularisationStrength",
    "EarlyStopping",
    "RandomAgainstGrid",
    "LogSampling",
)
SOURCES = (
    f"from course_lib.widgets import {', '.join(NAMES)}",
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

    def painted(self):
        self.window.settle()
        return pixels(self.root.locator("canvas"))


@pytest.fixture
def shown(opened):
    """`shown("lab", "DropoutMasks")` gives it as it opened; the console must stay silent."""
    windows = []

    def give(app, name):
        window = opened(app, "small-06", *SOURCES)
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
def test_each_is_drawn_and_says_what_it_shows(shown, app):
    for name in NAMES:
        it = shown(app, name)
        assert it.root.get_attribute("role") == "group"
        reading = it.window.ask(f"{it.name}.reading")
        it.reads(reading)
        seen = it.root.locator("[role='img']")
        seen.first.wait_for()
        for picture in seen.all():
            assert reading in picture.get_attribute("aria-label")
            assert "NaN" not in picture.evaluate("p => p.outerHTML")
        assert seen.count() == {"Augmentation": 1, "DropoutMasks": 3}.get(name, 2)


def test_the_canvas_shows_the_pixels_of_the_kernel(shown):
    it = shown("lab", "Augmentation")
    it.control("pictures").select_option("photograph")
    it.until("sizes == [2, 6, 64, 64]")
    it.reads("five copies")
    sent = np.array(
        it.window.ask("list(__import__('numpy').frombuffer(augmentation.pixels, 'u1').tolist())")
    ).reshape(2, 6, 64, 64, 3)
    canvas = it.painted()[..., :3]
    side = (canvas.shape[0] - 6) // 2
    for row, column in ((0, 0), (1, 5)):
        top, left = row * (side + 6), column * (side + 6)
        middle = (np.arange(64) + 0.5) * side / 64
        at = middle.astype(int)
        got = canvas[top + at][:, left + at].astype(int)
        assert np.abs(got - sent[row, column]).mean() < 4


@pytest.mark.parametrize("app", ["lab", "notebook"])
def test_arrow_keys_move_a_slider_and_the_pictures_follow(shown, app):
    it = shown(app, "Augmentation")
    before = it.painted()
    active = "() => window.jupyterapp.shell.currentWidget.content.activeCellIndex"
    cell = it.page.evaluate(active)
    it.control("flip").focus()
    for _ in range(4):
        it.page.keyboard.press("ArrowRight")
    it.until("flip == 1")
    it.reads("100% mirrored")
    after = it.painted()
    assert after.shape == before.shape
    assert (after != before).any()
    assert it.page.evaluate(active) == cell


def test_another_mask_and_another_sum(shown):
    it = shown("lab", "DropoutMasks")
    it.control("keep").focus()
    it.page.keyboard.press("End")
    it.reads("This mask keeps both")
    it.control("after").select_option("ReLU")
    it.control("scaled").uncheck()
    it.until("after == 'ReLU' and not dropoutmasks.scaled")
    it.root.get_by_role("button", name="Another mask").click()
    it.until("draw == 2")


def test_four_hundred_pixels_hold_everything(shown):
    for name in NAMES:
        it = shown("lab", name)
        it.page.set_viewport_size(NARROW)
        it.root.locator("xpath=self::*[contains(@class, 'narrow')]").wait_for()
        it.window.settle()
        box = it.root.bounding_box()
        for part in it.root.locator("svg, canvas, input, select, button, li, p").all():
            inner = part.bounding_box()
            if part.is_visible():
                assert inner["x"] >= box["x"] - 1
                assert inner["x"] + inner["width"] <= box["x"] + box["width"] + 1


def test_text_can_be_read_in_the_dark(shown):
    it = shown("lab", "Augmentation")
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
