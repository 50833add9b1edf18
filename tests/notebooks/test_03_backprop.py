"""What lecture 03 says is so: its tags, its numbers, and what its guided tries promise."""

import re
from pathlib import Path

import jupytext
import numpy as np
import pytest

from course_lib.syllabus import load_syllabus
from course_lib.widgets import Activations, GraphStepper
from course_lib.widgets.backprop.activations import ACTIVATIONS, curve, layer
from course_lib.widgets.backprop.gradient_depth import through
from course_lib.widgets.backprop.graph_stepper import EXAMPLES
from course_lib.widgets.backprop.graph_steps import names_of

ROOT = Path(__file__).parents[2]
NAME = "03_backprop"
CELLS = jupytext.read(ROOT / f"notebooks/src/{NAME}.py", fmt="py:percent").cells
CONCEPTS = {c.id: c.practice for c in load_syllabus().concepts if c.section == "03"}
WIDGETS = r"\b(GraphStepper|Activations|GradientDepth)\("


def tagged(tag, kind):
    return [c for c in CELLS if c.cell_type == kind and tag in c.metadata.get("tags", [])]


@pytest.mark.parametrize("concept", [c for c, practice in CONCEPTS.items() if "W" in practice])
def test_there_is_something_to_play_with_and_a_question_before_it(concept):
    (cell,) = tagged(f"interactive:{concept}", "code")
    assert re.search(WIDGETS, cell.source)
    before = CELLS[CELLS.index(cell) - 1]
    assert before.cell_type == "markdown"
    assert "**Guess first**" in before.source


# ---- what its guided tries promise: graphs


def grads(expression, **values):
    g = GraphStepper(expression, **values).graph
    return {name: node.grad for name, node in zip(names_of(g), g.nodes, strict=True)}


def test_in_the_neuron_the_gradient_turns_negative_at_the_power_and_back_at_the_minus():
    expression, values = EXAMPLES["a neuron"]
    g = GraphStepper(expression, **values).graph
    chain = [node for node in g.nodes if node.op and node.depth > 3]
    signs = [(node.op, node.grad > 0) for node in reversed(chain)]
    assert signs == [("**-1", True), ("+", False), ("exp", False), ("*", False)]
    assert next(node for node in g.nodes if node.op == "+" and node.depth == 3).grad > 0


def test_only_at_a_corner_does_the_measured_slope_have_two_values():
    told = [s.numeric for step in GraphStepper("max(x, 2)", x=2).plan["steps"] for s in sends(step)]
    assert told == ["a kink: 0 left, 1 right"]


def sends(step):
    return [type("Send", (), send) for send in step["sends"]]


@pytest.mark.parametrize(("b", "winner"), [(3.9, "a"), (4, "a"), (4.1, "b")])
def test_max_changes_its_mind_above_four(b, winner):
    expression, values = EXAMPLES["max"]
    found = grads(expression, **{**values, "b": b})
    assert (found["a"] != 0, found["b"] != 0) == (winner == "a", winner == "b")


def test_the_copied_number_gets_nothing_when_its_gradients_cancel():
    expression, values = EXAMPLES["copy"]
    assert grads(expression, **{**values, "y": 4})["x"] == 0
    assert grads(expression, **values)["x"] != 0


def test_a_shut_relu_leaves_a_gradient_to_the_target_alone():
    expression, values = EXAMPLES["a squared error"]
    found = grads(expression, **{**values, "b": -2})
    assert {name for name in values if found[name]} == {"y"}


@pytest.mark.parametrize("x", [200, 0.8])
def test_a_weight_gets_a_gradient_as_large_as_its_input(x):
    assert grads("w * x", w=0.5, x=x)["w"] == x


# ---- activations


def passed(name, spread=1.0, centre=0.0):
    return np.abs(curve(name, layer(spread, centre), 0.1)[1])


def test_half_of_the_sigmoids_are_saturated_between_a_spread_of_5_and_10():
    assert np.mean(passed("sigmoid", 5) < 0.01) < 0.5 < np.mean(passed("sigmoid", 10) < 0.01)


@pytest.mark.parametrize("spread", [2, 5, 10])
def test_tanh_saturates_sooner_than_the_sigmoid(spread):
    shut = [np.mean(passed(name, spread) < 0.01) for name in ("tanh", "sigmoid")]
    assert shut[0] > shut[1]


def test_a_drifted_sigmoid_passes_about_a_hundredth():
    assert passed("sigmoid", centre=5).mean() == pytest.approx(0.01, rel=0.2)


def test_what_is_said_of_relus_and_of_who_stays_open():
    assert passed("ReLU").mean() == pytest.approx(0.5, abs=0.05)
    assert np.mean(passed("ReLU", centre=-3) == 0) > 0.99
    assert passed("Leaky ReLU", centre=-3).min() == pytest.approx(0.1)
    open_at_4 = {name for name in ACTIVATIONS if passed(name, centre=4).mean() > 0.9}
    assert open_at_4 == {"ReLU", "Leaky ReLU", "PReLU", "ELU", "Maxout"}


def test_the_first_try_on_the_sigmoid_reads_a_quarter_at_best():
    widget = Activations(activation="sigmoid", at=[0, 0])
    assert "the slope 0.25" in widget.reading


# ---- depth


@pytest.mark.parametrize("draw", range(4))
def test_what_is_said_of_gradients_by_depth(draw):
    first = {
        (bend, gain, layers): through(bend, gain, layers, draw).gradients[0]
        for bend, gain, layers in [
            ("none", 0.9, 50), ("none", 1.0, 50), ("none", 1.1, 50), ("sigmoid", 1.0, 20),
            ("ReLU", 1.0, 20), ("ReLU", 1.4, 20), ("tanh", 4.0, 20),
        ]
    }  # fmt: skip
    assert first["none", 0.9, 50] < 0.03
    assert 0.1 < first["none", 1.0, 50] < 10
    assert first["none", 1.1, 50] > 50
    assert first["sigmoid", 1.0, 20] < 1e-9
    assert first["ReLU", 1.0, 20] < 0.01
    assert 0.1 < first["ReLU", 1.4, 20] < 10
    assert first["tanh", 4.0, 20] > 1000
