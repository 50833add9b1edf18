"""A computational graph to step through: forward, then back, a gate at a time."""

from dataclasses import asdict
from typing import Any

import anywidget
import traitlets

from course_lib.errors import CourseError, RangeError
from course_lib.figures import BLUE, VERMILLION, figure_bundle
from course_lib.nn import Graph, graph
from course_lib.widgets.backprop.graph_expression import build, names_in
from course_lib.widgets.backprop.graph_layout import places
from course_lib.widgets.backprop.graph_picture import picture
from course_lib.widgets.backprop.graph_steps import names_of, steps
from course_lib.widgets.explorer import Slider, in_words
from course_lib.widgets.script import script

__all__ = ["EXAMPLES", "GraphStepper"]

EXAMPLES: dict[str, tuple[str, dict[str, float]]] = {
    "three numbers": ("(x + y) * z", {"x": -2, "y": 5, "z": -4}),
    "add": ("(a + b + c) * 3", {"a": 1, "b": -2, "c": 4}),
    "max": ("max(a, b) * c", {"a": 4, "b": -1, "c": 2}),
    "mul": ("w * x", {"w": 0.5, "x": 200}),
    "copy": ("x * y + x * z", {"x": 3, "y": 2, "z": -4}),
    "a neuron": (
        "1 / (1 + exp(-(w0 * x0 + w1 * x1 + b)))",
        {"w0": 2, "x0": -1, "w1": -3, "x1": -2, "b": -3},
    ),
    "sigmoid as one gate": (
        "sigmoid(w0 * x0 + w1 * x1 + b)",
        {"w0": 2, "x0": -1, "w1": -3, "x1": -2, "b": -3},
    ),
    "a squared error": ("(relu(w * x + b) - y) ** 2", {"w": 0.5, "x": 3, "b": 1, "y": 2}),
}
# Numbers that nobody gave, in turn.
SPARE = (-2.0, 5.0, -4.0, 3.0, 0.5, 2.0, -1.0, 1.5)
NUMBER = Slider("", (-1e4, 1e4))  # what may be typed for a number


class GraphStepper(anywidget.AnyWidget):
    """An expression drawn as a graph, stepped through in the browser.

    `GraphStepper("(x + y) * z", x=-2, y=5, z=-4)`; numbers that are not given are made up. `step`
    runs from 0, the numbers given, to the last gradient. Raises CourseError for an expression that
    is none, RangeError for numbers that lead nowhere, and keeps what it had.
    """

    _esm = script("common.js", "panel.js", "backprop/graph_stepper.js")
    _css = script("controls.css", "panel.css", "backprop/graph_stepper.css")

    plan = traitlets.Dict().tag(sync=True)  # all that is drawn and said, step by step
    step = traitlets.TraitType(0).tag(sync=True)
    problem = traitlets.Unicode().tag(sync=True)  # why what was typed is not drawn
    examples = traitlets.List(list(EXAMPLES)).tag(sync=True)
    colours = traitlets.List([BLUE, VERMILLION]).tag(sync=True)  # of values, of gradients

    def __init__(self, expression: str = "(x + y) * z", /, **values: float) -> None:
        super().__init__()
        self.draw(expression, **values)
        self._start = (self.expression, self.values)
        self.on_msg(self._on_message)

    def draw(self, expression: str, /, **values: float) -> None:
        """Draw another expression, from the start; raises as the class, and then draws nothing."""
        names = names_in(expression)
        for name, value in values.items():
            _check_value(name, value, names)
        chosen = dict(zip(names, SPARE * len(names), strict=False)) | values
        g = graph(build(expression, {name: float(v) for name, v in chosen.items()}))
        with self.hold_sync():
            self._graph, self.expression, self.values = g, expression, chosen
            self.plan, self.step, self.problem = _plan(g, expression, chosen), 0, ""

    @property
    def graph(self) -> Graph:
        """The graph as it is drawn."""
        return self._graph

    def reset(self) -> None:
        """Back to what it was made with."""
        expression, values = self._start
        self.draw(expression, **values)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take the step that the browser is at, if there is such a step."""
        step = sync_data.get("step")
        if isinstance(step, int) and 0 <= step < len(self.plan["steps"]):
            super().set_state({"step": step})

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={value:g}" for name, value in self.values.items())
        return f"GraphStepper({self.expression!r}, {given})"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        live, live_metadata = super()._repr_mimebundle_(**kwargs)
        data, metadata = figure_bundle(picture(self._graph), alt=self._describe())
        return {**live, **data, "text/plain": repr(self)}, {**live_metadata, **metadata}

    def _describe(self) -> str:
        g = self._graph
        named = [
            f"{name} {in_words(node.value, 4)} (gradient {in_words(node.grad, 4)})"
            for name, node in zip(names_of(g), g.nodes, strict=True)
            if node.op or node.label
        ]
        return f"The graph of {self.expression}: {', '.join(named)}."

    @traitlets.validate("step")
    def _check_step(self, proposal: Any) -> int:
        last = len(self.plan["steps"]) - 1
        step = proposal["value"]
        if isinstance(step, bool) or not isinstance(step, int) or not 0 <= step <= last:
            raise RangeError(
                f"GraphStepper got step = {step!r}",
                why=f"there are {last} steps: forward through every gate, and back",
                how=f"choose a whole number from 0 to {last}",
            )
        return step

    def _on_message(self, _widget: object, content: Any, _buffers: object) -> None:
        """What hands do. What was typed wrong is told under the picture, which stays as it was."""
        try:
            self._obey(content if isinstance(content, dict) else {})
        except CourseError as error:
            self.problem = f"{error.what}: {error.why}. To mend it, {error.how}."

    def _obey(self, content: dict[str, Any]) -> None:
        match content:
            case {"do": "reset"}:
                self.reset()
            case {"do": "example", "name": str(name)} if name in EXAMPLES:
                expression, values = EXAMPLES[name]
                self.draw(expression, **values)
            case {"do": "draw", "expression": str(expression), "values": dict(values)}:
                names = names_in(expression)
                self.draw(expression, **{n: v for n, v in values.items() if n in names})


def _check_value(name: str, value: Any, names: tuple[str, ...]) -> None:
    if name not in names:
        raise CourseError(
            f"GraphStepper got a number for {name}",
            why=f"the expression asks for {', '.join(names) or 'no number'}",
            how="use the names of the expression",
        )
    if NUMBER.accept(value) is None:
        raise RangeError(
            f"GraphStepper got {name} = {value!r}",
            why=f"{name} is {NUMBER.allowed()}",
            how="choose within that",
        )


def _plan(g: Graph, expression: str, values: dict[str, float]) -> dict[str, Any]:
    nodes = [
        {
            "name": name,
            "gate": {"*": "×"}.get(node.op, node.op).replace("-", "−"),
            "value": in_words(node.value, 4),
            "constant": not node.op and not node.label,
            "along": place.along,
            "across": place.across,
        }
        for name, node, place in zip(names_of(g), g.nodes, places(g), strict=True)
    ]
    return {
        "expression": expression,
        "values": [[name, value] for name, value in values.items()],
        "nodes": nodes,
        "edges": [list(edge) for edge in g.edges],
        "steps": [asdict(step) for step in steps(g)],
    }
