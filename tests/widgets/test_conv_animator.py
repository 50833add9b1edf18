"""The convolution animator: sizes, sums and gradients are those of the kernels."""

import base64
import gzip
import json
import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from course_lib import kernels
from course_lib.errors import CourseError, RangeError, ShapeError
from course_lib.widgets import ConvAnimator
from course_lib.widgets.convolution.setup import (
    KERNELS,
    OPERATIONS,
    PICTURES,
    Setup,
    kernel,
    picture,
)
from course_lib.widgets.convolution.sizing import sizing
from course_lib.widgets.convolution.windows import work
from course_lib.widgets.convolution.words import MANY, costs, sentence

setups = st.builds(
    Setup,
    operation=st.sampled_from(OPERATIONS),
    backward=st.booleans(),
    picture=st.sampled_from(PICTURES),
    kernel=st.sampled_from(KERNELS),
    size=st.integers(3, 8),
    K=st.integers(1, 5),
    stride=st.integers(1, 4),
    pad=st.integers(0, 2),
    dilation=st.integers(1, 3),
    C=st.integers(1, 3),
)


def run(setup, x=None):
    """The kernel's own forward pass, and its backward pass for a dout."""
    x = picture(setup.picture, setup.size, setup.C)[None] if x is None else x
    if setup.operation == "convolution":
        w = kernel(setup.kernel, setup.K, setup.C)[None]
        moves = {"stride": setup.stride, "pad": setup.pad, "dilation": setup.dilation}
        out, cache = kernels.conv2d_forward(x, w, np.ones(1), **moves)
        return out[0], lambda dout: kernels.conv2d_backward(dout[None], cache)[0][0]
    forward, backward = {
        "max pool": (kernels.max_pool_forward, kernels.max_pool_backward),
        "average pool": (kernels.avg_pool_forward, kernels.avg_pool_backward),
    }[setup.operation]
    out, cache = forward(x, setup.K, setup.stride, setup.pad)
    return out[0], lambda dout: backward(dout[None], cache)[0]


def evaluated(text):
    """What an expression as it is written on the screen is worth."""
    plain = text.replace("−", "-").replace("·", "*").replace("bias", "").replace("  ", " ")
    return eval(plain, {"__builtins__": {}})


# ---- sizes


@given(setup=setups)
def test_there_is_an_output_exactly_where_the_kernel_gives_one(setup):
    sized = sizing(setup)
    try:
        out, _ = run(setup)
    except (ShapeError, RangeError):
        assert sized.out == 0
        assert sized.problem
    else:
        assert (sized.out, sized.problem) == (out.shape[1], "")


@given(setup=setups)
def test_the_formula_as_it_is_filled_in_is_the_number_of_windows(setup):
    sized = sizing(setup)
    filled, result = sized.formula[1], sized.formula[2]
    exact = Fraction(evaluated(filled.removeprefix("= "))).limit_denominator(9)
    said = result.split(" = ")[-1].replace("−", "-").split(",")[0]
    assert float(said) == pytest.approx(float(exact), abs=0.01)
    assert ("rounded down" in result) == (exact.denominator > 1 and exact >= 1)
    if sized.out:
        assert sized.out == int(exact)


@given(setup=setups)
@example(setup=Setup(size=4, K=2, stride=3, dilation=3))
def test_what_is_struck_through_is_what_has_no_gradient(setup):
    sized = sizing(setup)
    assume(sized.out)
    side = setup.size + 2 * setup.pad
    ones = Setup(
        operation="convolution" if setup.operation == "convolution" else "average pool",
        kernel="all ones", K=setup.K, stride=setup.stride, dilation=setup.dilation,
    )  # fmt: skip
    out, backward = run(ones, np.ones((1, 1, side, side)))
    read = (backward(np.ones_like(out))[0] != 0).any(axis=1)
    assert sized.unread == tuple(np.flatnonzero(~read))
    assert set(range(side - sized.left, side)) <= set(sized.unread)
    assert bool(sized.advice) == (sized.left > 0 or (setup.stride > setup.K and sized.out > 1))


@given(setup=setups)
def test_every_cure_that_is_advised_cures(setup):
    advice = sizing(setup).advice
    assume(sizing(setup).left)
    found = re.findall(r"(stride|padding|a picture of) ((?:\d+(?: or )?)+)", advice)
    assert found
    for what, numbers in found:
        name = {"stride": "stride", "padding": "pad", "a picture of": "size"}[what]
        for number in map(int, numbers.split(" or ")):
            fields = {f: getattr(setup, f) for f in Setup.__slots__} | {name: number}
            assert sizing(Setup(**fields)).left == 0, (what, number)


@pytest.mark.parametrize(
    ("setup", "word"),
    [
        (Setup(size=4, K=5), "5 wide"),
        (Setup(size=4, K=3, dilation=3), "7 wide with its gaps"),
        (Setup(size=3, K=5, dilation=2, pad=2), r"only 7, padding included \(3 \+ 2·2\)"),
        (Setup(operation="max pool", K=2, pad=2), "wholly in a padding of 2"),
    ],
)
def test_what_is_impossible_is_explained(setup, word):
    assert re.search(word, sizing(setup).problem)


# ---- numbers and sentences


@given(setup=setups)
def test_what_is_shown_is_what_the_kernels_give(setup):
    done = work(setup)
    assume(done.sizing.out)
    out, backward = run(setup)
    np.testing.assert_allclose(done.out, out)
    p, n = setup.pad, setup.size
    np.testing.assert_allclose(done.dx[:, p : p + n, p : p + n], backward(done.dout))


@given(setup=setups, data=st.data())
def test_a_sum_that_is_written_out_comes_to_the_number_shown(setup, data):
    done = work(Setup(**{f: getattr(setup, f) for f in Setup.__slots__} | {"backward": False}))
    assume(done.sizing.out)
    t = data.draw(st.integers(0, done.sizing.out**2 - 1))
    told = sentence(done, t).partition(": ")[2].rstrip(".")
    row, column = divmod(t, done.sizing.out)
    if setup.operation == "convolution" and setup.K**2 * setup.C <= MANY:
        terms, _, total = told.rpartition(" = ")
        assert evaluated(terms) == evaluated(total) == done.out[0, row, column]
        assert terms.count("·") == setup.K**2 * setup.C
    if setup.operation == "average pool":
        for part, out in zip(told.split("; "), done.out, strict=True):
            terms, _, total = part.split(": ")[-1].rpartition(" = ")
            assert evaluated(terms) == pytest.approx(out[row, column])
            assert evaluated(total) == pytest.approx(out[row, column], abs=0.006)
    if setup.operation == "max pool":
        for part, out in zip(told.split("; "), done.out, strict=True):
            listed, _, best = part.partition("largest of ")[2].rpartition(" is ")
            numbers = [evaluated(v) for v in listed.split(", ") if v != "−∞"]
            assert max(numbers) == evaluated(best) == out[row, column]


@given(setup=setups)
def test_the_costs_are_counted_as_a_layer_counts_them(setup):
    done = work(setup)
    told = costs(done)
    if done.w is None:
        assert "none" in told
        return
    assert f"= {done.w.size + 1}." in told
    if done.sizing.out:
        assert f"= {done.out.size * done.w.size:,}." in told


def test_channels_and_kernels_differ_so_that_none_can_be_taken_for_another():
    for name in PICTURES:
        first, second, third = picture(name, 7, 3)
        assert not np.array_equal(first, second)
        assert not np.array_equal(second, third) or name == "a diagonal"
    weights = kernel("mixed", 3, 1)[0]
    assert not np.array_equal(weights, weights[::-1, ::-1])
    assert not np.array_equal(weights, weights.T)
    assert picture("all negative", 8, 3).max() < 0


# ---- the widget


def test_a_setting_changes_the_work_and_brings_the_first_window_back():
    widget = ConvAnimator(step=4)
    assert "Window 5 of 9" in widget.facts["says"][widget.step]
    widget.stride = 2
    assert widget.result.sizing.out == 2
    assert widget.step == 0
    widget.reset()
    assert (widget.stride, widget.step) == (1, 4)


@pytest.mark.parametrize(
    ("name", "value"),
    [("K", 0), ("K", 2.5), ("K", True), ("stride", 5), ("pad", -1), ("size", "6"), ("C", 4),
     ("operation", "sum"), ("picture", "cat"), ("backward", "yes"), ("step", 9), ("step", -1)],
)  # fmt: skip
def test_nonsense_in_python_is_refused_and_changes_nothing(name, value):
    widget = ConvAnimator()
    before, facts = getattr(widget, name), widget.facts
    with pytest.raises(CourseError):
        setattr(widget, name, value)
    assert getattr(widget, name) == before
    assert widget.facts == facts


def test_an_unknown_setting_is_refused():
    with pytest.raises(CourseError, match="colour"):
        ConvAnimator(colour="red")


def test_nonsense_from_the_browser_is_passed_over():
    widget = ConvAnimator()
    widget.set_state({"K": "x", "picture": "cat", "step": 99, "facts": {}, "stride": None})
    assert (widget.K, widget.picture, widget.step) == (3, "mixed", 0)
    assert widget.facts["says"]
    widget.set_state({"K": 4.4, "step": 3})
    assert (widget.K, widget.step) == (4, 3)


def test_impossible_settings_are_shown_and_left_again():
    widget = ConvAnimator(size=3, K=5)
    assert widget.facts["problem"]
    assert widget.facts["says"] == []
    assert "Impossible" in widget._repr_mimebundle_()[0]["text/html"]
    widget.size = 6
    assert widget.facts["problem"] == ""
    assert len(widget.facts["says"]) == 4


@given(setup=setups)
def test_what_the_browser_is_sent_is_plain_json(setup):
    fields = {f: getattr(setup, f) for f in Setup.__slots__}
    facts = ConvAnimator(fields.pop("operation"), **fields).facts
    assert json.loads(json.dumps(facts, allow_nan=False)) == facts


def test_the_saved_form_is_a_picture_with_words_and_repeats_byte_by_byte():
    bundles = [ConvAnimator("max pool", K=2, stride=2, size=6)._repr_mimebundle_() for _ in "ab"]
    (data, metadata), (again, _) = bundles
    assert data["text/plain"] == "ConvAnimator('max pool', size=6, K=2, stride=2)"
    assert data["image/png"] == again["image/png"]
    assert metadata["image/png"]["alt"].startswith("Max pooling over 6 by 6")


def test_the_page_repeats_letter_by_letter_and_asks_nobody(tmp_path):
    pages = [ConvAnimator(size=4, C=2).to_html(tmp_path / name).read_text("utf-8") for name in "ab"]
    assert pages[0] == pages[1]
    assert "Convolution over 4 by 4, 2 channels" in pages[0]
    assert not re.search(r"(src|href)=|https?:", pages[0])
    packed = re.search(r'atob\("([^"]+)"', pages[0]).group(1)
    program = gzip.decompress(base64.b64decode(packed)).decode()
    assert "export default" not in program
    assert not re.search(r"https?:(?!//www.w3.org)", program)
