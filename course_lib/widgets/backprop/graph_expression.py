"""An expression typed by a student becomes a graph of the scalar engine, and nothing else.

The text is parsed, never evaluated: what is not a number, a name or a gate is refused by name.
"""

import ast
import math
import operator
from collections.abc import Callable, Mapping

from course_lib.errors import CourseError, RangeError
from course_lib.nn import Value, graph

__all__ = ["build", "names_in"]

LONGEST, MOST_NODES, LONGEST_NAME = 160, 28, 8

FUNCTIONS: dict[str, tuple[int, Callable[..., Value]]] = {
    "max": (2, Value.maximum),
    "exp": (1, Value.exp),
    "log": (1, Value.log),
    "tanh": (1, Value.tanh),
    "sigmoid": (1, Value.sigmoid),
    "relu": (1, Value.relu),
}
OPERATORS: dict[type[ast.operator], Callable[[Value, Value], Value]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def names_in(text: str) -> tuple[str, ...]:
    """The numbers that `text` asks for, in order; results named in it are not asked for.

    Raises CourseError for a text that cannot be read.
    """
    asked: dict[str, None] = {}
    given: set[str] = set()
    for statement in _parsed(text):
        nodes = list(ast.walk(statement))
        called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
        names = [node for node in nodes if isinstance(node, ast.Name) and id(node) not in called]
        names.sort(key=lambda node: node.col_offset)
        for name in names:
            if isinstance(name.ctx, ast.Load) and name.id not in given:
                asked[name.id] = None
        given |= {name.id for name in names if isinstance(name.ctx, ast.Store)}
    return tuple(asked)


def build(text: str, values: Mapping[str, float]) -> Value:
    """The graph of `text` with these numbers, gradients included.

    `text` is an expression of + - * / **, max, exp, log, tanh, sigmoid, relu; results may be named
    first, as in "q = x + y; q * z". An exponent is a plain number, taken to six digits.
    Raises CourseError for anything else, RangeError where a gate has no finite value.
    """
    out = _run(_parsed(text), dict(values))
    size = len(graph(out).nodes)
    if size > MOST_NODES:
        raise _refused(text, f"it has {size} numbers and gates; {MOST_NODES} can be drawn")
    if not out.parents:
        raise _refused(text, "there is no gate in it to go through")
    out.backward()
    if not all(math.isfinite(v) for node in graph(out).nodes for v in (node.value, node.grad)):
        raise RangeError(
            f"{text!r} leads to a number that is not finite",
            why="neither it nor a gradient through it can be shown",
            how="choose numbers nearer to 1",
        )
    return out


def _parsed(text: str) -> list[ast.stmt]:
    if not text.strip() or len(text) > LONGEST:
        raise _refused(text[:40], f"it should have 1 to {LONGEST} characters")
    try:
        return ast.parse(text.strip().replace("−", "-")).body
    except (SyntaxError, ValueError):
        raise _refused(text, "a sign, a bracket or a number is missing or too many") from None


def _run(statements: list[ast.stmt], values: Mapping[str, float]) -> Value:
    """The last of the statements; each name is one number, however often it is used."""
    known = {name: Value(number, label=name) for name, number in values.items()}
    out = Value(0.0)
    for statement in statements:
        if isinstance(statement, ast.Expr):
            out = _value(statement.value, known)
        elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            name = statement.targets[0].id
            if name in known or len(statement.targets) > 1:
                raise _refused(name, "a name is given to one number, once")
            out = known[name] = _value(statement.value, known)
            out.label = out.label or name
        else:
            raise _refused(ast.unparse(statement), 'it is neither an expression nor "name = ..."')
    return out


def _value(node: ast.expr, known: Mapping[str, Value]) -> Value:
    number = _number(node)
    if number is not None:
        return Value(number)
    if isinstance(node, ast.Name) and node.id in known and len(node.id) <= LONGEST_NAME:
        return known[node.id]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand, known)
    if isinstance(node, ast.BinOp):
        return _two(node, known)
    if isinstance(node, ast.Call):
        return _call(node, known)
    raise _refused(ast.unparse(node), _why_not(node))


def _two(node: ast.BinOp, known: Mapping[str, Value]) -> Value:
    left, number = _value(node.left, known), _number(node.right)
    if isinstance(node.op, ast.Pow):
        if number is None:
            raise _refused(ast.unparse(node), "an exponent is a plain number here")
        return left ** float(f"{number:g}")
    if type(node.op) not in OPERATORS:
        raise _refused(ast.unparse(node), _why_not(node))
    # Plain numbers are taken in as they are: x - 3 and x / 4 need no gates to turn them round.
    if number is not None and isinstance(node.op, ast.Sub):
        return left + -number
    if number and isinstance(node.op, ast.Div):
        return left * (1 / number)
    if isinstance(node.op, ast.Div) and _number(node.left) == 1:
        return _value(node.right, known) ** -1.0
    return OPERATORS[type(node.op)](left, _value(node.right, known))


def _call(node: ast.Call, known: Mapping[str, Value]) -> Value:
    name = ast.unparse(node.func)
    if name not in FUNCTIONS:
        raise _refused(ast.unparse(node), _why_not(node))
    count, function = FUNCTIONS[name]
    if len(node.args) != count or node.keywords:
        raise _refused(
            ast.unparse(node), f"{name} takes {('one number', 'two numbers')[count - 1]}"
        )
    return function(*(_value(argument, known) for argument in node.args))


def _number(node: ast.expr) -> float | None:
    """The number written there, with its sign; None for anything else."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        number = _number(node.operand)
        return None if number is None else -number
    plain = isinstance(node, ast.Constant) and type(node.value) in (int, float)
    return float(node.value) if plain else None  # type: ignore[attr-defined]


def _why_not(node: ast.expr) -> str:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitXor):
        return "a power is written **, as in x ** 2"
    if isinstance(node, ast.Name):
        return f"a name is that of one number, with at most {LONGEST_NAME} letters"
    return f"there are + - * / ** and {', '.join(FUNCTIONS)}, and nothing else"


def _refused(text: str, why: str) -> CourseError:
    return CourseError(
        f"{text!r} cannot be drawn", why=why, how='write it like "q = x + y; relu(q) * z"'
    )
