"""The small interactives of lecture 04 in JupyterLab and Notebook 7, by keyboard and pointer."""

import re

import numpy as np
import pytest
from harness import contrast

pytestmark = pytest.mark.browser

NAMES = ("EWMA", "Schedules", "MinibatchNoise", "NewtonJump")
SOURCES = (
    f"from course_lib.widgets import {', '.join(NAMES)}",
    *(f"{name.lower()} = {name}()\n{name.lower()}" for name in NAMES),
)
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 400, "height": 900}


class Small:
    """One of them as somebody at the screen has it."""

    def __init__(self, window, name):
        self.window, self.page, self.name = window, window.page, name.lower()
        self.root = window.page.locator(".explorer").nth(NAMES.index(name))

    def ask(self, source):
        return self.window.ask(source)

    def control(self, name):
        return self.root.locator(f"[data-name='{name}']")

    def button(self, text):
        return self.root.get_by_role("button", name=text, exact=True)

    def until(self, source):
        self.window.until(f"{self.name}.{source}")

    def drawn(self):
        self.window.settle()
        return self.root.locator(".explorer-panels").inner_html()

    def reads(self, text):
        self.root.locator(".explorer-reading").filter(has_text=text).wait_for()

    def at(self, x, y):
        """Place on the screen of (x, y) of the left panel, by the ticks that are written on it."""
        left = self.root.locator("svg").first
        ticks = left.evaluate(
            "svg => [...svg.querySelectorAll('.explorer-axes text:not([class])')].map(t => {"
            " const b = t.getBoundingClientRect();"
            " return [t.textContent.replace('−', '-'), b.x + b.width / 2, b.y + b.height / 2,"
            " t.getAttribute('text-anchor')] })"
        )
        across = [(float(t), px) for t, px, _, anchor in ticks if anchor == "middle"]
        up = [(float(t), py) for t, _, py, anchor in ticks if anchor == "end"]
        return [
            float(np.polyval(np.polyfit(*zip(*line, strict=True), 1), v))
            for line, v in ((across, x), (up, y))
        ]


@pytest.fixture
def small(opened):
    """`small("lab", "EWMA")` gives it as it opened, and in the end no error was in the console."""
    windows = []

    def give(app, name):
        window = opened(app, "small-04", *SOURCES)
        window.page.set_viewport_size(WIDE)
        it = Small(window, name)
        it.root.scroll_into_view_if_needed()
        it.button("Reset").click()
        it.until(f"_at_first == {{k: getattr({it.name}, k) for k in {it.name}._at_first}}")
        window.settle()
        window.errors.clear()
        windows.append(window)
        return it

    yield give
    assert [error for window in windows for error in window.errors] == []


@pytest.mark.parametrize("app", ["lab", "notebook"])
@pytest.mark.parametrize("name", NAMES)
def test_draws_two_panels_and_says_what_they_show(small, app, name):
    it = small(app, name)
    pictures = it.root.locator("svg[aria-label]")
    assert pictures.count() == 2
    for picture in pictures.all():
        assert it.ask(f"{it.name}.reading") in picture.get_attribute("aria-label")
        assert picture.locator("path, circle, rect").count() > 10
        assert "NaN" not in picture.inner_html()
    assert it.root.get_attribute("role") == "group"


@pytest.mark.parametrize("app", ["lab", "notebook"])
def test_arrow_keys_move_a_slider_and_stay_in_the_widget(small, app):
    it = small(app, "EWMA")
    before = it.drawn()
    active = "() => window.jupyterapp.shell.currentWidget.content.activeCellIndex"
    cell = it.page.evaluate(active)
    it.control("beta").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft"):
        it.page.keyboard.press(key)
    it.until("beta == 0.95")
    it.reads("about 20 values")
    assert it.drawn() != before
    assert it.page.evaluate(active) == cell


@pytest.mark.parametrize("app", ["lab", "notebook"])
def test_arrow_keys_move_the_point_and_enter_jumps(small, app):
    it = small(app, "NewtonJump")
    before = np.array(it.ask("newtonjump.at"))
    it.root.locator("svg").first.focus()
    for key in ("ArrowLeft", "ArrowUp", "ArrowUp", "Shift+ArrowRight"):
        it.page.keyboard.press(key)
    # Forty presses lead across the picture, which is 5 wide and 7 high.
    want = before + np.array([3 * 5, 2 * 7]) / 40
    it.window.until(f"abs(newtonjump.at[0] - {want[0]}) + abs(newtonjump.at[1] - {want[1]}) < 1e-6")
    it.page.keyboard.press("Enter")
    it.until("at[0] == 0")


def test_the_pointer_puts_and_drags_the_point(small):
    it = small("lab", "NewtonJump")
    it.page.mouse.click(*it.at(-1, 2))
    it.window.until("abs(newtonjump.at[0] + 1) + abs(newtonjump.at[1] - 2) < 0.1")
    it.page.mouse.move(*it.at(-1, 2))
    it.page.mouse.down()
    it.page.mouse.move(*it.at(1, -1), steps=5)
    it.page.mouse.up()
    it.window.until("abs(newtonjump.at[0] - 1) + abs(newtonjump.at[1] + 1) < 0.1")
    it.page.mouse.move(*it.at(-2, 0))
    it.window.settle()
    assert it.ask("newtonjump.at[0]") > 0


def test_choices_switches_and_buttons_do_what_they_say(small):
    ewma = small("lab", "EWMA")
    ewma.control("data").select_option("a jump")
    ewma.control("corrected").uncheck()
    ewma.until("data == 'a jump' and not ewma.corrected")
    assert "corrected" not in ewma.root.locator(".explorer-legend").inner_text()
    noise = small("lab", "MinibatchNoise")
    before = noise.drawn()
    noise.button("Other batches").click()
    noise.until("draw == 1")
    assert noise.drawn() != before
    newton = small("lab", "NewtonJump")
    newton.control("surface").select_option("bowl")
    newton.until("surface == 'bowl'")
    newton.button("Jump").click()
    newton.reads("Newton has arrived")


def test_a_control_keeps_the_focus_while_it_is_moved(small):
    it = small("lab", "Schedules")
    it.control("schedule").focus()
    it.control("schedule").select_option("1/t")
    it.reads("1/t, rate ×")
    focused = it.page.evaluate("() => document.activeElement.dataset.name")
    assert focused == "schedule"


def test_four_hundred_pixels_hold_everything(small):
    it = small("lab", "Schedules")
    it.page.set_viewport_size(NARROW)
    it.root.locator("xpath=self::*[contains(@class, 'narrow')]").wait_for()
    box = it.root.bounding_box()
    parts = it.root.locator("svg, input, select, button, li, p").all()
    assert len(parts) > 10
    for part in (p.bounding_box() for p in parts if p.is_visible()):
        assert part["x"] >= box["x"] - 1
        assert part["x"] + part["width"] <= box["x"] + box["width"] + 1
    for control in it.root.locator("input, select, button").all():
        assert control.bounding_box()["height"] >= 24


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_text_can_be_read_in_both_themes(small, theme):
    it = small("lab", "MinibatchNoise")
    try:
        it.window.theme(theme)
        it.window.settle()
        ink, ground = it.root.evaluate(
            "root => [getComputedStyle(root).color,"
            " getComputedStyle(root.closest('.jp-Notebook')).backgroundColor]"
        )
        colours = [[float(v) for v in re.findall(r"[\d.]+", c)[:3]] for c in (ink, ground)]
        assert contrast(*colours) > 7
        words = it.root.locator("svg text").first
        assert words.evaluate("t => getComputedStyle(t).fill") == ink
        for line in it.root.locator("g[clip-path] g > path:not([d=''])").all():
            stroke = line.evaluate("path => getComputedStyle(path).stroke")
            seen = [255 * float(v) for v in re.findall(r"[\d.]+", stroke)[:3]]
            # Orange on white is 2.2, which is why every line has a dash or a shape beside it.
            assert contrast(seen, colours[1]) > (2 if theme.endswith("Light") else 4.5)
    finally:
        it.window.theme("JupyterLab Light")
