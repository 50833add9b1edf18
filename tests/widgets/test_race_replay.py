"""Pages and moving pictures of a race; that a page plays is seen in tests/browser."""

import base64
import gzip
import io
import re

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from PIL import Image

from course_lib.errors import RangeError
from course_lib.figures.bundle import DPI
from course_lib.widgets import OPTIMISER_LOOKS, OptimizerRace
from course_lib.widgets.race.picture import _shots, picture
from course_lib.widgets.race.settings import LANDSCAPES, RACERS


def step(w, dw, state, lr=0.1):
    return w - lr * dw, {"</script>": w}


def _program(page):
    packed = re.search(r'atob\("([^"]+)"\)', page).group(1)
    return gzip.decompress(base64.b64decode(packed)).decode()


@pytest.mark.parametrize("surface", LANDSCAPES)
def test_a_page_is_small_and_asks_nobody(surface, tmp_path):
    widget = OptimizerRace(surface, RACERS, mine=step, mine_like="adam")
    page = widget.to_html(tmp_path / "race.html").read_text(encoding="utf-8")
    assert len(page.encode()) < 100_000
    for text in (page, _program(page)):
        assert not re.search(r"\b(src|href)=|https?:|@import|url\(", text)
    assert base64.b64encode(widget.paths).decode() in _program(page)


def test_the_same_race_gives_the_same_page(tmp_path):
    one, two = (OptimizerRace(steps=30).to_html(tmp_path / name) for name in ("a", "b"))
    assert one.read_bytes() == two.read_bytes()


def test_nothing_a_student_wrote_ends_the_page(tmp_path):
    widget = OptimizerRace(mine=step, steps=9, mine_like="sgd")
    page = widget.to_html(tmp_path / "race.html").read_text(encoding="utf-8")
    assert page.count("</script>") == 1


def test_a_gif_moves_from_the_start_to_the_still_picture(tmp_path):
    widget = OptimizerRace("rosenbrock", steps=50)
    shots = []
    with Image.open(widget.to_gif(tmp_path / "race.gif", frames=6)) as gif:
        assert (gif.n_frames, gif.info["loop"]) == (6, 0)
        for i in range(gif.n_frames):
            gif.seek(i)
            shots.append(np.asarray(gif.convert("RGB"), int))
    assert (tmp_path / "race.gif").stat().st_size < 1_500_000
    drawn = [(abs(shot - shots[-1]).max(axis=2) > 60).mean() for shot in shots]
    assert drawn[0] > drawn[-2] > drawn[-1] == 0


def _drawn(run):
    canvas = FigureCanvasAgg(picture(run))
    canvas.figure.set_dpi(DPI)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].astype(int)


def test_a_saved_race_is_light_and_every_racer_keeps_its_colour():
    widget = OptimizerRace("himmelblau", RACERS)
    data, _ = widget._repr_mimebundle_()
    light = base64.b64decode(data["image/png"])
    with Image.open(io.BytesIO(light)) as saved:
        seen = np.asarray(saved.convert("RGB"), int)
    want = _drawn(widget.result)
    assert len(light) < 100_000
    assert seen.shape == want.shape
    assert abs(seen - want).mean() < 2
    assert (seen[0, 0] == 255).all(), "white stays white"
    for racer in widget.facts["racers"]:
        colour = to_rgb(OPTIMISER_LOOKS[racer["name"]].look.colour)
        exact = (want == np.round(255 * np.array(colour))).all(axis=2)
        assert exact.sum() > 20
        assert abs(seen - want)[exact].max() <= 4


def test_the_last_of_the_moving_pictures_is_the_still_one():
    run = OptimizerRace("beale", steps=40).result
    (last,) = _shots(run, [40])
    still = FigureCanvasAgg(picture(run))
    still.draw()
    differs = np.asarray(last) != np.asarray(still.buffer_rgba())[..., :3]
    assert differs.mean() < 1e-4  # where a line meets the frame of its axes


@pytest.mark.parametrize("frames", [1, 301])
def test_a_gif_has_a_sensible_number_of_frames(frames, tmp_path):
    with pytest.raises(RangeError, match="frames"):
        OptimizerRace(steps=9).to_gif(tmp_path / "race.gif", frames=frames)
