"""What the kernel tests share: a derivative of their own, sizes to draw, how errors must read."""

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st

from course_lib.errors import CourseError

drawn = settings(max_examples=20, deadline=None, database=None)
sizes = st.integers(1, 5)
seeds = st.integers(0, 2**32 - 1)
dtypes = st.sampled_from([np.float32, np.float64])


def central_difference(f, x, dout, h=1e-6):
    """The derivative of sum(f(x) * dout) at every number of float64 `x`, by its definition."""
    grad = np.empty_like(x)
    for i in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[i] += h
        below[i] -= h
        grad[i] = ((f(above) - f(below)) * dout).sum() / (2 * h)
    return grad


def assert_backward(forward, backward, *args, rng, h=1e-6, rtol=1e-5, atol=1e-7):
    """Hold every gradient that `backward` returns to the derivative of `forward` at that argument.

    Each array of `args` is one that forward is differentiated at; none may be changed.
    """
    before = [a.copy() for a in args]
    out, cache = forward(*args)
    dout = rng.normal(size=out.shape)
    dout_before = dout.copy()
    grads = backward(dout, cache)
    grads = grads if isinstance(grads, tuple) and len(args) > 1 else (grads,)
    assert len(grads) == len(args)
    for i, (a, grad) in enumerate(zip(args, grads, strict=True)):

        def at(value, i=i):
            return forward(*args[:i], value, *args[i + 1 :])[0]

        assert grad.shape == a.shape
        assert grad.dtype == a.dtype
        want = central_difference(at, a, dout, h)
        np.testing.assert_allclose(grad, want, rtol=rtol, atol=atol, err_msg=f"argument {i}")
    for a, was in zip((*args, dout), (*before, dout_before), strict=True):
        np.testing.assert_array_equal(a, was, err_msg="an input was changed")
    again = backward(dout, cache)
    again = again if isinstance(again, tuple) and len(args) > 1 else (again,)
    for first, second in zip(grads, again, strict=True):
        np.testing.assert_array_equal(first, second, err_msg="a second backward differs")


def strided(a, rng):
    """The same numbers in an odd place: every other one of a reversed, transposed array."""
    order = rng.permutation(a.ndim)
    big = np.zeros([2 * n for n in np.array(a.shape)[order]], a.dtype)
    view = big[tuple(slice(None, None, -2) for _ in order)].transpose(np.argsort(order))
    view[...] = a
    assert view.shape == a.shape
    return view


def assert_refused(error, call, *args, **kwargs):
    """`call` raises `error`, which says what, why and how; gives the error."""
    with pytest.raises(error) as caught:
        call(*args, **kwargs)
    assert isinstance(caught.value, CourseError)
    assert type(caught.value) is error
    for sentence in (caught.value.what, caught.value.why, caught.value.how):
        assert len(sentence.split()) >= 3
    return caught.value
