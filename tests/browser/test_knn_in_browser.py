"""The kNN boundary in JupyterLab and Notebook 7, by keyboard, mouse and finger."""

import re

import harness
import numpy as np
import pytest
from harness import contrast, pixels

pytestmark = pytest.mark.browser

SOURCES = (
    "# One cell before it\n1",
    "from course_lib.widgets import KNNBoundary\nw = KNNBoundary()\nw",
)
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 400, "height": 900}
STEP = 0.04


class Plane:
    """The widget `w` as somebody at the screen has it."""

    def __init__(self, window):
        self.window, self.page = window, window.page
        self.root = self.page.locator(".knn")
        self.canvas = self.root.locator("canvas")
        self.focusable = self.root.locator(".panel-plane")

    def press(self, *keys):
        self.focusable.focus()
        for key in keys:
            self.page.keyboard.press(key)

    def ask(self, source):
        return self.window.ask(source)

    def text(self, name):
        self.window.settle()
        return self.root.locator(f".knn-{name}").inner_text()

    def said(self, *parts):
        """Wait for the summary to hold each of these."""
        for part in parts:
            self.root.locator(".panel-said").filter(has_text=part).wait_for(state="attached")
        return self.root.locator(".panel-said").text_content()

    def pixels(self):
        self.window.settle()
        return pixels(self.canvas)

    def at(self, x, y):
        """Place on the screen of (x, y) of the plane."""
        box, extent = self.canvas.bounding_box(), self.ask("w.extent")
        return (
            box["x"] + box["width"] * (1 + x / extent) / 2,
            box["y"] + box["height"] * (1 - y / extent) / 2,
        )

    def pixel(self, place, seen):
        """Column and row of (x, y) of the plane in its pixels."""
        x, y = np.array(place) / self.ask("w.extent")
        return round(len(seen) * (1 + x) / 2), round(len(seen) * (1 - y) / 2)

    def counts(self):
        self.window.settle()
        return [int(text) for text in self.root.locator(".knn-votes b").all_inner_texts()]


def _plane(opened, app):
    window = opened(app, "knn", *SOURCES)
    window.page.set_viewport_size(WIDE)
    plane = Plane(window)
    plane.root.scroll_into_view_if_needed()
    plane.root.locator(".knn-reset").click()
    window.until("(w.k, w.metric, w.angle, len(w.labels)) == (5, 'L2', 0, 27)")
    window.settle()
    window.errors.clear()
    return plane


@pytest.fixture
def knn(opened):
    plane = _plane(opened, "lab")
    yield plane
    assert plane.window.errors == []


@pytest.fixture(params=["lab", "notebook"])
def knn_everywhere(request, opened):
    plane = _plane(opened, request.param)
    yield plane
    assert plane.window.errors == []


def poll(plane, place, metric, k):
    """Votes (3,) and sorted distances (k,) at a place, from the definition."""
    away = np.abs(np.array(plane.ask("w.points.tolist()")) - place)
    distances = away.sum(axis=1) if metric == "L1" else np.sqrt((away**2).sum(axis=1))
    near = np.argsort(distances, kind="stable")[:k]
    votes = np.bincount(np.array(plane.ask("w.labels.tolist()"))[near], minlength=3)
    return votes.tolist(), distances[near]


def test_shows_three_regions_and_says_what_it_shows(knn_everywhere):
    seen = knn_everywhere.pixels()
    colours, counts = np.unique(seen.reshape(-1, 4), axis=0, return_counts=True)
    assert (counts > 0.1 * counts.sum()).sum() == 3, colours[counts > 0.1 * counts.sum()]
    label = knn_everywhere.canvas.get_attribute("aria-label")
    assert re.search(r"27 points, k = 5, L2.*wins", label)
    assert knn_everywhere.canvas.get_attribute("role") == "img"


def test_arrow_keys_on_the_slider_change_k_and_stay_in_the_widget(knn_everywhere):
    before = knn_everywhere.pixels()
    active = "() => window.jupyterapp.shell.currentWidget.content.activeCellIndex"
    cell = knn_everywhere.page.evaluate(active)
    knn_everywhere.root.locator(".knn-k").focus()
    for key in ["ArrowRight", "ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown", "ArrowRight"]:
        knn_everywhere.page.keyboard.press(key)
    knn_everywhere.window.until("w.k == 7")
    assert knn_everywhere.text("k-is") == "k = 7"
    assert (knn_everywhere.pixels() != before).any(axis=2).mean() > 0.01
    assert knn_everywhere.page.evaluate(active) == cell


def test_arrow_keys_on_the_plane_move_the_crosshair(knn_everywhere):
    before = knn_everywhere.pixels()
    knn_everywhere.press(*["ArrowRight"] * 4, "Shift+ArrowUp", "ArrowDown", "ArrowLeft")
    place = np.array(knn_everywhere.ask("w.probe")) + 3 * STEP
    votes, _ = poll(knn_everywhere, place, "L2", 5)
    knn_everywhere.said(f"({place[0]:.2f}, {place[1]:.2f})")
    assert knn_everywhere.counts() == votes
    assert (knn_everywhere.pixels() != before).any()


def test_keys_set_k_metric_angle_and_class(knn_everywhere):
    knn_everywhere.press("+", "+", "+", "-", "m", "]", "]", "[", "2", "Enter")
    knn_everywhere.window.until("(w.k, w.metric, w.angle, len(w.labels)) == (7, 'L1', 5, 28)")
    assert knn_everywhere.ask("int(w.labels[-1])") == 2
    knn_everywhere.press("Delete")
    knn_everywhere.window.until("len(w.labels) == 27")


def test_the_pointer_shows_the_neighbours_under_it(knn):
    for place in [(-0.5, -0.31), (0.27, 0.44), (0.7, -0.7)]:
        knn.page.mouse.move(*knn.at(*place))
        votes, distances = poll(knn, place, "L2", 5)
        knn.window.settle()
        assert knn.counts() == votes
        shown = [float(d) for d in re.findall(r"\d\.\d\d", knn.text("far"))]
        # The pointer lies on whole pixels.
        np.testing.assert_allclose(shown, distances[[0, -1]], atol=0.012)


def test_dragging_moves_one_point(knn):
    before = np.array(knn.ask("w.points.tolist()"))
    knn.page.mouse.move(*knn.at(*before[4]))
    knn.page.mouse.down()
    for step in np.linspace(before[4], (0.5, -0.55), 6):
        knn.page.mouse.move(*knn.at(*step))
    knn.page.mouse.up()
    knn.window.until("abs(w.points[4] - (.5, -.55)).max() < .02")
    after = np.array(knn.ask("w.points.tolist()"))
    np.testing.assert_array_equal(np.delete(after, 4, axis=0), np.delete(before, 4, axis=0))
    assert knn.ask("len(w.labels)") == 27


def test_a_point_dragged_off_the_plane_stays_on_the_disc(knn):
    start = knn.ask("w.points[4].tolist()")
    knn.page.mouse.move(*knn.at(*start))
    knn.page.mouse.down()
    knn.page.mouse.move(*knn.at(2.5, 0.3), steps=4)
    knn.page.mouse.up()
    knn.window.until("w.points[4][0] > 0.9")
    assert np.hypot(*knn.ask("w.points[4].tolist()")) <= 1 + 1e-6


def test_a_grabbed_point_moves_by_arrow_keys(knn):
    knn.press("n", "n", "Space", "ArrowUp", "ArrowUp", "ArrowRight", "Space", "ArrowLeft")
    before = np.array(knn.ask("w._start[0].x.tolist()"))
    after = before + (np.arange(27) == 1)[:, None] * [STEP, 2 * STEP]
    knn.window.until(f"abs(w.points - {after.tolist()}).max() < 1e-5")
    knn.said("Point 2, circle, picked")


def test_a_click_adds_a_point_of_the_chosen_class_and_delete_takes_it_away(knn):
    knn.root.locator(".knn-class input").first.focus()
    knn.page.keyboard.press("ArrowRight")
    knn.page.mouse.click(*knn.at(-0.6, 0.66))
    knn.window.until("len(w.labels) == 28 and w.labels[-1] == 1")
    knn.window.until("abs(w.points[-1] - (-.6, .66)).max() < .02")
    knn.root.locator(".knn-delete").click()
    knn.window.until("len(w.labels) == 27")


def test_the_metric_is_toggled_by_keyboard(knn):
    before = knn.pixels()
    knn.root.locator(".knn-metric input:checked").focus()
    knn.page.keyboard.press("ArrowLeft")
    knn.window.until("w.metric == 'L1'")
    votes, distances = poll(knn, knn.ask("w.probe"), "L1", 5)
    assert knn.counts() == votes
    assert knn.text("far") == f"L1 distances {distances[0]:.2f} to {distances[-1]:.2f}"
    assert (knn.pixels() != before).any(axis=2).mean() > 0.01


def test_turning_the_points_changes_what_l1_says_and_not_what_l2_says(knn):
    knn.root.locator(".knn-turn").focus()
    for _ in range(3):
        knn.page.keyboard.press("PageUp")
    knn.window.until("w.angle > 20")
    assert "0.0 %" in knn.text("changed")
    plain = knn.pixels()
    knn.press("m")
    knn.window.until("w.metric == 'L1' and w.changed_share > 0.02")
    assert f"{100 * knn.ask('w.changed_share'):.1f} %" in knn.text("changed")
    assert _hatched(knn.pixels()) > _hatched(plain) + 0.002
    knn.root.locator(".knn-turn").press("End")
    knn.window.until("w.angle == 90 and w.changed_share == 0")


def _hatched(seen):
    """Share of pixels in the ink of the hatching: translucent and without a hue."""
    red, _, blue, alpha = np.moveaxis(seen.astype(int), 2, 0)
    return ((abs(red - blue) < 20) & (alpha > 150) & (alpha < 220)).mean()


def test_nothing_sticks_out_at_400_pixels_and_targets_are_large_enough(knn):
    knn.page.set_viewport_size(NARROW)
    knn.page.wait_for_function("() => document.querySelector('.knn').classList.contains('narrow')")
    knn.window.settle()
    assert knn.root.evaluate("root => root.scrollWidth <= root.clientWidth")
    box = knn.root.bounding_box()
    for part in knn.root.locator("canvas, input, button, label, p, output").all():
        inner = part.bounding_box()
        assert inner["x"] >= box["x"] - 1
        assert inner["x"] + inner["width"] <= box["x"] + box["width"] + 1
    for target in knn.root.locator("input, button").all():
        size = target.bounding_box()
        assert min(size["width"], size["height"]) >= 24
    assert knn.canvas.bounding_box()["width"] > 250


@pytest.fixture(params=["JupyterLab Light", "JupyterLab Dark"])
def themed(request, knn):
    knn.window.theme(request.param)
    yield knn
    knn.window.theme("JupyterLab Light")


def test_text_lines_and_points_stand_out_in_either_theme(themed):
    page = _rgb(
        themed.page, "getComputedStyle(document.querySelector('.jp-Notebook')).backgroundColor"
    )
    ink = _rgb(themed.page, "getComputedStyle(document.querySelector('.knn')).color")
    assert contrast(ink, page) >= 7
    seen = over(themed.pixels(), page)
    column, row = themed.pixel(themed.ask("w.probe"), seen)
    assert contrast(seen[row, column + 8], page) >= 7, "a bar of the crosshair, 3 to 12 pixels off"
    for index in (0, 9, 18):  # one point of each class
        column, row = themed.pixel(themed.ask(f"w.points[{index}].tolist()"), seen)
        around = seen[row - 16 : row + 17, column - 16 : column + 17]
        field = np.median(around, axis=(0, 1))
        # No line passes so near: what lies here is the point and its rim.
        point = around[7:-7, 7:-7].reshape(-1, 3)
        assert max(contrast(field, colour) for colour in point) >= 3


def test_a_new_ink_is_drawn_at_once_whoever_changes_it(knn):
    knn.root.evaluate("root => { root.style.color = 'rgb(200, 30, 30)'; }")
    knn.window.settle()
    seen = knn.pixels()
    column, row = knn.pixel(knn.ask("w.probe"), seen)
    np.testing.assert_array_equal(seen[row, column + 8], [200, 30, 30, 255])
    knn.root.evaluate("root => { root.style.color = ''; }")


def over(seen, page):
    """What is seen (H, W, 4) over the colour of the page: (H, W, 3)."""
    alpha = seen[..., 3:] / 255
    return seen[..., :3] * alpha + np.array(page) * (1 - alpha)


def _rgb(page, expression):
    return tuple(float(v) for v in re.findall(r"[\d.]+", page.evaluate(expression))[:3])


def test_whatever_takes_focus_keeps_its_keys_from_the_application(knn):
    focusable = knn.root.locator("[tabindex], input, button, select, a")
    assert focusable.count() > 8
    for element in focusable.all():
        assert element.get_attribute("data-lm-suppress-shortcuts") == "true"


def test_a_finger_drags_a_point_and_a_tap_adds_one(browser, serve):
    lab = serve("lab")
    with harness.window(browser, has_touch=True, viewport=NARROW) as window:
        window.open(lab, lab.notebook("touch", *SOURCES))
        knn = Plane(window)
        knn.canvas.scroll_into_view_if_needed()
        start = window.ask("w.points[20].tolist()")
        touch = window.page.context.new_cdp_session(window.page)
        for kind, place in [("Start", start), ("Move", (0.1, 0.2)), ("Move", (0.2, -0.6))]:
            x, y = knn.at(*place)
            touch.send(
                "Input.dispatchTouchEvent",
                {"type": f"touch{kind}", "touchPoints": [{"x": x, "y": y}]},
            )
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        window.until("abs(w.points[20] - (.2, -.6)).max() < .02")
        window.page.touchscreen.tap(*knn.at(0.6, 0.7))
        window.until("len(w.labels) == 28 and abs(w.points[-1] - (.6, .7)).max() < .02")
        assert window.errors == []


def test_a_saved_notebook_shows_one_picture_with_its_description(browser, serve):
    lab = serve("lab")
    name = lab.saved("saved", "from course_lib.widgets import KNNBoundary\nKNNBoundary()")
    with harness.window(browser) as window:
        window.page.goto(f"{lab.url}/doc/tree/{name}?reset")
        picture = window.page.locator(".jp-OutputArea img")
        picture.wait_for()
        assert picture.count() == 1
        assert "k = 5 nearest of 27 points" in picture.get_attribute("alt")
        assert window.page.locator(".knn").count() == 0


def test_a_view_that_is_gone_listens_no_more(opened):
    window = opened("notebook", "knn", *SOURCES)
    window.errors.clear()
    window.page.evaluate(
        "() => window.jupyterapp.commands.execute('notebook:clear-all-cell-outputs')"
    )
    window.page.locator(".knn").wait_for(state="detached")
    window.ask("[setattr(w, 'k', k) for k in (1, 2, 3)]")
    window.settle()
    assert window.errors == []


def test_two_planes_on_a_page_do_not_share_their_controls(opened):
    page = opened("lab", "two", *SOURCES, "KNNBoundary(metric='L1')").page
    ids = page.eval_on_selector_all(".knn [id]", "all => all.map(it => it.id)")
    assert len(ids) == len(set(ids)) > 0
    for plane in (page.locator(".knn").nth(0), page.locator(".knn").nth(1)):
        assert plane.locator("input[type=radio]:checked").count() == 2
