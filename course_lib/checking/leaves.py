"""Results of several parts: tuples whose leaves have names, dicts compared key by key."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations
from typing import Any

from course_lib.checking.compare import (
    FORGOT_RETURN,
    Difference,
    agree,
    difference,
    kind_of,
)

MOST = 6  # parts that are tried in every order


def differs(got: Any, want: Any, rtol: float, names: tuple[str, ...] = ()) -> Difference | None:
    """First difference of `got` from `want`, which may hold tuples, lists and dicts.

    `names` are those of the leaves of an outermost tuple. Keys that nobody asked for are no
    difference.
    """
    if isinstance(want, dict):
        return _of_dict(got, want, rtol)
    if not isinstance(want, tuple | list):
        return difference(got, want, rtol)
    names = names if len(names) == len(want) else tuple(f"part {i + 1}" for i in range(len(want)))
    return (
        _count(got, want, rtol, names)
        or _order(got, want, rtol, names)
        or _first(got, want, rtol, dict(enumerate(names)))
    )


def same(one: Any, two: Any, rtol: float) -> bool:
    """Whether two results agree in all that `two` holds."""
    if isinstance(two, dict):
        return isinstance(one, dict) and all(k in one and same(one[k], two[k], rtol) for k in two)
    if isinstance(two, tuple | list):
        return (
            isinstance(one, tuple | list)
            and len(one) == len(two)
            and all(same(a, b, rtol) for a, b in zip(one, two, strict=True))
        )
    return agree(one, two, rtol)


def at(value: Any, path: tuple[int | str, ...]) -> Any:
    """What stands at the end of `path`; None where it leads nowhere."""
    for step in path:
        inside = isinstance(value, dict) and step in value
        within = isinstance(value, tuple | list) and isinstance(step, int) and step < len(value)
        if not (inside or within):
            return None
        value = value[step]
    return value


def unasked(got: Any, want: Any) -> Iterator[str]:
    """Keys that `got` has and `want` has not, at any depth."""
    if isinstance(want, dict) and isinstance(got, dict):
        yield from (str(key)[:40] for key in got if key not in want)
        for key in want:
            yield from unasked(got.get(key), want[key])
    elif isinstance(want, tuple | list) and isinstance(got, tuple | list):
        for one, two in zip(got, want, strict=False):
            yield from unasked(one, two)


def _of_dict(got: Any, want: dict[str, Any], rtol: float) -> Difference | None:
    if not isinstance(got, dict):
        return _no_parts(got, "a dict", tuple(map(repr, want)))
    missing = [key for key in want if key not in got]
    if missing:
        there = _listed(tuple(repr(key)[:40] for key in list(got)[:8])) if got else "none"
        text = f"There is no key {missing[0]!r}; the keys are {there}."
        return Difference("parts", text, path=(missing[0],))
    return _first(got, want, rtol, {key: repr(key) for key in want})


def _count(got: Any, want: Any, rtol: float, names: tuple[str, ...]) -> Difference | None:
    if not isinstance(got, tuple | list):
        known = [n for n, part in zip(names, want, strict=True) if same(got, part, rtol)]
        if known:
            text = f"Only {_quoted(known[0])} came back; expected {_listed(names)}, in this order."
            return Difference("parts", text)
        return _no_parts(got, f"{len(want)} things", names)
    if len(got) == len(want):
        return None
    text = f"{len(got)} things came back; expected {len(want)}: {_listed(names)}."
    left = list(names)
    for part in got:
        found = next((n for n in left if same(part, want[names.index(n)], rtol)), None)
        left = [n for n in left if n != found]
    if len(got) < len(want) and len(left) == len(want) - len(got):
        text += f" Missing: {_listed(tuple(left))}."
    return Difference("parts", text)


def _no_parts(got: Any, expected: str, names: tuple[str, ...]) -> Difference:
    if got is None:
        return Difference(
            "type", f"Nothing came back; expected {expected}: {_listed(names)}.", FORGOT_RETURN
        )
    return Difference("type", f"{kind_of(got)} came back; expected {expected}: {_listed(names)}.")


def _order(got: Any, want: Any, rtol: float, names: tuple[str, ...]) -> Difference | None:
    """Every part is right, in another place; or, failing that, fits another place only."""
    if len(want) > MOST:
        return None
    for fits in (same, _fits):
        if all(fits(g, w, rtol) for g, w in zip(got, want, strict=True)):
            return None
        for places in permutations(range(len(want))):
            if all(fits(g, want[i], rtol) for g, i in zip(got, places, strict=True)):
                came = tuple(names[i] for i in places)
                text = f"The order is {_listed(came)}; expected {_listed(names)}."
                return Difference("parts", text)
    return None


def _fits(got: Any, want: Any, rtol: float) -> bool:
    """Right in kind and shape, whatever the numbers."""
    found = differs(got, want, rtol)
    return found is None or found.looked in ("finite", "value")


def _first(got: Any, want: Any, rtol: float, names: dict[Any, str]) -> Difference | None:
    """The first leaf that differs, told with those that are right."""
    found = {key: differs(got[key], want[key], rtol) for key in names}
    wrong = next(((key, first) for key in names if (first := found[key])), None)
    if wrong is None:
        return None
    key, first = wrong
    name = names[key]
    right = tuple(names[k] for k in names if found[k] is None)
    is_are = "is" if len(right) == 1 else "are"
    told = f"{_listed(right)} {is_are} right, {_quoted(name)} is not." if right else ""
    text = f"{told or _quoted(name) + ' is not right.'} {first.message}"
    leaf = f"{name}, {first.leaf}" if first.leaf else name
    return replace(first, message=text, leaf=leaf, path=(key, *first.path))


def _listed(names: tuple[str, ...]) -> str:
    quoted = [_quoted(name) for name in names]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)


def _quoted(name: str) -> str:
    """As code where it is a name."""
    return f"`{name}`" if name.isidentifier() or name[0] in "'\"" else name
