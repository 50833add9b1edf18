"""How smooth the optimiser race is, in a real JupyterLab and a headless Chromium on two cores.

    python -m benchmarks.widgets

Frames a second while it plays; milliseconds from a key on the rate slider to the new picture, by
way of the kernel; processor time of one race. Needs the `dev` dependencies and a Chromium in PATH,
which renders in software here: a graphics card does better.
"""

import functools
import os
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.table import Table

from benchmarks.race import milliseconds
from course_lib.optim import race
from course_lib.widgets.race.best import RateSweep, draw_noise
from course_lib.widgets.race.run import run
from course_lib.widgets.race.settings import LANDSCAPES, Settings, make_racer, make_surface

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "browser"))
import harness  # type: ignore[import-not-found]

CORES = {0, 1}
SOURCE = "from course_lib.widgets import OptimizerRace\nw = OptimizerRace('quadratic')\nw"
PRESSES = 60
PLAYED_MS = 3000
# Every drawing of the landscape begins by clearing its canvas; the losses in the list change with
# the paths.
WATCH = """() => {
  const plane = document.querySelector('.race-plane canvas');
  const list = document.querySelector('.race-list');
  const clear = CanvasRenderingContext2D.prototype.clearRect;
  window.seen = { draws: [], keys: [], pictures: [] };
  CanvasRenderingContext2D.prototype.clearRect = function (...box) {
    if (this.canvas === plane) window.seen.draws.push(performance.now());
    return clear.apply(this, box);
  };
  const painted = () => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => window.seen.pictures.push(performance.now());
    requestAnimationFrame(() => port2.postMessage(0));
  };
  let told = list.textContent;
  new MutationObserver(() => {
    if (list.textContent !== told) painted();
    told = list.textContent;
  }).observe(list, { childList: true, subtree: true });
  addEventListener('keydown', () => window.seen.keys.push(performance.now()), true);
}"""


@dataclass(frozen=True)
class Figure:
    """What was measured, and what it should be."""

    what: str
    value: float
    unit: str
    goal: float
    more: bool = False  # is better

    @property
    def met(self) -> bool:
        """Whether it is as good as it should be."""
        return self.value >= self.goal if self.more else self.value <= self.goal


def main() -> None:
    """Measure all, and print a table."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, CORES)  # the browser and the kernel inherit it
    shown = Table("measure", "value", "goal", title="The optimiser race on two cores")
    for figure in [*recomputing(), *in_the_browser()]:
        sign = "≥" if figure.more else "≤"
        goal = f"{sign} {figure.goal:g} {figure.unit} {'met' if figure.met else 'missed'}"
        shown.add_row(figure.what, f"{figure.value:.3g} {figure.unit}", goal)
    Console().print(shown)


def recomputing() -> list[Figure]:
    """Processor time of the slowest landscape: the six paths alone, and all that is sent."""
    paths: list[float] = []
    whole: list[float] = []
    for name, kind in LANDSCAPES.items():
        settings = Settings(surface=name, start=kind.start, lr=0.01)
        racers = [make_racer(racer, settings, settings.lr) for racer in settings.racers]
        surface, noise = make_surface(settings), draw_noise(settings, 0)
        alone = functools.partial(race, surface, racers, kind.start, settings.steps, noise=noise)
        sent = functools.partial(run, settings, None, RateSweep(None))
        for work, spent in ((alone, paths), (sent, whole)):
            spent.append(min(milliseconds(work) for _ in range(60)))
    return [
        Figure("6 paths of 300 steps", max(paths), "ms", 2.0),
        Figure("the same with losses and workings", max(whole), "ms", 3.0),
    ]


def in_the_browser() -> list[Figure]:
    """Frames a second while playing, and how long a picture takes to follow the slider."""
    with (
        sync_playwright() as playwright,
        harness.chromium(playwright) as browser,
        harness.server("lab") as lab,
        harness.window(browser) as window,
    ):
        window.open(lab, lab.notebook("bench", SOURCE))
        window.page.locator(".race-play").scroll_into_view_if_needed()
        window.settle()
        window.page.evaluate(WATCH)
        return [*_followed(window), _played(window)]


def _followed(window: Any) -> list[Figure]:
    page = window.page
    page.locator(".race-lr").focus()
    waits = []
    for i in range(PRESSES):
        page.evaluate("() => Object.assign(window.seen, { keys: [], pictures: [] })")
        page.keyboard.press("ArrowRight" if i % 12 < 6 else "ArrowLeft")
        page.wait_for_function("() => window.seen.pictures.length > 0", polling=5)
        page.wait_for_timeout(120)  # a picture of its own for each press
        waits.append(page.evaluate("() => window.seen.pictures[0] - window.seen.keys[0]"))
    slow = statistics.quantiles(waits, n=20)[-1]
    return [
        Figure("slider to picture, median", statistics.median(waits), "ms", 80.0),
        Figure("slider to picture, 19 of 20", slow, "ms", 160.0),
    ]


def _played(window: Any) -> Figure:
    page = window.page
    page.locator(".race-speed").select_option("0.5")  # 10 seconds for 300 steps
    page.locator(".race-play").click()
    page.evaluate("() => { window.seen.draws = []; }")
    page.wait_for_timeout(PLAYED_MS)
    draws = page.evaluate("() => window.seen.draws")
    seconds = (draws[-1] - draws[0]) / 1000
    return Figure("frames while playing", (len(draws) - 1) / seconds, "a second", 55.0, more=True)


if __name__ == "__main__":
    main()
