"""What the tests of nets share: a derivative of their own, small data, how errors must read."""

import numpy as np
import pytest

from course_lib.errors import CourseError
from course_lib.nn import Affine, BatchNorm, Dropout, ReLU, Sequential


def central_difference(f, a, h=1e-6):
    """The derivative of f() at every number of float64 `a`, which f reads; by its definition."""
    grad = np.empty_like(a)
    for i in np.ndindex(a.shape):
        was = a[i]
        a[i] = was + h
        above = f()
        a[i] = was - h
        below = f()
        a[i] = was
        grad[i] = (above - below) / (2 * h)
    return grad


def assert_gradients(net, x, rng, *, train=True, seed=3, rtol=1e-5, atol=1e-7):
    """Hold every gradient of `net`, and the one at its input, to the derivative of its forward."""

    def out():
        return net.forward(x, train=train, rng=np.random.default_rng(seed))

    scores, _ = out()
    dout = rng.normal(size=scores.shape)
    # Training moves running averages, which the output of training does not depend on.
    tape = out()[1]
    dx, grads = net.backward_to_input(dout, tape)
    assert list(grads) == list(net.trainable())
    for name, grad in [("input", dx), *grads.items()]:
        a = x if name == "input" else net.params[name]
        want = central_difference(lambda: float((out()[0] * dout).sum()), a)
        np.testing.assert_allclose(grad, want, rtol=rtol, atol=atol, err_msg=name)
    alone = net.backward(dout, tape)
    for name in grads:
        np.testing.assert_array_equal(alone[name], grads[name])


def blobs(rng, N=90, D=5, C=3, dtype=np.float32):
    """Points around C middles, so that a small net learns them in an epoch or two."""
    y = rng.integers(0, C, N)
    x = 3 * rng.normal(size=(C, D))[y] + rng.normal(size=(N, D))
    return x.astype(dtype), y


def noisy_net(rng, D=5, C=3, dtype=np.float32):
    """A net with everything that a run must remember: weights, averages, randomness."""
    layers = {
        "affine1": Affine(D, 7),
        "norm": BatchNorm(7),
        "relu": ReLU(),
        "dropout": Dropout(0.8),
        "affine2": Affine(7, C),
    }
    return Sequential(layers, rng=rng, dtype=dtype)


def arrays_of(net):
    return {name: a.copy() for name, a in net.arrays.items()}


def assert_same(left, right):
    """The same names in the same order, the same dtypes, the same bits."""
    assert list(left) == list(right)
    for name in left:
        assert left[name].dtype == right[name].dtype
        np.testing.assert_array_equal(left[name], right[name], err_msg=name)


def assert_refused(error, call, *args, **kwargs):
    """`call` raises `error`, which says what, why and how; gives the error."""
    with pytest.raises(CourseError) as caught:
        call(*args, **kwargs)
    assert type(caught.value) is error, caught.value
    for sentence in (caught.value.what, caught.value.why, caught.value.how):
        assert len(sentence.split()) >= 3
    return caught.value
