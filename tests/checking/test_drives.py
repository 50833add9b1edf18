"""How functions are called: several of them, several times, and what is said when one misfits."""

import inspect

import numpy as np
import pytest

from course_lib import kernels
from course_lib.checking import Case, Exercise, LocalAnswer, Mistake, drives, judge


def square_forward(x, w):
    raise NotImplementedError


def square_backward(dout, cache):
    raise NotImplementedError


def forward(x, w):
    return x**2 @ w, (x, w)


def backward(dout, cache):
    x, w = cache
    return 2 * x * (dout @ w.T), (x**2).T @ dout


def two_forgotten(dout, cache):
    x, w = cache
    return x * (dout @ w.T), (x**2).T @ dout


def cubed(x, w):
    return x**3 @ w, (x, w)


def backward_of_cubed(dout, cache):
    x, w = cache
    return 3 * x**2 * (dout @ w.T), (x**3).T @ dout


def cases(rng):
    return tuple(
        Case((rng.normal(size=(N, M)), rng.normal(size=(N, D)), rng.normal(size=(D, M))))
        for N, D, M in ((1, 2, 3), (4, 3, 2), (2, 5, 7))
    )


SQUARE = Exercise(
    id="square",
    title="Square",
    points=2,
    concepts=(),
    stub=(square_forward, square_backward),
    reference=(forward, backward),
    returns=("out", "dx", "dw"),
    drive=drives.forward_backward,
    own=drives.own_gradients,
    cases=cases,
    hints=("2",),
    mistakes=(Mistake((None, two_forgotten), "The 2 is missing."), Mistake((cubed, None), "x**3")),
)


def look(*functions, exercise=SQUARE):
    answer = functions[0] if len(functions) == 1 else functions
    return judge(exercise, answer, np.random.default_rng(2))


def test_forward_and_backward_are_judged_together():
    assert look(forward, backward).state == "passed"
    verdict = look(forward, two_forgotten)
    assert (verdict.mistake, verdict.leaf) == ("two-forgotten", "dx")
    assert verdict.arguments == ("dout", "x", "w")


def test_every_way_is_whole_with_the_references_of_what_it_leaves_out():
    assert SQUARE.functions == ("square_forward", "square_backward")
    assert SQUARE.right_answers == {"reference": (forward, backward)}
    assert SQUARE.wrong_answers["two-forgotten"] == (forward, two_forgotten)
    assert SQUARE.wrong_answers["cubed"] == (cubed, backward)


@pytest.mark.parametrize("missing", [0, 1])
def test_the_function_that_is_not_written_is_named(missing):
    functions = [forward, backward]
    functions[missing] = SQUARE.stubs[missing]
    verdict = look(*functions)
    assert verdict.state == "not attempted"
    assert f"`{SQUARE.functions[missing]}`" in verdict.message


def test_a_backward_that_fits_its_own_forward_says_mend_forward():
    verdict = look(cubed, backward_of_cubed)
    assert verdict.mistake == "forward-to-mend"
    assert "`square_backward` is right" in verdict.message
    assert "`square_forward`" in verdict.message
    assert look(forward, lambda dout, cache: (dout, dout)).mistake is None


@pytest.mark.parametrize(
    ("functions", "words"),
    [
        ((forward,), "got 1 things"),
        ((forward, np.zeros(3)), "Leave the brackets away"),
        ((lambda x, w: x @ w, backward), "must return two things, out and cache"),
        ((lambda x: x, backward), "takes 1 positional argument"),
        ((forward, lambda dout, cache: backward(dout, cache)[::-1]), "The order is"),
    ],
)
def test_what_does_not_fit_is_told(functions, words):
    verdict = look(*functions)
    assert verdict.state == "wrong"
    assert words in verdict.message


def test_an_error_under_a_drive_is_told_with_the_students_own_line():
    def broken(dout, cache):
        x, _ = cache
        return x @ x

    verdict = look(forward, broken)
    assert verdict.looked == "runs"
    assert "return x @ x" in verdict.message


def test_a_drive_that_finds_what_came_back_wanting_says_no_more_than_that():
    raised = (
        LocalAnswer(lambda x, w: None, backward).call((1, 2, 3), drives.forward_backward).raised
    )
    assert (raised.kind, raised.function, raised.source) == ("AssertionError", "", "")


@pytest.mark.parametrize("seed", [0, 1])
def test_own_gradients_are_those_of_kernels(seed):
    rng = np.random.default_rng(seed)
    x, w, b, dout = (rng.normal(size=s) for s in ((3, 4), (4, 2), (2,), (3, 2)))
    args = (dout, x, w, b)
    answer = LocalAnswer(kernels.affine_forward, kernels.affine_backward)
    exact = answer.call(args, drives.forward_backward).value
    numeric = answer.call(args, drives.own_gradients).value
    for a, n in zip(exact, numeric, strict=True):
        np.testing.assert_allclose(n, a, rtol=1e-6, atol=1e-8)


def test_own_loss_gradient_is_that_of_the_loss():
    def loss(w, x):
        return np.sum((x @ w) ** 3), None

    rng = np.random.default_rng(3)
    w, x = rng.normal(size=(3, 2)), rng.normal(size=(5, 3))
    value, dw = drives.own_loss_gradient(loss, w, x)
    assert value == loss(w, x)[0]
    np.testing.assert_allclose(dw, x.T @ (3 * (x @ w) ** 2), rtol=1e-6)


@pytest.mark.parametrize("name", drives.__all__)
def test_a_drive_is_whole_in_its_source(name):
    alone = {"np": np}
    exec(inspect.getsource(getattr(drives, name)), alone)
    rng = np.random.default_rng(0)
    args = cases(rng)[1].args
    functions = (forward, backward)
    if name == "own_loss_gradient":
        functions, args = ((lambda w, x: (np.sum(x @ w), None)),), (args[2], args[1])
    here = LocalAnswer(*functions).call(args, getattr(drives, name)).value
    there = LocalAnswer(*functions).call(args, alone[name]).value
    for a, b in zip(here, there, strict=True):
        np.testing.assert_array_equal(a, b)


def test_gradients_of_a_loss_that_is_not_the_one_asked_for():
    def loss(w, x):
        raise NotImplementedError

    def right(w, x):
        return np.sum((x @ w) ** 2), 2 * x.T @ (x @ w)

    exercise = Exercise(
        id="loss",
        title="Loss",
        points=1,
        concepts=(),
        stub=loss,
        reference=right,
        returns=("loss", "dw"),
        own=drives.own_loss_gradient,
        cases=lambda rng: (Case((rng.normal(size=4), rng.normal(size=(3, 4)))),),
        hints=("2",),
    )
    own = look(lambda w, x: (np.sum((x @ w) ** 4), 4 * x.T @ (x @ w) ** 3), exercise=exercise)
    assert own.mistake == "forward-to-mend"
    neither = look(lambda w, x: (np.sum((x @ w) ** 4), 2 * x.T @ (x @ w)), exercise=exercise)
    assert (neither.state, neither.leaf, neither.mistake) == ("wrong", "loss", None)


def insists(f, x):
    back = f(x)
    assert back is not None, "Give something back."
    return back


def lends(f, x):
    """A drive that gives the answer something to call, and minds how it is called."""

    def positive(x):
        is_positive = x > 0
        assert is_positive, "Ask for what is positive."
        return x

    return f(positive, x)


def test_what_a_drive_asserts_in_a_function_it_lends_is_told_in_its_own_words():
    def asks(positive, x):
        return positive(-x)

    raised = LocalAnswer(asks).call((1,), lends).raised
    assert raised.message.startswith("Ask for what is positive.")
    assert (raised.function, raised.source) == ("", "")


def test_a_drive_beside_the_answers_in_one_file_is_not_taken_for_the_students_code():
    def nothing(x):
        return None

    def breaks(x):
        return x.nothing

    raised = LocalAnswer(nothing).call((1,), insists).raised
    assert raised.message.startswith("Give something back.")
    assert (raised.function, raised.source) == ("", "")
    raised = LocalAnswer(breaks).call((1,), insists).raised
    assert (raised.function, raised.source) == ("breaks", "return x.nothing")


def test_a_class_may_be_asked_for():
    class Box:
        def __init__(self, x):
            self.x = x

        def doubled(self):
            return self.more() * 2

        def more(self):
            return self.x.nothing

    def doubles(box, x):
        return box(x).doubled()

    raised = LocalAnswer(Box).call((1.0,), doubles).raised
    assert (raised.function, raised.source) == ("more", "return self.x.nothing")


def test_an_answer_without_source_of_its_own_is_told_without_a_line():
    from functools import partial

    raised = LocalAnswer(partial(np.linalg.solve, np.zeros((2, 2)))).call((np.ones(2),)).raised
    assert raised.kind == "LinAlgError"
    assert LocalAnswer(len).call((1,)).raised.function == ""


def test_a_backward_without_a_return_is_told_so():
    def forgets(dout, cache):
        backward(dout, cache)

    message = look(forward, forgets).message
    assert "Nothing came back from `forgets`" in message
    assert "`return` missing" in message
