"""Take the README's pictures into docs/images/, in a real JupyterLab: playgrounds, a race, a check.

    python scripts/screenshots.py

needs the `dev` dependencies and a Chromium in PATH, as the browser tests do.
"""

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
sys.path.insert(0, str(ROOT / "tests" / "browser"))
import harness  # type: ignore[import-not-found]  # noqa: E402

from course_lib.figures.few_colours import write_gif  # noqa: E402

SOURCES = ("from course_lib.widgets import KNNBoundary", "plane = KNNBoundary()\nplane")
FORGOTTEN_ROOT = """def pairwise_l2(a, b):
    return (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1) - 2 * a @ b.T

check("pairwise-l2", pairwise_l2)"""
RACE = """from course_lib.widgets import OptimizerRace
race = OptimizerRace({})
race"""
# The first steps in full: later everyone creeps.
RACED = [*range(60), *range(60, 120, 2), *range(120, 301, 6)]
# Air around the widget, as the README gives none.
AIR = """.knn { padding: 22px !important; max-width: 904px !important;
  background: var(--jp-layout-color0); }
.race { padding: 22px !important; max-width: 1044px !important;
  background: var(--jp-layout-color0); }
.race-main { background: var(--jp-layout-color0); }"""


def main() -> None:
    """Write every picture, one after the other."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        sync_playwright() as playwright,
        harness.chromium(playwright) as browser,
        harness.server("lab") as lab,
    ):
        for file, take in PICTURES.items():
            name = lab.notebook(Path(file).stem, *SOURCES)
            take(browser, lab, name, IMAGES / file)
            print(f"docs/images/{file}: {(IMAGES / file).stat().st_size // 1024} kB")


def light(browser: Browser, lab: harness.Server, name: str, path: Path) -> None:
    """L2 and five neighbours, as the widget opens."""
    with harness.window(browser, device_scale_factor=2) as window:
        window.open(lab, name)
        window.page.add_style_tag(content=AIR)
        _take(window, path)


def dark(browser: Browser, lab: harness.Server, name: str, path: Path) -> None:
    """L1, with the points turned: what changed is hatched."""
    with harness.window(browser, device_scale_factor=2) as window:
        window.open(lab, name)
        window.page.add_style_tag(content=AIR)
        window.theme("JupyterLab Dark")
        window.ask("[setattr(plane, *it) for it in (('metric', 'L1'), ('angle', 35), ('k', 3))]")
        _take(window, path)


def narrow(browser: Browser, lab: harness.Server, name: str, path: Path) -> None:
    """A window 400 pixels wide, whole."""
    with harness.window(
        browser, device_scale_factor=2, viewport={"width": 400, "height": 1180}
    ) as window:
        window.open(lab, name)
        window.page.locator(".knn").scroll_into_view_if_needed()
        _settle(window)
        window.page.screenshot(path=path)


def check_panel(browser: Browser, lab: harness.Server, _name: str, path: Path) -> None:
    """What a student reads who forgot the square root."""
    name = lab.notebook("check", "from course_lib.exercises import check", FORGOTTEN_ROOT)
    with harness.window(
        browser, device_scale_factor=2, viewport={"width": 900, "height": 900}
    ) as window:
        window.open(lab, name)
        window.settle()
        window.page.locator(".jp-Notebook-cell").nth(1).screenshot(path=path)


def race_light(browser: Browser, lab: harness.Server, _name: str, path: Path) -> None:
    """A narrow valley, with momentum's eighth step in numbers and its map."""
    options = {"device_scale_factor": 1.5, "viewport": {"width": 1280, "height": 1300}}
    with harness.window(browser, **options) as window:
        _open_race(window, lab, "'quadratic', inside='momentum'")
        _seek(window, 12)
        window.page.locator(".race").screenshot(path=path)


def race_dark(browser: Browser, lab: harness.Server, _name: str, path: Path) -> None:
    """Rosenbrock's valley, each racer at its best rate."""
    options = {"device_scale_factor": 1.5, "viewport": {"width": 1280, "height": 1300}}
    with harness.window(browser, **options) as window:
        _open_race(window, lab, "'rosenbrock', best_rates=True, inside='adam'")
        window.theme("JupyterLab Dark")
        _seek(window, 90)
        window.page.locator(".race").screenshot(path=path)


def race_moving(browser: Browser, lab: harness.Server, _name: str, path: Path) -> None:
    """Six optimisers leave a saddle; the last picture stays for two seconds."""
    shots = []
    with harness.window(browser, viewport={"width": 1160, "height": 900}) as window:
        _open_race(window, lab, "'saddle', ['sgd', 'momentum', 'adagrad', 'rmsprop', 'adam']")
        # Nobody is looked into: a moving picture is no place for arrows.
        window.ask("setattr(race, 'inside', '')")
        for step in RACED:
            _seek(window, step)
            shot = window.page.locator(".race-main").screenshot()
            shots.append(Image.open(io.BytesIO(shot)).convert("RGB"))
    write_gif(shots, path, each=70)


def _open_race(window: harness.Window, lab: harness.Server, arguments: str) -> None:
    window.open(lab, lab.notebook("race", RACE.format(arguments)))
    window.page.add_style_tag(content=AIR)
    window.page.locator(".race-said").filter(has_text="Step").wait_for(state="attached")


def _seek(window: harness.Window, step: int) -> None:
    window.page.locator(".race-scrub").evaluate(
        "(it, step) => { it.value = step; it.dispatchEvent(new Event('input')); }", step
    )
    window.settle()
    if window.errors:
        raise RuntimeError("the console showed errors:\n" + "\n".join(window.errors))


def _take(window: harness.Window, path: Path) -> None:
    _settle(window)
    window.page.locator(".knn").screenshot(path=path)


def _settle(window: harness.Window) -> None:
    window.page.locator(".knn .panel-said").filter(has_text="points").wait_for(state="attached")
    window.settle()
    if window.errors:
        raise RuntimeError("the console showed errors:\n" + "\n".join(window.errors))


# Lab keeps its theme from one window to the next: dark comes last.
PICTURES = {
    "knn-light.png": light,
    "knn-400.png": narrow,
    "check-panel.png": check_panel,
    "race-light.png": race_light,
    "race.gif": race_moving,
    "knn-dark.png": dark,
    "race-dark.png": race_dark,
}

if __name__ == "__main__":
    main()
