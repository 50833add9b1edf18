"""How the exercises on optimisers are tried: three steps in a row, from an empty state."""

from itertools import combinations

import numpy as np

from course_lib.checking import Case

AFTER = ("w after step 1", "w after step 2", "w after step 3")


def three_steps(step, w, gradients, *settings):
    """w after each step; what the state holds is the step's own business."""
    from copy import deepcopy

    state, path = {}, []
    for dw in gradients:
        back = step(w, dw, state, *settings)
        forgot = "Nothing came back: is the `return` missing? A step must return w, state."
        assert back is not None, forgot
        is_pair = type(back) in (tuple, list) and len(back) == 2
        assert is_pair, "A step must return two things, the new w and the state: w, state."
        new, state = back
        in_order = type(new) is not dict
        assert in_order, "The order is state, w; expected w, state."
        is_array = isinstance(new, np.ndarray)
        assert is_array, f"The new w is no array: its type is {type(new).__name__}."
        keeps_shape = new.shape == w.shape
        came = f"w went in with shape {w.shape} and came back with {new.shape}."
        assert keeps_shape, f"{came} Is a size written down? `np.zeros_like(w)` has that of w."
        w = new
        path.append(deepcopy(w))
    return tuple(path)


def three_looks(step, w, curvature, pull, *settings):
    """As `three_steps`, for a step that asks for the gradient where it wants it."""
    from copy import deepcopy

    def gradient(at):
        return curvature * at + np.sin(at) - pull

    state, path = {}, []
    for _ in range(3):
        back = step(w, gradient, state, *settings)
        forgot = "Nothing came back: is the `return` missing? A step must return w, state."
        assert back is not None, forgot
        is_pair = type(back) in (tuple, list) and len(back) == 2
        assert is_pair, "A step must return two things, the new w and the state: w, state."
        new, state = back
        in_order = type(new) is not dict
        assert in_order, "The order is state, w; expected w, state."
        is_array = isinstance(new, np.ndarray)
        assert is_array, f"The new w is no array: its type is {type(new).__name__}."
        keeps_shape = new.shape == w.shape
        came = f"w went in with shape {w.shape} and came back with {new.shape}."
        assert keeps_shape, f"{came} Is a size written down? `np.zeros_like(w)` has that of w."
        w = new
        path.append(deepcopy(w))
    return tuple(path)


def walks(*settings):
    """Cases of three steps; `settings` are two or more choices, none of them the usual one."""

    def cases(rng):
        def walk(shape, scale=1.0):
            # None near 0, where even a tiny eps would count.
            sizes = rng.uniform(0.2, 2, size=(3, *shape)) * scale
            return rng.normal(size=shape), sizes * rng.choice([-1.0, 1.0], size=sizes.shape)

        w, gradients = walk((6,))
        gradients[0, 1] = gradients[:, 4] = 0
        two = np.array([[2.0, 1.0], [-1.0, 3.0], [0.5, -1.5]])
        float32 = tuple(a.astype(np.float32) for a in walk((4, 3)))
        one, other = settings[0], settings[-1]
        return (
            Case((np.array([1.0, -2.0]), two, *one), "two weights"),
            Case((*walk((5,)), *other), "five weights"),
            Case((*walk((3, 4)), *one), "a matrix, 3 by 4"),
            Case((*walk((7, 2)), *other), "a matrix, 7 by 2"),
            Case((*walk((2, 3, 5)), *one), "three axes", "generality"),
            Case((*walk((1,)), *other), "a single weight", "generality"),
            Case((w, gradients, *one), "gradients that are 0 here and there", "generality"),
            Case((*float32, *other), "float32", "generality"),
            Case((*walk((4,), 50.0), *one), "large gradients", "generality"),
        )

    return cases


def close(got, want):
    """Whether two paths are one, to as many digits as float32 has."""
    for g, w in zip(got, want, strict=True):
        scale = np.abs(w[np.isfinite(w)]).max(initial=0)
        if not np.allclose(g, w, rtol=1e-4, atol=1e-5 * scale, equal_nan=True):
            return False
    return True


def two_at_once(path, faults):
    """A sign in words: the answer makes two of these faults together.

    `path(args, made)` is where one goes who makes the faults `made`; `faults` says them in words.
    """

    def sign(case, got, _want):
        seen = tuple(got.values())
        found = [both for both in combinations(faults, 2) if close(path(case.args, both), seen)]
        if len(found) > 1:
            return None
        return bool(found) and f"Two things. {' '.join(faults[fault] for fault in found[0])}"

    return sign


def another_rate(case, got, want):
    """A sign in words: the path is the right one, at another rate."""
    w, lr = case.args[0], case.args[2]
    moved, right = (
        np.concatenate([np.ravel(place - w).astype(float) for place in path.values()])
        for path in (got, want)
    )
    times = moved @ right / (right @ right)
    if not np.allclose(moved, times * right, rtol=1e-3, atol=1e-4 * np.abs(moved).max()):
        return False
    if np.isclose(times, 1, rtol=1e-3):
        return None
    usual = [rate for rate in (0.1, 0.01, 0.001, 5e-4, 1e-4) if np.isclose(times * lr, rate)]
    if usual:
        return f"The rate is {usual[0]:g}, whatever lr is given."
    return f"Every step is {times:.3g} times as long as it should be."


SYMBOLS = {
    "0": lambda lr, rho: 0,
    "1": lambda lr, rho: 1,
    "rho": lambda lr, rho: rho,
    "(1 - rho)": lambda lr, rho: 1 - rho,
    "rho²": lambda lr, rho: rho**2,
    "rho * (1 - rho)": lambda lr, rho: rho * (1 - rho),
    "(1 + rho)": lambda lr, rho: 1 + rho,
    "(rho + rho²)": lambda lr, rho: rho + rho**2,
    "(1 - rho)²": lambda lr, rho: (1 - rho) ** 2,
    "lr": lambda lr, rho: lr,
    "lr * rho": lambda lr, rho: lr * rho,
    "1 / lr": lambda lr, rho: 1 / lr,
    "rho / lr": lambda lr, rho: rho / lr,
}


def shares(case, path):
    """Each step as a sum of the gradients so far, in units of -lr, (3, 3); None: cannot tell."""
    w, gradients, lr, _rho = case.args
    flat = gradients.reshape(3, -1).astype(float)
    if np.linalg.matrix_rank(flat) < 3 or flat.shape[1] < 4:
        return None
    places = [np.asarray(place, float).ravel() for place in (w, *path.values())]
    steps = np.diff(places, axis=0)
    found = np.linalg.lstsq(flat.T, steps.T, rcond=None)[0].T
    # float32 loses digits: what is left over must only be small beside the step.
    fits = np.allclose(found @ flat, steps, rtol=1e-3, atol=1e-3 * np.abs(steps).max())
    return found / -lr if fits else False


def other_shares(case, got, want):
    """A sign in words: what the first two steps are made of, whatever it is."""
    found, right = shares(case, got), shares(case, want)
    if found is None or found is False or np.allclose(found, right, atol=1e-3):
        return None if found is None else False
    for step in (0, 1):
        if not np.allclose(found[step], right[step], atol=1e-3):
            texts = [_in_symbols(case, row[step]) for row in (found, right)]
            takes = f"Step {step + 1} takes off lr * ({texts[0]}) here"
            return f"{takes}; expected: lr * ({texts[1]})." if all(texts) else True
    return "The first two steps are right, and the third is not: what is kept after step 2?"


def _in_symbols(case, row):
    """The shares in terms of rho and lr; nothing where one of them is no such term."""
    lr, rho = case.args[2:]
    signed = [(sign, name) for sign in "+-" for name in SYMBOLS]
    values = np.array([float(f"{sign}1") * SYMBOLS[name](lr, rho) for sign, name in signed])
    fits = np.isclose(np.asarray(row)[:, None], values, rtol=5e-3, atol=2e-3)
    if not fits.any(axis=1).all():
        return ""
    terms = [(*signed[k], i + 1) for i, k in enumerate(fits.argmax(axis=1))]
    parts = [f"{sign} {name} * dw{i}" for sign, name, i in terms if name != "0"]
    return " ".join(parts).replace(" 1 * dw", " dw").removeprefix("+ ") or "0"
