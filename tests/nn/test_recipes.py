import numpy as np
import pytest

import course_lib.nn as nn


@pytest.mark.usefixtures("own_messages")  # checking shapes at every call doubles the time
@pytest.mark.parametrize(("recipe", "least"), [(nn.TWO_LAYER, 0.94), (nn.LENET5, 0.975)])
def test_4000_digits_are_enough(recipe, least):
    result = nn.train_on_digits(recipe, seed=0, watch=())
    assert result.history.state == "finished"
    assert result.test_accuracy >= least


def test_digits_are_4000_500_500_none_in_two_sets_and_from_0_to_1():
    digits = nn.load_digits()
    assert [x.shape for x, _ in digits] == [(n, 1, 28, 28) for n in (4000, 500, 500)]
    rows = np.concatenate([x for x, _ in digits]).reshape(5000, -1)
    assert (rows.min(), rows.max(), rows.dtype) == (0, 1, np.float32)
    for _, y in digits:
        assert (np.bincount(y) == len(y) // 10).all()


def test_the_spread_is_mean_and_deviation_of_runs_from_each_seed():
    quick = nn.Recipe(
        name="quick",
        build=lambda rng: nn.two_layer_net(784, 3, 10, rng=rng),
        trainer=nn.Trainer(epochs=1, batch=500),
    )
    found = nn.spread(quick, (3, 4, 3), watch=())
    one, two = (nn.train_on_digits(quick, seed, watch=()).test_accuracy for seed in (3, 4))
    assert found.each == (one, two, one)
    assert found.mean == pytest.approx(np.mean(found.each))
    assert found.std == pytest.approx(np.std(found.each, ddof=1))
    assert nn.spread(quick, (3,), watch=()).std == 0
