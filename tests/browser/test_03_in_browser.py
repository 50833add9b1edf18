"""The interactives of lecture 03 in JupyterLab and Notebook 7, by keyboard and pointer."""

import re

import pytest
from harness import contrast

from course_lib.widgets import GraphStepper
from course_lib.widgets.backprop.graph_stepper import EXAMPLES

pytestmark = pytest.mark.browser

SOURCES = (
    "from course_lib.widgets import Activations, GradientDepth, GraphStepper",
    'stepper = GraphStepper("(x + y) * z", x=-2, y=5, z=-4)\nstepper',
    "activations = Activations()\nactivations",
    "depth = GradientDepth()\ndepth",
)
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 400, "height": 900}
STEPS = GraphStepper("(x + y) * z", x=-2, y=5, z=-4).plan["steps"]
ACTIVE = "() => window.jupyterapp.shell.currentWidget.content.activeCellIndex"


class Stepper:
    """The graph as somebody at the screen has it."""

    def __init__(self, window):
        self.window, self.page = window, window.page
        self.root = window.page.locator(".stepper")
        self.plane = self.root.locator(".stepper-plane")
        self.text = self.root.locator("input[type='text']")

    def button(self, name):
        return self.root.get_by_role("button", name=name, exact=True)

    def until(self, source):
        self.window.until(f"stepper.{source}")

    def reads(self, text):
        self.root.locator(".stepper-text").filter(has_text=text).wait_for()

    def words(self, kind):
        self.window.settle()
        return self.root.locator(f"svg .{kind}").all_text_contents()


@pytest.fixture
def it(request, opened):
    """The stepper of the app asked for, as it opened; in the end no error was in the console."""
    window = opened(getattr(request, "param", "lab"), "lecture-03", *SOURCES)
    window.page.set_viewport_size(WIDE)
    it = Stepper(window)
    it.root.scroll_into_view_if_needed()
    it.button("Reset").click()
    it.until("step == 0")
    it.until("expression == '(x + y) * z'")
    it.root.locator("input[data-value='z']").wait_for()
    it.reads("The numbers are given")
    window.settle()
    window.errors.clear()
    yield it
    assert window.errors == []


both_apps = pytest.mark.parametrize("it", ["lab", "notebook"], indirect=True)


@both_apps
def test_at_first_only_what_was_given_is_shown(it):
    assert sorted(it.words("stepper-value")) == ["5", "−2", "−4"]
    assert it.words("stepper-grad") == []
    assert it.root.locator("svg .stepper-edge").count() == 4
    assert it.root.get_attribute("role") == "group"


@both_apps
def test_arrow_keys_go_through_every_step_and_back_and_stay_in_the_widget(it):
    cell = it.page.evaluate(ACTIVE)
    it.plane.focus()
    for step in STEPS[1:]:
        it.page.keyboard.press("ArrowRight")
        it.reads(step["text"])
    assert sorted(it.words("stepper-grad")) == sorted(["1", "−4", "3", "−4", "−4"])
    it.until("step == 5")
    it.page.keyboard.press("ArrowRight")
    it.page.keyboard.press("Home")
    it.reads("The numbers are given")
    it.page.keyboard.press("End")
    it.page.keyboard.press("ArrowLeft")
    it.until("step == 4")
    assert it.page.evaluate(ACTIVE) == cell


def test_the_step_back_writes_local_times_upstream_and_the_measured_slope(it):
    for _ in range(4):
        it.button("Step on").click()
    rows = it.root.locator(".stepper-sends tbody tr").all_inner_texts()
    said = [re.sub(r"\s+", " ", row).strip() for row in rows]
    assert said == [
        "a −4 the other input, z × 1 = −4 −4 −4, agrees",
        "z 3 the other input, a × 1 = 3 3 3, agrees",
    ]
    it.button("Last").click()
    it.until("step == 5")
    assert it.button("Step on").is_disabled()
    assert it.plane.evaluate("plane => plane === document.activeElement")


def test_the_slider_scrubs(it):
    it.root.locator("input[type='range']").fill("3")
    it.until("step == 3")
    it.reads("its gradient is 1")


@both_apps
def test_a_typed_formula_is_drawn_and_typing_disturbs_no_notebook(it):
    cell = it.page.evaluate(ACTIVE)
    it.text.fill("")
    it.text.press_sequentially("relu(x * q) + b")  # a, b, x and d are commands of the notebook
    it.text.press("Enter")
    it.until("expression == 'relu(x * q) + b'")
    it.root.locator("input[data-value='q']").wait_for()
    assert it.page.evaluate(ACTIVE) == cell
    assert it.window.ask("stepper.values['x']") == -2
    value = it.root.locator("input[data-value='q']")
    value.fill("-3")
    value.press("Enter")
    it.until("values['q'] == -3")
    it.button("Last").click()
    it.window.settle()
    assert "6" in it.words("stepper-value")


def test_a_wrong_formula_is_told_and_the_picture_stays(it):
    before = it.words("stepper-name")
    it.text.fill("x ^ <b>2</b>")
    it.button("Draw").click()
    problem = it.root.locator(".stepper-problem")
    problem.filter(has_text="missing or too many").wait_for()
    it.text.fill("x ^ 2")
    it.button("Draw").click()
    problem.filter(has_text="written **").wait_for()
    assert it.words("stepper-name") == before
    assert it.text.get_attribute("aria-invalid") == "true"
    it.button("Reset").click()
    problem.wait_for(state="hidden")


def test_an_example_is_drawn_with_its_numbers(it):
    it.root.locator("select").select_option("a neuron")
    it.until("values.get('w1') == -3")
    it.root.locator("input[data-value='w1']").wait_for()
    it.window.settle()
    boxes = [box.bounding_box() for box in it.root.locator("svg .stepper-box").all()]
    assert len(boxes) == 15
    for i, a in enumerate(boxes):
        for b in boxes[:i]:
            apart_x = a["x"] + a["width"] <= b["x"] or b["x"] + b["width"] <= a["x"]
            apart_y = a["y"] + a["height"] <= b["y"] or b["y"] + b["height"] <= a["y"]
            assert apart_x or apart_y


def test_what_is_typed_in_python_is_drawn(it):
    it.window.ask("stepper.draw('u * v', u=2, v=3)")
    it.root.locator("input[data-value='u']").wait_for()
    assert it.text.input_value() == "u * v"
    it.window.ask("setattr(stepper, 'step', 3)")
    it.reads("switches and scales")


@pytest.mark.parametrize("example", ["three numbers", "a neuron"])
def test_four_hundred_pixels_hold_everything(it, example):
    it.page.set_viewport_size(NARROW)
    it.root.locator("xpath=self::*[contains(@class, 'narrow')]").wait_for()
    it.root.locator("select").select_option(example)
    it.until(f"expression == {EXAMPLES[example][0]!r}")
    it.button("Last").click()
    it.reads("Back through a")
    it.window.settle()
    box = it.root.bounding_box()
    for part in it.root.locator("button, input, select, .stepper-sends td, .stepper-box").all():
        if part.is_visible():
            found = part.bounding_box()
            assert found["x"] >= box["x"] - 1
            assert found["x"] + found["width"] <= box["x"] + box["width"] + 1
    for control in it.root.locator("input, select, button").all():
        assert control.bounding_box()["height"] >= 24


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_numbers_can_be_read_in_both_themes(it, theme):
    it.button("Last").click()
    try:
        it.window.theme(theme)
        it.window.settle()
        ink, box = (
            it.root.locator(f"svg {part}").first.evaluate("e => getComputedStyle(e).fill")
            for part in (".stepper-grad", ".stepper-box")
        )
        colours = [[float(v) for v in re.findall(r"[\d.]+", c)[:3]] for c in (ink, box)]
        assert contrast(*colours) > 7
    finally:
        it.window.theme("JupyterLab Light")


def test_the_state_is_said_once_things_rest(it):
    it.button("Step on").click()
    said = it.root.locator(".panel-said")
    said.filter(has_text="Step 1 of 5. Forward: a = x + y").wait_for(state="attached")
    assert it.root.locator("svg[role='img']").get_attribute("aria-label").startswith("Step 1 of 5")


# ---- the two explorers


@both_apps
def test_the_explorers_draw_two_panels_each_and_answer_to_keys(it):
    for number, (name, control) in enumerate([("activations", "spread"), ("depth", "gain")]):
        root = it.page.locator(".explorer").nth(number)
        root.scroll_into_view_if_needed()
        pictures = root.locator("svg[aria-label]")
        assert pictures.count() == 2
        before = it.window.ask(f"{name}.{control}")
        root.locator(f"[data-name='{control}']").focus()
        it.page.keyboard.press("ArrowRight")
        it.window.until(f"{name}.{control} > {before}")
        it.page.keyboard.press("ArrowLeft")
        it.window.until(f"{name}.{control} == {before}")
        for picture in pictures.all():
            assert "NaN" not in picture.inner_html()


def test_arrow_keys_move_z_and_alpha_comes_with_its_activation(it):
    root = it.page.locator(".explorer").first
    root.scroll_into_view_if_needed()
    assert root.locator("[data-name='alpha']").count() == 0
    root.locator("select").select_option("ELU")
    root.locator("[data-name='alpha']").wait_for()
    root.locator("svg").first.focus()
    for _ in range(5):
        it.page.keyboard.press("ArrowLeft")
    it.window.until("activations.at[0] < 0")
    root.locator(".explorer-reading").filter(has_text="At z = −0.5").wait_for()
    root.get_by_role("button", name="Reset").click()
    it.window.until("activations.activation == 'sigmoid'")
