import numpy as np
import pytest
from nn_laws import arrays_of, assert_refused, assert_same, blobs, noisy_net

import course_lib.nn as nn
from course_lib import optim
from course_lib.errors import CourseError, DtypeError, RangeError, ShapeError


def train(net, data, rng, **settings):
    trainer = nn.Trainer(optimiser=optim.Adam(lr=0.02), epochs=2, reg=0.1, **settings)
    return trainer.fit(net, data, rng=rng, watch=())


def test_a_frozen_layer_is_the_same_after_training_and_the_others_are_not(rng):
    net = noisy_net(rng)
    nn.freeze(net, "affine1", "norm")
    before = arrays_of(net)
    train(net, blobs(rng), rng, average=optim.PolyakAverage(rho=0.5))
    for name, a in net.arrays.items():
        stays = name.startswith(("affine1.", "norm."))
        assert np.array_equal(a, before[name]) == stays, name


def test_a_frozen_batchnorm_does_not_look_at_the_batch(rng):
    net = noisy_net(rng)
    x = rng.normal(4.0, 2.0, size=(9, 5)).astype(np.float32)
    net.forward(x, train=True, rng=rng)
    body, _ = net.split("relu")
    nn.freeze(body, "norm")
    one, _ = body.forward(x[:1], train=True)
    many, _ = body.forward(x, train=True)
    np.testing.assert_allclose(one[0], many[0], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(many, body.scores(x), rtol=1e-6)
    nn.unfreeze(body, "norm")
    assert (body.forward(x, train=True)[0] != many).any()


def test_gradients_through_a_frozen_batchnorm_are_those_at_test(rng):
    # The averages are constants then: a gradient through the batch's mean would be wrong.
    net = noisy_net(rng, dtype=np.float64)
    nn.freeze(net, "norm", "dropout")
    x, dout = rng.normal(size=(6, 5)), rng.normal(size=(6, 3))
    out, tape = net.forward(x, train=True, rng=rng)
    grads = net.backward(dout, tape)
    at_test, tape = net.forward(x, train=False)
    np.testing.assert_array_equal(out, at_test)
    nn.unfreeze(net, "norm", "dropout")
    for name, dw in net.backward(dout, tape).items():
        if name in grads:
            np.testing.assert_array_equal(grads[name], dw)


def test_freezing_up_to_a_layer_is_counted(rng):
    net = nn.lenet5(rng=rng)
    everything = nn.count_trainable(net)
    assert everything == sum(a.size for a in net.params.values()) == 61706
    nn.freeze_up_to(net, "relu4")
    assert nn.count_trainable(net) == 850
    assert net.trainable() == ("affine3.w", "affine3.b")
    nn.freeze_up_to(net, "pool1")
    assert nn.count_trainable(net) == everything - 156


def test_what_is_made_of_a_frozen_net_is_frozen_too(rng):
    net = noisy_net(rng)
    nn.freeze(net, "norm", "affine2")
    body, head = net.split("relu")
    assert (body.frozen, head.frozen) == ({"norm"}, {"affine2"})
    assert net.copy().frozen == {"norm", "affine2"}
    nn.unfreeze(body, "norm")
    assert net.frozen == {"norm", "affine2"}


def test_a_new_head_learns_new_classes_while_the_body_stays(rng):
    net = noisy_net(rng)
    nn.freeze_up_to(net, "affine2")  # the old head too
    body = {n: a for n, a in arrays_of(net).items() if not n.startswith("affine2")}
    nn.replace_head(net, nn.Affine(7, 5), rng=rng)
    assert net.trainable() == ("affine2.w", "affine2.b")
    assert list(net.layers)[-1] == "affine2"
    x, y = blobs(rng, C=5, N=300)
    head = net.params["affine2.w"].copy()
    train(net, (x, y), rng)
    assert net.scores(x).shape == (300, 5)
    assert (net.params["affine2.w"] != head).any()
    assert_same({n: net.arrays[n] for n in body}, body)


def test_features_taken_once_train_the_head_as_the_frozen_net_does(rng):
    x, y = blobs(rng)
    whole = noisy_net(rng)
    whole.forward(x, train=True, rng=rng)
    nn.freeze_up_to(whole, "dropout")
    apart = whole.copy()
    body, head = apart.split("dropout")
    trainer = nn.Trainer(optimiser=optim.SGD(lr=0.1), epochs=3)
    trainer.fit(whole, (x, y), rng=np.random.default_rng(5), watch=())
    trainer.fit(head, (body.scores(x), y), rng=np.random.default_rng(5), watch=())
    np.testing.assert_allclose(apart.scores(x), whole.scores(x), rtol=1e-4, atol=1e-5)


def test_rates_fall_from_the_last_layer_to_the_first_that_learns(rng):
    net = nn.lenet5(rng=rng)
    nn.freeze(net, "conv1")
    rates = nn.discriminative_rates(net, factor=2.0)
    assert rates == {"affine3": 1.0, "affine2": 0.5, "affine1": 0.25, "conv2": 0.125}
    nn.Trainer(rates=rates, epochs=1)
    assert set(nn.discriminative_rates(net, factor=1).values()) == {1.0}


@pytest.mark.usefixtures("own_messages")
def test_a_name_that_no_layer_has_is_refused_and_nothing_is_frozen(rng):
    net = noisy_net(rng)
    assert_refused(CourseError, nn.freeze, net, "affine1", "afine2")
    assert_refused(CourseError, nn.unfreeze, net, "head")
    assert_refused(CourseError, nn.freeze_up_to, net, "pool")
    assert net.frozen == set()
    assert_refused(RangeError, nn.discriminative_rates, net, factor=0.5)


@pytest.mark.usefixtures("own_messages")
def test_a_head_that_does_not_fit_is_refused_and_the_old_one_stays(rng):
    net = noisy_net(rng)
    before, layers = arrays_of(net), dict(net.layers)
    assert_refused(ShapeError, nn.replace_head, net, nn.Affine(6, 5), rng=rng)
    assert_refused(ShapeError, nn.replace_head, net, nn.ReLU(), rng=rng)
    assert_refused(DtypeError, nn.replace_head, net, nn.Affine(7, 5), rng=None)
    assert_same(net.arrays, before)
    assert net.layers == layers
    headless = nn.Sequential({"fc": nn.Affine(3, 2), "relu": nn.ReLU()}, rng=rng)
    assert_refused(CourseError, nn.replace_head, headless, nn.Affine(2, 2), rng=rng)
