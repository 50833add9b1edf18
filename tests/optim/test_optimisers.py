"""Rules against torch, closed forms, the papers' identities, and their own twins in place."""

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.errors import CourseError, DtypeError, RangeError, ShapeError
from course_lib.optim import _checks
from course_lib.optim.optimisers import (
    OPTIMISERS,
    SGD,
    AdaGrad,
    Adam,
    AdamW,
    Momentum,
    Nesterov,
    NesterovLookahead,
    RMSProp,
)

# Nothing at its default: a setting that is not read would show.
RULES = [
    SGD(lr=0.31),
    Momentum(lr=0.17, rho=0.83),
    Momentum(lr=0.17, rho=0.83, averaged=True),
    NesterovLookahead(lr=0.13, rho=0.77),
    Nesterov(lr=0.13, rho=0.77),
    AdaGrad(lr=0.23, eps=1e-2),
    RMSProp(lr=0.07, beta2=0.61, eps=1e-2),
    Adam(lr=0.11, beta1=0.62, beta2=0.71, eps=1e-2),
    Adam(lr=0.11, beta1=0.62, beta2=0.71, eps=1e-2, corrected=False),
    AdamW(lr=0.11, beta1=0.62, beta2=0.71, eps=1e-2, decay=0.3),
]
every_rule = pytest.mark.parametrize("rule", RULES, ids=repr)


def path(rule, w, gradients):
    """Weights after each step, by the pure rule."""
    state, out = rule.init(w), []
    for dw in gradients:
        w, state = rule.step(w, dw, state)
        out.append(w)
    return np.array(out)


def torch_rules(torch):
    optim = torch.optim
    return [
        (SGD(lr=0.31), optim.SGD, {"lr": 0.31}),
        (Momentum(lr=0.17, rho=0.83), optim.SGD, {"lr": 0.17, "momentum": 0.83}),
        (
            Nesterov(lr=0.13, rho=0.77),
            optim.SGD,
            {"lr": 0.13, "momentum": 0.77, "nesterov": True},
        ),
        (AdaGrad(lr=0.23, eps=1e-2), optim.Adagrad, {"lr": 0.23, "eps": 1e-2}),
        (
            RMSProp(lr=0.07, beta2=0.61, eps=1e-2),
            optim.RMSprop,
            {"lr": 0.07, "alpha": 0.61, "eps": 1e-2},
        ),
        (
            Adam(lr=0.11, beta1=0.62, beta2=0.71, eps=1e-2),
            optim.Adam,
            {"lr": 0.11, "betas": (0.62, 0.71), "eps": 1e-2},
        ),
        (
            AdamW(lr=0.11, beta1=0.62, beta2=0.71, eps=1e-2, decay=0.3),
            optim.AdamW,
            {"lr": 0.11, "betas": (0.62, 0.71), "eps": 1e-2, "weight_decay": 0.3},
        ),
    ]


def test_seven_steps_as_torch(torch, rng):
    w, gradients = rng.normal(size=(3, 5)), rng.normal(size=(7, 3, 5))
    for rule, theirs, settings in torch_rules(torch):
        tw = torch.tensor(w, requires_grad=True)
        optimiser, want = theirs([tw], **settings), []
        for dw in gradients:
            tw.grad = torch.tensor(dw)
            optimiser.step()
            want.append(tw.detach().numpy().copy())
        np.testing.assert_allclose(path(rule, w, gradients), want, rtol=1e-12, err_msg=repr(rule))


def test_defaults_as_torch(torch, rng):
    w, gradients = rng.normal(size=(3, 5)), rng.normal(size=(4, 3, 5))
    for rule, theirs in [(Adam(), torch.optim.Adam), (AdamW(), torch.optim.AdamW)]:
        tw = torch.tensor(w, requires_grad=True)
        optimiser = theirs([tw])
        for dw in gradients:
            tw.grad = torch.tensor(dw)
            optimiser.step()
        got = path(rule, w, gradients)[-1]
        np.testing.assert_allclose(got, tw.detach().numpy(), rtol=1e-12)


@given(
    lr=st.floats(0.01, 1.9), h=st.floats(0.01, 1.0), w0=st.floats(-3, 3), steps=st.integers(0, 30)
)
def test_sgd_on_a_parabola_shrinks_the_error_by_a_factor_each_step(lr, h, w0, steps):
    rule, w = SGD(lr=lr), np.array([w0])
    for _ in range(steps):
        w, _ = rule.step(w, h * w, rule.init(w))
    np.testing.assert_allclose(w, (1 - lr * h) ** steps * w0, rtol=1e-9, atol=1e-12)


def test_momentum_on_a_parabola_follows_its_recurrence():
    # w(t+1) = (1 + rho - lr*h) w(t) - rho w(t-1), solved by the roots of its polynomial.
    lr, rho, h, w0 = 0.3, 0.6, 1.7, 2.5
    r1, r2 = np.roots([1, -(1 + rho - lr * h), rho])
    w1 = (1 - lr * h) * w0
    a, b = np.linalg.solve([[1, 1], [r1, r2]], [w0, w1])
    w, rule = np.array([w0]), Momentum(lr=lr, rho=rho)
    state = rule.init(w)
    for t in range(1, 12):
        w, state = rule.step(w, h * w, state)
        np.testing.assert_allclose(w, (a * r1**t + b * r2**t).real, rtol=1e-10)


def test_velocity_is_the_weighted_sum_of_all_gradients(rng):
    gradients, rho = rng.normal(size=(6, 4)), 0.83
    want = sum(rho ** (5 - i) * dw for i, dw in enumerate(gradients))
    for rule, share in [
        (Momentum(lr=0.2, rho=rho), 1),
        (Momentum(lr=0.2, rho=rho, averaged=True), 1 - rho),
    ]:
        state = rule.init(np.zeros(4))
        for dw in gradients:
            _, state = rule.step(np.zeros(4), dw, state)
        np.testing.assert_allclose(state.v, share * want, rtol=1e-12)


def test_both_momenta_are_one_at_rates_that_make_up_for_the_share(rng):
    w, gradients = rng.normal(size=5), rng.normal(size=(8, 5))
    plain = path(Momentum(lr=0.02, rho=0.8), w, gradients)
    averaged = path(Momentum(lr=0.02 / (1 - 0.8), rho=0.8, averaged=True), w, gradients)
    np.testing.assert_allclose(averaged, plain, rtol=1e-12)


def test_nesterovs_two_forms_are_one_under_the_change_of_variables(rng):
    curvature = rng.uniform(0.2, 2, size=5)
    ahead, moved = NesterovLookahead(lr=0.1, rho=0.85), Nesterov(lr=0.1, rho=0.85)
    w = x = rng.normal(size=5)
    w_state, x_state = ahead.init(w), moved.init(x)
    for _ in range(20):
        w, w_state = ahead.step(w, np.sin(curvature * ahead.lookahead(w, w_state)), w_state)
        x, x_state = moved.step(x, np.sin(curvature * x), x_state)
        np.testing.assert_allclose(ahead.lookahead(w, w_state), x, rtol=1e-12)


def test_without_friction_lost_momentum_is_descent(rng):
    w, gradients = rng.normal(size=5), rng.normal(size=(4, 5))
    want = path(SGD(lr=0.2), w, gradients)
    for rule in (Momentum, Nesterov, NesterovLookahead):
        np.testing.assert_allclose(path(rule(lr=0.2, rho=0), w, gradients), want, rtol=1e-14)


def test_adagrads_steps_for_one_gradient_go_as_one_over_the_root_of_time():
    w = path(AdaGrad(lr=0.3, eps=0), np.zeros(1), np.full((9, 1), -2.0))[:, 0]
    np.testing.assert_allclose(np.diff(w, prepend=0), 0.3 / np.sqrt(np.arange(1, 10)), rtol=1e-12)


def test_rmsprops_squares_forget():
    rule, state = RMSProp(beta2=0.7), RMSProp(beta2=0.7).init(np.zeros(2))
    for _ in range(5):
        _, state = rule.step(np.zeros(2), np.array([3.0, -2.0]), state)
    np.testing.assert_allclose(state.v, (1 - 0.7**5) * np.array([9.0, 4.0]), rtol=1e-12)


@pytest.mark.parametrize("rule", [Adam, AdamW])
def test_adams_first_step_is_the_rate_whatever_the_gradient(rule, rng):
    dw = rng.normal(size=7) * 10.0 ** rng.integers(-6, 6, size=7)
    settings = {} if rule is Adam else {"decay": 0}
    opt = rule(lr=0.03, beta1=0.62, beta2=0.71, eps=0, **settings)
    w, _ = opt.step(np.zeros(7), dw, opt.init(np.zeros(7)))
    np.testing.assert_allclose(w, -0.03 * np.sign(dw), rtol=1e-12)


def test_without_correction_the_first_step_is_off_by_the_ratio_of_the_shares():
    opt = Adam(lr=1e-3, eps=0, corrected=False)
    w, _ = opt.step(np.zeros(1), np.array([5.0]), opt.init(np.zeros(1)))
    np.testing.assert_allclose(w, -1e-3 * 0.1 / np.sqrt(0.001), rtol=1e-10)


def test_correction_makes_the_moments_of_a_constant_exact_at_every_step():
    opt = Adam(beta1=0.62, beta2=0.71)
    state, dw = opt.init(np.zeros(1)), np.array([-3.0])
    for t in range(1, 7):
        _, state = opt.step(np.zeros(1), dw, state)
        m_share, v_share = opt.corrections(t)
        assert state.t == t
        np.testing.assert_allclose([state.m / m_share, state.v / v_share], [dw, dw**2], rtol=1e-12)


def test_decay_is_decoupled_from_the_gradients_size(rng):
    w, gradients = rng.normal(size=5), rng.normal(size=(4, 5))
    rule = AdamW(lr=0.1, decay=0.2, eps=0)
    np.testing.assert_allclose(path(rule, w, 100 * gradients), path(rule, w, gradients), rtol=1e-10)
    still = path(replace(rule, eps=1e-8), w, np.zeros((4, 5)))
    np.testing.assert_allclose(still[-1], w * (1 - 0.1 * 0.2) ** 4, rtol=1e-12)


def assert_same_step(rule, w, state, want, want_state):
    """The same bits, but for the weights of Adam: in place it does not write down m_hat, v_hat."""
    rounding = 8 * np.finfo(w.dtype).eps if isinstance(rule, Adam) else 0
    np.testing.assert_allclose(w, want, rtol=rounding, atol=rounding)
    for got, wanted in zip(state, want_state, strict=True):
        np.testing.assert_array_equal(got, wanted)


@every_rule
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(7,), (3, 5), (2, 3, 1, 4), (0,), (1,), (3, 0)])
def test_in_place_is_the_pure_step(rule, dtype, shape, rng):
    w = rng.normal(size=shape).astype(dtype)
    w_, state, state_ = w.copy(), rule.init(w), rule.init(w)
    for _ in range(4):
        dw = rng.normal(size=shape).astype(dtype)
        w, state = rule.step(w, dw, state)
        state_ = rule.step_(w_, dw, state_)
        assert_same_step(rule, w_, state_, w, state)
        assert w.dtype == w_.dtype == dtype


@every_rule
def test_in_place_in_pieces_and_over_any_strides(rule, rng, monkeypatch):
    monkeypatch.setattr(_checks, "PIECE", 10)
    layouts = [
        rng.normal(size=(7, 5)),
        rng.normal(size=(5, 7)).T,
        rng.normal(size=(14, 15))[::2, ::-3],
        rng.normal(size=(3, 5, 7)).transpose(1, 2, 0),
        rng.normal(size=(2, 13)),  # a row alone is longer than a piece
        rng.normal(size=23),
    ]
    for w in layouts:
        w_ = w.copy(order="K") if w.base is None else w
        dw = np.asfortranarray(rng.normal(size=w.shape))
        want, want_state = w.copy(), rule.init(w.copy())
        state = rule.init(w_)
        for _ in range(3):
            want, want_state = rule.step(want, dw, want_state)
            state = rule.step_(w_, dw, state)
        assert_same_step(rule, w_, state, want, want_state)


def test_a_million_weights_in_place_need_little_more_memory():
    import tracemalloc

    w = np.zeros(10**6, np.float32)
    opt = Adam()
    state = opt.init(w)
    tracemalloc.start()
    opt.step_(w, w + 1, state)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < w.nbytes + 2**20  # w + 1, and two pieces of scratch


@every_rule
def test_pure_leaves_its_arguments_alone(rule, rng):
    w, dw = rng.normal(size=(3, 5)), rng.normal(size=(3, 5))
    _, state = rule.step(w, dw, rule.init(w))
    given_ = [w, dw, *(a for a in state if isinstance(a, np.ndarray))]
    kept = [a.copy() for a in given_]
    for a in given_:
        a.flags.writeable = False
    new_w, new_state = rule.step(w, dw, state)
    for a, before in zip(given_, kept, strict=True):
        np.testing.assert_array_equal(a, before)
    assert not any(np.shares_memory(a, b) for a in (new_w, *new_state[:2]) for b in (w, dw))


@every_rule
def test_numpy_numbers_as_settings_do_not_widen_float32(rule):
    drawn = replace(rule, lr=np.float64(rule.lr))
    w, _ = drawn.step(np.ones(3, np.float32), np.ones(3, np.float32), drawn.init(np.ones(3, "f4")))
    assert w.dtype == np.float32
    assert drawn == rule


@every_rule
def test_a_wider_gradient_is_taken_in_the_dtype_of_the_weights(rule, rng):
    w, dw = rng.normal(size=5).astype(np.float32), rng.normal(size=5)
    got, _ = rule.step(w, dw, rule.init(w))
    want, _ = rule.step(w, dw.astype(np.float32), rule.init(w))
    assert got.dtype == np.float32
    np.testing.assert_array_equal(got, want)


@every_rule
def test_nan_in_the_gradient_reaches_the_weights_and_only_its_own(rule):
    w, _ = rule.step(np.ones(3), np.array([1, np.nan, 1]), rule.init(np.ones(3)))
    np.testing.assert_array_equal(np.isnan(w), [False, True, False])


@pytest.mark.usefixtures("own_messages")
@every_rule
class TestRefusals:
    def test_a_gradient_of_another_shape(self, rule):
        w = np.zeros((3, 5))
        for dw in (np.zeros((5, 3)), np.zeros((3, 1)), np.zeros(5), np.zeros((1, 3, 5))):
            for step in (rule.step, rule.step_):
                with pytest.raises(ShapeError, match="every weight moves by its own gradient"):
                    step(w, dw, rule.init(w))

    def test_a_state_of_other_weights(self, rule):
        state = rule.init(np.zeros(4))
        if not state:
            return  # plain descent has none
        for step in (rule.step, rule.step_):
            with pytest.raises(ShapeError, match=r"init\(w\)"):
                step(np.zeros(3), np.zeros(3), state)

    def test_a_state_of_other_floats(self, rule):
        state = rule.init(np.zeros(3))
        if not state:
            return  # plain descent has none
        for step in (rule.step, rule.step_):
            with pytest.raises(DtypeError, match="float32 and a state of float64"):
                step(np.zeros(3, np.float32), np.zeros(3, np.float32), state)

    def test_settings_that_are_no_numbers(self, rule):
        for lr in ("0.1", None, True, 1j):
            with pytest.raises(RangeError, match="lr"):
                replace(rule, lr=lr)

    def test_weights_that_are_no_floats(self, rule):
        for w in (np.zeros(3, int), np.zeros(3, complex), [1.0, 2.0], np.zeros(3, bool), None):
            with pytest.raises(DtypeError, match="floats"):
                rule.init(w)
        with pytest.raises(DtypeError, match="floats"):
            rule.step(np.zeros(3), np.zeros(3, int), rule.init(np.zeros(3)))

    def test_a_lone_number(self, rule):
        with pytest.raises(ShapeError, match="w\\[None\\]"):
            rule.init(np.array(1.0))

    def test_read_only_weights_in_place_before_anything_is_written(self, rule):
        w = np.ones(3)
        state = rule.init(w)
        kept = [np.copy(a) for a in state]
        w.flags.writeable = False
        with pytest.raises(CourseError, match="read-only"):
            rule.step_(w, np.ones(3), state)
        for a, before in zip(state, kept, strict=True):
            np.testing.assert_array_equal(a, before)

    def test_settings_out_of_range(self, rule):
        bad = {
            "lr": (-0.1, np.nan, np.inf),
            "rho": (1, -0.1, 1.5, np.nan),
            "beta1": (1, -0.1, np.nan),
            "beta2": (1, -0.1, np.nan),
            "eps": (-1e-8, np.nan),
            "decay": (-1, np.inf),
        }
        for name, values in bad.items():
            for value in values if hasattr(rule, name) else ():
                with pytest.raises(RangeError, match=name):
                    replace(rule, **{name: float(value)})

    def test_settings_cannot_be_misspelt_or_changed(self, rule):
        with pytest.raises(TypeError):
            type(rule)(learning_rate=0.1)
        with pytest.raises(FrozenInstanceError):
            rule.lr = 0.5


def test_every_optimiser_goes_down_from_its_defaults():
    for cls in OPTIMISERS:
        rule, w = cls(), np.array([3.0, -2.0])
        state = rule.init(w)
        for _ in range(200):
            w, state = rule.step(w, w * [1, 4], state)
        assert (w**2 * [1, 4]).sum() < 0.95 * (9 + 16), cls
