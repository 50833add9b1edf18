"""A kernel to edit, a stack traced back, and a look into a net: each against its definition."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import correlate2d

from course_lib import kernels
from course_lib.errors import CourseError, RangeError, ShapeError
from course_lib.nn import Affine, Conv2d, Flatten, MaxPool2d, ReLU, Sequential
from course_lib.widgets import FeatureMaps, KernelEditor, ReceptiveField
from course_lib.widgets.convolution.editing import PRESETS, SUBJECTS, edited, subject
from course_lib.widgets.convolution.maps import feature_maps, occlusion
from course_lib.widgets.convolution.maps_picture import around_zero, coloured, paper
from course_lib.widgets.convolution.samples import brain_waves, grey, photo
from course_lib.widgets.convolution.stack import LAYERS, Stage, sees, sizes, traced

# ---- samples


def test_the_samples_are_what_they_say():
    assert photo().shape == (3, 200, 170)
    assert photo().dtype == np.float32
    assert 0 <= photo().min() < 0.05
    assert 0.95 < photo().max() <= 1
    assert not photo().flags.writeable
    assert brain_waves().shape == (800,)
    assert brain_waves().std() == pytest.approx(1, abs=0.01)
    np.testing.assert_allclose(grey(np.ones((3, 2, 5))), 1)


# ---- the kernel editor

weights = st.lists(st.integers(-9, 9).map(float), min_size=9, max_size=9).map(tuple)


@given(w=weights, name=st.sampled_from(SUBJECTS))
def test_the_edited_picture_is_the_correlation_with_the_kernel(w, name):
    done = edited(name, w)
    want = correlate2d(subject(name), np.reshape(w, (3, 3)), mode="same")
    np.testing.assert_allclose(done.out, want, atol=1e-3)


@pytest.mark.parametrize("name", SUBJECTS)
def test_each_preset_does_what_it_is_called(name):
    x = subject(name)
    np.testing.assert_allclose(edited(name, PRESETS["leave it as it is"]).out, x)
    np.testing.assert_allclose(edited(name, PRESETS["move it to the left"]).out[:, :-1], x[:, 1:])
    blurred = edited(name, PRESETS["blur"]).out[1:-1, 1:-1]
    assert np.abs(np.diff(blurred)).mean() < np.abs(np.diff(x[1:-1, 1:-1])).mean()
    sharper = edited(name, PRESETS["sharpen"]).out[1:-1, 1:-1]
    assert np.abs(np.diff(sharper)).mean() > np.abs(np.diff(x[1:-1, 1:-1])).mean()


def test_where_a_kernel_sums_to_nothing_nothing_is_middle_grey():
    done = edited(SUBJECTS[1], PRESETS["edges, left to right"])
    assert done.signed
    assert set(done.after[done.out == 0]) == {128}
    assert done.after[done.out > 0.5].min() > 128
    assert not edited(SUBJECTS[1], PRESETS["sharpen"]).signed


def test_the_editor_tells_the_sum_at_a_pixel():
    widget = KernelEditor("edges, left to right", picture=SUBJECTS[1], at=[10, 14])
    x = subject(SUBJECTS[1])
    want = (x[9:12, 13:16] * np.array([[-1, 0, 1]] * 3)).sum()
    assert f"= {want:.3g}.".replace("-", "−") in widget.reading
    assert widget.preset == "edges, left to right"
    widget.w = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert widget.preset == "your own"
    assert "add up to 45" in widget.reading
    widget.reset()
    assert widget.preset == "edges, left to right"


def test_a_pixel_beyond_the_border_is_brought_back_and_another_picture_begins_in_its_middle():
    widget = KernelEditor()
    widget.at = [10_000, -3]
    assert widget.at == [199, 0]
    widget.picture = SUBJECTS[1]
    assert widget.at == KernelEditor(picture=SUBJECTS[1]).at == [10, 14]
    assert len(widget.after) == 28 * 28


@pytest.mark.parametrize(
    "settings",
    [{"w": [1, 2]}, {"w": [float("nan")] * 9}, {"w": [100] + [0] * 8}, {"w": "edges"},
     {"at": [1.5, 2]}, {"at": 3}, {"picture": "cat"}],
)  # fmt: skip
def test_the_editor_refuses_what_is_no_kernel(settings):
    with pytest.raises(CourseError):
        KernelEditor(**settings)


def test_the_editor_knows_its_presets_and_passes_over_nonsense_from_the_browser():
    with pytest.raises(CourseError, match="emboss"):
        KernelEditor("emboss")
    widget = KernelEditor()
    widget.set_state({"w": [None] * 9, "picture": 3, "at": ["a", 1]})
    assert widget.preset == "leave it as it is"
    widget.set_state({"w": [0, 0, 0, 0, 2, 0, 0, 0, 0], "at": [500, 3]})
    assert (widget.w[4], widget.at) == (2, [199, 3])


# ---- the stack

stacks = st.lists(st.sampled_from(list(LAYERS.values())), min_size=1, max_size=4).map(tuple)


@given(stages=stacks)
def test_a_unit_sees_the_pixels_that_have_a_gradient(stages):
    n, caches = 97, []
    out = np.ones((1, 1, n))
    for K, stride, dilation in stages:
        w, b = np.ones((1, 1, K)), np.zeros(1)
        out, cache = kernels.conv1d_forward(out, w, b, stride=stride, dilation=dilation)
        caches.append(cache)
    assert sizes(n, stages)[-1] == out.shape[2]
    unit = out.shape[2] // 2
    dout = np.zeros_like(out)
    dout[0, 0, unit] = 1
    for cache in reversed(caches):
        dout = kernels.conv1d_backward(dout, cache)[0]
    seen = np.flatnonzero(dout[0, 0])
    assert traced(stages, unit)[0] == tuple(seen)
    assert sees(stages)[-1].width == seen[-1] - seen[0] + 1


@given(stages=stacks)
def test_the_neighbour_sees_as_much_further_on_as_is_said(stages):
    here, there = traced(stages, 2)[0], traced(stages, 3)[0]
    assert {b - a for a, b in zip(here, there, strict=True)} == {sees(stages)[-1].apart}


def test_where_no_window_fits_there_is_no_unit():
    assert sizes(5, (Stage(3), Stage(5), Stage(1))) == (5, 3, 0, 0)


def test_the_unit_traced_is_the_one_pointed_at():
    widget = ReceptiveField(first="conv 3, stride 2", second="conv 5", third="no layer")
    assert "sees pixels" in widget.reading
    widget.at = [0, 2]
    assert widget.pixels == tuple(range(11))
    widget.at = [99, 2]
    assert widget.pixels[-1] >= 44
    assert "1 + (3 − 1)·1 + (5 − 1)·2 = 11 pixels" in widget.reading


def test_what_is_seen_in_gaps_and_what_no_longer_fits_is_said():
    gaps = ReceptiveField(first="conv 3, dilation 4", second="no layer", third="no layer")
    assert "9 pixels, of which it reads 3" in gaps.reading
    narrow = ReceptiveField(**dict.fromkeys(("first", "second", "third"), "conv 3, stride 2"))
    narrow.fourth = "conv 3, dilation 4"
    assert "Layer 4 has no unit here" in narrow.reading
    none = ReceptiveField(**dict.fromkeys(("first", "second", "third"), "no layer"))
    assert "no layer" in none.reading
    assert none.pixels == (23,)


# ---- feature maps


@pytest.fixture
def net():
    layers = {
        "conv1": Conv2d(1, 3, 3, pad=1), "relu1": ReLU(), "pool1": MaxPool2d(2),
        "conv2": Conv2d(3, 5, 2), "flatten": Flatten(), "affine": Affine(5 * 4 * 3, 4),
    }  # fmt: skip
    return Sequential(layers, rng=np.random.default_rng(0), dtype=np.float64)


@pytest.fixture
def x():
    return np.random.default_rng(1).random((2, 1, 10, 8))


def test_maps_are_what_the_layers_give(net, x):
    maps = feature_maps(net, x[1])
    assert {name: m.shape for name, m in maps.items()} == {
        "conv1": (3, 10, 8), "relu1": (3, 10, 8), "pool1": (3, 5, 4), "conv2": (5, 4, 3)
    }  # fmt: skip
    np.testing.assert_allclose(maps["relu1"], np.maximum(maps["conv1"], 0))


@pytest.mark.parametrize("patch", [1, 4, 5])
def test_occlusion_covers_a_square_about_every_pixel(net, x, patch):
    found = occlusion(net, x[0], patch)
    before = (patch - 1) // 2
    rows, columns = np.arange(10)[:, None], np.arange(8)
    for i, j in [(0, 0), (9, 7), (4, 3), (0, 5)]:
        near = (rows >= i - before) & (rows < i - before + patch)
        near = near & (columns >= j - before) & (columns < j - before + patch)
        share = kernels.softmax(net.scores(np.where(near, 0, x[:1])))[0]
        assert found.share[i, j] == pytest.approx(share[found.label])
        assert found.answer[i, j] == share.argmax()
    assert found.label == net.predict(x[:1])[0]


def test_the_filter_is_shown_as_long_as_a_map_is_its_own(net, x):
    widget = FeatureMaps(net, x, chosen=2)
    for layer, own in [("conv1", True), ("relu1", True), ("pool1", True), ("conv2", False)]:
        widget.layer = layer
        assert bool(widget.filter_bytes) == own
    widget.layer = "relu1"
    want = around_zero(net.params["conv1.w"][2, 0])
    assert widget.filter_bytes == want.tobytes()


def test_a_map_that_the_next_layer_has_not_is_let_go(net, x):
    widget = FeatureMaps(net, x, layer="conv2", chosen=4)
    widget.layer = "pool1"
    assert widget.chosen == 2
    widget.reset()
    assert (widget.layer, widget.chosen) == ("conv2", 4)


def test_what_is_told_is_what_the_maps_hold(net, x):
    widget = FeatureMaps(net, x, image=1, layer="relu1", at=[3, 2])
    assert f"The net says {net.predict(x[1:])[0]}" in widget.facts["says"]
    assert f"{widget.occlusion.share[3, 2]:.1%}" in widget.facts["told"]["cover"]
    assert "row 4, column 3" in widget.facts["told"]["cover"]
    assert len(widget.maps_bytes) == 3 * 10 * 8 * 3


@pytest.mark.parametrize(
    ("name", "value"),
    [("image", 2), ("image", -1), ("layer", "affine"), ("chosen", 5), ("patch", 0), ("patch", 2.5),
     ("at", [10, 0]), ("at", [0]), ("colour", "red")],
)  # fmt: skip
def test_feature_maps_refuse_what_is_out_of_range(net, x, name, value):
    with pytest.raises(RangeError):
        FeatureMaps(net, x, **{name: value})
    widget = FeatureMaps(net, x)
    widget.set_state({name: value})
    assert (widget.image, widget.layer, widget.patch) == (0, "conv1", 7)
    assert "says" in widget.facts


def test_feature_maps_refuse_colour_pictures(net):
    with pytest.raises(ShapeError):
        FeatureMaps(net, np.zeros((2, 3, 10, 8)))


def test_colours_run_from_dark_to_bright_and_paper_is_white():
    dark, bright = coloured(np.array([-1.0, 2.0]), 2.0).astype(int).sum(axis=1)
    assert dark < 200 < 500 < bright
    assert coloured(np.zeros((2, 3)), 0.0).shape == (2, 3, 3)
    assert paper(np.array([[0.0, 1.0]])).tolist() == [[255, 0]]
    assert around_zero(np.zeros((2, 2))).tolist() == [[128, 128], [128, 128]]


@pytest.mark.parametrize("make", [KernelEditor, ReceptiveField])
def test_saved_forms_repeat_byte_by_byte_and_have_words(make):
    (data, metadata), (again, _) = (make()._repr_mimebundle_() for _ in range(2))
    assert data["image/png"] == again["image/png"]
    assert len(metadata["image/png"]["alt"]) > 30


def test_the_saved_form_of_feature_maps_has_every_number_it_tells(net, x):
    data, metadata = FeatureMaps(net, x)._repr_mimebundle_()
    assert data["text/plain"] == "FeatureMaps(2 images; image=0, layer='conv1')"
    assert "The net says" in metadata["image/png"]["alt"]
