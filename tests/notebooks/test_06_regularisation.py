"""What lecture 06 says is so: its sweep, its guided tries, its claims beyond single numbers."""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from course_lib.nn import Sequential
from course_lib.widgets import DropoutMasks, RandomAgainstGrid, RegularisationStrength
from course_lib.widgets.regularisation.buying import few_digits, train
from course_lib.widgets.regularisation.dropout_masks import every_mask
from course_lib.widgets.regularisation.early_stopping import curves, stop
from course_lib.widgets.regularisation.methods import METHODS, cosine_cycles
from course_lib.widgets.regularisation.random_grid import WIDTHS, best_so_far
from course_lib.widgets.regularisation.strength import STRENGTHS
from course_lib.widgets.regularisation.sweep import (
    LABELS,
    REPORTING,
    SITUATIONS,
    Run,
    Situation,
    Sweep,
    compared,
    load_sweep,
    read,
    to_choose,
    to_report,
    write,
)

NOTEBOOK = Path(__file__).parents[2] / "notebooks/06_regularisation.ipynb"
FEW, TIRED = Situation(300), Situation(1000, 0.2)
NAMES = [name for name, method in METHODS.items() if name != method.family]


def said():
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    return "".join("".join(o.get("text", "")) for c in cells for o in c.get("outputs", []))


# ---- the sweep that is kept


def test_all_that_the_script_would_run_is_kept_and_nothing_else():
    sweep = load_sweep()
    wanted = [run for s in SITUATIONS for run in (*to_choose(s), *to_report(sweep, s))]
    assert set(sweep.done) == set(wanted)
    assert {s.n for s in SITUATIONS} == set(LABELS)


def test_the_strength_chosen_is_that_of_the_best_mean_on_dev():
    sweep = load_sweep()
    for situation in SITUATIONS:
        for name in compared(situation):
            strengths = METHODS[name].strengths
            if len(strengths) > 1:
                means = sweep.dev(name, situation).mean(axis=1)
                assert means[strengths.index(sweep.chosen(name, situation))] == means.max()


@pytest.mark.parametrize(("name", "n", "seed"), [("plain net", 100, 3), ("5 snapshots", 300, 1)])
def test_a_run_done_again_gives_what_is_kept(name, n, seed):
    """But for rounding: another machine may flip a few of the 2000 digits."""
    strength = load_sweep().chosen(name, Situation(n))
    kept = load_sweep().done[Run(name, strength, Situation(n), seed)]
    np.testing.assert_allclose(train(name, strength, n, seed), kept, atol=0.01)


def test_what_is_written_is_read_again(tmp_path):
    some = Sweep(dict(list(load_sweep().done.items())[::97]))
    write(some, tmp_path / "some.json")
    assert read(tmp_path / "some.json").done == some.done


def test_the_table_of_the_lecture_is_that_of_the_sweep():
    sweep, lines = load_sweep(), said().partition("what it buys on test")[2]
    lines = lines.partition("right on test")[0].split("\n")
    for name in NAMES:
        (line,) = [line for line in lines if line.startswith(f"{name:28}")]
        told = line[28:].replace("*", " ").split()
        for cell, situation in zip(told, (*map(Situation, LABELS), TIRED), strict=True):
            if name in compared(situation):
                assert float(cell) == round(100 * sweep.buys(name, situation).mean(), 1)
            else:
                assert cell == "-"


def test_a_seed_gives_the_same_digits_and_first_weights_to_a_family():
    a, b = few_digits(100, 3), few_digits(100, 3, wrong=0.2)
    assert (a.train[0] == b.train[0]).all()
    assert (a.train[1] != b.train[1]).sum() == 20
    assert (a.dev[1] == b.dev[1]).all()
    assert np.bincount(a.train[1]).tolist() == [10] * 10
    for name in ("dropout", "DropConnect", "L2", "augmentation"):
        nets = [
            Sequential(METHODS[m].layers(0.5), rng=np.random.default_rng(0))
            for m in ("plain net", name)
        ]
        for one, other in zip(*(net.params.values() for net in nets), strict=True):
            np.testing.assert_array_equal(one, other)


def test_learnt_from_chosen_by_and_reported_on_are_different_digits():
    parts = few_digits(300, 0)
    sets = [{image.tobytes() for image in part[0]} for part in parts]
    assert [len(part[1]) for part in parts] == [300, 1000, 2000]
    for i, one in enumerate(sets):
        for other in sets[i + 1 :]:
            assert not one & other


def test_a_cycle_falls_to_nothing_and_jumps_up():
    factor = cosine_cycles(20, 4)
    rates = [factor(epoch) for epoch in range(20)]
    assert rates[::5] == [1.0] * 4
    for start in range(0, 20, 5):
        assert all(a > b for a, b in pairwise(rates[start : start + 5]))


# ---- what the guided tries promise


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.8])
def test_without_dividing_the_mean_is_keep_times_the_output_at_test(keep):
    for x in ((1.0, -1.0), (1.5, 0.5)):
        nets = every_mask(np.array(x), keep, scaled=False, after="nothing")
        assert nets.mean == pytest.approx(keep * (2 * x[0] + x[1]))


def test_three_hundred_masks_are_not_enough_at_a_keep_of_a_tenth():
    off = [
        abs(DropoutMasks(keep=0.1, draw=draw).scene().panels[2].marks[2].xy[-1, 1] - 1)
        for draw in range(12)
    ]
    assert np.mean(off) > 0.2


def test_the_best_strength_leaves_some_bias():
    widget = RegularisationStrength(reg=STRENGTHS[7], N=20)
    assert STRENGTHS[7] == pytest.approx(0.031623)
    assert "at 0.032." in widget.reading


def test_with_wrong_labels_the_weights_restored_are_better_than_the_last():
    seen = curves(0.3, 0)
    last, best = stop(seen.dev, 20)
    assert seen.dev[best - 1] < seen.dev[last - 1]
    assert seen.test[best - 1] < seen.test[last - 1] < seen.test[-1]


def test_a_wide_region_is_found_by_the_grid_as_well():
    def ends(width, search):
        return best_so_far(search, 9, width, 0.1, 0)[:, -1].mean()

    ahead = [ends(width, "grid") - ends(width, "random") for width in WIDTHS]
    assert ahead[0] > 0.1
    assert ahead[1] > 0.1
    assert ahead[-1] <= 0
    assert "grid tries 3 values of a, random 9" in RandomAgainstGrid().reading


def test_reported_seeds_are_not_those_that_chose():
    from course_lib.widgets.regularisation.sweep import CHOOSING

    assert not set(CHOOSING) & set(REPORTING)
