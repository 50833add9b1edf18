import numpy as np
import pytest
from nn_laws import arrays_of, assert_gradients, assert_refused, assert_same, noisy_net

import course_lib.nn as nn
from course_lib.errors import CourseError, DtypeError, RangeError, ShapeError
from course_lib.kernels import softmax_loss, xavier_init


def test_gradients_through_many_layers_are_the_derivative(rng):
    assert_gradients(noisy_net(rng, dtype=np.float64), rng.normal(size=(6, 5)), rng)
    layers = {
        "conv": nn.Conv2d(2, 4, 3, pad=1),
        "norm": nn.SpatialBatchNorm(4),
        "tanh": nn.Tanh(),
        "pool": nn.MaxPool2d(2),
        "mean": nn.GlobalAvgPool(),
        "fc": nn.Affine(4, 3),
    }
    net = nn.Sequential(layers, rng=rng, dtype=np.float64)
    assert_gradients(net, rng.normal(size=(3, 2, 7, 6)), rng)


def test_lenet_and_its_step_are_as_torch(torch, rng):
    ours = nn.lenet5(rng=rng, dtype=np.float64)
    t = torch.nn
    theirs = t.Sequential(
        *(t.Conv2d(1, 6, 5, padding=2), t.ReLU(), t.MaxPool2d(2)),
        *(t.Conv2d(6, 16, 5), t.ReLU(), t.MaxPool2d(2), t.Flatten()),
        *(t.Linear(400, 120), t.ReLU(), t.Linear(120, 84), t.ReLU(), t.Linear(84, 10)),
    ).double()
    for mine, their in zip(ours.params.values(), theirs.parameters(), strict=True):
        their.data = torch.tensor(mine.T.copy() if mine.ndim == 2 else mine)
    x, y = rng.normal(size=(5, 1, 28, 28)), rng.integers(0, 10, 5)
    scores, tape = ours.forward(x, train=True)
    loss, dscores = softmax_loss(scores, y)
    tscores = theirs(torch.tensor(x))
    tloss = t.functional.cross_entropy(tscores, torch.tensor(y))
    tloss.backward()
    np.testing.assert_allclose(scores, tscores.detach().numpy(), rtol=1e-9, atol=1e-12)
    assert loss == pytest.approx(tloss.item())
    grads = ours.backward(dscores, tape)
    for (name, mine), their in zip(grads.items(), theirs.parameters(), strict=True):
        want = their.grad.numpy()
        want = want.T if mine.ndim == 2 else want
        np.testing.assert_allclose(mine, want, rtol=1e-8, atol=1e-12, err_msg=name)


def test_sizes_of_lenet_shrink_while_channels_grow(rng):
    rows = nn.lenet5(rng=rng).table((1, 28, 28))
    shapes = {row.name: row.shape for row in rows}
    assert shapes["pool1"] == (6, 14, 14)
    assert shapes["pool2"] == (16, 5, 5)
    assert shapes["affine3"] == (10,)
    # LeCun et al. (1998): 156 numbers in C1, 48120 in C5, 10164 in F6.
    learnt = {row.name: row.learnt for row in rows}
    assert (learnt["conv1"], learnt["affine1"], learnt["affine2"]) == (156, 48120, 10164)


def test_models_take_images_and_rows_and_all_sizes(rng):
    x = rng.normal(size=(3, 2, 7, 6)).astype(np.float32)
    assert nn.two_layer_net(84, 5, 4, rng=rng).scores(x).shape == (3, 4)
    assert nn.mlp((84, 9, 8, 4), rng=rng).scores(x.reshape(3, 84)).shape == (3, 4)
    assert nn.small_cnn((2, 7, 6), 4, rng=rng, F=3, hidden=5).scores(x).shape == (3, 4)
    assert nn.lenet5(rng=rng, classes=7, C=3).scores(np.ones((2, 3, 28, 28), "f")).shape == (2, 7)


def test_mlp_takes_an_activation_and_an_initialiser(rng):
    net = nn.mlp((400, 300, 200, 3), rng=rng, activation=nn.Tanh(), init=xavier_init)
    assert [type(layer) for layer in net.layers.values()].count(nn.Tanh) == 2
    np.testing.assert_allclose(net.params["affine2.w"].std(), 300**-0.5, rtol=0.05)


def test_the_same_seed_gives_the_same_net():
    def weights(seed):
        return nn.lenet5(rng=np.random.default_rng(seed)).arrays

    assert_same(weights(3), weights(3))
    assert (weights(3)["conv1.w"] != weights(4)["conv1.w"]).any()


def test_scores_do_not_depend_on_how_many_are_looked_at_together(rng):
    net = noisy_net(rng, dtype=np.float64)
    x = rng.normal(size=(600, 5))
    one_by_one = np.concatenate([net.forward(row[None], train=False)[0] for row in x])
    np.testing.assert_allclose(net.scores(x), one_by_one, rtol=1e-10, atol=1e-12)
    np.testing.assert_array_equal(net.predict(x), one_by_one.argmax(axis=1))
    assert net.scores(x[:0]).shape == (0, 3)


def test_looking_changes_nothing(rng):
    net = noisy_net(rng)
    before = arrays_of(net)
    x = rng.normal(size=(4, 5)).astype(np.float32)
    net.scores(x)
    net.activations(x)
    net.table((5,))
    net.forward_only(x, nn.Mode(True, rng))
    assert_same(net.arrays, before)


def test_activations_are_those_of_every_layer_at_test(rng):
    net = noisy_net(rng)
    x = rng.normal(size=(4, 5)).astype(np.float32)
    given = net.activations(x)
    assert list(given) == list(net.layers)
    np.testing.assert_array_equal(given["affine2"], net.scores(x))
    np.testing.assert_array_equal(given["relu"], np.maximum(given["norm"], 0))


def test_the_halves_of_a_split_net_are_the_net_and_share_its_arrays(rng):
    net = noisy_net(rng)
    x = rng.normal(size=(4, 5)).astype(np.float32)
    body, head = net.split("relu")
    assert list(body.layers) == ["affine1", "norm", "relu"]
    np.testing.assert_array_equal(head.scores(body.scores(x)), net.scores(x))
    body.forward(x, train=True)  # moves the averages of the whole net
    np.testing.assert_array_equal(head.scores(body.scores(x)), net.scores(x))
    assert (net.buffers["norm.mean"] != 0).all()


def test_a_copy_is_a_net_of_its_own(rng):
    net = noisy_net(rng)
    other = net.copy()
    assert_same(net.arrays, other.arrays)
    for a in other.arrays.values():
        a += 1
    assert all((net.arrays[n] != other.arrays[n]).all() for n in net.arrays)


def test_names_of_one_layer_may_begin_with_those_of_another(rng):
    net = nn.Sequential({"fc": nn.Affine(3, 4), "fc1": nn.Affine(4, 2)}, rng=rng)
    assert net.forward(np.ones((2, 3), np.float32), train=True)[0].shape == (2, 2)
    nn.freeze(net, "fc")
    assert net.trainable() == ("fc1.w", "fc1.b")


@pytest.mark.usefixtures("own_messages")
def test_an_error_says_in_which_layer_and_for_which_shape(rng):
    net = nn.lenet5(rng=rng)
    with pytest.raises(ShapeError) as caught:
        net.forward(np.ones((2, 1, 32, 32), np.float32), train=True)
    assert caught.value.__notes__ == ["  in layer 'affine1', which was given (2, 576) by 'flatten'"]
    out, tape = net.forward(np.ones((2, 1, 28, 28), np.float32), train=True)
    with pytest.raises(ShapeError) as caught:
        net.backward(out[:1], tape)
    assert "backward pass of layer 'affine3', which was given (1, 10)" in caught.value.__notes__[0]


def test_errors_of_a_students_kernel_say_where_too(rng):
    def forward(x, w, b):
        return x @ w.T + b, None

    net = nn.Sequential({"fc": nn.Affine(3, 4, forward=forward)}, rng=rng, dtype=float)
    with pytest.raises(ValueError, match="matmul") as caught:
        net.forward(np.ones((2, 3)), train=True)
    assert "'fc'" in caught.value.__notes__[0]


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize(
    "layers",
    [{}, {"": nn.ReLU()}, {"a.b": nn.ReLU()}, {"relu": nn.ReLU}, {"mine": lambda x: x}],
    ids=["none", "no name", "dot", "class", "function"],
)
def test_layers_that_make_no_net_are_refused(layers, rng):
    assert_refused(CourseError, nn.Sequential, layers, rng=rng)


@pytest.mark.usefixtures("own_messages")
def test_inputs_that_are_not_of_the_net_are_refused(rng):
    net = nn.mlp((5, 4, 3), rng=rng)
    for x in (np.ones((2, 5)), np.ones((2, 5), np.uint8), [[1.0] * 5]):
        assert_refused(DtypeError, net.forward, x, train=True)
    assert_refused(ShapeError, net.forward, np.float32([1])[0:1].reshape(()), train=True)
    assert_refused(RangeError, nn.mlp, (5,), rng=rng)
    assert_refused(DtypeError, nn.mlp, (5, 3), rng=rng, dtype=int)
    assert_refused(DtypeError, nn.mlp, (5, 3), rng=0)
    assert_refused(CourseError, net.split, "affine9")
    assert_refused(CourseError, net.split, "affine2")


@pytest.mark.usefixtures("own_messages")
def test_put_changes_nothing_unless_everything_fits(rng):
    net = noisy_net(rng)
    before = arrays_of(net)
    good = {name: a + 1 for name, a in before.items()}
    bad = [
        (ShapeError, {n: a for n, a in good.items() if n != "norm.var"}),
        (ShapeError, good | {"affine3.w": np.ones((2, 2))}),
        (ShapeError, good | {"affine2.w": good["affine2.w"].T}),
        (ShapeError, good | {"affine2.b": good["affine2.b"][:1]}),
        (DtypeError, good | {"affine2.b": np.ones(3, int)}),
        (RangeError, good | {"affine2.b": np.array([1, np.nan, 2])}),
    ]
    for error, arrays in bad:
        assert_refused(error, net.put, arrays)
        assert_same(net.arrays, before)
    net.put(good)
    assert_same(net.arrays, good)
