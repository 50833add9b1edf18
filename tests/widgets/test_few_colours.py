"""Pictures in few colours look as they did."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from course_lib.figures.few_colours import in_few_colours, write_gif


def pixels(picture):
    return np.asarray(picture.convert("RGB"), float)


def field(height, width):
    """A smooth field of many thousand colours with a thin red line and a white frame."""
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    rgb = np.stack([200 * x, 180 * y, 120 + 100 * x * y], axis=-1).astype(np.uint8)
    rgb[height // 2] = (213, 94, 0)
    rgb[:3] = rgb[-3:] = 255
    return Image.fromarray(rgb)


@given(seed=st.integers(0, 10**6), count=st.integers(1, 256))
def test_up_to_256_colours_nothing_changes(seed, count):
    rng = np.random.default_rng(seed)
    colours = rng.integers(0, 256, (count, 3), dtype=np.uint8)
    picture = Image.fromarray(colours[rng.integers(0, count, (17, 23))])
    np.testing.assert_array_equal(pixels(in_few_colours(picture)), pixels(picture))


def test_of_more_colours_the_thin_line_and_the_white_stay_as_they_are():
    picture = field(211, 307)
    few = in_few_colours(picture)
    assert len(few.getcolors()) <= 256
    np.testing.assert_array_equal(pixels(few)[105], pixels(picture)[105])
    np.testing.assert_array_equal(pixels(few)[0], 255)


def test_no_pixel_moves_far():
    picture = field(211, 307)
    difference = pixels(in_few_colours(picture)) - pixels(picture)
    assert np.sqrt((difference**2).mean()) < 4
    assert np.abs(difference).max() < 25


@pytest.mark.parametrize("mode", ["RGBA", "RGB", "L"])
def test_every_kind_of_picture_is_taken(mode):
    assert in_few_colours(field(41, 67).convert(mode)).size == (67, 41)


def test_a_moving_picture_costs_what_moves(tmp_path):
    """Two corners change: a picture after the first must not hold all that lies between."""
    shots = [field(211, 307) for _ in range(11)]
    for i, shot in enumerate(shots):
        for corner in ((0, 5, 5, 10), (300, 200, 305, 205)):
            shot.paste((255, 255, 255) if i % 2 else (213, 94, 0), corner)
    write_gif(shots[-1:], tmp_path / "one.gif", each=70)
    write_gif(shots, tmp_path / "all.gif", each=70)
    one, everything = ((tmp_path / name).stat().st_size for name in ("one.gif", "all.gif"))
    assert everything < 2 * one
    with Image.open(tmp_path / "all.gif") as moving:
        assert moving.n_frames == 11
        moving.seek(10)
        np.testing.assert_allclose(pixels(moving), pixels(shots[-1]), atol=24)
