"""A student's step or kernels in training: right ones are served, wrong ones are told why."""

import dataclasses

import numpy as np
import pytest
from nn_laws import arrays_of, assert_refused, assert_same, blobs

import course_lib.nn as nn
from course_lib import kernels
from course_lib.errors import CourseError, DtypeError, RangeError, ShapeError
from course_lib.optim import SGD, Momentum, Own

pytestmark = pytest.mark.usefixtures("own_messages")


def small_net(rng, dtype=np.float32):
    layers = {"fc1": nn.Affine(5, 4), "relu": nn.ReLU(), "fc2": nn.Affine(4, 3)}
    return nn.Sequential(layers, rng=rng, dtype=dtype)


def fit(net, optimiser, **settings):
    rng = np.random.default_rng(7)
    trainer = nn.Trainer(optimiser=optimiser, epochs=2, batch=8, **settings)
    return trainer.fit(net, blobs(rng, N=20), rng=rng, watch=())


def fit_step(step, state=None, **settings):
    return fit(small_net(np.random.default_rng(1)), Own(step, state), **settings)


def fit_kernels(kind, forward, backward):
    net = small_net(np.random.default_rng(1)).using(kind, forward=forward, backward=backward)
    return fit(net, SGD(lr=0.1))


def said(error):
    return "\n".join([str(error), *getattr(error, "__notes__", [])])


def names(wrong):
    return [function.__name__ for _, function, _ in wrong]


# Steps: the error, who makes it, words that must be in the message.


def fails(w, dw, state):
    return w @ np.ones((77, 2)), state


def forgets_to_return(w, dw, state):
    w -= 0.1 * dw


def returns_w_alone(w, dw, state):
    return w - 0.1 * dw


def returns_three(w, dw, state):
    return w - 0.1 * dw, state, 0.1


def state_first(w, dw, state):
    return state, w - 0.1 * dw


def summed_away(w, dw, state):
    return (w - 0.1 * dw).sum(axis=0), state  # would broadcast


def one_row_more(w, dw, state):
    return (w - 0.1 * dw)[None], state  # would broadcast


def flattened(w, dw, state):
    return (w - 0.1 * dw).ravel(), state


def a_number(w, dw, state):
    return 0.5, state  # would broadcast


def whole(w, dw, state):
    return (w - 0.1 * dw).astype(int), state


def complex_numbers(w, dw, state):
    return w - 0.1j * dw, state


def words(w, dw, state):
    return "w", state


def counts_from_zero(w, dw, state):
    t = 0
    return w - 0.1 * dw / (1 - 0.9**t), state


def root_of_gradient(w, dw, state):
    return w - 0.1 * np.sqrt(dw), state


def two_arguments(w, dw):
    return w - 0.1 * dw, None


def expects_a_dict(w, dw, state):
    state["v"] = dw
    return w - 0.1 * dw, state


WRONG_STEPS = [
    (CourseError, fails, ("ValueError", "matmul", "w @ np.ones((77, 2))", "w (5, 4)", "dw (5, 4)")),
    (CourseError, forgets_to_return, ("None", "return w, state")),
    (CourseError, returns_w_alone, ("an array (5, 4)", "return w, state")),
    (CourseError, returns_three, ("a tuple of 3", "return w, state")),
    (ShapeError, state_first, ("returned None", "(5, 4)", "return w, state")),
    (ShapeError, summed_away, ("(4,)", "(5, 4)")),
    (ShapeError, one_row_more, ("(1, 5, 4)", "(5, 4)")),
    (ShapeError, flattened, ("(20,)", "(5, 4)")),
    (ShapeError, a_number, ("float", "(5, 4)")),
    (DtypeError, whole, ("int",)),
    (DtypeError, complex_numbers, ("complex",)),
    (ShapeError, words, ("str", "(5, 4)")),
    (RangeError, counts_from_zero, ("infinite", "finite", "(5, 4)")),
    (RangeError, root_of_gradient, ("nan", "finite", "(5, 4)")),
    (CourseError, two_arguments, ("2 positional arguments", "w (5, 4), dw (5, 4), state None")),
    (CourseError, expects_a_dict, ("state None", 'state["v"] = dw')),
]


@pytest.mark.filterwarnings("ignore:divide by zero:RuntimeWarning")
@pytest.mark.parametrize(("error", "step", "words"), WRONG_STEPS, ids=names(WRONG_STEPS))
def test_a_wrong_step_is_told_what_and_why_by_its_name(error, step, words):
    told = said(assert_refused(error, fit_step, step))
    for word in (step.__name__, "fc1.w", *words):
        assert word in told


def test_a_wrong_step_leaves_the_net_as_it_was():
    net = small_net(np.random.default_rng(1))
    before = arrays_of(net)

    def later(w, dw, state):
        w -= 1.0
        return (w, state) if w.ndim > 1 else (w[:1], state)

    assert "fc1.b" in said(assert_refused(ShapeError, fit, net, Own(later)))
    assert_same(arrays_of(net), before)


def test_a_method_goes_by_its_class_and_an_error_further_down_by_its_own_line():
    def rate(w):
        return 0.1 / w["rate"]

    @dataclasses.dataclass
    class Mine:
        def init(self, w):
            return None

        def step(self, w, dw, state):
            return w - rate(w) * dw, state

    told = said(assert_refused(CourseError, fit, small_net(np.random.default_rng(1)), Mine()))
    for word in ("Mine.step", "IndexError", "of rate, `return 0.1 / w["):
        assert word in told


def test_what_is_not_written_yet_stays_not_implemented():
    def stub(w, dw, state):
        raise NotImplementedError

    with pytest.raises(NotImplementedError):
        fit_step(stub)


@pytest.mark.parametrize("kind", [tuple, list])
def test_right_steps_of_any_style_are_plain_descent(kind):
    def pure(w, dw, state):
        return kind((w - 0.1 * dw, state))

    def in_place(w, dw, state):
        dw *= 0.1
        w -= dw
        return kind((w, state))

    def as_list(w, dw, state):
        return kind(((w - 0.1 * dw).tolist(), state))

    def in_float64(w, dw, state):
        return kind((w.astype(np.float64) - 0.1 * dw, state))

    want = small_net(np.random.default_rng(1))
    fit(want, SGD(lr=0.1))
    for step in (pure, in_place, as_list, in_float64):
        net = small_net(np.random.default_rng(1))
        fit(net, Own(step))
        for name, w in want.params.items():
            np.testing.assert_allclose(net.params[name], w, rtol=1e-4, atol=1e-6)


def test_what_a_step_remembers_of_the_weights_stays_as_it_was():
    # Momentum from where w was before: v = (before - w) / lr, so w - lr * dw - rho * (before - w).
    def from_places(w, dw, state):
        before = w if state is None else state
        return w - 0.1 * dw - 0.5 * (before - w), w

    nets = [small_net(np.random.default_rng(1)) for _ in range(2)]
    fit(nets[0], Own(from_places))
    fit(nets[1], Momentum(lr=0.1, rho=0.5))
    for name, w in nets[1].params.items():
        np.testing.assert_allclose(nets[0].params[name], w, rtol=1e-3, atol=1e-5)


def test_a_step_that_runs_away_is_a_state_and_no_fault():
    def steep(w, dw, state):
        return w - np.float32(1e30) * dw, state

    assert fit_step(steep, explode=np.inf).state == "nan"


def test_a_bare_function_and_a_rate_that_is_not_there_are_refused_at_once():
    def step(w, dw, state):
        return w, state

    assert "Own(step" in assert_refused(CourseError, nn.Trainer, optimiser=step).how
    for settings in ({"schedule": lambda epoch: 0.5}, {"rates": {"fc1": 0.1}}):
        error = assert_refused(CourseError, nn.Trainer, optimiser=Own(step), **settings)
        assert "lr" in error.why


# Kernels: the same for an affine layer's forward and backward.


def f_fails(x, w, b):
    return x @ w.T + b, (x, w)


def f_in_a_helper(x, w, b):
    return helped(x, w) + b, (x, w)


def helped(x, w):
    return np.concatenate([x, w]) @ w


def f_none(x, w, b):
    x @ w + b


def f_out_alone(x, w, b):
    return x @ w + b


def f_three(x, w, b):
    return x @ w + b, x, w


def f_cache_first(x, w, b):
    return (x, w), x @ w + b


def f_list(x, w, b):
    return (x @ w + b).tolist(), (x, w)


def f_short(x, w, b):
    return (x @ w + b)[:-1], (x, w)


def f_mean_of_batch(x, w, b):
    return (x @ w + b).mean(axis=0, keepdims=True), (x, w)


def f_number(x, w, b):
    return np.sum(x @ w + b, keepdims=True)[0, 0][...], (x, w)


def f_whole(x, w, b):
    return (x @ w + b).astype(int), (x, w)


def f_complex(x, w, b):
    return x @ w + b + 0j, (x, w)


def f_nan(x, w, b):
    return np.log(x @ w - 100), (x, w)


def f_infinite(x, w, b):
    return np.exp(1e4 * np.abs(x @ w) + 1e4), (x, w)


def f_writes_x(x, w, b):
    x -= 1
    return x @ w + b, (x, w)


def f_writes_w(x, w, b):
    w *= 0.5
    return x @ w + b, (x, w)


def f_two_arguments(x, w):
    return x @ w, x


WRONG_FORWARDS = [
    (CourseError, f_fails, ("ValueError", "matmul", "x @ w.T + b", "x (20, 5), w (5, 4), b (4,)")),
    (CourseError, f_in_a_helper, ("of helped", "np.concatenate([x, w]) @ w", "x (20, 5)")),
    (CourseError, f_none, ("None", "return out, cache")),
    (CourseError, f_out_alone, ("an array (20, 4)", "return out, cache")),
    (CourseError, f_three, ("a tuple of 3", "return out, cache")),
    (CourseError, f_cache_first, ("a tuple of 2 as out", "return out, cache")),
    (CourseError, f_list, ("a list of 20 as out",)),
    (ShapeError, f_short, ("out (19, 4)", "x (20, 5)")),
    (ShapeError, f_mean_of_batch, ("out (1, 4)", "x (20, 5)")),
    (ShapeError, f_number, ("out ()", "x (20, 5)")),
    (DtypeError, f_whole, ("int64",)),
    (DtypeError, f_complex, ("complex64",)),
    (RangeError, f_nan, ("nan", "finite")),
    (RangeError, f_infinite, ("infinite", "finite")),
    (CourseError, f_writes_x, ("writes into", "x -= 1", "copy")),
    (CourseError, f_writes_w, ("writes into", "w *= 0.5", "copy")),
    (CourseError, f_two_arguments, ("2 positional arguments", "x (20, 5), w (5, 4), b (4,)")),
]


@pytest.mark.parametrize(("error", "forward", "words"), WRONG_FORWARDS, ids=names(WRONG_FORWARDS))
def test_a_wrong_forward_is_told_what_and_why_by_its_name(error, forward, words):
    refused = assert_refused(error, fit_kernels, nn.Affine, forward, kernels.affine_backward)
    told = said(refused)
    for word in (forward.__name__, "'fc1'", *words):
        assert word in told


def affine(x, w, b):
    return x @ w + b, (x, w)


def grads(dout, cache):
    x, w = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)


def b_fails(dout, cache):
    x, w = cache
    return dout @ w, x.T @ dout, dout.sum(axis=0)


def b_none(dout, cache):
    grads(dout, cache)


def b_dx_alone(dout, cache):
    return grads(dout, cache)[0]


def b_four(dout, cache):
    return (*grads(dout, cache), 0)


def b_other_order(dout, cache):
    dx, dw, db = grads(dout, cache)
    return dw, dx, db


def b_row(dout, cache):
    dx, dw, db = grads(dout, cache)
    return dx, dw, db[None]


def b_not_summed(dout, cache):
    dx, dw, _ = grads(dout, cache)
    return dx, dw, dout


def b_number(dout, cache):
    dx, dw, db = grads(dout, cache)
    return dx, dw, db.sum()


def b_no_dx(dout, cache):
    return None, *grads(dout, cache)[1:]


def b_list(dout, cache):
    dx, dw, db = grads(dout, cache)
    return dx, dw.tolist(), db


def b_whole(dout, cache):
    dx, dw, db = grads(dout, cache)
    return dx, dw.astype(int), db


def b_complex(dout, cache):
    dx, dw, db = grads(dout, cache)
    return dx + 0j, dw, db


def b_nan(dout, cache):
    dx, dw, db = grads(dout, cache)
    return dx, dw * np.sqrt(-1.0), db


def b_nan_in_dx(dout, cache):
    dx, dw, db = grads(dout, cache)
    return dx * np.nan, dw, db


def b_writes_dout(dout, cache):
    dout /= len(dout)
    return grads(dout, cache)


def b_writes_x(dout, cache):
    cache[0][...] = 0
    return grads(dout, cache)


def b_one_argument(dout):
    return dout


WRONG_BACKWARDS = [
    (CourseError, b_fails, ("ValueError", "matmul", "dout @ w,", "dout (7, 3)")),
    (CourseError, b_none, ("returned None", "return dx")),
    (CourseError, b_dx_alone, ("0 gradients beside dx", "return dx, dw, db")),
    (CourseError, b_four, ("3 gradients beside dx", "return dx, dw, db")),
    (ShapeError, b_other_order, ("dw of shape (7, 4)", "(4, 3)")),
    (ShapeError, b_row, ("db of shape (1, 3)", "(3,)")),
    (ShapeError, b_not_summed, ("db of shape (7, 3)", "(3,)")),
    (ShapeError, b_number, ("db of float32", "(3,)")),
    (ShapeError, b_no_dx, ("dx of NoneType", "(7, 4)")),
    (ShapeError, b_list, ("dw of list", "(4, 3)")),
    (DtypeError, b_whole, ("dw of int64",)),
    (DtypeError, b_complex, ("dx of complex64",)),
    (RangeError, b_nan, ("nan in dw", "finite")),
    (RangeError, b_nan_in_dx, ("nan in dx", "finite")),
    (CourseError, b_writes_dout, ("writes into", "dout /= len(dout)", "copy")),
    (CourseError, b_writes_x, ("writes into", "cache[0][...] = 0", "copy")),
    (CourseError, b_one_argument, ("1 positional argument", "dout (7, 3)")),
]


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
@pytest.mark.parametrize(
    ("error", "backward", "words"), WRONG_BACKWARDS, ids=names(WRONG_BACKWARDS)
)
def test_a_wrong_backward_is_told_what_and_why_by_its_name(error, backward, words):
    told = said(assert_refused(error, fit_kernels, nn.Affine, affine, backward))
    for word in (backward.__name__, "'fc2'", *words):
        assert word in told


def test_a_backward_of_a_layer_that_learns_nothing_returns_one_thing():
    def two(dout, cache):
        return dout, dout

    told = assert_refused(CourseError, fit_kernels, nn.ReLU, kernels.relu_forward, two)
    assert "two" in told.what
    assert "`return dx`" in told.how


def test_in_a_residual_block_the_kernel_and_its_layer_are_named_too():
    def build(backward):
        branch = {"inner": nn.Affine(5, 5, forward=affine, backward=backward)}
        layers = {"block": nn.Residual(branch), "fc": nn.Affine(5, 3)}
        return nn.Sequential(layers, rng=np.random.default_rng(1))

    for error, backward in ((CourseError, b_dx_alone), (ShapeError, b_row), (RangeError, b_nan)):
        with np.errstate(invalid="ignore"):
            told = said(assert_refused(error, fit, build(backward), SGD(lr=0.1)))
        for word in (backward.__name__, "'inner'", "'block'"):
            assert word in told


def test_a_notebook_shows_the_layer_as_well():
    error = assert_refused(CourseError, fit_kernels, nn.Affine, f_out_alone, grads)
    assert "layer 'fc1'" in "\n".join(error._render_traceback_())


def test_running_averages_are_lent_not_given():
    def moving(x, gamma, beta, running, *, train, momentum, eps):
        running.mean[...] = x.mean(axis=0)
        return kernels.batchnorm_forward(
            x, gamma, beta, running, train=train, momentum=momentum, eps=eps
        )

    norm = nn.BatchNorm(5, forward=moving)
    net = nn.Sequential({"norm": norm, "fc": nn.Affine(5, 3)}, rng=np.random.default_rng(1))
    told = assert_refused(CourseError, fit, net, SGD(lr=0.1))
    assert "moving" in told.what
    assert "writes into" in told.what


def test_the_examples_of_dev_are_safe_from_a_kernel_that_writes(rng):
    x, _ = blobs(rng, N=20)
    was = x.copy()
    net = small_net(rng).using(nn.Affine, forward=f_writes_x, backward=grads)
    assert_refused(CourseError, net.predict, x)
    np.testing.assert_array_equal(x, was)


def test_kernels_may_overflow_where_the_net_already_has():
    x, y = blobs(np.random.default_rng(3), N=20)
    net = small_net(np.random.default_rng(1)).using(nn.Affine, forward=affine, backward=grads)
    trainer = nn.Trainer(optimiser=SGD(lr=1e25), epochs=3, batch=8, explode=np.inf)
    assert trainer.fit(net, (x, y), rng=np.random.default_rng(2), watch=()).state == "nan"


def test_an_error_says_who_gave_what_did_not_fit(rng):
    def doubled(x, w, b):
        return np.concatenate([x @ w + b] * 2, axis=1), (x, w)

    net = small_net(rng)
    net = nn.Sequential(
        {**net.layers, "fc1": nn.Affine(5, 4, forward=doubled, backward=grads)}, rng=rng
    )
    told = said(assert_refused(ShapeError, fit, net, SGD(lr=0.1)))
    assert "in layer 'fc2', which was given (20, 8) by 'relu'" in told


def test_an_identity_that_gives_back_what_it_was_given_is_right(rng):
    x, _ = blobs(rng, N=20)
    layers = {
        "same": nn.ReLU(forward=lambda x: (x, None), backward=lambda dout, cache: dout),
        "fc": nn.Affine(5, 3),
    }
    net = nn.Sequential(layers, rng=rng)
    fit(net, SGD(lr=0.1))
    np.testing.assert_array_equal(net.split("same")[0].scores(x), x)
    assert x.flags.writeable
    assert all(a.flags.writeable for a in net.arrays.values())
