import numpy as np
import pytest
from nn_laws import arrays_of, assert_refused, assert_same, blobs, noisy_net

import course_lib.nn as nn
from course_lib import optim
from course_lib.errors import CourseError, RangeError, ShapeError


def certain(probabilities):
    """A net of one input that gives these probabilities whatever it is shown."""
    net = nn.Sequential({"fc": nn.Affine(1, 3)}, rng=np.random.default_rng(0), dtype=np.float64)
    net.params["fc.w"][...] = 0
    net.params["fc.b"][...] = np.log(probabilities) + 100  # scores may lie anywhere
    return net


def test_probabilities_are_averaged_and_not_scores_or_votes():
    # Two weakly prefer class 0, one is sure of class 2: the mean is (0.35, 0.3, 0.35) or so.
    nets = tuple(map(certain, [[0.5, 0.4, 0.1], [0.5, 0.4, 0.1], [0.01, 0.01, 0.98]]))
    ensemble = nn.Ensemble(nets)
    x = np.zeros((2, 1))
    want = [1.01 / 3, 0.81 / 3, 1.18 / 3]
    np.testing.assert_allclose(ensemble.probabilities(x), [want, want])
    np.testing.assert_array_equal(ensemble.predict(x), [2, 2])
    np.testing.assert_array_equal(nets[0].predict(x), [0, 0])


def test_an_ensemble_of_one_is_that_one(rng):
    net = noisy_net(rng)
    x = rng.normal(size=(6, 5)).astype(np.float32)
    np.testing.assert_array_equal(nn.Ensemble((net,)).predict(x), net.predict(x))


def test_snapshots_are_the_net_as_it_was_and_stay_so(rng):
    class Weights(nn.Watcher):
        seen = ()

        def on_epoch(self, net, history):
            self.seen = (*self.seen, arrays_of(net))

    x, y = blobs(rng)
    shots, look = nn.Snapshots(every=2), Weights()
    net = noisy_net(rng)
    nn.Trainer(epochs=7).fit(net, (x, y), rng=rng, watch=(shots, look))
    assert len(shots.nets) == 3
    for shot, seen in zip(shots.nets, look.seen[1::2], strict=True):
        assert_same(shot.arrays, seen)
    assert shots.ensemble().nets == tuple(shots.nets)
    assert shots.ensemble(last=2).nets == tuple(shots.nets[1:])
    each = [nn.Ensemble((shot,)).probabilities(x) for shot in shots.nets]
    np.testing.assert_allclose(shots.ensemble().probabilities(x), np.mean(each, axis=0), rtol=1e-5)


def test_independent_nets_differ_and_together_are_no_worse_than_on_average(rng):
    x, y = blobs(rng, N=300, D=20)
    x += rng.normal(0, 6, x.shape).astype(np.float32)
    trainer = nn.Trainer(optimiser=optim.Adam(lr=0.02), epochs=4)
    ensemble, histories = nn.train_independent(
        lambda rng: nn.mlp((20, 9, 3), rng=rng),
        trainer,
        (x[:200], y[:200]),
        n=5,
        rng=rng,
        watch=(),
    )
    weights = [net.params["affine1.w"] for net in ensemble.nets]
    assert all((weights[0] != w).any() for w in weights[1:])
    assert [len(h.epochs) for h in histories] == [4] * 5

    def cross_entropy(probabilities):
        return -np.log(probabilities[np.arange(100), y[200:]]).mean()

    # By Jensen's inequality, whatever the nets are.
    each = [nn.Ensemble((net,)).probabilities(x[200:]) for net in ensemble.nets]
    together = cross_entropy(ensemble.probabilities(x[200:]))
    assert together < np.mean([cross_entropy(p) for p in each])


@pytest.mark.usefixtures("own_messages")
def test_refuses(rng):
    assert_refused(CourseError, nn.Ensemble, ())
    assert_refused(CourseError, nn.Snapshots().ensemble)
    assert_refused(RangeError, nn.Snapshots, every=0)
    two, three = nn.mlp((5, 2), rng=rng), nn.mlp((5, 3), rng=rng)
    x = np.ones((4, 5), np.float32)
    assert_refused(ShapeError, nn.Ensemble((two, three)).probabilities, x)
