"""The interactives of lecture 07 in JupyterLab and Notebook 7, by keyboard and pointer."""

import harness
import numpy as np
import pytest
from harness import contrast, pixels

from course_lib.widgets import ConvAnimator

pytestmark = pytest.mark.browser

SOURCES = (
    "import numpy as np\n"
    "from course_lib.nn import lenet5\n"
    "from course_lib.widgets import ConvAnimator, FeatureMaps, KernelEditor, ReceptiveField\n"
    "net = lenet5(rng=np.random.default_rng(0))\n"
    "x = np.random.default_rng(1).random((3, 1, 28, 28))",
    "conv = ConvAnimator(size=6, stride=1, step=5)\nconv",
    "editor = KernelEditor('edges, left to right', picture='a handwritten digit')\neditor",
    "field = ReceptiveField()\nfield",
    "maps = FeatureMaps(net, x, layer='relu1')\nmaps",
)
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 400, "height": 900}
ACTIVE = "() => window.jupyterapp.shell.currentWidget.content.activeCellIndex"


class Animator:
    """The animator as somebody at the screen has it, and the other three below it."""

    def __init__(self, window):
        self.window, self.page = window, window.page
        self.root = window.page.locator(".conv")
        self.plane = self.root.locator(".conv-plane")
        self.canvas = self.plane.locator("canvas")

    def until(self, source):
        self.window.until(source)

    def slide(self, name, value):
        self.root.locator(f".conv-{name}").evaluate(
            "(it, v) => { it.value = v; it.dispatchEvent(new Event('input')); }", value
        )

    def reads(self, name, text):
        self.root.locator(f".conv-{name}").filter(has_text=text).wait_for()


@pytest.fixture
def it(request, opened):
    """The animator of the app asked for, as it opened; in the end no error was in the console."""
    window = opened(getattr(request, "param", "lab"), "lecture-07", *SOURCES)
    window.page.set_viewport_size(WIDE)
    it = Animator(window)
    it.root.scroll_into_view_if_needed()
    it.root.get_by_role("button", name="Reset").click()
    it.until("(conv.step, conv.K, conv.stride, conv.operation) == (5, 3, 1, 'convolution')")
    it.reads("says", "Window 6 of 16")
    window.settle()
    window.errors.clear()
    yield it
    assert window.errors == []


both_apps = pytest.mark.parametrize("it", ["lab", "notebook"], indirect=True)


# ---- the animator


@both_apps
def test_keys_step_the_window_and_leave_the_notebook_alone(it):
    it.plane.focus()
    cell = it.page.evaluate(ACTIVE)
    for key, step in [("ArrowRight", 6), ("ArrowDown", 10), ("ArrowLeft", 9), ("ArrowUp", 5),
                      ("End", 15), ("Home", 0)]:  # fmt: skip
        it.page.keyboard.press(key)
        it.until(f"conv.step == {step}")
        it.reads("says", f"Window {step + 1} of 16")
    assert it.page.evaluate(ACTIVE) == cell


@both_apps
def test_it_plays_to_the_end_and_the_kernel_is_told(it):
    it.plane.focus()
    it.page.keyboard.press("Space")
    it.root.get_by_role("button", name="Pause").wait_for()
    it.root.locator(".conv-speed").select_option("10")
    it.root.get_by_role("button", name="Play", exact=True).wait_for()
    it.until("conv.step == 15")
    it.root.locator(".conv-speed").select_option("1")


def test_a_click_on_a_number_of_the_output_shows_its_window(it):
    it.plane.focus()
    it.page.keyboard.press("Home")
    it.until("conv.step == 0")
    box = it.canvas.bounding_box()
    # The output's four columns end at the right edge of the canvas; its second row is clicked.
    cell = it.page.evaluate(
        "() => { const c = document.querySelector('.conv canvas'); return c.clientWidth; }"
    )
    columns = 6 + 3 + 4 + 2 * 1.3
    cell = (cell - 8) / columns
    it.canvas.click(position={"x": box["width"] - 4 - 1.5 * cell, "y": (0.9 + 1.5) * cell})
    it.until("conv.step == 6")


def test_the_formula_follows_the_sliders_and_says_what_is_impossible(it):
    it.slide("stride", 2)
    it.until("conv.stride == 2")
    it.reads("lines", "(6 − 3 + 2·0) / 2 + 1")
    it.reads("advice", "3 does not divide by 2")
    it.slide("K", 5)
    it.slide("dilation", 3)
    it.reads("problem", "Impossible: the window is 13 wide")
    assert it.root.locator(".conv-play").is_disabled()
    it.slide("dilation", 1)
    it.root.locator(".conv-problem:empty").wait_for(state="attached")
    it.reads("lines", "= 1 / 2 + 1 = 1.5, rounded down to 1")


def test_pools_run_backward_too_and_have_no_kernel_to_choose(it):
    it.root.locator("select.conv-operation").select_option("max pool")
    it.root.get_by_text("backward", exact=True).click()
    it.until("conv.backward and conv.operation == 'max pool'")
    it.reads("says", "goes to the cell that won")
    it.reads("costs", "none")
    assert it.root.locator("select.conv-kernel").is_disabled()
    it.root.get_by_text("forward", exact=True).click()
    it.reads("says", "the largest of")


def test_the_numbers_are_drawn_and_readable_in_light_and_dark(it):
    try:
        for theme in ("JupyterLab Dark", "JupyterLab Light"):
            it.window.theme(theme)
            it.page.wait_for_timeout(100)
            it.window.settle()
            drawn = pixels(it.canvas).reshape(-1, 4).astype(int)
            ink = it.root.evaluate("e => getComputedStyle(e).color.match(/[\\d.]+/g).map(Number)")
            near = np.abs(drawn[:, :3] - ink[:3]).sum(axis=1) < 60
            assert (near & (drawn[:, 3] > 200)).sum() > 500
            ground = it.page.evaluate(
                "() => getComputedStyle(document.body).getPropertyValue('--jp-layout-color0')"
            )
            light = ground.strip().lower() in ("white", "#fff", "#ffffff")
            assert contrast(ink, (255,) * 3 if light else (17,) * 3) > 7
    finally:
        it.window.theme("JupyterLab Light")


def test_everything_fits_into_a_narrow_window(it):
    it.page.set_viewport_size(NARROW)
    it.window.settle()
    for name in (".conv", ".editor", ".explorer", ".maps"):
        root = it.page.locator(name)
        root.scroll_into_view_if_needed()
        it.window.settle()
        assert root.evaluate("e => e.scrollWidth - e.clientWidth") <= 1, name


def test_where_motion_is_not_wanted_it_stands_at_the_end(it, browser, serve):
    with harness.window(browser, reduced_motion="reduce") as window:
        server = serve("lab")
        window.open(server, server.notebook("calm-07", SOURCES[0], SOURCES[1]))
        window.page.locator(".conv-says").filter(has_text="Window 16 of 16").wait_for()
        window.until("conv.step == 15")
        assert window.errors == []


@pytest.fixture
def page_of(browser, tmp_path):
    """Opens a page that a widget wrote, from the disk; in the end its console shows no error."""
    with harness.window(browser) as window:

        def opened(widget):
            path = widget.to_html(tmp_path / "page.html")
            window.page.goto(path.as_uri())
            window.page.locator(".conv-plane").wait_for()
            return window.page

        yield opened
        assert window.errors == []


def test_the_page_plays_without_a_kernel(page_of):
    page = page_of(ConvAnimator(size=5, C=2, step=2))
    says = page.locator(".conv-says")
    says.filter(has_text="Window 3 of 9").wait_for()
    page.locator(".conv-speed").select_option("10")
    page.locator(".conv-plane").focus()
    page.keyboard.press("Space")
    says.filter(has_text="Window 9 of 9").wait_for()
    page.keyboard.press("Home")
    says.filter(has_text="Window 1 of 9").wait_for()
    assert page.locator(".conv-controls").count() == 0


# ---- the others


@both_apps
def test_a_weight_that_is_typed_changes_the_picture(it):
    root = it.page.locator(".editor")
    root.scroll_into_view_if_needed()
    before = pixels(root.locator("canvas"))
    root.locator("[data-k='4']").fill("5")
    it.until("editor.w[4] == 5")
    root.locator(".editor-reading").filter(has_text="add up to 5").wait_for()
    it.window.settle()
    assert (pixels(root.locator("canvas")) != before).any()
    root.locator("[data-k='4']").fill("")
    assert root.locator("[data-k='4']").get_attribute("aria-invalid") == "true"
    root.get_by_role("button", name="Reset").click()
    it.until("editor.preset == 'edges, left to right'")


@both_apps
def test_keys_move_the_pixel_and_the_presets_can_be_chosen(it):
    root = it.page.locator(".editor")
    root.scroll_into_view_if_needed()
    root.locator(".editor-plane").focus()
    it.page.keyboard.press("ArrowDown")
    it.until("editor.at == [11, 14]")
    it.page.keyboard.press("Shift+ArrowLeft")
    it.until("editor.at == [11, 4]")
    root.locator("select.editor-preset").select_option("sharpen")
    it.until("editor.preset == 'sharpen'")
    root.get_by_role("button", name="Swap all signs").click()
    it.until("editor.w[4] == -5")
    root.get_by_role("button", name="Reset").click()
    it.until("editor.at == [10, 14]")


def test_a_layer_with_a_stride_widens_what_the_unit_sees(it):
    root = it.page.locator(".explorer")
    root.scroll_into_view_if_needed()
    root.locator("[data-name='first']").select_option("conv 3, stride 2")
    root.locator(".explorer-reading").filter(has_text="= 11 pixels").wait_for()
    root.locator("svg").first.focus()
    before = it.window.ask("field.pixels[0]")
    for _ in range(4):
        it.page.keyboard.press("ArrowRight")
    it.until(f"field.pixels[0] > {before}")
    root.get_by_role("button", name="Reset").click()
    it.until("field.first == 'conv 3'")


@both_apps
def test_the_patch_moves_and_a_map_is_chosen_by_keys_and_by_hand(it):
    root = it.page.locator(".maps")
    root.scroll_into_view_if_needed()
    root.locator(".maps-cover").focus()
    it.page.keyboard.press("ArrowUp")
    it.until("maps.at == [13, 14]")
    root.locator(".maps-covered").filter(has_text="about row 14, column 15").wait_for()
    root.locator(".maps-grid").focus()
    it.page.keyboard.press("ArrowRight")
    it.until("maps.chosen == 1")
    root.locator(".maps-cover canvas").click(position={"x": 20, "y": 60})
    it.until("maps.at[1] < 5")
    root.locator("select.maps-layer").select_option("pool2")
    root.locator(".maps-told").filter(has_text="16 maps of 5 by 5").wait_for()
    root.get_by_role("button", name="Reset").click()
    it.until("maps.layer == 'relu1' and maps.at == [14, 14] and maps.chosen == 0")
