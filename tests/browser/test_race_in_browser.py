"""The optimiser race in JupyterLab and Notebook 7, by keyboard, mouse and finger; and as a page."""

import re

import harness
import numpy as np
import pytest
from harness import contrast, pixels

pytestmark = pytest.mark.browser

SOURCES = (
    "# One cell before it\n1",
    "from course_lib.widgets import OptimizerRace\nw = OptimizerRace('quadratic')\nw",
)
SADDLE = "from course_lib.widgets import OptimizerRace\nw = OptimizerRace('saddle', {})\nw"
WIDE, NARROW = {"width": 1280, "height": 1000}, {"width": 400, "height": 1000}
COLOURS = {
    "sgd": (0, 114, 178),
    "momentum": (230, 159, 0),
    "nesterov": (213, 94, 0),
    "adam": (0, 158, 115),
}


class Race:
    """The widget `w` as somebody at the screen has it."""

    def __init__(self, window):
        self.window, self.page = window, window.page
        self.root = self.page.locator(".race")
        self.plane = self.root.locator(".race-plane")
        self.canvas = self.plane.locator("canvas")
        self.ask = window.ask

    def part(self, name):
        return self.root.locator(f".race-{name}")

    def press(self, *keys, on=None):
        (on or self.plane).focus()
        for key in keys:
            self.page.keyboard.press(key)

    def step(self):
        self.window.settle()
        return int(self.part("step-is").inner_text().split(" / ")[0])

    def at_step(self, step):
        self.part("scrub").evaluate(
            "(it, step) => { it.value = step; it.dispatchEvent(new Event('input')); }", step
        )
        self.window.settle()

    def pixels(self, canvas=None):
        self.window.settle()
        return pixels(canvas or self.canvas)

    def at(self, x, y):
        """Place on the screen of (x, y) of the landscape."""
        box, (x0, x1, y0, y1) = self.canvas.bounding_box(), self.ask("w.facts['view']")
        return (
            box["x"] + box["width"] * (x - x0) / (x1 - x0),
            box["y"] + box["height"] * (y1 - y) / (y1 - y0),
        )

    def said(self, part):
        self.part("said").filter(has_text=part).wait_for(state="attached")
        return self.part("said").text_content()


def drawn(seen, colour):
    """How many pixels have this colour, but for the blending at edges."""
    return (abs(seen[..., :3].astype(int) - colour).max(axis=2) < 12).sum()


def _race(opened, app):
    window = opened(app, "race", *SOURCES)
    window.page.set_viewport_size(WIDE)
    race = Race(window)
    race.root.scroll_into_view_if_needed()
    race.press("r", "End")
    window.until("(w.lr, w.start, w.surface) == (0.03, [-3.5, 1.5], 'quadratic')")
    window.until("len(w.optimizers) == 6 and not w.best_rates")
    window.settle()
    window.errors.clear()
    return race


@pytest.fixture
def race(opened):
    race = _race(opened, "lab")
    yield race
    assert race.window.errors == []


@pytest.fixture(params=["lab", "notebook"])
def race_everywhere(request, opened):
    race = _race(opened, request.param)
    yield race
    assert race.window.errors == []


def test_shows_every_path_and_says_what_became_of_it(race_everywhere):
    seen = race_everywhere.pixels()
    for colour in COLOURS.values():
        assert drawn(seen, colour) > 30
    losses = race_everywhere.pixels(race_everywhere.part("loss"))
    for colour in COLOURS.values():
        assert drawn(losses, colour) > 30
    text = race_everywhere.said("Step 300 of 300")
    arrived = race_everywhere.ask("{r['label']: r['arrived'] for r in w.facts['racers']}")
    assert f"Nesterov arrived at {arrived['Nesterov']}" in text
    assert race_everywhere.canvas.get_attribute("aria-label") == text


def test_plays_pauses_and_ends_by_itself(race):
    race.press("Home")
    assert race.step() == 0
    assert race.part("play").get_attribute("aria-label") == "Play"
    race.press("Space")
    race.page.wait_for_function(
        "() => parseInt(document.querySelector('.race-step-is').textContent) > 20"
    )
    assert race.part("play").get_attribute("aria-label") == "Pause"
    race.part("play").click()
    stopped = race.step()
    assert 20 < stopped < 300
    race.window.settle()
    assert race.step() == stopped
    race.part("speed").select_option("4")
    race.press("Space")
    race.page.locator(".race-play[aria-label='Play']").wait_for()
    assert race.step() == 300
    race.part("speed").select_option("1")


def test_time_is_moved_by_scrubbing_and_by_keys_and_the_paths_with_it(race):
    race.press("Home")
    counts = [drawn(race.pixels(), COLOURS["momentum"])]
    for step in (12, 60):
        race.at_step(step)
        assert race.step() == step
        counts.append(drawn(race.pixels(), COLOURS["momentum"]))
    assert counts == sorted(counts)
    assert counts[2] > counts[0] + 100
    race.press(".", ".", ",", ".")
    assert race.step() == 62
    race.press("ArrowLeft", on=race.part("scrub"))
    assert race.step() == 61
    race.at_step(12)
    assert abs(drawn(race.pixels(), COLOURS["momentum"]) - counts[1]) < 5, "drawn anew, going back"


def test_arrow_keys_on_a_slider_change_the_race_and_stay_in_the_widget(race_everywhere):
    race = race_everywhere
    before = race.pixels()
    active = "() => window.jupyterapp.shell.currentWidget.content.activeCellIndex"
    cell = race.page.evaluate(active)
    race.press("ArrowRight", "ArrowUp", "ArrowRight", "ArrowLeft", on=race.part("lr"))
    race.window.until("w.lr > 0.032")
    race.window.settle()
    assert float(race.part("lr-is").inner_text()) == pytest.approx(race.ask("w.lr"))
    assert (race.pixels() != before).any(axis=2).mean() > 0.001
    assert race.page.evaluate(active) == cell


def test_arrow_keys_move_the_start_and_a_click_places_it(race_everywhere):
    race = race_everywhere
    race.press("ArrowRight", "ArrowRight", "Shift+ArrowDown", "ArrowUp")
    step = 8 / 50
    race.window.until(f"abs(w.start[0] - (-3.5 + {2 * step})) < 1e-9")
    race.window.until(f"abs(w.start[1] - (1.5 - {4 * step})) < 1e-9")
    race.page.mouse.click(*race.at(2.0, -1.5))
    race.window.until("abs(w.start[0] - 2) < 0.03 and abs(w.start[1] + 1.5) < 0.03")
    race.said("start (2")
    seen = race.pixels()
    x, y = (round(v * seen.shape[1]) for v in ((2 + 4) / 8, (4 + 1.5) / 8))
    around = seen[y - 40 : y + 40, x - 60 : x + 10]
    assert sum(drawn(around, colour) for colour in COLOURS.values()) > 30


def test_a_start_dragged_off_the_landscape_stays_on_it(race):
    race.page.mouse.move(*race.at(-3.5, 1.5))
    race.page.mouse.down()
    for step in np.linspace(0, 1, 5):
        race.page.mouse.move(*race.at(-3.5 + 9 * step, 1.5 + step))
    race.page.mouse.up()
    race.window.until("w.start[0] == 4.0 and abs(w.start[1] - 2.5) < 0.05")


def test_the_update_is_written_in_the_numbers_of_the_step(race):
    race.part("inside").select_option("momentum")
    race.window.until("w.inside == 'momentum'")
    race.at_step(7)
    # The eighth step, from the definition.
    w, v = np.array([-3.5, 1.5]), np.zeros(2)
    for _ in range(8):
        dw = w * [1, 25]
        v = 0.9 * v + dw
        w, before = w - 0.03 * v, w
    race.part("inside-step").filter(has_text="step 8, the next").wait_for()
    text = race.part("equations").inner_text().replace("−", "-")
    shown = [
        [float(a) for a in pair] for pair in re.findall(r"\((-?[\d.e-]+), (-?[\d.e-]+)\)", text)
    ]
    want = [v, (v - dw) / 0.9, dw, w, before, v, w - before]
    np.testing.assert_allclose(shown, want, rtol=6e-3)


def test_the_map_moves_rate_and_momentum(race):
    canvas = race.part("map").locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    race.page.mouse.click(box["x"] + 0.75 * box["width"], box["y"] + 0.5 * box["height"])
    race.window.until("w.lr > 0.1 and 0.3 < w.rho < 0.7")
    told = race.ask("[w.lr, w.rho]")
    race.press("ArrowLeft", "ArrowUp", "ArrowUp", on=race.part("map"))
    race.window.until(f"w.lr < {told[0]} and w.rho > {told[1]} + 0.015")
    text = race.part("map-is").inner_text()
    edge = 2 * (1 + race.ask("w.rho")) / 25
    assert ("diverges" in text) == (race.ask("w.lr") > edge)


def test_racers_come_and_go_and_run_at_their_best_rates(race):
    race.root.locator("input[value=momentum]").uncheck()
    race.root.locator("input[value=newton]").check()
    race.window.until("w.optimizers[-1] == 'newton' and 'momentum' not in w.optimizers")
    race.window.settle()
    assert drawn(race.pixels(), COLOURS["momentum"]) < 30
    race.root.locator("input[value=best]").check()
    # A widget's messages may run beside a cell, in a thread of their own.
    race.window.until("w.best_rates and w.facts['racers'][0]['rate'] != w.lr")
    rates = race.ask("{r['name']: r['rate'] for r in w.facts['racers']}")
    sgd = race.root.locator("[data-name=sgd] .race-rate-is")
    sgd.filter(has_text=f"lr {rates['sgd']:.3g}").wait_for()
    assert race.root.locator("[data-name=newton] .race-rate-is").inner_text() == ""
    assert race.part("lr").is_disabled()


def test_every_name_is_read_whole_at_any_width(race):
    race.root.locator("input[value=adam-uncorrected]").check()
    race.root.locator("input[value=best]").check()
    race.window.until("w.best_rates and w.facts['racers'][-1]['name'] == 'adam-uncorrected'")
    race.root.locator("[data-name=adam-uncorrected] .race-rate-is").filter(has_text="lr").wait_for()
    for width in (1280, 1080, 960, 780, 400):
        race.page.set_viewport_size({"width": width, "height": 1000})
        race.window.settle()
        for part in ("label", "rate-is", "loss-is", "fate"):
            cut = "all => all.filter(it => it.scrollWidth > it.clientWidth).map(it => it.innerText)"
            assert race.part(part).evaluate_all(cut) == [], (width, part)
        assert race.root.evaluate("root => root.scrollWidth <= root.clientWidth")


def test_nothing_sticks_out_at_400_pixels_and_targets_are_large_enough(race):
    race.page.set_viewport_size(NARROW)
    race.page.wait_for_function(
        "() => document.querySelector('.race').classList.contains('narrow')"
    )
    race.window.settle()
    assert race.root.evaluate("root => root.scrollWidth <= root.clientWidth")
    box = race.root.bounding_box()
    for part in race.root.locator("canvas, input, button, select, label, p, output").all():
        if not part.is_visible() or part.get_attribute("class") == "race-said":
            continue
        inner = part.bounding_box()
        assert inner["x"] >= box["x"] - 1
        assert inner["x"] + inner["width"] <= box["x"] + box["width"] + 1
    for target in race.root.locator("input:not([type=checkbox]), button, select, summary").all():
        if target.is_visible():
            size = target.bounding_box()
            assert min(size["width"], size["height"]) >= 24
    for entry in race.part("entry").all():  # a box and its label are one target
        assert entry.bounding_box()["height"] >= 24
    assert race.canvas.bounding_box()["width"] > 250


@pytest.fixture(params=["JupyterLab Light", "JupyterLab Dark"])
def themed(request, race):
    race.window.theme(request.param)
    yield race
    race.window.theme("JupyterLab Light")


def test_text_and_marks_stand_out_in_either_theme(themed):
    page = _rgb(
        themed.page, "getComputedStyle(document.querySelector('.jp-Notebook')).backgroundColor"
    )
    ink = _rgb(themed.page, "getComputedStyle(document.querySelector('.race')).color")
    assert contrast(ink, page) >= 7
    themed.press("Home")
    seen = over(themed.pixels(), page)
    x, y = (round(v * seen.shape[1]) for v in ((-3.5 + 4) / 8, (4 - 1.5) / 8))
    around = seen[y - 14 : y + 15, x - 14 : x + 15].reshape(-1, 3)
    field = np.median(seen[:40].reshape(-1, 3), axis=0)
    assert max(contrast(field, colour) for colour in around) >= 4.5, "the start"
    losses = over(themed.pixels(themed.part("loss")), page).reshape(-1, 3)
    assert max(contrast(page, colour) for colour in losses) >= 4.5, "axes and their numbers"


def over(seen, page):
    """What is seen (H, W, 4) over the colour of the page: (H, W, 3)."""
    alpha = seen[..., 3:] / 255
    return seen[..., :3] * alpha + np.array(page) * (1 - alpha)


def _rgb(page, expression):
    return tuple(float(v) for v in re.findall(r"[\d.]+", page.evaluate(expression))[:3])


def test_whatever_takes_focus_keeps_its_keys_from_the_application(race):
    focusable = race.root.locator("[tabindex], input, button, select, summary, a")
    assert focusable.count() > 30
    for element in focusable.all():
        assert element.get_attribute("data-lm-suppress-shortcuts") == "true"


def test_a_question_hides_the_race_until_it_is_answered(opened):
    race = Race(opened("lab", "ask", SADDLE.format("question='arrives', target=1e-4, steps=50")))
    assert drawn(race.pixels(), COLOURS["momentum"]) < 30
    assert race.part("play").is_disabled()
    assert "e" not in race.root.locator("[data-name=sgd] .race-loss-is").inner_text()
    race.root.locator(".race-guess[value=momentum]").click()
    race.window.until("w.guess == 'momentum'")
    race.part("answer").filter(has_text=race.ask("w.facts['answer']")).wait_for()
    right = "momentum" in race.ask("w.facts['right']")
    assert ("Right." in race.part("answer").inner_text()) == right
    assert race.step() == 50
    assert drawn(race.pixels(), COLOURS["momentum"]) > 30
    assert race.window.errors == []


def test_who_wants_no_motion_sees_the_end_at_once(browser, serve):
    lab = serve("lab")
    with harness.window(browser, reduced_motion="reduce") as window:
        window.open(lab, lab.notebook("still", SADDLE.format("question='diverges'")))
        race = Race(window)
        race.root.locator(".race-guess[value=none]").click()
        window.until("w.guess == 'none'")
        race.part("answer").filter(has_text="Right.").wait_for()
        assert race.step() == 300
        assert race.part("play").get_attribute("aria-label") == "Play"


def test_a_step_that_fails_is_told_and_the_others_race(opened):
    source = "def step(w, dw, state):\n    return w - lr * dw, state\n\n"
    race = Race(opened("lab", "bad", source + SADDLE.format("mine=step, mine_like='sgd'")))
    text = race.part("mine").inner_text()
    assert "NameError" in text
    assert "return w - lr * dw, state" in text
    assert "fault" in race.part("mine").get_attribute("class")
    assert drawn(race.pixels(), COLOURS["momentum"]) > 30
    assert race.window.errors == []


def test_your_step_is_compared_and_its_state_shown(opened):
    source = (
        "def step(w, dw, state, lr):\n"
        "    state = {'kept': dw * 1.0, 't': state.get('t', 0) + 1}\n"
        "    return w - lr * dw * (1 if state['t'] < 4 else 2), state\n\n"
    )
    race = Race(opened("lab", "mine", source + SADDLE.format("mine=step, mine_like='sgd'")))
    assert "parts from SGD at step 4" in race.part("mine").inner_text()
    race.at_step(9)
    race.part("equations").filter(has_text="t = 10").wait_for()
    race.part("mine_like").evaluate(
        "it => { it.value = 'adam'; it.dispatchEvent(new Event('change')); }"
    )
    race.part("mine").filter(has_text="parts from Adam at step 1").wait_for()
    assert race.window.errors == []


def test_a_finger_drags_the_start(browser, serve):
    lab = serve("lab")
    with harness.window(browser, has_touch=True, viewport=NARROW) as window:
        window.open(lab, lab.notebook("race-touch", *SOURCES))
        race = Race(window)
        race.canvas.scroll_into_view_if_needed()
        touch = window.page.context.new_cdp_session(window.page)
        for kind, place in [("Start", (-1, 1)), ("Move", (0.5, 0.2)), ("Move", (2.0, -1.0))]:
            x, y = race.at(*place)
            touch.send(
                "Input.dispatchTouchEvent",
                {"type": f"touch{kind}", "touchPoints": [{"x": x, "y": y}]},
            )
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        window.until("abs(w.start[0] - 2) < 0.05 and abs(w.start[1] + 1) < 0.05")
        assert window.errors == []


def test_a_saved_notebook_shows_one_picture_with_its_description(browser, serve):
    lab = serve("lab")
    name = lab.saved("race-saved", "from course_lib.widgets import OptimizerRace\nOptimizerRace()")
    with harness.window(browser) as window:
        window.page.goto(f"{lab.url}/doc/tree/{name}?reset")
        picture = window.page.locator(".jp-OutputArea img")
        picture.wait_for()
        assert picture.count() == 1
        assert "the paths of 6 optimisers" in picture.get_attribute("alt")
        assert window.page.locator(".race").count() == 0


def test_a_page_of_its_own_plays_from_a_file_and_asks_nobody(browser, tmp_path):
    from course_lib.widgets import OptimizerRace

    path = OptimizerRace("rosenbrock", steps=60).to_html(tmp_path / "race.html")
    with harness.window(browser) as window:
        asked = []
        window.page.on("request", lambda request: asked.append(request.url))
        window.page.goto(path.as_uri())
        race = Race(window)
        race.canvas.wait_for()
        race.press("Home")
        before = drawn(race.pixels(), COLOURS["momentum"])
        race.part("play").click()
        window.page.locator(".race-play[aria-label='Play']").wait_for()
        assert race.step() == 60
        assert drawn(race.pixels(), COLOURS["momentum"]) > before + 30
        race.at_step(20)
        assert race.step() == 20
        assert asked == [path.as_uri()]
        assert window.errors == []


def test_a_view_that_is_gone_listens_no_more(opened):
    window = opened("notebook", "race", *SOURCES)
    window.errors.clear()
    window.page.evaluate(
        "() => window.jupyterapp.commands.execute('notebook:clear-all-cell-outputs')"
    )
    window.page.locator(".race").wait_for(state="detached")
    window.ask("[setattr(w, 'lr', lr) for lr in (0.1, 0.2)]")
    window.settle()
    assert window.errors == []


def test_two_races_on_a_page_do_not_share_their_controls(opened):
    page = opened("lab", "two-races", *SOURCES, "OptimizerRace(best_rates=True)").page
    ids = page.eval_on_selector_all(".race [id]", "all => all.map(it => it.id)")
    assert len(ids) == len(set(ids)) > 0
    for race in (page.locator(".race").nth(0), page.locator(".race").nth(1)):
        assert race.locator("input[type=radio]:checked").count() == 1
