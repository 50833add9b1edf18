"""The stored runs of lecture 05 are those that the script makes, and are drawn as they are."""

import json

import numpy as np
import pytest

from course_lib.widgets import RateTolerance
from course_lib.widgets.normalisation.sweep import (
    EPOCHS,
    FILE,
    GUESS,
    INITS,
    RATES,
    SEEDS,
    Sweep,
    accuracies,
    digits,
    load_sweep,
    sweep,
)


def test_the_file_holds_every_run_of_the_sweep():
    stored = json.loads(FILE.read_text("utf-8"))
    assert load_sweep().right.shape == (2, len(INITS), len(RATES), SEEDS, EPOCHS)
    assert stored["rates"] == list(RATES)
    assert stored["inits"] == list(INITS)
    assert len(RATES) == len(set(RATES))
    right = load_sweep().right
    assert np.nanmin(right) >= 0
    assert np.nanmax(right) <= 1


@pytest.mark.parametrize(("init", "norm", "lr"), [("He", True, 1.0), ("Xavier", False, 0.1)])
def test_a_run_made_anew_is_nearly_the_stored_one(init, norm, lr):
    fresh = accuracies(init, norm, lr, 0, *digits())
    stored = load_sweep().right[int(norm), list(INITS).index(init), RATES.index(lr), 0]
    # Elsewhere numbers round otherwise, and a run at a large rate may then take another way.
    np.testing.assert_allclose(fresh[-1], stored[-1], atol=0.06)


def test_a_run_that_breaks_is_stored_as_broken_and_counts_as_a_guess():
    runs = np.array(sweep(("std 1",), (32.0,), 1), float)
    assert runs.shape == (2, 1, 1, 1, EPOCHS)
    assert np.isnan(runs[0, 0, 0, 0, -1])
    broken = Sweep(np.full((2, len(INITS), 1, 1, EPOCHS), np.nan))
    assert (broken.of("He", True) == GUESS).all()


@pytest.mark.parametrize("init", INITS)
def test_the_rates_that_work_are_next_to_each_other_as_the_reading_says(init):
    for norm in (False, True):
        good = np.flatnonzero(load_sweep().of(init, norm)[:, :, -1].mean(axis=1) >= 0.8)
        assert (np.diff(good) == 1).all()


def test_what_is_drawn_are_the_means_and_the_single_runs():
    widget = RateTolerance(init="He", lr=0.32)
    (line,) = [m for m in widget.scene().panels[0].marks if m.name == "with batchnorm"]
    right = load_sweep().of("He", True)
    np.testing.assert_allclose(line.xy[:, 1], right[:, :, -1].mean(axis=1))
    np.testing.assert_allclose(10 ** line.xy[:, 0], RATES)
    (dots,) = [m for m in widget.scene().panels[1].marks if m.name == "with batchnorm"]
    np.testing.assert_allclose(dots.xy[:, 1], right[RATES.index(0.32)].ravel())
