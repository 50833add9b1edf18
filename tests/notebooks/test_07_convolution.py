"""What lecture 07 says is so: what its guided tries promise, and what the trained network does."""

import re
from pathlib import Path

import jupytext
import numpy as np
import pytest

from course_lib import kernels
from course_lib.data import load_mnist, split
from course_lib.nn import Trainer, lenet5
from course_lib.optim import Adam
from course_lib.syllabus import load_syllabus
from course_lib.widgets import ConvAnimator, ReceptiveField
from course_lib.widgets.convolution.editing import PRESETS, edited
from course_lib.widgets.convolution.maps import feature_maps, occlusion
from course_lib.widgets.convolution.setup import Setup
from course_lib.widgets.convolution.sizing import sizing

ROOT = Path(__file__).parents[2]
CELLS = jupytext.read(ROOT / "notebooks/src/07_convolution.py", fmt="py:percent").cells
CONCEPTS = {c.id: c.practice for c in load_syllabus().concepts if c.section == "07"}
WIDGETS = r"\b(ConvAnimator|ReceptiveField|FeatureMaps)\("


def tagged(tag, kind):
    return [c for c in CELLS if c.cell_type == kind and tag in c.metadata.get("tags", [])]


@pytest.mark.parametrize("concept", [c for c, practice in CONCEPTS.items() if "W" in practice])
def test_there_is_something_to_play_with_and_a_question_before_it(concept):
    (cell,) = tagged(f"interactive:{concept}", "code")
    assert re.search(WIDGETS, cell.source)
    before = [c for c in CELLS[: CELLS.index(cell)] if c.cell_type == "markdown"][-1]
    assert "**Guess first**" in before.source


# ---- sizes


def test_three_sliders_mend_what_is_never_read_and_padding_does_not():
    assert sizing(Setup(size=6, stride=2)).left == 1
    for cure in ({"stride": 1}, {"stride": 3}, {"size": 5}, {"size": 7}, {"K": 2}, {"K": 4}):
        assert sizing(Setup(**{"size": 6, "stride": 2} | cure)).left == 0
    for pad in (1, 2):
        assert sizing(Setup(size=6, stride=2, pad=pad)).left == 1


def test_only_an_odd_kernel_can_keep_the_size():
    tried = {(K, P): sizing(Setup(size=6, K=K, pad=P)).out for K in (3, 4, 5) for P in range(3)}
    same = {K: {P for P in range(3) if tried[K, P] == 6} for K in (3, 4, 5)}
    assert same == {3: {1}, 4: set(), 5: {2}}


def test_impossible_and_far_reaching_settings_are_as_told():
    assert sizing(Setup(size=3, K=5)).problem
    assert Setup(size=8, dilation=3).span == 7


# ---- what the animator shows


def test_an_edge_is_found_where_it_is_and_only_by_its_own_kernel():
    found = ConvAnimator(picture="an edge", kernel="edge, left to right").result.out[0]
    assert (found[:, :2] > 1).all()
    assert (found[:, 2] == 1).all()
    level = ConvAnimator(picture="an edge", kernel="edge, top to bottom").result.out[0]
    assert (level == 1).all()
    copied = ConvAnimator(picture="an edge", kernel="centre only").result
    np.testing.assert_array_equal(copied.out[0], copied.padded[0, 1:-1, 1:-1] + 1)


def test_the_window_that_is_worked_out_in_the_text():
    widget = ConvAnimator(step=4)
    (text,) = (c.source for c in CELLS if "(1) 2·2 + 8·(−2)" in c.source.replace("\n", " "))
    sum_in_text = re.search(r"\(1\) (.*?), and 1", text.replace("\n", " ")).group(1)
    assert sum_in_text in widget.facts["says"][4]
    assert widget.result.out[0, 1, 1] == -4


def test_pools_hand_back_what_is_told():
    largest = ConvAnimator("max pool", size=6, K=2, stride=2).result
    assert np.count_nonzero(largest.dx) == 9
    overlapping = ConvAnimator("max pool", size=6, K=2).result
    wins = (overlapping.gives != 0).sum()
    assert np.count_nonzero(overlapping.dx) < wins  # some cell wins twice
    mean = ConvAnimator("average pool", size=6, K=2).result
    shares = np.zeros((6, 6))
    for t in range(25):
        i, j = mean.corner(t)
        shares[i : i + 2, j : j + 2] += 1
    assert (shares[3, 3], shares[0, 0]) == (4, 1)


def test_zeros_would_win_at_the_border_of_a_negative_map():
    x = ConvAnimator("max pool", picture="all negative", K=2, pad=1).result
    assert x.out.max() < 0
    by_zeros = np.pad(x.padded[:, 1:-1, 1:-1], ((0, 0), (1, 1), (1, 1)))
    zeros, _ = kernels.max_pool_forward(by_zeros[None], 2, 1)
    assert (zeros[0, 0, 0] == 0).all()


def test_the_kernel_that_is_offered_answers_most_to_edges_that_run_down_to_the_right():
    w = np.array([[0.0, 1, 1], [-1, 0, 1], [-1, -1, 0]])
    down = np.triu(np.ones((3, 3)))
    others = (np.rot90(down), np.array([[0.0, 1, 1]] * 3), np.array([[0.0, 1, 1]] * 3).T)
    assert (w * down).sum() > max(abs((w * edge).sum()) for edge in others)


def test_upright_edges_stand_out_and_signs_swap_light_and_dark():
    w = PRESETS["edges, left to right"]
    found, swapped = (edited("a photograph", k).out for k in (w, tuple(-v for v in w)))
    np.testing.assert_allclose(swapped, -found)


# ---- what a unit sees


@pytest.mark.parametrize(
    ("layers", "seen"),
    [
        (("conv 3", "conv 3", "conv 3", "no layer"), 7),
        (("conv 3, stride 2", "conv 3", "conv 3", "no layer"), 11),
        (("conv 3", "conv 3", "conv 3, stride 2", "no layer"), 7),
        (("conv 3", "conv 3, dilation 2", "conv 3, dilation 4", "no layer"), 15),
        (("conv 3, stride 2", "conv 3, stride 2", "conv 3", "no layer"), 15),
        (("conv 3, stride 2",) * 4, 31),
        ((*("conv 3, stride 2",) * 3, "conv 5"), 47),
    ],
)
def test_the_stacks_see_as_far_as_is_told(layers, seen):
    names = ("first", "second", "third", "fourth")
    widget = ReceptiveField(**dict(zip(names, layers, strict=True)))
    assert np.ptp(widget.pixels) + 1 == seen


# ---- the network


@pytest.fixture(scope="module")
def trained():
    """The network of the notebook, its dev digits, and the eight images that are looked into."""
    parts = split(load_mnist(), train=3000, dev=1000, test=1000, rng=np.random.default_rng(0))
    train, dev = ((part.x / 255, part.y) for part in (parts.train, parts.dev))
    net = lenet5(rng=np.random.default_rng(0), dtype=np.float64)
    trainer = Trainer(optimiser=Adam(lr=1e-3), epochs=8, batch=32, reg=5e-3)
    trainer.fit(net, train, dev, rng=np.random.default_rng(0), watch=())
    return net, [dev[0][np.flatnonzero(dev[1] == c)[2]] for c in (7, 3, 5, 8, 4, 9, 2, 6)]


def test_covering_a_part_makes_another_digit_of_it(trained):
    net, images = trained
    for image, at, then in [(0, (7, 14), 1), (1, (11, 18), 5), (2, (8, 21), 6)]:
        found = occlusion(net, images[image], 7)
        assert found.answer[at[0] - 1, at[1] - 1] == then


def test_the_fourth_image_is_taken_for_a_five_by_the_end_of_its_upper_bowl(trained):
    net, images = trained
    found = occlusion(net, images[3], 3)
    assert found.label == 5
    row, column = np.unravel_index(found.share.argmin(), found.share.shape)
    assert row < 14 < column


def test_no_single_pixel_changes_an_answer(trained):
    net, images = trained
    for x in images:
        found = occlusion(net, x, 1)
        assert (found.answer == found.label).all()


def test_the_second_map_answers_most_to_the_seven_and_its_filter_is_light_below(trained):
    net, images = trained
    maps = feature_maps(net, images[0])["relu1"]
    assert maps.max(axis=(1, 2)).argmax() == 1
    second = net.params["conv1.w"][1, 0]
    assert second[3:].mean() > 0 > second[:2].mean()
