"""Going through a graph a gate at a time: forward, then back with local gradient times upstream.

Every gradient is held to a second opinion that knows no derivative: the number is moved a little,
and the graph is computed forward again.
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass

from course_lib.errors import RangeError
from course_lib.nn import Graph, Value
from course_lib.widgets.explorer import in_words

__all__ = ["Send", "Step", "computed", "locals_of", "names_of", "second_opinion", "steps"]

GATES: dict[str, Callable[..., Value]] = {
    "+": operator.add,
    "*": operator.mul,
    "max": Value.maximum,
    "exp": Value.exp,
    "log": Value.log,
    "tanh": Value.tanh,
    "sigmoid": Value.sigmoid,
    "relu": Value.relu,
}
# Of each gate: what it does with a gradient, to be recognised at a glance.
PATTERNS = {
    "+": "+ distributes: each input is given the whole of it.",
    "*": "× switches and scales: each input is given it times the other input.",
    "max": "max routes: the larger input is given all, the other nothing.",
    "relu": "relu is a gate: open above 0, shut below.",
}
H = 1e-5


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """What a gate hands back to one of its inputs, in words that can be shown."""

    to: int
    rule: str
    local: str
    upstream: str
    product: str
    total: str
    numeric: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: the node it is about, what is known after it, and what happened.

    values: how many nodes, in the order of the graph, have their value; grads: the gradient that
    each node has received so far, None for none.
    """

    node: int
    way: str  # "start", "forward", "seed", "back"
    values: int
    grads: tuple[str | None, ...]
    text: str
    sends: tuple[Send, ...] = ()


def names_of(g: Graph) -> tuple[str, ...]:
    """A name for every node: its own, its number if it is a plain one, else a, b, c, ... or out."""
    used = {node.label for node in g.nodes}
    spare = (letter for letter in "abcdefghijklmnopqrstuvwxyzαβγδεζηθικλμ" if letter not in used)
    return tuple(
        node.label
        or (
            in_words(node.value, 4)
            if not node.op
            else "out"
            if node is g.nodes[-1]
            else next(spare)
        )
        for node in g.nodes
    )


def locals_of(g: Graph, node: int) -> tuple[float, ...]:
    """The local gradient of a gate for each of its inputs, as if nothing came before or after."""
    inputs = [Value(g.nodes[i].value) for i in _inputs(g, node)]
    _gate(g.nodes[node].op, inputs).backward()
    return tuple(v.grad for v in inputs)


def computed(g: Graph, moved: int, value: float) -> float:
    """The end of the graph when node `moved` is set to `value`, whatever went into it."""
    found: list[float] = []
    for i, node in enumerate(g.nodes):
        if i == moved or not node.op:
            found.append(value if i == moved else node.value)
        else:
            found.append(_gate(node.op, [Value(found[j]) for j in _inputs(g, i)]).data)
    return found[-1]


def second_opinion(g: Graph, node: int) -> tuple[float, float] | None:
    """The slopes of the end to the left and right of a node; None where it cannot be moved."""
    here, end = g.nodes[node].value, g.nodes[-1].value
    h = H * max(1.0, abs(here))
    try:
        left, right = (computed(g, node, here + side) for side in (-h, h))
    except RangeError:  # a step leaves where the graph is defined, as log at 0
        return None
    return (end - left) / h, (right - end) / h


def steps(g: Graph) -> tuple[Step, ...]:
    """From the numbers given to the last gradient: a step for every gate there, and back again."""
    names, gates = names_of(g), [i for i, node in enumerate(g.nodes) if node.op]
    none: tuple[str | None, ...] = (None,) * len(g.nodes)
    start = "The numbers are given. Go forward, and guess each value first."
    found = [Step(node=0, way="start", values=gates[0], grads=none, text=start)]
    for i in gates:
        text = f"Forward: {_equation(g, names, i)}"
        found.append(Step(node=i, way="forward", values=i + 1, grads=none, text=text))
    grads: list[float | None] = [None] * len(g.nodes)
    grads[-1] = 1.0
    seed = f"Back: {names[-1]} moves exactly as {names[-1]} does, so its gradient is 1."
    found.append(_back(g, len(g.nodes) - 1, "seed", grads, seed, ()))
    for i in reversed(gates):
        sends = _sends(g, names, i, grads)
        found.append(_back(g, i, "back", grads, _pattern(g, names, i), sends))
    return tuple(found)


def _back(
    g: Graph, node: int, way: str, grads: list[float | None], text: str, sends: tuple[Send, ...]
) -> Step:
    shown = tuple(None if grad is None else in_words(grad, 4) for grad in grads)
    return Step(node=node, way=way, values=len(g.nodes), grads=shown, text=text, sends=sends)


def _sends(
    g: Graph, names: tuple[str, ...], node: int, grads: list[float | None]
) -> tuple[Send, ...]:
    """Hand the gradient of a gate to its inputs: `grads` is what they have, and is added to."""
    upstream = grads[node] or 0.0
    sends = []
    inputs, slopes = _inputs(g, node), locals_of(g, node)
    for i, local in zip(inputs, slopes, strict=True):
        grads[i] = (grads[i] or 0.0) + local * upstream
    for k, (i, local) in enumerate(zip(inputs, slopes, strict=True)):
        if _is_constant(g, i):
            continue
        sends.append(
            Send(to=i, rule=_rule(g, names, node, k), local=in_words(local, 4),
                 upstream=in_words(upstream, 4), product=in_words(local * upstream, 4),
                 total=in_words(grads[i] or 0.0, 4), numeric=_checked(g, node, i, grads[i] or 0.0))
        )  # fmt: skip
    return tuple(sends)


def _checked(g: Graph, node: int, i: int, grad: float) -> str:
    """The second opinion in words, once all that input i is used for has been gone through."""
    if any(e.start == i and e.end < node for e in g.edges):
        return "more to come"
    slopes = second_opinion(g, i)
    if slopes is None:
        return "cannot be moved"
    left, right = slopes
    if abs(left - right) > 1e-3 * max(1.0, abs(left), abs(right)):
        return f"a kink: {in_words(round(left, 6), 4)} left, {in_words(round(right, 6), 4)} right"
    middle = (left + right) / 2
    agrees = abs(middle - grad) <= 1e-4 * max(1.0, abs(grad))
    # Rounded to what a difference can know, or 0 would be shown as a billionth.
    return f"{in_words(round(middle, 7), 4)}, {'agrees' if agrees else 'differs'}"


def _pattern(g: Graph, names: tuple[str, ...], node: int) -> str:
    op = g.nodes[node].op
    text = (
        f"Back through {names[node]} = {_formula(g, names, node)}. {PATTERNS.get(op, '')}".strip()
    )
    used = [i for i in dict.fromkeys(_inputs(g, node)) if _uses(g, i) > 1]
    again = [names[i] for i in used if not _is_constant(g, i)]
    if again:
        text += f" {' and '.join(again)} is used more than once: what comes back adds up."
    return text


def _equation(g: Graph, names: tuple[str, ...], node: int) -> str:
    plain = g.nodes[node].op not in ("+", "*") and not g.nodes[node].op.startswith("**")
    numbers = tuple(in_words(n.value, 4) if plain else _in_brackets(n.value) for n in g.nodes)
    parts = [names[node], _formula(g, names, node), _formula(g, numbers, node),
             in_words(g.nodes[node].value, 4)]  # fmt: skip
    return " = ".join(dict.fromkeys(parts))


def _formula(g: Graph, names: tuple[str, ...], node: int) -> str:
    op, inputs = g.nodes[node].op, [names[i] for i in _inputs(g, node)]
    if op in ("+", "*"):
        return f" {op.replace('*', '×')} ".join(inputs)
    if op.startswith("**"):
        return f"{inputs[0]} ** {op[2:].replace('-', '−')}"
    return f"{op}({', '.join(inputs)})"


def _rule(g: Graph, names: tuple[str, ...], node: int, k: int) -> str:
    """The local gradient for input number k, as a rule to remember."""
    op, inputs = g.nodes[node].op, _inputs(g, node)
    if op == "*":
        return f"the other input, {names[inputs[1 - k]]}"
    if op.startswith("**"):
        n = float(op[2:])
        return f"{_in_brackets(n)} × {names[inputs[0]]} ** {in_words(n - 1, 6)}"
    if op == "max":
        return "it won" if locals_of(g, node)[k] else "it lost"
    if op == "relu":
        return "above 0: open" if locals_of(g, node)[0] else "not above 0: shut"
    name = names[node]
    return {"+": "always", "exp": f"exp again, {name}", "log": f"1 / {names[inputs[0]]}",
            "tanh": f"1 − {name}²", "sigmoid": f"{name} × (1 − {name})"}[op]  # fmt: skip


def _inputs(g: Graph, node: int) -> list[int]:
    return [e.start for e in g.edges if e.end == node]


def _uses(g: Graph, node: int) -> int:
    return sum(e.start == node for e in g.edges)


def _is_constant(g: Graph, node: int) -> bool:
    return not g.nodes[node].op and not g.nodes[node].label


def _gate(op: str, inputs: list[Value]) -> Value:
    return inputs[0] ** float(op[2:]) if op.startswith("**") else GATES[op](*inputs)


def _in_brackets(x: float) -> str:
    return f"({in_words(x, 4)})" if x < 0 else in_words(x, 4)
