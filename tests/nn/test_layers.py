import dataclasses

import numpy as np
import pytest
from nn_laws import assert_gradients, assert_refused

import course_lib.nn as nn
from course_lib import kernels
from course_lib.errors import CourseError, RangeError, ShapeError

# Every layer, and the shape of a batch for it: sizes odd and all different.
ROWS, IMAGES = (5, 4), (3, 4, 7, 6)
BRANCH = {"fc1": nn.Affine(4, 3), "norm": nn.BatchNorm(3), "fc2": nn.Affine(3, 4)}
LAYERS = [
    (nn.Affine(4, 3), ROWS),
    (nn.Flatten(), (3, 2, 1, 5)),
    (nn.Sigmoid(), ROWS),
    (nn.Tanh(), ROWS),
    (nn.ReLU(), ROWS),
    (nn.LeakyReLU(0.2), ROWS),
    (nn.PReLU(4), IMAGES),
    (nn.PReLU(), ROWS),
    (nn.ELU(0.7), ROWS),
    (nn.Maxout(2), ROWS),
    (nn.BatchNorm(4, momentum=0.7, eps=1e-3), ROWS),
    (nn.SpatialBatchNorm(4, momentum=0.6, eps=1e-2), IMAGES),
    (nn.LayerNorm(4, eps=1e-3), ROWS),
    (nn.GroupNorm(4, groups=2, eps=1e-3), IMAGES),
    (nn.InstanceNorm(4, eps=1e-3), IMAGES),
    (nn.Dropout(0.7), ROWS),
    (nn.DropConnect(4, 3, keep=0.7), ROWS),
    (nn.Conv1d(4, 3, 2, stride=2, pad=1), (2, 4, 7)),
    (nn.Conv2d(4, 3, 3, stride=2, pad=2), IMAGES),
    (nn.Conv2d(4, 6, (2, 3), pad=(0, 1), dilation=2, groups=2), IMAGES),
    (nn.Conv3d(2, 3, 2, pad=1), (2, 2, 3, 4, 5)),
    (nn.MaxPool2d(2), IMAGES),
    (nn.MaxPool2d(3, stride=2, pad=1), IMAGES),
    (nn.AvgPool2d(3, stride=2, pad=1), IMAGES),
    (nn.GlobalAvgPool(), IMAGES),
    (nn.FractionalMaxPool(1.4), IMAGES),
    (nn.Residual(BRANCH, 0.6), ROWS),
]
IDS = [type(layer).__name__ for layer, _ in LAYERS]


@pytest.mark.parametrize(("layer", "shape"), LAYERS, ids=IDS)
def test_gradients_are_the_derivative_in_training_and_at_test(layer, shape, rng):
    net = nn.Sequential({"it": layer}, rng=rng, dtype=np.float64)
    for a in net.arrays.values():
        a[...] = rng.uniform(0.5, 1.5, a.shape)  # ones and zeros would hide mistakes
    x = rng.normal(size=shape)
    assert_gradients(net, x, rng, train=True)
    assert_gradients(net, x, rng, train=False)


@pytest.mark.parametrize(("layer", "shape"), LAYERS, ids=IDS)
def test_layers_keep_float32_and_leave_their_input_alone(layer, shape, rng):
    net = nn.Sequential({"it": layer}, rng=rng)
    x = rng.normal(size=shape).astype(np.float32)
    was = x.copy()
    for train in (True, False):
        out, tape = net.forward(x, train=train, rng=rng)
        grads = net.backward_to_input(np.ones_like(out), tape)
        assert out.dtype == grads[0].dtype == np.float32
        assert {g.dtype for g in grads[1].values()} <= {np.dtype(np.float32)}
    np.testing.assert_array_equal(x, was)


@pytest.mark.parametrize(("layer", "shape"), LAYERS, ids=IDS)
def test_layers_print_without_addresses_and_are_equal_by_their_settings(layer, shape):
    assert " at 0x" not in repr(layer)
    assert layer == dataclasses.replace(layer)
    with pytest.raises(dataclasses.FrozenInstanceError):
        layer.forward = None


def test_every_public_layer_is_tested():
    public = [getattr(nn, name) for name in nn.__all__]
    kinds = {k for k in public if isinstance(k, type) and issubclass(k, nn.Layer)} - {nn.Layer}
    assert kinds == {type(layer) for layer, _ in LAYERS}


def counting(kernel, calls):
    def mine(*args, **kwargs):
        calls.append(kwargs)
        return kernel(*args, **kwargs)

    return mine


@pytest.mark.parametrize(("layer", "shape"), LAYERS, ids=IDS)
def test_a_kernel_given_in_its_place_is_called_with_the_settings(layer, shape, rng):
    ahead, back = [], []
    mine = dataclasses.replace(
        layer, forward=counting(layer.forward, ahead), backward=counting(layer.backward, back)
    )
    theirs = nn.Sequential({"it": layer}, rng=np.random.default_rng(1), dtype=np.float64)
    ours = nn.Sequential({"it": mine}, rng=np.random.default_rng(1), dtype=np.float64)
    x = rng.normal(size=shape)
    results = []
    for net in (theirs, ours):
        out, tape = net.forward(x, train=True, rng=np.random.default_rng(2))
        results.append((out, *net.backward_to_input(out, tape)))
    np.testing.assert_array_equal(results[0][0], results[1][0])
    np.testing.assert_array_equal(results[0][1], results[1][1])
    assert len(ahead) == len(back) == 1
    settings = layer.settings()
    assert {key: ahead[0][key] for key in settings} == settings


def test_using_puts_a_students_kernels_into_every_layer_of_a_kind_on_the_same_arrays(rng):
    def forward(x, w, b):
        return x @ w + b, (x, w)

    def backward(dout, cache):
        x, w = cache
        return dout @ w.T, x.T @ dout, dout.sum(axis=0)

    net = nn.two_layer_net(6, 5, 3, rng=rng, dtype=np.float64)
    ahead, back = [], []
    mine = net.using(nn.Affine, forward=counting(forward, ahead), backward=counting(backward, back))
    x = rng.normal(size=(4, 6))
    out, tape = mine.forward(x, train=True)
    grads = mine.backward(out, tape)
    assert (len(ahead), len(back)) == (2, 2)
    theirs, tape = net.forward(x, train=True)
    np.testing.assert_allclose(out, theirs)
    for name, dw in net.backward(theirs, tape).items():
        np.testing.assert_allclose(grads[name], dw)
    assert mine.params["affine1.w"] is net.params["affine1.w"]
    assert_refused(CourseError, net.using, nn.Conv2d, forward=forward, backward=backward)


@pytest.mark.usefixtures("own_messages")
def test_a_students_kernel_that_returns_the_wrong_things_is_told_so(rng):
    x, good = np.ones((2, 3)), kernels.affine_forward
    wrong_forwards = [
        lambda x, w, b: x @ w + b,
        lambda x, w, b: None,
        lambda x, w, b: (x @ w + b, x, w),
        lambda x, w, b: ((x, w), x @ w + b),
    ]
    for forward in wrong_forwards:
        net = nn.Sequential({"fc": nn.Affine(3, 4, forward=forward)}, rng=rng, dtype=float)
        error = assert_refused(CourseError, net.forward, x, train=True)
        assert "'fc'" in error.__notes__[0]
    wrong_backwards = {
        CourseError: [lambda dout, cache: dout, lambda dout, cache: (dout, dout)],
        ShapeError: [
            lambda dout, cache: (cache.x, cache.w.T, dout[0]),
            lambda dout, cache: (cache.x, cache.w, dout),
            lambda dout, cache: (cache.x, cache.w, 1.0),
            lambda dout, cache: (cache.w, cache.w, dout[0]),
        ],
    }
    for error, backwards in wrong_backwards.items():
        for backward in backwards:
            layer = nn.Affine(3, 4, forward=good, backward=backward)
            net = nn.Sequential({"fc": layer}, rng=rng, dtype=float)
            out, tape = net.forward(x, train=True)
            told = assert_refused(error, net.backward_to_input, out, tape)
            assert "'fc'" in told.__notes__[0]


@pytest.mark.usefixtures("own_messages")
def test_our_backward_refuses_the_cache_of_a_students_forward(rng):
    def rows(x):
        return x.reshape(len(x), -1), x.shape

    x = np.ones((2, 3, 2))
    for layer in (nn.Flatten(forward=rows), nn.ReLU(forward=lambda x: (np.maximum(x, 0), x))):
        net = nn.Sequential({"it": layer}, rng=rng, dtype=float)
        out, tape = net.forward(x, train=True)
        error = assert_refused(CourseError, net.backward_to_input, out, tape)
        assert "a backward of your own" in error.how
        assert "'it'" in error.__notes__[0]


@pytest.mark.usefixtures("own_messages")
def test_a_batchnorm_kernel_without_running_averages_is_told_so(rng):
    def forward(x, gamma, beta, running, *, train, momentum, eps):
        return x * gamma + beta, (x, gamma)

    net = nn.Sequential({"norm": nn.BatchNorm(3, forward=forward)}, rng=rng, dtype=float)
    assert "running" in assert_refused(CourseError, net.forward, np.ones((2, 3)), train=True).what


def test_batchnorm_moves_its_averages_in_training_only(rng):
    net = nn.Sequential({"norm": nn.BatchNorm(3, momentum=0.6)}, rng=rng, dtype=np.float64)
    x = rng.normal(2.0, 3.0, size=(7, 3))
    net.forward(x, train=False)
    np.testing.assert_array_equal(net.buffers["norm.mean"], 0)
    net.forward(x, train=True)
    np.testing.assert_allclose(net.buffers["norm.mean"], 0.4 * x.mean(axis=0))
    np.testing.assert_allclose(net.buffers["norm.var"], 0.6 + 0.4 * x.var(axis=0))


def test_dropout_is_random_in_training_alone_and_repeats_with_its_generator(rng):
    net = nn.Sequential({"drop": nn.Dropout(0.5)}, rng=rng)
    x = np.ones((9, 11), np.float32)
    first, again, other = (
        net.forward(x, train=True, rng=np.random.default_rng(seed))[0] for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()
    np.testing.assert_array_equal(net.forward(x, train=False)[0], x)


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize("layer", [nn.Dropout(0.5), nn.DropConnect(3, 2)])
def test_randomness_without_a_generator_is_refused(layer, rng):
    net = nn.Sequential({"it": layer}, rng=rng)
    assert_refused(CourseError, net.forward, np.ones((2, 3), np.float32), train=True)


def test_fractional_pooling_draws_anew_in_training_and_never_at_test(rng):
    net = nn.Sequential({"pool": nn.FractionalMaxPool(1.5)}, rng=rng, dtype=np.float64)
    x = rng.normal(size=(300, 1, 9, 8))  # more than are looked at together at test
    first, again, other = (
        net.forward(x, train=True, rng=np.random.default_rng(seed))[0] for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()
    assert first.shape == (300, 1, 5, 4)
    one_by_one = np.concatenate([net.scores(image[None]) for image in x])
    np.testing.assert_array_equal(net.scores(x), one_by_one)


def test_a_kernel_is_spared_the_gradient_that_nobody_needs(rng):
    asked = []

    def backward(dout, cache, *, need_dx=True):
        asked.append(need_dx)
        return kernels.conv2d_backward(dout, cache, need_dx=need_dx)

    layers = {
        "conv1": nn.Conv2d(2, 3, 3, pad=1, backward=backward),
        "conv2": nn.Conv2d(3, 2, 3, backward=backward),
    }
    net = nn.Sequential(layers, rng=rng, dtype=np.float64)
    out, tape = net.forward(rng.normal(size=(2, 2, 6, 5)), train=True)
    net.backward(out, tape)
    assert asked == [True, False]
    net.backward_to_input(out, tape)
    assert asked[2:] == [True, True]
    nn.freeze(net, "conv1")
    assert list(net.backward(out, tape)) == ["conv2.w", "conv2.b"]
    assert asked[4:] == [False]


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize(
    "make",
    [
        lambda: nn.Affine(0, 3),
        lambda: nn.Affine(3, 2.0),
        lambda: nn.Affine(True, 2),
        lambda: nn.PReLU(0),
        lambda: nn.BatchNorm(-1),
        lambda: nn.Conv2d(0, 3, 3),
        lambda: nn.Conv2d(3, 3, 3, groups=0),
    ],
)
def test_sizes_that_count_nothing_are_refused(make):
    assert_refused(RangeError, make)
