"""Letters and textures: their classes, their range, and that a label can be learnt from them."""

import runpy
from pathlib import Path

import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier

from course_lib.data import load_letters, load_textures, rendered, split
from course_lib.data.digits import read_bundled
from course_lib.errors import DataError

LOADERS = (load_letters, load_textures)


@pytest.mark.parametrize("load", LOADERS)
def test_160_images_of_each_of_ten_classes(load):
    images = load()
    assert images.x.shape == (1600, 1, 16, 16)
    assert np.bincount(images.y).tolist() == 10 * [160]
    assert len(set(images.class_names)) == 10
    assert (images.x.min(), images.x.max(), images.top) == (0, 15, 15)
    assert load() is images
    assert not images.x.flags.writeable


def test_letters_belong_to_their_images():
    parts = split(load_letters(), train=1000, dev=0, test=500, rng=np.random.default_rng(1))
    nearest = KNeighborsClassifier(1).fit(parts.train.as_vectors(), parts.train.y)
    assert nearest.score(parts.test.as_vectors(), parts.test.y) > 0.8


def test_fibres_change_slowly_along_and_fast_across():
    images = load_textures()
    x = images.as_vectors(np.float64).reshape(-1, 16, 16)
    for size in ("fine", "coarse"):
        for turn, along in ((0, 1), (90, 2)):
            own = x[images.y == images.class_names.index(f"{size} fibres, {turn}°")]
            steps = {axis: np.abs(np.diff(own, axis=axis)).mean() for axis in (1, 2)}
            assert steps[along] < 0.7 * steps[3 - along]


def test_a_coarse_grain_is_smoother_than_a_fine_one():
    images = load_textures()
    x = images.as_vectors(np.float64).reshape(-1, 16, 16)
    fine, coarse = (
        x[images.y == images.class_names.index(f"{k} grain")] for k in ("fine", "coarse")
    )
    assert np.abs(np.diff(coarse, axis=1)).mean() < np.abs(np.diff(fine, axis=1)).mean()


@pytest.mark.usefixtures("own_messages")
def test_another_file_under_the_name_is_refused():
    path = rendered._HERE / "letters.npz"
    with pytest.raises(DataError, match="checksum"):
        read_bundled(path, rendered.TEXTURES_SHA256, name="letters", top=15)


@pytest.mark.parametrize(("name", "load"), [("letters", load_letters), ("textures", load_textures)])
def test_the_script_draws_what_is_kept(name, load):
    script = runpy.run_path(str(Path(__file__).parents[2] / "scripts" / "render_images.py"))
    rng = np.random.default_rng(script["SEED"])
    drawn = {"letters": script["letters"](rng), "textures": script["textures"](rng)}[name]
    x = load().x.reshape(drawn.shape)
    # Another Matplotlib or FFT may round a shade otherwise, here and there.
    assert (np.abs(np.rint(drawn * script["SHADES"]) - x) <= 1).mean() > 0.99
