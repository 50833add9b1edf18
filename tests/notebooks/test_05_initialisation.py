"""What lecture 05 says is so: its laws, and what its guided tries promise."""

import json
import re
from pathlib import Path

import jupytext
import numpy as np
import pytest

from course_lib.kernels import softmax_loss
from course_lib.nn import BatchNorm, LayerNorm, Mode, mlp
from course_lib.syllabus import load_syllabus
from course_lib.widgets import BatchnormLab, LayerHistograms, LossBowl, NormAxes, RateTolerance
from course_lib.widgets.normalisation.loss_bowl import bowl, descend
from course_lib.widgets.normalisation.signals import signals
from course_lib.widgets.normalisation.sweep import RATES, load_sweep

ROOT = Path(__file__).parents[2]
NAME = "05_initialisation"
CELLS = jupytext.read(ROOT / f"notebooks/src/{NAME}.py", fmt="py:percent").cells
CONCEPTS = {c.id: c.practice for c in load_syllabus().concepts if c.section == "05"}
WIDGETS = r"^(LayerHistograms|LossBowl|BatchnormLab|RateTolerance|NormAxes)\("


def tagged(tag, kind):
    return [c for c in CELLS if c.cell_type == kind and tag in c.metadata.get("tags", [])]


@pytest.mark.parametrize("concept", [c for c, p in CONCEPTS.items() if "W" in p])
def test_there_is_something_to_play_with_and_a_question_before_it_and_answers_after(concept):
    (cell,) = tagged(f"interactive:{concept}", "code")
    assert re.search(WIDGETS, cell.source)
    before, after = (CELLS[CELLS.index(cell) + step] for step in (-1, 1))
    tries = re.findall(r"^\d\. ", before.source, re.MULTILINE)
    assert "**Guess first**" in before.source
    assert after.source.startswith("What you should have found.")
    assert len(re.findall(r"\(\d\)\s", after.source)) >= len(tries) >= 3


def test_the_stored_notebook_is_small_and_every_picture_has_words():
    path = ROOT / f"notebooks/{NAME}.ipynb"
    assert path.stat().st_size < 1_500_000
    outputs = [
        o for c in json.loads(path.read_text("utf-8"))["cells"] for o in c.get("outputs", [])
    ]
    pictures = [o for o in outputs if "image/png" in o.get("data", {})]
    assert len(pictures) >= 9
    for output in pictures:
        assert len(output["metadata"]["image/png"]["alt"]) > 40


# ---- zero-init


@pytest.mark.parametrize(("number", "learns"), [(0.0, {"affine2.b"}),
                                                (0.05, {"affine1.w", "affine1.b", "affine2.w",
                                                        "affine2.b"})])  # fmt: skip
def test_units_that_start_alike_stay_alike_for_ever(number, learns):
    def alike(shape, rng, dtype):
        return np.full(shape, number, dtype)

    rng = np.random.default_rng(0)
    net = mlp((11, 7, 3), rng=rng, init=alike, dtype=np.float64)
    x, y = rng.normal(size=(50, 11)), rng.integers(3, size=50)
    start = {name: a.copy() for name, a in net.params.items()}
    for _ in range(50):
        scores, tape = net.forward(x, train=True)
        for name, dw in net.backward(softmax_loss(scores, y)[1], tape).items():
            net.params[name] -= 0.5 * dw
    assert np.ptp(net.params["affine1.w"], axis=1).max() < 1e-9
    assert np.ptp(net.params["affine2.w"], axis=0).max() < 1e-9
    moved = {name for name, a in net.params.items() if np.abs(a - start[name]).max() > 1e-6}
    assert moved == learns


# ---- signals


def spreads(bend, init, layers, draw=0):
    found = signals(bend, init, layers, draw)
    return found.outputs.std(axis=(1, 2)), found.gradients.std(axis=(1, 2))


def test_with_weights_of_a_hundredth_signal_and_gradient_shrink_tenfold():
    outputs, gradients = spreads("tanh", "std 0.01", 10)
    np.testing.assert_allclose(outputs[1:] / outputs[:-1], 0.1, rtol=0.15)
    np.testing.assert_allclose(gradients[:-1] / gradients[1:], 0.1, rtol=0.15)


def test_with_weights_of_one_most_are_saturated_and_the_gradient_grows():
    assert "81% of the outputs are saturated" in LayerHistograms(init="std 1").reading
    assert 1800 < spreads("tanh", "std 1", 10)[1][0] < 2600
    outputs, _ = spreads("none", "std 1", 3)
    np.testing.assert_allclose(outputs[1:] / outputs[:-1], 10, rtol=0.05)


def test_zero_weights_let_no_gradient_past_the_last_layer():
    assert (spreads("tanh", "zero", 5)[1][:-1] == 0).all()


def test_what_is_said_of_xaviers_weights():
    assert 0.11 < spreads("tanh", "Xavier", 30)[0][-1] < 0.14
    gradients = spreads("sigmoid", "Xavier", 10)[1]
    assert (gradients[:-1] / gradients[1:] < 0.25).all()
    assert 1 / 50 < spreads("ReLU", "Xavier", 10)[0][-1] < 1 / 30


def test_what_is_said_of_hes_weights():
    outputs, gradients = spreads("ReLU", "He", 20)
    assert 0.9 < outputs[-1] < 1.3
    assert 0.9 < gradients[0] < 1.3
    drawn = [signals("ReLU", "He", 20, draw).outputs.std(axis=(1, 2)) for draw in range(4)]
    assert all(1 / 3 < std[-1] / std[0] < 3 for std in drawn)
    assert any(std[-1] / std[0] < 0.7 for std in drawn)  # "hardly at all" holds of the first alone
    for draw in range(4):
        dead = signals("ReLU", "He", 30, draw).dead()
        assert dead[0] == 0
        assert 0.2 <= dead[-1] <= 0.5
    assert spreads("Leaky ReLU", "Xavier", 20)[0][-1] < 0.01
    assert 0.5 < spreads("Leaky ReLU", "He", 20)[0][-1] < 2
    assert spreads("ELU", "Xavier", 20)[0][-1] < 0.5 < 2 < spreads("ELU", "He", 20)[0][-1]
    assert spreads("tanh", "He", 20)[0][-1] > 3 * spreads("tanh", "Xavier", 20)[0][-1]


# ---- the bowl


def steps_to_a_hundredth(mean, spread, share=0.9):
    at = bowl(mean, spread)
    return int(np.argmax(at.loss(descend(at, share, 5000)) < 0.01 * at.loss(at.start)))


def test_what_is_said_of_the_bowl():
    assert (steps_to_a_hundredth(3, 1), steps_to_a_hundredth(0, 1)) == (35, 11)
    low, high = bowl(0, 1).curvatures()
    assert low == high
    as_it_is, scaled, centred = ((3, 0.2), (15, 1), (0, 0.2))
    conditions = [
        np.divide(*bowl(*data).curvatures()[::-1]) for data in (scaled, as_it_is, centred)
    ]
    assert conditions[0] > 5 * conditions[1] > 5 * conditions[2]
    assert "after 21 steps" in LossBowl(spread=0.2, treatment="centred").reading
    assert "each leap is longer" in LossBowl(share=1.05).reading
    path = descend(bowl(3, 1), 1.0, 4000)
    np.testing.assert_allclose(path[-1], path[-3], atol=1e-6)
    assert np.abs(path[-1] - path[-2]).max() > 0.1


# ---- batchnorm


def off_from_one(**settings):
    scene = BatchnormLab(**settings).scene()
    (outputs,) = [m for m in scene.panels[1].marks if m.shape]
    return outputs.at(scene.step).xy[:, 1] - 1


def test_what_is_said_of_the_lab():
    assert 0.8 < np.abs(off_from_one(batch=8)).max() < 1.6
    assert np.abs(off_from_one(batch=128)).max() < 0.3
    assert np.abs(off_from_one(mode="test", steps=30)).max() < 0.4
    assert np.abs(off_from_one(mode="test", steps=10)).max() > 0.5
    assert np.abs(off_from_one(mode="test", steps=100, momentum=0.99)).max() > 0.5
    quick, slow = (off_from_one(mode="test", drifts=True, momentum=m) for m in (0.5, 0.99))
    assert abs(slow[0]) > 2 * abs(quick[0])
    assert "deviation 1.25" in BatchnormLab(batch=2).reading


def test_stretching_the_weights_before_a_batchnorm_shrinks_their_gradient():
    rng = np.random.default_rng(0)
    net = _normalised_net(rng, BatchNorm)
    x, y = rng.normal(size=(40, 9)), rng.integers(3, size=40)
    sizes = []
    for factor in (1, 10):
        other = net.copy()
        other.params["affine1.w"] *= factor
        scores, tape, _ = other.forward_only(x, Mode(train=True))
        sizes.append(other.backward(softmax_loss(scores, y)[1], tape)["affine1.w"])
    np.testing.assert_allclose(sizes[0], 10 * sizes[1], rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize(("norm", "dead"), [(BatchNorm, True), (LayerNorm, False)])
def test_the_bias_before_a_batchnorm_gets_no_gradient(norm, dead):
    rng = np.random.default_rng(0)
    net = _normalised_net(rng, norm)
    scores, tape, _ = net.forward_only(rng.normal(size=(40, 9)), Mode(train=True))
    db = net.backward(softmax_loss(scores, rng.integers(3, size=40))[1], tape)["affine1.b"]
    assert (np.abs(db).max() < 1e-12) == dead


def _normalised_net(rng, norm):
    net = mlp((9, 7, 3), rng=rng, dtype=np.float64)
    first, *rest = [(n, layer) for n, layer in net.layers.items() if n != "flatten"]
    return type(net)(dict([first, ("norm", norm(7)), *rest]), rng=rng, dtype=np.float64)


def test_what_is_said_of_the_rates():
    assert "rates from 0.056 to 0.32" in RateTolerance(init="Xavier").reading
    assert "rates from 0.018 to 3.2" in RateTolerance(init="Xavier").reading
    without, with_norm = (load_sweep().of("He", norm)[:, :, -1].mean(1) for norm in (False, True))
    ahead = with_norm > without
    first = RATES.index(0.056)
    assert ahead[first : RATES.index(5.6)].all()
    assert not ahead[:first].any()
    alone = load_sweep().of("std 1", True)[:, :, -1].mean(1)
    assert RATES[int(alone.argmax())] == 1.8
    spread = load_sweep().of("std 0.01", True)[:, :, -1].std(1)
    assert spread[RATES.index(0.01)] > 2 * spread[RATES.index(0.1)]
    assert (load_sweep().of("std 0.01", False)[:, :, -1] < 0.2).all()


def test_only_batchnorm_reaches_through_all_examples():
    reach = {name: NormAxes(name).high[0] for name in ("batch norm", "layer norm",
                                                       "instance norm", "group norm")}  # fmt: skip
    assert reach == {"batch norm": 4, "layer norm": 1, "instance norm": 1, "group norm": 1}
