"""The small interactives of lecture 04 show what is so."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.signal import lfilter

from course_lib.errors import ShapeError
from course_lib.optim import Quadratic
from course_lib.widgets import EWMA, MinibatchNoise, NewtonJump, Schedules
from course_lib.widgets.optimisers.ewma import SERIES, series, weights
from course_lib.widgets.optimisers.minibatch_noise import (
    AT,
    CLOUD,
    CONDITION,
    N,
    descent,
    gradients,
)
from course_lib.widgets.optimisers.newton_jump import SURFACES, level_point, model, shape_of
from course_lib.widgets.optimisers.schedules import (
    NAMES,
    NO_STRENGTH,
    STRENGTHS,
    mean_losses,
    schedule_of,
)


def mark(widget, name, panel=0):
    (found,) = [m for m in widget.scene().panels[panel].marks if m.name == name]
    return found


# ---- EWMA


@pytest.mark.parametrize("data", SERIES)
@pytest.mark.parametrize("beta", [0.0, 0.5, 0.95])
def test_the_average_drawn_is_the_recursive_filter_of_the_values(data, beta):
    widget = EWMA(beta=beta, data=data)
    x = mark(widget, "values").xy[:, 1]
    raw = lfilter([1 - beta], [1, -beta], x)
    np.testing.assert_allclose(mark(widget, "average from 0").xy[:, 1], raw, atol=1e-12)
    sums = 1 - beta ** np.arange(1, len(x) + 1)
    np.testing.assert_allclose(mark(widget, "corrected").xy[:, 1], raw / sums, atol=1e-12)


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9, 0.995])
@pytest.mark.parametrize("t", [1, 2, 17, 100])
def test_weights_times_values_are_the_average(beta, t):
    x = series("noisy")
    drawn = mark(EWMA(beta=beta), "average from 0").xy[t - 1, 1]
    assert weights(beta, t) @ x[:t] == pytest.approx(drawn)
    assert weights(beta, t).sum() == pytest.approx(1 - beta**t)


def test_corrected_weights_add_up_to_one():
    for corrected, total in ((True, 1), (False, 1 - 0.9**7)):
        stems = EWMA(after=7, corrected=corrected).scene().panels[1].marks[0].xy
        assert np.nansum(stems[:, 1]) == pytest.approx(total)


def test_values_of_ones_own_replace_the_series_and_its_choice():
    own = np.array([3, 1, 4, 1, 5])
    widget = EWMA(own, beta=0.8)
    np.testing.assert_array_equal(mark(widget, "values").xy[:, 1], own)
    assert "data" not in [control["name"] for control in widget.controls]
    assert "data" in [control["name"] for control in EWMA().controls]


@pytest.mark.parametrize("bad", [[1], [[1, 2]], "abc", [1, np.nan], [1, None], np.ones(1001)])
@pytest.mark.usefixtures("own_messages")
def test_what_cannot_be_averaged_is_refused(bad):
    with pytest.raises(ShapeError, match="EWMA got values"):
        EWMA(bad)


# ---- schedules


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("constant", *NO_STRENGTH)])
def test_a_stronger_decay_has_lower_rates_and_none_passes_the_first(name):
    sums = [sum(map(schedule_of(name, strength), range(200))) for strength in STRENGTHS]
    if name != "warm-up + cosine":  # there strength is the length of the warm-up
        assert all(a > b for a, b in pairwise(sums))
    for strength in STRENGTHS:
        rates = [schedule_of(name, strength)(t) for t in range(200)]
        assert max(rates) <= 1
        assert min(rates) >= 0


def test_without_noise_the_loss_is_what_the_factors_of_descent_say():
    # Batches of all 256: (1 - lr)^t along, (1 - 10 lr)^t across, from (-3.5, 1.5).
    t = np.arange(201)
    want = 0.5 * ((-3.5 * 0.95**t) ** 2 + 10 * (1.5 * 0.5**t) ** 2)
    got = mean_losses(schedule_of("constant", 1), lr=0.05, rho=0, batch=256, seed=3)
    np.testing.assert_allclose(got, want, rtol=1e-4, atol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_the_rate_drawn_is_rate_times_schedule(name):
    widget = Schedules(schedule=name, lr=0.02, strength=2)
    drawn = mark(widget, "with this schedule").xy
    want = [0.02 * schedule_of(name, 2)(t) for t in drawn[:, 0]]
    np.testing.assert_allclose(drawn[:, 1], want)
    assert "{" not in widget.reading


def test_what_the_lecture_promises_of_schedules():
    def last(**settings):
        flat, chosen = (
            10 ** mark(Schedules(**settings), name, 1).xy[-20:, 1].mean()
            for name in ("constant rate", "with this schedule")
        )
        return flat, chosen

    flat, halved = last()
    assert halved < 0.1 * flat
    flat, frozen = last(strength=5, lr=0.01)
    assert frozen > 3 * flat
    flat, slowed = last(batch=256, lr=0.05)
    assert slowed > flat


# ---- minibatches


@pytest.mark.parametrize("batch", [1, 4, 32, 128, 256])
def test_gradients_scatter_as_a_sample_without_replacement_does(batch):
    centres = -2.0, 0.5 * CONDITION
    assert AT == (-2.0, 0.5)
    cloud = gradients(batch, seed=1)
    spread = np.sqrt((N - batch) / (N - 1) / batch)  # times the spread of one example, about 1
    assert len(cloud) == CLOUD
    np.testing.assert_allclose(cloud.mean(axis=0), centres, atol=5 * spread)
    np.testing.assert_allclose(
        cloud.std(axis=0), spread * np.array([1, CONDITION]), rtol=0.2, atol=1e-12
    )


def test_the_full_batch_falls_at_every_step_by_the_factors_of_descent():
    examples, loss = descent(256, lr=0.1, seed=5)
    t = np.arange(len(loss))
    want = 0.5 * ((-3.5 * 0.9**t) ** 2 + CONDITION * (1.5 * 0.6**t) ** 2)
    np.testing.assert_allclose(loss, want, rtol=1e-5)
    np.testing.assert_array_equal(examples, 256 * t)
    assert (np.diff(loss) < 0).all()


def test_what_the_lecture_promises_of_minibatches():
    def ends(lr):
        batches = (1, 2, 4, 8, 16, 32, 64, 128, 256)
        return {batch: descent(batch, lr, MinibatchNoise().draw)[1][-1] for batch in batches}

    for lr, best in ((0.1, 32), (0.02, 8)):
        assert min(ends(lr), key=ends(lr).get) == best
    assert [batch for batch, loss in ends(0.4).items() if loss > 0.1] == [1, 2, 4, 8, 16, 32, 64]


# ---- Newton


@pytest.mark.parametrize("name", SURFACES)
def test_the_model_touches_the_surface_to_second_order(name, rng):
    surface, at = SURFACES[name], rng.uniform(-1, 1, 2)
    ways = rng.normal(size=(7, 2))
    ways /= np.linalg.norm(ways, axis=1)[:, None]
    errors = []
    for h in (1e-2, 1e-3):
        near = at + h * ways
        errors.append(np.abs(surface.value(near) - model(surface, at, near)).max())
    assert errors[0] == 0 or errors[1] < 2e-3 * errors[0] + 1e-12  # falls like h^3


@pytest.mark.parametrize("name", SURFACES)
def test_the_model_is_level_at_the_level_point(name, rng):
    surface, at = SURFACES[name], rng.uniform(-1, 1, 2)
    target, h = level_point(surface, at), 1e-4
    for way in np.eye(2):
        ends = [model(surface, at, target + sign * h * way) for sign in (1, -1)]
        assert (ends[0] - ends[1]) / (2 * h) == pytest.approx(0, abs=1e-4)


def test_one_jump_is_enough_in_a_bowl_and_leads_onto_a_saddle():
    bowl = NewtonJump(surface="bowl", at=(1.7, -0.9))
    bowl.act("jump")
    np.testing.assert_allclose(bowl.at, (0, 0), atol=1e-12)
    saddle = NewtonJump(surface="saddle")
    for _ in range(3):
        saddle.act("jump")
    np.testing.assert_allclose(saddle.at, (0, 0), atol=1e-6)
    assert "saddle" in saddle.reading
    assert "arrived" in saddle.reading


def test_a_jump_off_the_picture_is_told_and_not_taken():
    # Just beyond |y| = sqrt(4/3), where the curvature turns, the level point is far away.
    widget = NewtonJump(surface="saddle", at=(1.0, 1.2))
    assert "off the picture" in widget.reading
    widget.act("jump")
    assert widget.at == [1.0, 1.2]


def test_where_the_hessian_has_no_inverse_there_is_no_jump():
    widget = NewtonJump(surface="saddle", at=(1.0, np.sqrt(4 / 3)))
    assert level_point(SURFACES["saddle"], np.array(widget.at)) is None
    assert "no jump" in widget.reading
    widget.act("jump")
    assert widget.at == [1.0, np.sqrt(4 / 3)]


def test_jumps_leave_a_trail_until_the_point_is_moved():
    widget = NewtonJump(surface="bent valley")
    for _ in range(2):
        widget.act("jump")
    assert len(widget._jumps) == 2
    widget.set_state({"at": [0.5, 0.5]})
    assert widget._jumps == []


def test_a_new_surface_brings_its_own_start():
    for change in (
        lambda w: setattr(w, "surface", "bowl"),
        lambda w: w.set_state({"surface": "bowl"}),
    ):
        widget = NewtonJump()
        change(widget)
        assert widget.at == list(Quadratic.start)


@pytest.mark.parametrize(
    ("signs", "word"), [((1, 3), "bowl"), ((-1, 3), "saddle"), ((-1, -3), "hill")]
)
def test_shapes_are_told_by_the_signs_of_the_eigenvalues(signs, word, rng):
    axes = np.linalg.qr(rng.normal(size=(2, 2)))[0]
    assert shape_of(axes @ np.diag(signs) @ axes.T) == word


def test_what_the_lecture_promises_of_newton():
    hill = NewtonJump(surface="four valleys", at=(0.3, -0.5))
    assert "hill" in hill.reading
    assert "leads up" in hill.reading
    beyond = level_point(SURFACES["saddle"], np.array([1.6, 1.3]))
    assert beyond[1] > 2
