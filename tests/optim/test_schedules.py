"""Schedules against torch's, and against their formulas at chosen times."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.errors import RangeError
from course_lib.optim.schedules import (
    SCHEDULES,
    ByHand,
    Exponential,
    InverseRoot,
    InverseTime,
    PowerDecay,
    StepDecay,
    WarmupCosine,
)


def torch_rates(torch, make, lr, epochs):
    optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr)
    schedule, rates = make(optimiser), []
    for _ in range(epochs):
        rates.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        with warnings.catch_warnings():  # SequentialLR passes itself a deprecated argument
            warnings.simplefilter("ignore")
            schedule.step()
    return rates


def test_as_torch(torch):
    of = torch.optim.lr_scheduler
    pairs = [
        (StepDecay(lr=0.3, every=4, factor=0.6), lambda o: of.StepLR(o, 4, gamma=0.6)),
        (PowerDecay(lr=0.3, base=0.93), lambda o: of.ExponentialLR(o, 0.93)),
        (
            ByHand(lr=0.3, changes=((3, 0.03), (11, 0.003))),
            lambda o: of.MultiStepLR(o, [3, 11], gamma=0.1),
        ),
        (
            WarmupCosine(lr=0.3, warmup=0, total=17, floor=0.02),
            lambda o: of.CosineAnnealingLR(o, 17, eta_min=0.02),
        ),
        (
            # torch's line starts at a share of the rate and gains a step's worth each step
            WarmupCosine(lr=0.3, warmup=4, total=4 + 13),
            lambda o: of.SequentialLR(
                o,
                [of.LinearLR(o, start_factor=1 / 5, total_iters=4), of.CosineAnnealingLR(o, 13)],
                [4],
            ),
        ),
    ]
    for ours, make in pairs:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            want = torch_rates(torch, make, 0.3, 17)
        np.testing.assert_allclose(
            [ours(t) for t in range(17)], want, rtol=1e-9, err_msg=repr(ours)
        )


def test_formulas_where_they_can_be_read_off():
    assert [StepDecay(lr=8, every=3)(t) for t in range(8)] == [8, 8, 8, 4, 4, 4, 2, 2]
    assert Exponential(lr=0.7, k=math.log(2) / 5)(10) == pytest.approx(0.7 / 4)
    assert [InverseTime(lr=0.6, k=2)(t) for t in (0, 1, 7)] == pytest.approx([0.6, 0.2, 0.04])
    assert [InverseRoot(lr=0.6)(t) for t in (0, 3, 8)] == pytest.approx([0.6, 0.3, 0.2])
    assert PowerDecay(lr=2)(3) == pytest.approx(2 * 0.95**3)
    assert ByHand(lr=0.5)(1e6) == 0.5


def test_warm_up_meets_the_cosine_and_ends_on_the_floor():
    rate = WarmupCosine(lr=0.9, warmup=8, total=50, floor=0.1)
    line = [rate(t) for t in range(9)]
    np.testing.assert_allclose(np.diff(line), 0.1)
    assert line[0] > 0
    assert line[-1] == pytest.approx(0.9)
    assert rate((8 + 50) / 2) == pytest.approx(0.5)  # half-way
    assert rate(50) == rate(5000) == pytest.approx(0.1)


@given(lr=st.floats(1e-4, 10), t=st.floats(0, 1e4), kind=st.sampled_from(SCHEDULES))
def test_every_schedule_scales_with_its_rate(lr, t, kind):
    assert kind(lr=lr)(t) == pytest.approx(lr * kind(lr=1)(t), rel=1e-12, abs=1e-300)


@given(t=st.integers(0, 200), kind=st.sampled_from([k for k in SCHEDULES if k != WarmupCosine]))
def test_all_but_the_warm_up_start_at_their_rate_and_never_rise(t, kind):
    assert kind(lr=0.3)(0) == pytest.approx(0.3)
    assert kind(lr=0.3)(t + 1) <= kind(lr=0.3)(t)


@pytest.mark.parametrize("kind", SCHEDULES)
def test_there_is_no_time_before_the_first_epoch(kind):
    for t in (-1, -0.5, math.nan):
        with pytest.raises(RangeError, match="counted from 0"):
            kind()(t)


@pytest.mark.parametrize("kind", SCHEDULES)
def test_rates_are_above_zero(kind):
    for lr in (0, -1.0, math.nan, math.inf):
        with pytest.raises(RangeError, match="lr"):
            kind(lr=lr)


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        (StepDecay, {"every": 0}),
        (StepDecay, {"every": 2.5}),
        (StepDecay, {"factor": 0}),
        (Exponential, {"k": -1}),
        (InverseTime, {"k": math.nan}),
        (PowerDecay, {"base": 0}),
        (ByHand, {"changes": ((5, 0.1), (5, 0.2))}),
        (ByHand, {"changes": ((0, 0.1),)}),
        (ByHand, {"changes": ((5, 0.0),)}),
        (ByHand, {"changes": ((math.nan, 0.1),)}),
        (WarmupCosine, {"warmup": "5"}),
        (WarmupCosine, {"warmup": math.inf}),
        (WarmupCosine, {"warmup": 100}),
        (WarmupCosine, {"warmup": -1}),
        (WarmupCosine, {"floor": -0.1}),
    ],
)
def test_other_settings_out_of_range(kind, settings):
    with pytest.raises(RangeError, match=next(iter(settings)) + "|total"):
        kind(**settings)
