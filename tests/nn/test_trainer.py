import dataclasses
import itertools
import math

import numpy as np
import pytest
from nn_laws import arrays_of, assert_refused, assert_same, blobs, noisy_net

import course_lib.nn as nn
from course_lib import optim
from course_lib.errors import CourseError, DataError, DtypeError, RangeError, ShapeError
from course_lib.kernels import softmax_loss, svm_loss


def linear(rng, D=5, C=3, dtype=np.float32):
    return nn.Sequential({"fc": nn.Affine(D, C)}, rng=rng, dtype=dtype)


class Recorder(nn.Watcher):
    """Keeps what it was told, and copies of the weights after every epoch."""

    def __init__(self):
        self.progress, self.weights, self.histories, self.ends = [], [], [], []

    def on_step(self, progress):
        self.progress.append(progress)

    def on_epoch(self, net, history):
        self.weights.append(arrays_of(net))
        self.histories.append(history)

    def on_end(self, net, history):
        self.ends.append(history)


class Unplugged(nn.Watcher):
    """The power goes at one step."""

    def __init__(self, epoch, step):
        self.at = (epoch, step)

    def on_step(self, progress):
        if (progress.epoch, progress.step) == self.at:
            raise ConnectionError("unplugged")


def test_one_step_of_sgd_is_the_formula(rng):
    net = linear(rng, dtype=np.float64)
    x, y = blobs(rng, N=8, dtype=np.float64)
    w, b = (a.copy() for a in net.params.values())
    trainer = nn.Trainer(optimiser=optim.SGD(lr=0.1), epochs=1, batch=8, reg=0.5)
    history = trainer.fit(net, (x, y), rng=rng, watch=())
    loss, dscores = softmax_loss(x @ w + b, y)
    np.testing.assert_allclose(net.params["fc.w"], w - 0.1 * (x.T @ dscores + 0.5 * w))
    np.testing.assert_allclose(net.params["fc.b"], b - 0.1 * dscores.sum(axis=0))
    assert history.steps == pytest.approx((loss + 0.25 * (w**2).sum(),))
    assert history.start == pytest.approx(history.steps[0])


@pytest.mark.parametrize("rule", optim.OPTIMISERS)
def test_every_optimiser_is_run_as_by_hand(rule, rng):
    # With one batch an epoch, the order of examples does not matter but for rounding.
    net = linear(rng, dtype=np.float64)
    x, y = blobs(rng, N=8, dtype=np.float64)
    optimiser = rule(lr=0.02)
    params = arrays_of(net)
    states = {name: optimiser.init(w) for name, w in params.items()}
    for _ in range(4):
        _, dscores = softmax_loss(x @ params["fc.w"] + params["fc.b"], y)
        for name, dw in (("fc.w", x.T @ dscores), ("fc.b", dscores.sum(axis=0))):
            params[name], states[name] = optimiser.step(params[name], dw, states[name])
    nn.Trainer(optimiser=optimiser, epochs=4, batch=8).fit(net, (x, y), rng=rng, watch=())
    for name, w in params.items():
        np.testing.assert_allclose(net.params[name], w, rtol=1e-9)


def test_an_optimiser_of_ones_own_needs_a_pure_step_only(rng):
    @dataclasses.dataclass(frozen=True)
    class Mine:
        lr: float = 0.1

        def init(self, w):
            return 0

        def step(self, w, dw, state):
            return w - self.lr * dw, state + 1

    x, y = blobs(rng)
    nets = linear(np.random.default_rng(1)), linear(np.random.default_rng(1))
    for net, optimiser in zip(nets, (Mine(), optim.SGD(lr=0.1)), strict=True):
        trainer = nn.Trainer(optimiser=optimiser, epochs=2, schedule=lambda epoch: 0.5**epoch)
        trainer.fit(net, (x, y), rng=np.random.default_rng(2), watch=())
    np.testing.assert_allclose(nets[0].params["fc.w"], nets[1].params["fc.w"], rtol=1e-5)


def test_it_learns_with_either_loss_and_tells_how_it_went(rng):
    x, y = blobs(rng)
    for loss in (softmax_loss, svm_loss):
        net, look = noisy_net(rng), Recorder()
        trainer = nn.Trainer(optimiser=optim.Adam(lr=0.02), epochs=8, batch=16, loss=loss)
        history = trainer.fit(net, (x, y), (x, y), rng=rng, watch=(look,))
        assert history.state == "finished"
        assert history.epochs[-1].loss < history.epochs[0].loss
        assert (net.predict(x) == y).mean() > 0.9
        assert history.epochs[history.best].dev_accuracy == (net.predict(x) == y).mean()
        assert (len(history.epochs), len(history.steps)) == (8, 8 * 6)
        assert [p.step for p in look.progress] == [*range(1, 7)] * 8
        assert look.ends == [history]
        assert [len(h.epochs) for h in look.histories] == [*range(1, 9)]
        means = np.reshape(history.steps, (8, 6)).mean(axis=1)
        np.testing.assert_allclose([e.loss for e in history.epochs], means)


def test_every_example_is_met_once_an_epoch_in_batches_of_nearly_one_size(rng):
    met = []

    def look(x, rng):
        met.append(x[:, 0].astype(int).tolist())
        return x

    x = np.arange(37, dtype=np.float32)[:, None] @ np.ones((1, 2), np.float32)
    trainer = nn.Trainer(optimiser=optim.SGD(lr=1e-9), epochs=2, batch=12, augment=look)
    trainer.fit(linear(rng, D=2), (x, np.zeros(37, int)), rng=rng, watch=())
    assert [len(batch) for batch in met] == [10, 9, 9, 9] * 2
    first, second = (list(itertools.chain(*batches)) for batches in (met[:4], met[4:]))
    assert sorted(first) == sorted(second) == [*range(37)]
    assert first != second


def test_the_schedule_and_the_rates_multiply_the_rate_of_the_optimiser(rng):
    x, y = blobs(rng, N=8, dtype=np.float64)
    net = nn.mlp((5, 4, 3), rng=rng, dtype=np.float64)
    start, look = arrays_of(net), Recorder()
    trainer = nn.Trainer(
        optimiser=optim.SGD(lr=1e-6),
        epochs=3,
        batch=8,
        schedule=optim.PowerDecay(base=0.5),
        rates={"affine1": 0.1},
    )
    history = trainer.fit(net, (x, y), rng=rng, watch=(look,))
    assert [e.lr for e in history.epochs] == pytest.approx([1e-6, 5e-7, 2.5e-7])
    out, tape = net.forward(x, train=True)
    grads = net.backward(softmax_loss(out, y)[1], tape)  # so small steps leave it as it was
    weights = [start, *look.weights]
    for epoch in range(3):
        for name, share in (("affine1.w", 0.1), ("affine2.w", 1.0)):
            moved = weights[epoch][name] - weights[epoch + 1][name]
            want = 1e-6 * 0.5**epoch * share * grads[name]
            np.testing.assert_allclose(moved, want, rtol=1e-3, atol=1e-13)


def test_the_penalty_is_on_weights_and_not_on_biases_and_scales(rng):
    x, y = blobs(rng)
    ends = {}
    for reg in (0.0, 10.0):
        net = noisy_net(np.random.default_rng(1))
        trainer = nn.Trainer(optimiser=optim.SGD(lr=1e-2), epochs=30, reg=reg, explode=math.inf)
        trainer.fit(net, (x, y), rng=np.random.default_rng(2), watch=())
        ends[reg] = {n: np.abs(a).mean() for n, a in net.params.items()}
    assert ends[10.0]["affine1.w"] < 0.1 * ends[0.0]["affine1.w"]
    assert ends[10.0]["norm.gamma"] > 0.5 * ends[0.0]["norm.gamma"]


def test_early_stopping_restores_the_weights_that_were_best_on_dev(rng):
    x, y = blobs(rng, N=60, D=20)
    wrong = rng.permutation(60)  # nothing to be learnt: dev turns soon
    dev = blobs(rng, N=41, D=20)
    look = Recorder()
    net = nn.mlp((20, 50, 3), rng=rng)
    trainer = nn.Trainer(optimiser=optim.Adam(lr=0.02), epochs=60, patience=3)
    history = trainer.fit(net, (x, y[wrong]), dev, rng=rng, watch=(look,))
    assert history.state == "stopped early"
    assert len(history.epochs) == history.best + 1 + 3 < 60
    keys = [(-e.dev_accuracy, e.dev_loss) for e in history.epochs]
    assert history.best == keys.index(min(keys))
    assert_same(net.arrays, look.weights[history.best])
    assert (net.params["affine1.w"] != look.weights[-1]["affine1.w"]).any()
    assert "restored" in history.reason


def test_among_epochs_that_are_equally_right_the_one_of_least_loss_is_kept(rng):
    x, y = blobs(rng)
    net, look = linear(rng), Recorder()
    trainer = nn.Trainer(optimiser=optim.Adam(lr=0.05), epochs=20)
    history = trainer.fit(net, (x, y), (x, y), rng=rng, watch=(look,))
    accuracies = [e.dev_accuracy for e in history.epochs]
    ties = [i for i, a in enumerate(accuracies) if a == max(accuracies)]
    assert len(ties) > 1
    assert history.best == min(ties, key=lambda i: history.epochs[i].dev_loss) != ties[0]
    assert_same(net.arrays, look.weights[history.best])


def test_without_patience_or_dev_the_last_weights_stay(rng):
    x, y = blobs(rng)
    look = Recorder()
    net = noisy_net(rng)
    history = nn.Trainer(epochs=3).fit(net, (x, y), rng=rng, watch=(look,))
    assert history.best == 2
    assert_same(net.arrays, look.weights[-1])


def test_a_run_that_explodes_is_stopped_and_says_so(rng):
    x, y = blobs(rng, N=400)
    net = linear(rng)
    before = arrays_of(net)
    trainer = nn.Trainer(optimiser=optim.SGD(lr=1e4), epochs=50, batch=32)
    history = trainer.fit(net, (x, y), rng=rng, watch=())
    assert history.state == "exploded"
    assert history.epochs == ()
    assert "3 times its start" in history.reason
    assert "smaller" in history.reason
    assert len(history.steps) == 8  # 256 examples
    assert_same(net.arrays, before)  # those from before the first step


def test_noise_of_tiny_batches_is_no_explosion(rng):
    # At a cost of 0.05 many a single example costs more than three times as much.
    x, y = blobs(rng, N=300)
    net = linear(rng)
    nn.Trainer(optimiser=optim.Adam(lr=0.05), epochs=10).fit(net, (x, y), rng=rng, watch=())
    trainer = nn.Trainer(optimiser=optim.SGD(lr=1e-3), epochs=2, batch=1)
    history = trainer.fit(net, (x, y), rng=rng, watch=())
    assert max(history.steps) > 3 * history.start
    assert history.state == "finished"


def test_nan_is_a_state_with_a_reason_and_the_best_weights(rng):
    x, y = blobs(rng)
    net, look = noisy_net(rng), Recorder()
    calls = []

    def spoil(x, rng):
        calls.append(1)
        return np.full_like(x, np.nan) if len(calls) == 5 else x

    trainer = nn.Trainer(epochs=4, batch=30, augment=spoil)
    history = trainer.fit(net, (x, y), (x, y), rng=rng, watch=(look,))
    assert history.state == "nan"
    assert "epoch 2" in history.reason
    assert "weights of epoch 1" in history.reason
    assert len(history.steps) == len(look.progress) == 4  # at once, not at the end of the epoch
    assert len(history.epochs) == 1
    assert_same(net.arrays, look.weights[0])


def test_weights_that_overflow_at_the_very_last_step_are_noticed(rng):
    x, y = blobs(rng, N=10)
    net = linear(rng)
    before = arrays_of(net)
    trainer = nn.Trainer(optimiser=optim.SGD(lr=3e38), epochs=1, batch=10)
    history = trainer.fit(net, (100 * x, y), rng=rng, watch=())
    assert history.state == "nan"
    assert_same(net.arrays, before)


def test_weights_so_large_that_scores_on_dev_overflow_are_noticed(rng):
    class Huge:
        def init(self, w):
            return 0

        def step(self, w, dw, state):
            return np.full_like(w, 1e30), state

    x, y = blobs(rng, N=10)
    net = nn.mlp((5, 4, 3), rng=rng)
    before = arrays_of(net)
    trainer = nn.Trainer(optimiser=Huge(), epochs=1, batch=10)
    history = trainer.fit(net, (x, y), (np.abs(x), y), rng=rng, watch=())
    assert history.state == "nan"
    assert "dev" in history.reason
    assert_same(net.arrays, before)


def test_the_polyak_average_is_tested_and_kept(rng):
    x, y = blobs(rng)
    rule = optim.PolyakAverage(rho=0.9)
    nets = [linear(np.random.default_rng(1)) for _ in range(2)]
    looks = [Recorder(), Recorder()]
    state = rule.init(nets[0].params["fc.w"])
    for net, average, look in zip(nets, (None, rule), looks, strict=True):
        trainer = nn.Trainer(optimiser=optim.SGD(lr=0.05), epochs=6, batch=90, average=average)
        trainer.fit(net, (x, y), rng=np.random.default_rng(2), watch=(look,))
    # The run itself is the same, and what is kept is the average of its weights.
    for plain, averaged in zip(looks[0].weights, looks[1].weights, strict=True):
        assert_same(plain, averaged)
        state = rule.step(plain["fc.w"], state)
    np.testing.assert_allclose(nets[1].params["fc.w"], state.average, rtol=1e-6)
    assert (nets[0].params["fc.w"] != nets[1].params["fc.w"]).any()


def full(epochs, **changes):
    """A trainer that uses everything there is to remember."""
    settings = {
        "optimiser": optim.Adam(lr=0.01),
        "batch": 16,
        "reg": 1e-3,
        "schedule": optim.PowerDecay(base=0.9),
        "average": optim.PolyakAverage(rho=0.8),
        "augment": jitter,
        "rates": {"affine1": 0.5},
    }
    return nn.Trainer(epochs=epochs, **(settings | changes))


def jitter(x, rng):
    return x + rng.normal(0, 0.1, x.shape).astype(x.dtype)


GENERATORS = [np.random.PCG64, np.random.MT19937, np.random.SFC64, np.random.Philox]


@pytest.mark.parametrize("bits", GENERATORS)
def test_a_run_resumed_is_the_uninterrupted_run_bit_for_bit(bits, rng, tmp_path):
    x, y = blobs(rng)
    dev = blobs(rng, N=31)
    whole = noisy_net(np.random.default_rng(1))
    uninterrupted = full(7).fit(whole, (x, y), dev, rng=np.random.Generator(bits(3)), watch=())
    broken = noisy_net(np.random.default_rng(1))
    file = tmp_path / "run.npz"
    with pytest.raises(ConnectionError):
        full(7).fit(
            broken,
            (x, y),
            dev,
            rng=np.random.Generator(bits(3)),
            watch=(Unplugged(4, 3),),
            checkpoint=file,
        )
    again = noisy_net(np.random.default_rng(99))  # in a new process weights are drawn anew
    resumed = full(7).resume(again, (x, y), dev, checkpoint=file, watch=())
    assert resumed == uninterrupted
    assert_same(again.arrays, whole.arrays)
    # And what is written at the end can be gone on from, and looked at.
    longest = full(9).resume(again, (x, y), dev, checkpoint=file, watch=())
    assert longest.epochs[:7] == uninterrupted.epochs
    third = noisy_net(np.random.default_rng(1))
    straight = full(9).fit(third, (x, y), dev, rng=np.random.Generator(bits(3)), watch=())
    assert straight == longest
    assert_same(third.arrays, again.arrays)


@pytest.mark.parametrize("rule", optim.OPTIMISERS)
def test_the_memory_of_every_optimiser_is_resumed(rule, rng, tmp_path):
    x, y = blobs(rng)
    ends, file = [], tmp_path / "run.npz"
    for stops in ((4,), (2, 4)):
        net = noisy_net(np.random.default_rng(1))
        trainer = full(stops[0], optimiser=rule(lr=0.01))
        trainer.fit(net, (x, y), rng=np.random.default_rng(2), watch=(), checkpoint=file)
        if len(stops) > 1:
            trainer = dataclasses.replace(trainer, epochs=stops[1])
            trainer.resume(net, (x, y), checkpoint=file, watch=())
        ends.append(arrays_of(net))
    assert_same(*ends)


def test_a_run_that_stopped_early_stays_so_when_resumed(rng, tmp_path):
    x, y = blobs(rng, N=40)
    trainer = nn.Trainer(optimiser=optim.SGD(lr=1e-9), epochs=20, patience=2)
    net, file = linear(rng), tmp_path / "run.npz"
    first = trainer.fit(net, (x, y), (x, y), rng=rng, watch=(), checkpoint=file)
    kept = arrays_of(net)
    assert first.state == "stopped early"
    assert trainer.resume(net, (x, y), (x, y), checkpoint=file, watch=()) == first
    assert_same(net.arrays, kept)


@pytest.mark.usefixtures("own_messages")
def test_a_checkpoint_of_another_run_is_refused_and_nothing_changed(rng, tmp_path):
    x, y = blobs(rng)
    net, file = noisy_net(rng), tmp_path / "run.npz"
    full(2).fit(net, (x, y), rng=rng, watch=(), checkpoint=file)
    before, bytes_before = arrays_of(net), file.read_bytes()
    frozen = net.copy()
    nn.freeze(frozen, "affine1")
    for trainer, other, data, word in [
        (full(4, batch=8), net, (x, y), "batch"),
        (full(4, optimiser=optim.SGD(lr=0.01)), net, (x, y), "optimiser"),
        (full(4, loss=svm_loss), net, (x, y), "loss"),
        (full(4), net, (x + 1, y), "train"),
        (full(4), linear(rng), (x, y), "net"),
        (full(4), frozen, (x, y), "net"),
    ]:
        trainer = dataclasses.replace(trainer, rates={})
        told = assert_refused(DataError, trainer.resume, other, data, checkpoint=file, watch=())
        assert word in told.why
    assert_same(net.arrays, before)
    assert file.read_bytes() == bytes_before


@pytest.mark.usefixtures("own_messages")
def test_files_that_are_no_checkpoints_are_refused(rng, tmp_path):
    x, y = blobs(rng)
    net, file = noisy_net(rng), tmp_path / "run.npz"
    full(1).fit(net, (x, y), rng=rng, watch=(), checkpoint=file)
    arrays = nn.load_arrays(file)
    before = arrays_of(net)

    def refused(name):
        args = (net, (x, y))
        assert_refused(DataError, full(2).resume, *args, checkpoint=tmp_path / name, watch=())
        assert_same(net.arrays, before)

    refused("missing.npz")
    nn.save(net, tmp_path / "weights.npz")
    refused("weights.npz")
    (tmp_path / "cut.npz").write_bytes(file.read_bytes()[:-200])
    refused("cut.npz")
    for name in ("net/affine1.w", "optimiser/affine2.b/1", "average/norm.beta", "kept/norm.var"):
        nn.save_arrays({n: a for n, a in arrays.items() if n != name}, tmp_path / "less.npz")
        refused("less.npz")
        nn.save_arrays(arrays | {name: arrays[name][:1]}, tmp_path / "other.npz")
        refused("other.npz")


@pytest.mark.usefixtures("own_messages")
def test_a_state_that_would_have_to_be_pickled_is_refused(rng, tmp_path):
    class Odd:
        def init(self, w):
            return {"m": w * 0}

        def step(self, w, dw, state):
            return w - 0.01 * dw, state

    trainer = nn.Trainer(optimiser=Odd(), epochs=2)
    data = blobs(rng)
    file = tmp_path / "run.npz"
    assert_refused(CourseError, trainer.fit, linear(rng), data, rng=rng, watch=(), checkpoint=file)
    assert not list(tmp_path.iterdir())


def test_when_a_watcher_fails_the_best_weights_are_in_the_net(rng):
    x, y = blobs(rng)
    net, look = noisy_net(rng), Recorder()
    with pytest.raises(ConnectionError):
        nn.Trainer(epochs=5).fit(net, (x, y), rng=rng, watch=(look, Unplugged(3, 1)))
    assert_same(net.arrays, look.weights[1])
    assert len(look.ends) == 1


def test_the_data_are_not_changed(rng):
    x, y = blobs(rng)
    was = x.copy(), y.copy()
    nn.Trainer(epochs=2).fit(noisy_net(rng), (x, y), (x, y), rng=rng, watch=())
    np.testing.assert_array_equal(x, was[0])
    np.testing.assert_array_equal(y, was[1])


def test_the_bar_is_silent_where_output_is_no_terminal(rng, capsys):
    nn.Trainer(epochs=1).fit(linear(rng), blobs(rng), rng=rng)
    assert capsys.readouterr() == ("", "")


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize(
    ("error", "settings"),
    [
        (RangeError, {"epochs": 0}),
        (RangeError, {"epochs": 2.5}),
        (RangeError, {"batch": 0}),
        (RangeError, {"batch": True}),
        (RangeError, {"patience": 0}),
        (RangeError, {"reg": -1e-3}),
        (RangeError, {"reg": math.nan}),
        (RangeError, {"explode": 1.0}),
        (RangeError, {"rates": {"fc": 0.0}}),
        (RangeError, {"rates": {"fc": math.inf}}),
        (CourseError, {"optimiser": optim.NesterovLookahead()}),
        (CourseError, {"optimiser": "adam"}),
        (CourseError, {"schedule": optim.StepDecay(lr=0.1)}),
    ],
)
def test_settings_that_make_no_sense_are_refused(error, settings):
    assert_refused(error, nn.Trainer, **settings)


@pytest.mark.usefixtures("own_messages")
def test_data_that_do_not_fit_are_refused_before_anything_is_changed(rng):
    x, y = blobs(rng)
    net = linear(rng)
    before = arrays_of(net)
    with np.errstate(divide="ignore"):
        infinite = x / np.float32(0)
    for error, train, dev in [
        (ShapeError, (x, y[:-1]), None),
        (ShapeError, (x[:0], y[:0]), None),
        (ShapeError, (x, y[:, None]), None),
        (ShapeError, (x[:, :4], y), None),
        (DtypeError, (x.astype(np.float64), y), None),
        (DtypeError, (x, y.astype(float)), None),
        (DtypeError, (x, y.tolist()), None),
        (DtypeError, x, None),
        (RangeError, (x, y + 1), None),
        (ShapeError, (x, y), (x, y[:2])),
        (RangeError, (infinite, y), None),
        (RangeError, (x, y), (x * np.float32(np.nan), y)),
    ]:
        assert_refused(error, nn.Trainer(epochs=1).fit, net, train, dev, rng=rng, watch=())
        assert_same(net.arrays, before)
    for seed in (0, None, np.random):
        assert_refused(DtypeError, nn.Trainer().fit, net, (x, y), rng=seed, watch=())
    patient = nn.Trainer(patience=2)
    assert_refused(CourseError, patient.fit, net, (x, y), rng=rng, watch=())
    mistyped = nn.Trainer(rates={"affine": 0.1})
    assert_refused(CourseError, mistyped.fit, net, (x, y), rng=rng, watch=())
    nn.freeze(net, "fc")
    assert_refused(CourseError, nn.Trainer().fit, net, (x, y), rng=rng, watch=())
