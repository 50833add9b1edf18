"""The interactives of lecture 05 in JupyterLab and Notebook 7, by keyboard and pointer."""

import re

import harness
import numpy as np
import pytest
from harness import contrast, pixels

from course_lib.widgets.normalisation.axes_block import NAMED, SHAPE

pytestmark = pytest.mark.browser

EXPLORERS = ("LayerHistograms", "LossBowl", "BatchnormLab", "RateTolerance")
SOURCES = (
    f"from course_lib.widgets import NormAxes, {', '.join(EXPLORERS)}",
    *(f"{name.lower()} = {name}()\n{name.lower()}" for name in EXPLORERS),
    "norm = NormAxes('batch norm')\nnorm",
)
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 400, "height": 900}


@pytest.fixture
def page(opened):
    """`page("lab")` gives the window, everything as it was made; no error is in its console."""
    windows = []

    def give(app):
        window = opened(app, "lecture-05", *SOURCES)
        window.page.set_viewport_size(WIDE)
        for button in window.page.get_by_role("button", name="Reset", exact=True).all():
            button.click()
        window.until("norm.at == norm._start['at'] and norm.over == (True, 1, True)")
        window.settle()
        window.errors.clear()
        windows.append(window)
        return window

    yield give
    assert [error for window in windows for error in window.errors] == []


def explorer(window, name):
    root = window.page.locator(".explorer").nth(EXPLORERS.index(name))
    root.scroll_into_view_if_needed()
    return root


def axes(window):
    root = window.page.locator(".norm-axes")
    root.scroll_into_view_if_needed()
    window.settle()
    return root


@pytest.mark.parametrize("app", ["lab", "notebook"])
def test_all_of_them_draw_and_say_what_they_show(page, app):
    window = page(app)
    for name in EXPLORERS:
        root = explorer(window, name)
        reading = window.ask(f"{name.lower()}.reading")
        for picture in root.locator("svg[aria-label]").all():
            assert reading in picture.get_attribute("aria-label")
            assert picture.locator("path, circle, rect").count() > 10
            assert "NaN" not in picture.inner_html()
    for name in ("block", "before", "after"):
        canvas = axes(window).locator(f".axes-{name}")
        assert len(np.unique(pixels(canvas).reshape(-1, 4), axis=0)) > 10
        assert canvas.get_attribute("aria-label")


def test_choices_and_sliders_change_the_scene(page):
    window = page("lab")
    root = explorer(window, "LayerHistograms")
    before = root.locator(".explorer-panels").inner_html()
    root.locator("[data-name='bend']").select_option("ReLU")
    root.locator("[data-name='layers']").focus()
    window.page.keyboard.press("ArrowRight")
    window.until("(layerhistograms.bend, layerhistograms.layers) == ('ReLU', 15)")
    root.locator(".explorer-reading").filter(has_text="Dead units").wait_for()
    assert root.locator(".explorer-word").count() == 6
    assert root.locator(".explorer-panels").inner_html() != before
    lab = explorer(window, "BatchnormLab")
    lab.locator("[data-name='mode']").select_option("test")
    lab.locator(".explorer-reading").filter(has_text="At test x = 5 always").wait_for()


@pytest.mark.parametrize("app", ["lab", "notebook"])
def test_arrow_keys_move_the_box_and_stay_in_the_widget(page, app):
    window = page(app)
    root = axes(window)
    active = "() => window.jupyterapp.shell.currentWidget.content.activeCellIndex"
    cell = window.page.evaluate(active)
    root.locator(".panel-plane").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "ArrowRight"):
        window.page.keyboard.press(key)
        window.settle()
    window.until("norm.at == (0, 2, 0)")
    root.get_by_role("radio", name="layer").check(force=True)
    window.until("norm.over == (False, 6, True)")
    root.locator(".panel-plane").focus()
    window.page.keyboard.press("ArrowUp")
    window.until("norm.low[0] == 1")
    assert window.page.evaluate(active) == cell


def test_named_norms_and_switches_do_what_they_say(page):
    window = page("lab")
    root = axes(window)
    for name, over in NAMED.items():
        root.get_by_role("radio", name=name.removesuffix(" norm")).check(force=True)
        window.until(f"norm.over == {tuple(over)}")
        root.locator(".axes-name").filter(has_text=name.capitalize()).wait_for()
        assert root.locator(".axes-norm input:checked").count() == 1
    root.locator(".axes-pixels").uncheck()
    window.until("norm.over == (False, 3, False)")
    root.locator(".axes-name").filter(has_text="no name").wait_for()
    assert root.locator(".axes-norm input:checked").count() == 0


def test_a_tile_is_chosen_by_the_pointer_and_the_box_glides_there(page):
    window = page("lab")
    root = axes(window)
    block = root.locator(".axes-block")
    before = pixels(block)
    box = root.locator(".axes-before").bounding_box()
    N, C, _ = SHAPE
    # Into the upper left pixel of the tile of example 2, channel 4.
    x, y = (box["x"] + box["width"] * 4.1 / C, box["y"] + box["height"] * 2.2 / N)
    window.page.mouse.click(x, y)
    window.until("norm.at[:2] == (2, 4)")
    resting = "() => { const c = document.querySelector('.axes-block'); const now = c.toDataURL();"
    resting += " const still = window.seen05 === now; window.seen05 = now; return still }"
    window.page.wait_for_function(resting, polling=200)
    assert (pixels(block) != before).any(axis=2).mean() > 0.005
    x_of_blue = [np.nonzero(_blue(picture))[1].mean() for picture in (before, pixels(block))]
    assert x_of_blue[1] > x_of_blue[0] + 20


def _blue(picture):
    red, _, blue = (picture[..., i].astype(int) for i in range(3))
    return blue - red > 60


# ---- the time line


def step(root):
    """The step that stands beside the slider."""
    return int(root.locator(".explorer-time-control output").inner_text().split()[0])


def dots(root):
    """How many points of the descent are drawn on the left."""
    return root.locator("svg").first.locator("circle").count()


def reaches(root, low, high):
    """Wait until it has played to somewhere between."""
    output = root.locator(".explorer-time-control output").element_handle()
    root.page.wait_for_function(
        "([o, low, high]) => low <= parseInt(o.textContent) && parseInt(o.textContent) <= high",
        arg=[output, low, high],
    )


@pytest.mark.parametrize("app", ["lab", "notebook"])
def test_the_descent_plays_without_the_kernel_and_is_read_out_where_it_rests(page, app):
    window = page(app)
    root = explorer(window, "LossBowl")
    assert (step(root), dots(root)) == (60, 61)
    root.get_by_role("button", name="Play").click()
    reaches(root, 5, 40)
    assert window.ask("lossbowl.steps") == 60  # the browser never asked
    assert not root.locator(".explorer-reading").is_visible()
    root.get_by_role("button", name="Pause").click()
    at = step(root)
    window.until(f"lossbowl.steps == {at}")
    root.locator(".explorer-reading").filter(has_text=f"after {at} the loss is").wait_for()
    assert dots(root) == at + 1
    root.get_by_role("button", name="Play").click()
    root.get_by_role("button", name="Pause").wait_for()
    root.get_by_role("button", name="Play").wait_for()  # it ends by itself
    assert (step(root), dots(root)) == (60, 61)


@pytest.mark.parametrize("app", ["lab", "notebook"])
def test_keys_play_pause_and_step_and_stay_in_the_widget(page, app):
    window = page(app)
    root = explorer(window, "LossBowl")
    active = "() => window.jupyterapp.shell.currentWidget.content.activeCellIndex"
    root.locator("[data-name='steps']").focus()
    cell = window.page.evaluate(active)
    for key in (",", ",", ",", ".", "ArrowLeft"):
        window.page.keyboard.press(key)
    window.until("lossbowl.steps == 57")
    assert (step(root), dots(root)) == (57, 58)
    window.page.keyboard.press("Home")
    window.until("lossbowl.steps == 0")
    root.locator("[data-name='share']").focus()  # as good as any other of its sliders
    window.page.keyboard.press("Space")
    reaches(root, 2, 50)
    window.page.keyboard.press("Space")
    window.until(f"lossbowl.steps == {step(root)} > 0")
    window.page.keyboard.press(".")
    window.until(f"lossbowl.steps == {step(root)}")
    assert root.get_by_role("button", name="Play").count() == 1
    assert window.page.evaluate(active) == cell


def test_the_lab_plays_at_test_and_takes_other_settings_on_the_way(page):
    window = page("lab")
    root = explorer(window, "BatchnormLab")
    root.locator("[data-name='mode']").select_option("test")
    window.until("batchnormlab.mode == 'test'")
    heights = (
        "root => new Set([...root.querySelectorAll('svg')[1].querySelectorAll('g[clip-path] rect')]"
        ".map(r => r.getAttribute('y'))).size"
    )
    root.get_by_role("button", name="Play").click()
    reaches(root, 1, 60)
    assert root.evaluate(heights) == 1
    root.locator("[data-name='momentum']").focus()
    window.page.keyboard.press("ArrowRight")
    window.until("batchnormlab.momentum == 0.99")
    assert root.get_by_role("button", name="Pause").count() == 1  # still playing
    assert window.ask("batchnormlab.steps") < 100
    root.get_by_role("button", name="Reset", exact=True).click()
    window.until("(batchnormlab.momentum, batchnormlab.steps) == (0.9, 100)")
    assert root.get_by_role("button", name="Play").count() == 1
    assert step(root) == 100


def test_it_follows_what_python_sets_and_rests_off_the_screen(page):
    window = page("lab")
    root = explorer(window, "LossBowl")
    window.ask("setattr(lossbowl, 'steps', 4)")
    reaches(root, 4, 4)
    assert dots(root) == 5
    root.get_by_role("button", name="Play").click()
    reaches(root, 5, 30)
    gone = "root => new Promise(done => new IntersectionObserver(([e], watcher) => {"
    gone += " if (!e.isIntersecting) { watcher.disconnect(); done(); } }).observe(root))"
    explorer(window, "RateTolerance")
    root.evaluate(gone)
    window.settle()
    at = step(root)
    for _ in range(20):
        window.settle()
    assert step(root) == at < 60
    root.scroll_into_view_if_needed()
    reaches(root, at + 1, 60)


def test_where_motion_is_not_wanted_it_opens_at_the_end_and_goes_from_step_to_step(browser, serve):
    with harness.window(browser, reduced_motion="reduce") as window:
        window.open(serve("lab"), serve("lab").notebook("calm-05", *SOURCES[::2]))
        root = window.page.locator(".explorer").first
        assert (step(root), dots(root)) == (60, 61)
        root.get_by_role("button", name="Play").click()
        corners = (
            "root => { const line = root.querySelector('svg g[clip-path] > g:nth-child(2) path');"
            " return [line.getAttribute('d').match(/[ML]/g).length,"
            " root.querySelector('svg').querySelectorAll('circle').length] }"
        )
        for _ in range(12):
            ends, points = root.evaluate(corners)
            assert ends == points
            window.settle()
        assert window.errors == []


def test_four_hundred_pixels_hold_everything(page):
    window = page("lab")
    window.page.set_viewport_size(NARROW)
    roots = [*(explorer(window, name) for name in EXPLORERS), axes(window)]
    for root in roots:
        root.locator("xpath=self::*[contains(@class, 'narrow')]").wait_for()
        box = root.bounding_box()
        parts = root.locator("svg, canvas, input, select, button, p").all()
        assert len(parts) > 5
        for part in (p.bounding_box() for p in parts if p.is_visible()):
            assert part["x"] >= box["x"] - 1
            assert part["x"] + part["width"] <= box["x"] + box["width"] + 1


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_text_can_be_read_in_both_themes(page, theme):
    window = page("lab")
    try:
        window.theme(theme)
        window.settle()
        for root in (explorer(window, "LossBowl"), axes(window)):
            ink, ground = root.evaluate(
                "root => [getComputedStyle(root).color,"
                " getComputedStyle(root.closest('.jp-Notebook')).backgroundColor]"
            )
            colours = [[float(v) for v in re.findall(r"[\d.]+", c)[:3]] for c in (ink, ground)]
            assert contrast(*colours) > 7
    finally:
        window.theme("JupyterLab Light")
