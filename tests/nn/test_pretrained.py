"""The weights kept with the course know digits; pairs have no image in two parts; runs are real."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.errors import CourseError, RangeError
from course_lib.nn import (
    BLOCKS,
    PAIRS,
    PRETRAINED,
    TRANSFER_WAYS,
    TransferRun,
    few_labels,
    load_pair,
    load_pretrained,
    load_transfer_runs,
    train_transfer,
    transfer_net,
)
from course_lib.nn import transfer_runs as kept
from course_lib.nn.pairs import mnist_images


@pytest.mark.parametrize("name", PRETRAINED)
def test_pretrained_weights_know_their_own_digits(name):
    source = load_pretrained(name)
    x, y = mnist_images()
    own = y < PRETRAINED[name]
    assert (source.net.predict(source.prepare(x[own])) == y[own]).mean() > 0.98
    prepared = source.prepare(x[own])
    assert abs(prepared.mean()) < 0.01
    assert abs(prepared.std() - 1) < 0.01


def test_a_net_is_loaded_anew_each_time():
    one, other = load_pretrained(), load_pretrained()
    one.net.params["conv1.w"][...] = 0
    assert other.net.params["conv1.w"].any()
    assert load_pretrained(dtype=np.float64).net.dtype == np.float64


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize("load", [load_pretrained, load_pair])
def test_another_name_is_refused_and_the_right_ones_are_told(load):
    with pytest.raises(CourseError, match="digits"):
        load("photographs")


def test_every_block_ends_with_a_layer_of_the_net():
    names = list(transfer_net(3, rng=np.random.default_rng(0)).layers)
    assert sorted(BLOCKS, key=names.index) == list(BLOCKS)


@pytest.mark.parametrize("name", PAIRS)
def test_parts_of_a_pair_share_no_image_and_hold_every_class(name):
    pair = load_pair(name)
    classes = len(pair.class_names)
    for (x, y), each in ((pair.train, 100), (pair.dev, 30)):
        assert np.bincount(y).tolist() == classes * [each]
        assert x.shape[1:] == (1, 16, 16)
    parts = [{image.tobytes() for image in x} for x, _ in (pair.train, pair.dev, pair.test)]
    assert not parts[0] & parts[1] | parts[0] & parts[2] | parts[1] & parts[2]
    x = np.concatenate([pair.train[0], pair.dev[0], pair.test[0]])
    assert x.dtype == np.float32
    assert x.min() >= 0
    assert x.max() <= 1
    assert set(pair.test[1].tolist()) == set(range(classes))


def test_the_held_out_digits_are_none_that_their_source_saw():
    x, y = mnist_images()
    seen = {image.tobytes() for image in x[y < 5]}
    pair = load_pair("digits 5 to 9")
    assert pair.source == "digits 0 to 4"
    assert not seen & {i.tobytes() for part in (pair.train, pair.dev, pair.test) for i in part[0]}


@given(each=st.integers(1, 7), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=20, deadline=None)
def test_few_labels_draws_so_many_of_every_class_and_keeps_labels_with_images(each, seed):
    y = np.repeat(np.arange(3), 7)
    x = np.arange(21.0)[:, None]
    few, labels = few_labels((x, y), each, np.random.default_rng(seed))
    assert np.bincount(labels).tolist() == 3 * [each]
    assert len(np.unique(few)) == len(few)
    assert (y[few[:, 0].astype(int)] == labels).all()


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize("each", [0, 8])
def test_more_than_a_class_has_is_refused(each):
    data = np.zeros((21, 1)), np.repeat(np.arange(3), 7)
    with pytest.raises(RangeError, match="smallest class has 7"):
        few_labels(data, each, np.random.default_rng(0))


def test_all_that_the_script_would_run_is_kept_and_nothing_else():
    runs = load_transfer_runs()
    wanted = [
        run
        for pair, each in kept.situations()
        for run in (*kept.to_choose(pair, each), *kept.to_report(runs, pair, each))
    ]
    assert set(runs.done) == set(wanted)


def test_what_is_kept_can_be_written_and_read_again(tmp_path):
    kept.write(load_transfer_runs(), tmp_path / "runs.json")
    assert (tmp_path / "runs.json").read_bytes() == kept.FILE.read_bytes()


def test_the_rate_chosen_is_that_of_the_best_mean_on_dev():
    runs = load_transfer_runs()
    for pair, each in kept.situations():
        for way in TRANSFER_WAYS:
            means = runs.dev(pair, each, way).mean(axis=1)
            assert means[kept.RATES.index(runs.rate(pair, each, way))] == means.max()


def test_gains_are_over_scratch_seed_by_seed():
    runs = load_transfer_runs()
    gain = runs.gain("letters", 3, "2 frozen")
    want = runs.test("letters", 3, "2 frozen") - runs.test("letters", 3, "from scratch")
    np.testing.assert_array_equal(gain, want)


@pytest.mark.parametrize(
    ("pair", "each", "way"),
    [("letters", 3, "3 frozen"), ("UCI digits", 10, "2 frozen"), ("digits 5 to 9", 1, "0 frozen")],
)
def test_a_run_made_again_gives_what_is_kept(pair, each, way):
    runs = load_transfer_runs()
    run = TransferRun(pair, each, way, runs.rate(pair, each, way), 0)
    again, was = train_transfer(run), runs.done[run]
    # Other builds of BLAS round otherwise: a few images of hundreds may fall on the other side.
    np.testing.assert_allclose(again, was, atol=0.03)
