"""The interactives of lecture 02 in JupyterLab and Notebook 7, by keyboard, mouse and finger."""

import re

import harness
import numpy as np
import pytest
from harness import contrast, pixels

pytestmark = pytest.mark.browser

SOURCES = {
    "lines": ("from course_lib.widgets import ClassLines", "w = ClassLines()\nw"),
    "opinions": ("from course_lib.widgets import SvmVsSoftmax", "w = SvmVsSoftmax()\nw"),
    "bias": ("from course_lib.widgets import BiasVariance", "w = BiasVariance(9)\nw"),
}
WIDE, NARROW = {"width": 1280, "height": 1000}, {"width": 400, "height": 900}
EXTENT = 1.08
# What a readout shows when the widget is as it was made.
AT_START = {"lines": ("right", "0 of 15"), "opinions": ("svm", "0.50"), "bias": ("dev", "0.305")}


class View:
    """A widget `w` as somebody at the screen has it."""

    def __init__(self, window, name):
        self.window, self.page, self.name = window, window.page, name
        self.root = self.page.locator(f".panel-view.{name}").first
        self.plane = self.root.locator(".panel-plane")
        self.canvas = self.plane.locator("canvas")

    def part(self, name):
        return self.root.locator(f".{self.name}-{name}")

    def ask(self, source):
        return self.window.ask(source)

    def press(self, *keys):
        self.plane.focus()
        for key in keys:
            self.page.keyboard.press(key)

    def text(self, name):
        self.window.settle()
        return self.part(name).inner_text()

    def shows(self, name, text):
        """Wait until a readout shows this."""
        self.part(name).filter(has_text=text).wait_for()

    def said(self, *parts):
        for part in parts:
            self.root.locator(".panel-said").filter(has_text=part).wait_for(state="attached")

    def pixels(self):
        self.window.settle()
        return pixels(self.canvas)

    def at(self, x, y):
        """Place on the screen of (x, y) of the plane of points."""
        box = self.canvas.bounding_box()
        return (
            box["x"] + box["width"] * (1 + x / EXTENT) / 2,
            box["y"] + box["height"] * (1 - y / EXTENT) / 2,
        )

    def drag(self, start, end):
        self.page.mouse.move(*self.at(*start))
        self.page.mouse.down()
        self.page.mouse.move(*self.at(*end), steps=5)
        self.page.mouse.up()


def _view(opened, app, name):
    window = opened(app, name, *SOURCES[name])
    window.page.set_viewport_size(WIDE)
    view = View(window, name)
    view.root.scroll_into_view_if_needed()
    view.part("reset").click()
    window.until("all(getattr(w, name) == value for name, value in w._start.items())")
    # The kernel's word may come by another way, and later, than the answer to our question.
    part, text = AT_START[name]
    view.shows(part, text)
    window.settle()
    window.errors.clear()
    return view


@pytest.fixture
def lines(opened):
    view = _view(opened, "lab", "lines")
    yield view
    assert view.window.errors == []


@pytest.fixture
def opinions(opened):
    view = _view(opened, "lab", "opinions")
    yield view
    assert view.window.errors == []


@pytest.fixture
def bias(opened):
    view = _view(opened, "lab", "bias")
    yield view
    assert view.window.errors == []


@pytest.fixture(params=["lab", "notebook"])
def lines_everywhere(request, opened):
    view = _view(opened, request.param, "lines")
    yield view
    assert view.window.errors == []


@pytest.fixture(params=["lines", "opinions", "bias"])
def every(request, opened):
    view = _view(opened, "lab", request.param)
    yield view
    assert view.window.errors == []


def anchor(row, home):
    """The point on the line of `row` that is nearest to `home`."""
    w, b = np.array(row[:2]), row[2]
    return np.array(home) - (w @ home + b) / (w @ w) * w


HOME = [(-0.5, -0.25), (0.5, -0.25), (0.0, 0.45)]


def test_three_regions_and_both_losses_are_shown(lines_everywhere):
    view = lines_everywhere
    seen = view.pixels()
    _, counts = np.unique(seen.reshape(-1, 4), axis=0, return_counts=True)
    assert (counts > 0.1 * counts.sum()).sum() == 3
    assert view.text("hinge") == f"{view.ask('w.losses.hinge.mean()'):.3f}"
    assert view.text("entropy") == f"{view.ask('w.losses.cross_entropy.mean()'):.3f}"
    label = view.canvas.get_attribute("aria-label")
    assert "0 of 15 points right" in label
    assert view.canvas.get_attribute("role") == "img"


def test_keys_shift_turn_and_steepen_the_chosen_line_and_stay_in_the_widget(lines_everywhere):
    view = lines_everywhere
    active = "() => window.jupyterapp.shell.currentWidget.content.activeCellIndex"
    cell, before = view.page.evaluate(active), np.array(view.ask("w.lines.tolist()"))
    view.press("1", "ArrowUp", "ArrowUp", "ArrowLeft", "Shift+ArrowLeft", "+")
    turned = np.deg2rad(25)
    rotation = np.array([[np.cos(turned), -np.sin(turned)], [np.sin(turned), np.cos(turned)]])
    want = 1.15 * rotation @ before[1, :2]
    view.window.until(f"abs(w.lines[1, :2] - {want.tolist()}).max() < 1e-4")
    after = np.array(view.ask("w.lines.tolist()"))
    np.testing.assert_array_equal(after[[0, 2]], before[[0, 2]])
    moved = anchor(before[1], HOME[1]) + 0.08 * before[1, :2] / np.hypot(*before[1, :2])
    np.testing.assert_allclose(after[1] @ [*moved, 1], 0, atol=1e-5)
    assert view.page.evaluate(active) == cell
    view.said("Line of class 1, square")


def test_what_is_counted_in_the_browser_is_what_the_kernel_counts(lines):
    lines.press("1", "ArrowUp", "2", "+", "+", "+", "0", "ArrowRight")
    lines.part("margin").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowRight"):
        lines.page.keyboard.press(key)
    lines.part("reg").focus()
    for _ in range(4):
        lines.page.keyboard.press("ArrowRight")
    lines.window.until("abs(w.margin - 1.3) < 1e-9 and abs(w.reg - 0.04) < 1e-9")
    for name, of in [
        ("hinge", "w.losses.hinge.mean()"),
        ("entropy", "w.losses.cross_entropy.mean()"),
        ("penalty", "w.losses.penalty"),
    ]:
        lines.shows(name, f"{lines.ask(of):.3f}")
    right = round(15 * lines.ask("w.accuracy"))
    assert lines.text("right") == f"{right} of 15 right"


def test_dragging_a_tip_turns_the_line_about_its_handle(lines):
    row = lines.ask("w.lines[2].tolist()")
    pivot = anchor(row, HOME[2])
    slope = np.hypot(*row[:2])
    tip = pivot + 0.65 * slope / (slope + 4) * np.array(row[:2]) / slope
    lines.drag(tip, (pivot[0] + 0.3, pivot[1] + 0.2))
    lines.window.until("w.lines[2, 0] > 0.5 and w.lines[2, 1] > 0.2")
    after = np.array(lines.ask("w.lines[2].tolist()"))
    np.testing.assert_allclose(after @ [*pivot, 1], 0, atol=0.02 * np.hypot(*after[:2]))
    np.testing.assert_allclose(np.arctan2(after[1], after[0]), np.arctan2(0.2, 0.3), atol=0.05)


def test_dragging_a_handle_shifts_the_line_and_keeps_its_way(lines):
    before = np.array(lines.ask("w.lines[0].tolist()"))
    lines.drag(anchor(before, HOME[0]), (-0.7, 0.75))
    lines.window.until(f"abs(w.lines[0, 2] - {before[2]}) > 0.05")
    after = np.array(lines.ask("w.lines[0].tolist()"))
    np.testing.assert_allclose(after[:2], before[:2], rtol=1e-5)
    np.testing.assert_allclose(after @ [-0.7, 0.75, 1], 0, atol=0.03)


def test_training_is_played_to_its_end_and_can_be_scrubbed(lines_everywhere):
    view = lines_everywhere
    view.part("train").click()
    view.window.until("w.runs >= 1 and len(w.path) == 4 * 241 * 9")
    view.shows("step-is", "step 240")
    view.window.until("w.accuracy == 1")
    view.shows("right", "15 of 15 right")
    assert view.text("hinge") == "0.000"
    view.press(",", ",", ".")
    view.shows("step-is", "step 239")
    path = "__import__('numpy').frombuffer(w.path, '<f4').reshape(-1, 3, 3)"
    view.window.until(f"(w.lines == {path}[239]).all()")
    view.part("step").focus()
    view.page.keyboard.press("Home")
    view.shows("step-is", "step 0")
    view.window.until(f"(w.lines == {path}[0]).all()")


def test_play_moves_on_frame_by_frame_and_pause_stops_it(lines):
    lines.press("t")
    lines.window.until("w.runs >= 1")
    lines.page.wait_for_function("() => +document.querySelector('.lines-step').value > 20")
    lines.press("Space")
    here = lines.text("step-is")
    lines.page.wait_for_timeout(150)
    assert lines.text("step-is") == here != "step 240"
    lines.press("Space")
    lines.shows("step-is", "step 240")


def test_a_click_picks_a_point_and_tells_how_its_losses_come_about(lines):
    x, y = lines.ask("w._points.x[7].tolist()")
    lines.page.mouse.click(*lines.at(x, y))
    hinge, entropy = lines.ask("[w.losses.hinge[7], w.losses.cross_entropy[7]]")
    lines.shows("picked", "Point 8, square")
    assert f"= {hinge:.2f}." in lines.text("picked")
    assert f"= {entropy:.2f}." in lines.text("picked")


def test_other_points_bring_other_lines(lines):
    lines.root.locator(".lines-data input[value=xor]").check()
    lines.window.until("(w.data, len(w.lines)) == ('xor', 2)")
    lines.shows("right", "of 16 right")
    lines.root.locator(".lines-loss input[value=cross-entropy]").check()
    lines.window.until("w.loss == 'cross-entropy'")
    lines.part("train").click()
    lines.shows("step-is", "step 240")
    assert lines.ask("w.accuracy") <= 0.75


def test_lines_set_in_python_are_drawn(lines):
    before = lines.pixels()
    lines.ask("setattr(w, 'lines', [[1, 0, 0], [0, 1, 0], [-1, -1, 0]])")
    lines.shows("hinge", f"{lines.ask('w.losses.hinge.mean()'):.3f}")
    assert (lines.pixels() != before).any(axis=2).mean() > 0.05


def test_without_motion_training_is_at_its_end_at_once(browser, serve):
    lab = serve("lab")
    with harness.window(browser, reduced_motion="reduce", viewport=WIDE) as window:
        window.open(lab, lab.notebook("still", *SOURCES["lines"]))
        view = View(window, "lines")
        view.part("train").click()
        view.shows("step-is", "step 240")
        assert view.part("play").get_attribute("aria-label") == "Play"
        assert window.errors == []


def test_opinions_are_those_of_the_kernel(opinions):
    for preset in opinions.root.locator("[data-preset]").all():
        preset.click()
        opinions.window.settle()
        opinions.window.until("True")
        svm, soft = opinions.ask("[w.opinions.svm, w.opinions.softmax]")
        opinions.shows("svm", f"{svm:.2f}")
        opinions.shows("softmax", f"{soft:.3f}")
        shares = opinions.ask("w.opinions.shares.tolist()")
        shown = opinions.root.locator("[data-share]").all_inner_texts()
        assert shown == [f"{share:.3f}" for share in shares]
        pulls = [
            text.split()[-1] for text in opinions.root.locator("[data-dsoftmax]").all_inner_texts()
        ]
        for told, d in zip(pulls, opinions.ask("w.opinions.dsoftmax.tolist()"), strict=True):
            assert told == ("is" if abs(d) < 0.0005 else f"{abs(d):.3f}")


def test_a_score_is_set_by_its_slider_and_by_keys_on_the_plot(opinions):
    before = opinions.pixels()
    opinions.root.locator("[data-score='0']").focus()
    for _ in range(5):
        opinions.page.keyboard.press("ArrowRight")
    opinions.window.until("abs(w.scores[0] - 2.0) < 1e-9")
    opinions.press("1", "ArrowLeft", "ArrowLeft")
    opinions.window.until("abs(w.scores[1] - 1.0) < 1e-9")
    assert (opinions.pixels() != before).any()
    opinions.said("true class 5", f"SVM loss {opinions.ask('w.opinions.svm'):.2f}")


def test_the_jiggle_moves_one_score_and_leaves_the_model_alone(opinions):
    opinions.part("jiggle").click()
    value = "() => document.querySelector(\"[data-score='2']\").value"
    seen = set()
    for _ in range(12):
        opinions.window.settle()
        seen.add(opinions.page.evaluate(value))
    assert len(seen) > 4
    assert opinions.ask("list(w.scores)") == [1.5, 2.0, -3.0]
    assert "SVM changes by 0.000" in opinions.text("verdict")
    opinions.part("jiggle").click()
    opinions.window.settle()
    assert float(opinions.page.evaluate(value)) == -3


def test_refits_follow_the_sliders_and_keys(bias):
    before = bias.pixels()
    bias.part("degree").focus()
    bias.page.keyboard.press("ArrowLeft")
    bias.window.until("w.degree == 8")
    bias.press("ArrowLeft", "ArrowUp", "+", "+", "+")
    bias.window.until("(w.degree, w.N, w.reg) == (7, 25, 0.001)")
    bias.shows("verdict", f"dev {bias.ask('w.errors[1]'):.3f}")
    assert bias.text("dev") == f"{bias.ask('w.errors[1]'):.3f}"
    assert (bias.pixels() != before).any(axis=2).mean() > 0.01
    bias.said("Degree 7, 25 points")


def test_refits_are_added_one_after_another(bias):
    first = bias.pixels()
    bias.press(".", ".")
    bias.shows("shown-is", "3 of 60")
    assert (bias.pixels() != first).any()
    bias.part("play").click()
    bias.page.wait_for_function("() => +document.querySelector('.bias-shown').value > 8")
    bias.part("play").click()
    bias.part("shown").focus()
    bias.page.keyboard.press("End")
    bias.shows("shown-is", "60 of 60")


def test_nothing_sticks_out_at_400_pixels_and_targets_are_large_enough(every):
    every.page.set_viewport_size(NARROW)
    narrow = f"() => document.querySelector('.{every.name}').classList.contains('narrow')"
    every.page.wait_for_function(narrow)
    every.window.settle()
    assert every.root.evaluate("root => root.scrollWidth <= root.clientWidth")
    box = every.root.bounding_box()
    for part in every.root.locator("canvas, input, button, label, p, output, table").all():
        inner = part.bounding_box()
        assert inner["x"] >= box["x"] - 1
        assert inner["x"] + inner["width"] <= box["x"] + box["width"] + 1
    for target in every.root.locator("input, button").all():
        size = target.bounding_box()
        assert min(size["width"], size["height"]) >= 24
    assert every.canvas.bounding_box()["width"] > 250


def test_whatever_takes_focus_keeps_its_keys_from_the_application(every):
    focusable = every.root.locator("[tabindex], input, button, select, a")
    assert focusable.count() > 5
    for element in focusable.all():
        assert element.get_attribute("data-lm-suppress-shortcuts") == "true"


@pytest.fixture(params=["JupyterLab Light", "JupyterLab Dark"])
def themed(request, every):
    every.window.theme(request.param)
    yield every
    every.window.theme("JupyterLab Light")


def test_text_and_drawing_stand_out_in_either_theme(themed):
    page = _rgb(
        themed.page, "getComputedStyle(document.querySelector('.jp-Notebook')).backgroundColor"
    )
    ink = _rgb(themed.page, f"getComputedStyle(document.querySelector('.{themed.name}')).color")
    assert contrast(ink, page) >= 7
    for canvas in themed.root.locator("canvas").all():
        themed.window.settle()
        seen = pixels(canvas)
        alpha = seen[..., 3:] / 255
        over = seen[..., :3] * alpha + np.array(page) * (1 - alpha)
        colours = np.unique(over.reshape(-1, 3).round(-1), axis=0)
        assert max(contrast(colour, page) for colour in colours) >= 7
        assert (alpha > 0.1).mean() > 0.01


def _rgb(page, expression):
    return tuple(float(v) for v in re.findall(r"[\d.]+", page.evaluate(expression))[:3])


def test_a_finger_drags_a_handle(browser, serve):
    lab = serve("lab")
    with harness.window(browser, has_touch=True, viewport=NARROW) as window:
        window.open(lab, lab.notebook("touch-lines", *SOURCES["lines"]))
        view = View(window, "lines")
        view.canvas.scroll_into_view_if_needed()
        before = np.array(window.ask("w.lines[1].tolist()"))
        touch = window.page.context.new_cdp_session(window.page)
        for kind, place in [
            ("Start", anchor(before, HOME[1])),
            ("Move", (0.4, 0.0)),
            ("Move", (0.2, 0.1)),
        ]:
            x, y = view.at(*place)
            touch.send(
                "Input.dispatchTouchEvent",
                {"type": f"touch{kind}", "touchPoints": [{"x": x, "y": y}]},
            )
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        window.until("abs(w.lines[1] @ [0.2, 0.1, 1]) < 0.05")
        assert window.errors == []


def test_a_view_that_is_gone_listens_no_more(opened):
    for name in SOURCES:
        window = opened("notebook", name, *SOURCES[name])
        window.errors.clear()
        window.page.evaluate(
            "() => window.jupyterapp.commands.execute('notebook:clear-all-cell-outputs')"
        )
        window.page.locator(f".{name}").wait_for(state="detached")
        change = {"lines": "margin", "opinions": "margin", "bias": "reg"}[name]
        window.ask(f"[setattr(w, '{change}', v) for v in (0.1, 0.2, 0.3)]")
        window.settle()
        assert window.errors == []


def test_two_views_on_a_page_do_not_share_their_controls(opened):
    both = (*SOURCES["lines"], "ClassLines('ring', loss='cross-entropy')")
    page = opened("lab", "two-lines", *both).page
    ids = page.eval_on_selector_all(".lines [id]", "all => all.map(it => it.id)")
    assert len(ids) == len(set(ids)) > 0
    for view in (page.locator(".lines").nth(0), page.locator(".lines").nth(1)):
        assert view.locator("input[type=radio]:checked").count() == 2


@pytest.mark.parametrize("name", ["lines", "opinions"])
def test_of_quick_presses_on_two_controls_none_is_lost(opened, name):
    """What the kernel says of one control must not put back another that has moved on meanwhile."""
    view = _view(opened, "lab", name)
    for _ in range(5):
        view.part("reset").click()
        view.shows(*AT_START[name])
        view.window.until("w.margin == 1")
        view.press(*["ArrowUp" if name == "lines" else "ArrowLeft"] * 4)
        view.part("margin").focus()
        for _ in range(6):
            view.page.keyboard.press("ArrowRight")
        view.window.until("abs(w.margin - 1.6) < 1e-9")
