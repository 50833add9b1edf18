"""What lecture 02 says of its points and widgets is so."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linprog

from course_lib.widgets import BiasVariance, ClassLines
from course_lib.widgets.linear.class_lines_data import points_of
from course_lib.widgets.linear.svm_vs_softmax import opinions

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@pytest.mark.parametrize("name", ["xor", "ring", "islands"])
def test_no_line_splits_the_hard_points_and_one_number_more_splits_two_of_them(name):
    x, y = points_of(name)
    assert not separable(x, y)
    radius, product = (x**2).sum(axis=1), x[:, 0] * x[:, 1]
    assert separable(np.column_stack([x, product]), y) == (name == "xor")
    assert name != "ring" or separable(np.column_stack([x, radius]), y)


def separable(x, y):
    """Whether a plane w x + b parts the classes, asked of a linear program."""
    signs = np.where(y == 1, 1.0, -1.0)
    rows = -signs[:, None] * np.column_stack([x, np.ones(len(x))])
    none = linprog(np.zeros(rows.shape[1]), rows, -np.ones(len(x)), bounds=(None, None))
    return none.status == 0


def test_the_best_straight_borders_are_those_that_were_counted():
    """A fine fan of borders finds no better one, and one as good."""
    outputs = json.loads((NOTEBOOKS / "02_linear.ipynb").read_text("utf-8"))["cells"]
    said = " ".join("".join(o.get("text", "")) for c in outputs for o in c.get("outputs", []))
    for name in ("xor", "ring", "islands"):
        x, y = points_of(name)
        turns = np.linspace(0, 2 * np.pi, 721)
        along = x @ np.stack([np.cos(turns), np.sin(turns)])
        sides = along[..., None] > np.linspace(-1.5, 1.5, 601)
        best = (sides == (y == 1)[:, None, None]).sum(axis=0).max()
        assert f"{name:8} at most {best} of {len(y)} right" in said


@pytest.mark.parametrize("bias", [0, 1, 30])
def test_on_an_image_and_its_negative_only_one_class_can_win_both_times(bias):
    """Whatever the weights: so no training can mend what the form lacks."""
    rng, seen = np.random.default_rng(bias), set()
    for _ in range(40):
        x, w, b = rng.random((300, 17)), rng.normal(size=(17, 10)), bias * rng.normal(size=10)
        b -= w.sum(axis=0) / 2  # b is counted from grey
        once, again = ((faces @ w + b).argmax(axis=1) for faces in (x, 1 - x))
        twice = set(once[once == again])
        assert twice <= {np.argmax(b + w.sum(axis=0) / 2)}
        seen |= twice
    assert bool(seen) == (bias > 0)


def test_the_hinge_is_satisfied_and_then_nothing_moves():
    plane = ClassLines("clouds", loss="hinge").train()
    assert plane.losses.hinge.max() == 0
    before = plane.lines.copy()
    np.testing.assert_array_equal(plane.train().lines, before)
    plane.margin = 2
    assert (plane.losses.hinge > 0).any()
    plane.train()
    assert np.hypot(*plane.lines[:, :2].T).min() > np.hypot(*before[:, :2].T).min()
    plane.margin, plane.reg = 1, 0.1
    assert plane.train().losses.hinge.mean() > 0


def test_cross_entropy_falls_for_ever_and_rests_only_when_weights_cost():
    plane, found, slopes = ClassLines("clouds", loss="cross-entropy"), [], []
    for _ in range(5):
        found.append(plane.train().losses.cross_entropy.mean())
        slopes.append(np.hypot(*plane.lines[:, :2].T).mean())
    assert found == sorted(found, reverse=True)
    assert found[-1] > 0.01
    assert slopes == sorted(slopes)
    plane.reg = 0.1
    settled = plane.train().lines.copy()
    assert np.abs(plane.train().lines - settled).max() < 0.02


def test_the_target_of_two_opinions_is_the_largest_there_is():
    want = np.log(1 + 2 / np.e)
    assert opinions(np.array([1.0, 2.0, 1.0]), 1, 1.0).softmax == pytest.approx(want)
    rng = np.random.default_rng(0)
    for scores in rng.normal(scale=3, size=(400, 3)):
        seen = opinions(scores, 1, 1.0)
        assert seen.svm > 0 or seen.softmax <= want + 1e-12


def test_the_targets_of_the_refits_can_be_met():
    assert BiasVariance(3).errors[1] < 0.12
    assert min(BiasVariance(5, N=N).errors[1] for N in (60, 100)) < 0.10
