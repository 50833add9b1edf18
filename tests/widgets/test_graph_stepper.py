"""The graph stepper: what may be typed, what is drawn where, and every number that is said."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from course_lib.errors import CourseError, RangeError
from course_lib.nn import graph
from course_lib.widgets import GraphStepper
from course_lib.widgets.backprop.graph_expression import FUNCTIONS, build, names_in
from course_lib.widgets.backprop.graph_layout import places
from course_lib.widgets.backprop.graph_stepper import EXAMPLES
from course_lib.widgets.backprop.graph_steps import (
    GATES,
    computed,
    locals_of,
    names_of,
    second_opinion,
    steps,
)

NAMES = ("x", "y", "z")
PLAIN = {
    "max": max,
    "exp": math.exp,
    "log": math.log,
    "tanh": math.tanh,
    "sigmoid": lambda v: 1 / (1 + math.exp(-v)),
    "relu": lambda v: max(0.0, v),
}


@st.composite
def expressions(draw, depth=3):
    """Texts of any shape over x, y, z, as somebody might type them."""
    if depth == 0 or draw(st.booleans()):
        return draw(st.sampled_from([*NAMES, "2", "0.5"]))
    inner = expressions(depth - 1)
    kind = draw(
        st.sampled_from(["+", "-", "*", "/", "neg", "**", "max", "relu", "tanh", "sigmoid"])
    )
    if kind == "neg":
        return f"-({draw(inner)})"
    if kind == "**":
        return f"({draw(inner)}) ** {draw(st.sampled_from([2, 3]))}"
    if kind == "max":
        return f"max({draw(inner)}, {draw(inner)})"
    if kind in PLAIN:
        return f"{kind}({draw(inner)})"
    return f"({draw(inner)}) {kind} ({draw(inner)})"


def drawable(text, values):
    try:
        return graph(build(text, {name: values[name] for name in names_in(text)}))
    except CourseError:  # divides by 0, has no gate, is too large: refused, and rightly so
        assume(False)


numbers = st.floats(-3, 3).map(lambda v: round(v, 2))
triples = st.fixed_dictionaries(dict.fromkeys(NAMES, numbers))


# ---- what may be typed


@given(text=expressions(), values=triples)
@settings(max_examples=150)
def test_the_graph_ends_in_what_python_says_the_text_is_worth(text, values):
    g = drawable(text, values)
    want = eval(text, {"__builtins__": {}}, {**PLAIN, **values})
    assert g.nodes[-1].value == pytest.approx(want, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_the_one_of_its_name(name):
    count, _ = FUNCTIONS[name]
    text = f"{name}({', '.join(NAMES[:count])})"
    got = build(text, {"x": 0.7, "y": -0.3}).data
    assert got == pytest.approx(PLAIN[name](*(0.7, -0.3)[:count]))


def test_named_results_are_used_and_not_asked_for():
    assert names_in("q = x + y; s = q * q; s - z") == NAMES
    out = build("q = x + y; s = q * q; s - z", {"x": 1, "y": 2, "z": 4})
    assert out.data == 5
    assert {"q", "s"} <= set(names_of(graph(out)))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "1 to 160"),
        ("x" * 161, "1 to 160"),
        ("x +", "missing or too many"),
        ("(x + y", "missing or too many"),
        ("x\0y", "missing or too many"),
        ("x ^ 2", r"written \*\*"),
        ("x ** y", "plain number"),
        ("x", "no gate"),
        ("max(x)", "two numbers"),
        ("exp(x, y)", "one number"),
        ("exp(x=3)", "one number"),
        ("sin(x)", "nothing else"),
        ("__import__('os').system('true')", "nothing else"),
        ("(lambda: x)() + x", "nothing else"),
        ("x.real + 1", "nothing else"),
        ("[x][0] * 2", "nothing else"),
        ("'a' + x", "nothing else"),
        ("True + x", "nothing else"),
        ("1j * x", "nothing else"),
        ("x if y else z", "nothing else"),
        ("import os", "neither"),
        ("del x", "neither"),
        ("a = b = x + 1", "once"),
        ("x = x + 1; x * 2", "once"),
        ("much_too_long_a_name + x", "8 letters"),
        (" + ".join(["x * y"] * 14), "can be drawn"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_its_reason(text, why):
    with pytest.raises(CourseError, match=why):
        build(text, dict.fromkeys(names_in(text), 1.0))


@pytest.mark.parametrize(
    ("text", "x"),
    [("log(x)", -1), ("1 / x", 0), ("exp(x)", 1e4), ("x ** 0.5", 0), ("x ** 9", 1e200)],
)
def test_where_no_number_comes_out_it_says_so(text, x):
    with pytest.raises(RangeError):
        build(text, {"x": x})


# ---- where it is drawn


@given(text=expressions(), values=triples)
@settings(max_examples=100)
def test_no_two_boxes_overlap_and_all_edges_lead_onward(text, values):
    g = drawable(text, values)
    where = places(g)
    for start, end in g.edges:
        assert where[start].along < where[end].along
    for i, a in enumerate(where):
        assert a.across >= 0
        for b in where[:i]:
            assert a.along != b.along or abs(a.across - b.across) > 0.99


# ---- what is said


@given(text=expressions(), values=triples)
@settings(max_examples=100)
def test_local_gradients_times_upstream_add_up_to_the_gradients_of_the_engine(text, values):
    g = drawable(text, values)
    found = np.zeros(len(g.nodes))
    found[-1] = 1
    for node in reversed(range(len(g.nodes))):
        inputs = [e.start for e in g.edges if e.end == node]
        slopes = locals_of(g, node) if inputs else ()
        for i, slope in zip(inputs, slopes, strict=True):
            found[i] += slope * found[node]
    np.testing.assert_allclose(found, [node.grad for node in g.nodes], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", [*EXAMPLES])
def test_the_second_opinion_is_the_gradient_of_every_node(name):
    g = GraphStepper(EXAMPLES[name][0], **EXAMPLES[name][1]).graph
    for i, node in enumerate(g.nodes):
        assert computed(g, i, node.value) == pytest.approx(g.nodes[-1].value)
        assert np.mean(second_opinion(g, i)) == pytest.approx(node.grad, rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("name", [*EXAMPLES])
def test_every_gate_is_met_once_each_way_and_all_checks_agree(name):
    g = GraphStepper(EXAMPLES[name][0], **EXAMPLES[name][1]).graph
    gates = [i for i, node in enumerate(g.nodes) if node.op]
    found = steps(g)
    assert [s.node for s in found if s.way == "forward"] == gates
    assert [s.node for s in found if s.way == "back"] == gates[::-1]
    said = [send.numeric for step in found for send in step.sends]
    assert all(text.endswith("agrees") or text == "more to come" for text in said)
    assert None not in found[-1].grads
    assert found[-1].values == len(g.nodes)


def test_a_wrong_gradient_would_be_told(monkeypatch):
    def twice_the_slope(v):
        out = v.tanh()
        send = out._send
        out._send = lambda upstream: (2 * send(upstream)[0],)
        return out

    g = graph(build("tanh(x) * y", {"x": 0.4, "y": 3}))
    monkeypatch.setitem(GATES, "tanh", twice_the_slope)
    said = [send.numeric for step in steps(g) for send in step.sends]
    assert [text.split(", ")[1] for text in said] == ["agrees", "agrees", "differs"]


def test_a_number_that_cannot_be_moved_is_not_measured():
    g = graph(build("log(x)", {"x": 1e-6}))
    assert second_opinion(g, 0) is None
    assert [send.numeric for step in steps(g) for send in step.sends] == ["cannot be moved"]


def test_a_number_used_twice_is_complete_only_after_both():
    said = [
        s.numeric for step in steps(graph(build("x * y + x", {"x": 2, "y": 3}))) for s in step.sends
    ]
    assert said.count("more to come") == 1


def test_patterns_are_named_where_they_happen():
    told = " ".join(
        step.text for step in steps(graph(build("max(x * y, x + y)", {"x": 2, "y": 3})))
    )
    for words in ("distributes", "routes", "switches and scales", "adds up"):
        assert words in told


# ---- the widget


def test_numbers_that_are_not_given_are_made_up():
    assert GraphStepper("(x + y) * z").values == {"x": -2.0, "y": 5.0, "z": -4.0}
    assert GraphStepper("(x + y) * z", y=1).values == {"x": -2.0, "y": 1, "z": -4.0}


@pytest.mark.parametrize(
    ("values", "kind", "words"),
    [({"q": 1}, CourseError, "asks for x, y"), ({"x": math.nan}, RangeError, "a number from"),
     ({"x": "3"}, RangeError, "a number from"), ({"x": 1e9}, RangeError, "a number from")],
)  # fmt: skip
@pytest.mark.usefixtures("own_messages")
def test_numbers_that_make_no_sense_are_refused(values, kind, words):
    with pytest.raises(kind, match=words):
        GraphStepper("x * y", **values)


def test_a_refused_expression_leaves_all_as_it_was():
    widget = GraphStepper("x * y", x=2, y=3)
    before = widget.plan, widget.values, widget.expression
    with pytest.raises(CourseError):
        widget.draw("x ^ 2")
    assert (widget.plan, widget.values, widget.expression) == before


@pytest.mark.parametrize("step", [-1, 4, 1.5, True, "1"])
@pytest.mark.usefixtures("own_messages")
def test_a_step_that_is_not_there_is_refused_and_from_the_browser_ignored(step):
    widget = GraphStepper("x * y")
    assert len(widget.plan["steps"]) == 4
    with pytest.raises(RangeError, match="0 to 3"):
        widget.step = step
    if step is not True:  # a JSON browser says 1
        widget.set_state({"step": step})
    assert widget.step == 0


def test_the_browser_sets_the_step_and_nothing_else():
    widget = GraphStepper("x * y")
    plan = widget.plan
    widget.set_state({"step": 2, "plan": {}, "problem": "x"})
    assert (widget.step, widget.plan, widget.problem) == (2, plan, "")


def said_by_hand(widget, **content):
    widget._handle_custom_msg(content, [])


def test_typing_draws_or_tells_what_is_wrong():
    widget = GraphStepper("x * y", x=2, y=3)
    widget.step = 3
    said_by_hand(widget, do="draw", expression="x ^ y", values={"x": 2, "y": 3})
    assert "written **" in widget.problem
    assert (widget.expression, widget.step) == ("x * y", 3)
    said_by_hand(widget, do="draw", expression="x * q", values={"x": 7, "y": 3})
    assert (widget.problem, widget.step) == ("", 0)
    assert widget.values == {"x": 7, "q": 5.0}
    said_by_hand(widget, do="draw", expression="x * q", values={"x": None})
    assert "x = None" in widget.problem
    said_by_hand(widget, do="reset")
    assert (widget.expression, widget.values, widget.problem) == ("x * y", {"x": 2, "y": 3}, "")


@pytest.mark.parametrize("content", [{}, {"do": "sing"}, {"do": "example", "name": "?"}, None, []])
def test_messages_that_mean_nothing_change_nothing(content):
    widget = GraphStepper("x * y")
    plan = widget.plan
    widget._handle_custom_msg(content, [])
    assert (widget.plan, widget.problem) == (plan, "")


@pytest.mark.parametrize("name", [*EXAMPLES])
def test_examples_are_drawn_and_their_saved_form_says_every_gradient(name):
    widget = GraphStepper("x * y")
    said_by_hand(widget, do="example", name=name)
    assert widget.expression == EXAMPLES[name][0]
    data, metadata = widget._repr_mimebundle_()
    again, _ = GraphStepper(EXAMPLES[name][0], **EXAMPLES[name][1])._repr_mimebundle_()
    assert data["image/png"] == again["image/png"]
    assert data["text/plain"] == again["text/plain"] == repr(widget)
    alt = metadata["image/png"]["alt"]
    assert alt.count("gradient") == sum(bool(n.op or n.label) for n in widget.graph.nodes)
