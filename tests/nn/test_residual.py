import numpy as np
import pytest
from nn_laws import assert_gradients, assert_refused, assert_same, blobs

import course_lib.nn as nn
from course_lib.errors import CourseError, RangeError, ShapeError
from course_lib.kernels import affine_backward, affine_forward
from course_lib.optim import Adam


def block(keep=1.0):
    branch = {"fc1": nn.Affine(5, 7), "norm": nn.BatchNorm(7), "relu": nn.ReLU()}
    return nn.Residual(branch | {"fc2": nn.Affine(7, 5)}, keep)


def deep_net(rng, keep=1.0, dtype=np.float64):
    return nn.Sequential({"block": block(keep), "head": nn.Affine(5, 3)}, rng=rng, dtype=dtype)


def branch_of(net):
    """The branch as a net of its own, on copies of the same arrays."""
    alone = nn.Sequential(net.layers["block"].branch, rng=np.random.default_rng(0), dtype=net.dtype)
    inner = {n.removeprefix("block."): a for n, a in net.arrays.items() if n.startswith("block.")}
    alone.put(inner)
    return alone


def test_what_comes_out_is_what_went_in_and_what_the_branch_makes_of_it(rng):
    net = nn.Sequential({"block": block()}, rng=rng, dtype=np.float64)
    x = rng.normal(size=(6, 5))
    alone = branch_of(net)
    np.testing.assert_allclose(net.scores(x), x + alone.scores(x))
    # Without stochastic depth nothing is random, so no generator is asked for.
    out, _ = net.forward(x, train=True)
    want, _ = alone.forward(x, train=True)
    np.testing.assert_allclose(out, x + want)
    np.testing.assert_array_equal(net.buffers["block.norm.mean"], alone.buffers["norm.mean"])
    assert (net.buffers["block.norm.mean"] != 0).all()


def test_in_training_each_example_has_its_whole_branch_or_none(rng):
    net = nn.Sequential({"block": block(keep=0.75)}, rng=rng, dtype=np.float64)
    x = rng.normal(size=(400, 5))
    added = net.forward(x, train=True, rng=rng)[0] - x
    branch, _ = branch_of(net).forward(x, train=True)
    lost = (added == 0).all(axis=1)
    np.testing.assert_allclose(added[~lost], branch[~lost] / 0.75, rtol=1e-4)
    # Five standard deviations of a share of 400.
    assert abs(lost.mean() - 0.25) < 5 * np.sqrt(0.75 * 0.25 / 400)
    np.testing.assert_allclose(net.scores(x), x + branch_of(net).scores(x))


@pytest.mark.parametrize("keep", [1.0, 0.6])
def test_gradients_through_blocks_are_the_derivative(keep, rng):
    layers = {"first": block(keep), "second": block(keep), "head": nn.Affine(5, 2)}
    net = nn.Sequential(layers, rng=rng, dtype=np.float64)
    assert_gradients(net, rng.normal(size=(6, 5)), rng)


def test_blocks_of_images_stand_in_blocks(rng):
    inner = nn.Residual({"conv": nn.Conv2d(3, 3, 3, pad=1), "norm": nn.SpatialBatchNorm(3)})
    outer = nn.Residual({"inner": inner, "tanh": nn.Tanh()}, 0.7)
    net = nn.Sequential({"outer": outer, "mean": nn.GlobalAvgPool()}, rng=rng, dtype=np.float64)
    assert "outer.inner.conv.w" in net.params
    assert_gradients(net, rng.normal(size=(3, 3, 5, 4)), rng)


def test_a_net_with_blocks_is_trained_stored_and_frozen_like_any_other(rng, tmp_path):
    net = deep_net(rng, keep=0.8, dtype=np.float32)
    data = blobs(rng)
    trainer = nn.Trainer(optimiser=Adam(lr=0.02), epochs=8, batch=16)
    history = trainer.fit(net, data, rng=rng, watch=())
    assert history.epochs[-1].accuracy > 0.9
    nn.save(net, tmp_path / "net.npz")
    other = deep_net(rng, dtype=np.float32)
    nn.load(other, tmp_path / "net.npz")
    assert_same(net.arrays, other.arrays)
    nn.freeze(net, "block")
    assert net.trainable() == ("head.w", "head.b")


def test_a_students_kernels_go_into_the_layers_of_the_branch(rng):
    calls = []

    def forward(x, w, b):
        calls.append(x.shape)
        return affine_forward(x, w, b)

    net = deep_net(rng)
    mine = net.using(nn.Affine, forward=forward, backward=affine_backward)
    x = rng.normal(size=(4, 5))
    np.testing.assert_array_equal(mine.scores(x), net.scores(x))
    assert calls == [(4, 5), (4, 7), (4, 5)]
    assert mine.params["block.fc1.w"] is net.params["block.fc1.w"]
    body = nn.Sequential({"block": block()}, rng=rng)
    body.using(nn.Affine, forward=forward, backward=affine_backward)
    assert_refused(CourseError, body.using, nn.Conv2d, forward=forward, backward=affine_backward)


@pytest.mark.usefixtures("own_messages")
def test_errors_say_in_which_layer_of_which_block(rng):
    net = deep_net(rng)
    error = assert_refused(ShapeError, net.forward, np.ones((2, 4)), train=True)
    assert "'fc1'" in error.__notes__[0]
    assert "'block'" in error.__notes__[1]

    def backward(dout, cache):
        return dout[:, :2], *affine_backward(dout, cache)[1:]

    wrong = net.using(nn.Affine, forward=affine_forward, backward=backward)
    wrong.layers["head"] = net.layers["head"]
    out, tape = wrong.forward(np.ones((2, 5)), train=True)
    error = assert_refused(ShapeError, wrong.backward, out, tape)
    assert "'fc2'" in error.__notes__[0]


@pytest.mark.usefixtures("own_messages")
def test_what_makes_no_block_is_refused(rng):
    assert_refused(CourseError, nn.Residual, {})
    assert_refused(CourseError, nn.Residual, {"a.b": nn.ReLU()})
    assert_refused(CourseError, nn.Residual, {"relu": nn.ReLU})
    x = np.ones((2, 5))
    thin = nn.Sequential({"block": nn.Residual({"fc": nn.Affine(5, 1)})}, rng=rng, dtype=float)
    assert_refused(ShapeError, thin.forward, x, train=True)
    for keep in (0.0, -1.0, 1.5, float("nan")):
        net = nn.Sequential({"block": block(keep)}, rng=rng, dtype=float)
        assert_refused(RangeError, net.forward, x, train=True, rng=rng)
    net = nn.Sequential({"block": block(0.5)}, rng=rng, dtype=float)
    assert_refused(CourseError, net.forward, x, train=True)
