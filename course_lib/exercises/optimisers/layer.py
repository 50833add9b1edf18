"""RMSProp for a layer: the bias that took the gradient of the weights."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake
from course_lib.exercises.optimisers.squares import OUTSIDE


def rmsprop_mended(w, b, dw, db, state, lr, beta2, eps):
    raise NotImplementedError


def three_layer_steps(step, w, b, dws, dbs, *settings):
    """b and w after each step; b first, for there the slip shows."""
    from copy import deepcopy

    state, path = {}, []
    for dw, db in zip(dws, dbs, strict=True):
        back = step(w, b, dw, db, state, *settings)
        forgot = "Nothing came back: is the `return` missing? A step must return w, b, state."
        assert back is not None, forgot
        is_triple = type(back) in (tuple, list) and len(back) == 3
        assert is_triple, "A step must return three things: w, b and the state."
        path.append(deepcopy((back[1], back[0])))
        if np.shape(back[0]) != w.shape or np.shape(back[1]) != b.shape:
            break
        w, b, state = back
    path += path[-1:] * (len(dws) - len(path))
    return tuple(part for pair in path for part in pair)


def layers(rng):
    def layer(D, M, *settings):
        shapes = (D, M), (M,), (3, D, M), (3, M)
        return (*(rng.normal(size=shape) for shape in shapes), *settings)

    float32 = tuple(a.astype(np.float32) for a in layer(3, 5))
    return (
        Case(layer(3, 2, 0.1, 0.85, 1e-2), "w (3, 2) and b (2,)"),
        Case(layer(4, 5, 0.03, 0.6, 5e-3), "w (4, 5) and b (5,)"),
        Case(layer(2, 7, 0.1, 0.6, 1e-2), "w (2, 7) and b (7,)"),
        Case(layer(1, 4, 0.1, 0.85, 1e-2), "a single input: w (1, 4)", "generality"),
        Case(layer(6, 1, 0.1, 0.85, 1e-2), "a single output: w (6, 1)", "generality"),
        Case((*float32, 0.1, 0.6, 5e-3), "float32", "generality"),
    )


def each_its_own(w, b, dw, db, state, lr, beta2, eps):
    sw = beta2 * state.get("sw", 0) + (1 - beta2) * dw**2
    sb = beta2 * state.get("sb", 0) + (1 - beta2) * db**2
    w = w - lr * dw / (np.sqrt(sw) + eps)
    b = b - lr * db / (np.sqrt(sb) + eps)
    return w, b, {"sw": sw, "sb": sb}


def in_a_loop(w, b, dw, db, state, lr, beta2, eps):
    new = []
    for name, value, gradient in (("w", w, dw), ("b", b, db)):
        state[name] = beta2 * state.get(name, 0) + (1 - beta2) * gradient**2
        new.append(value - lr * gradient / (np.sqrt(state[name]) + eps))
    return new[0], new[1], state


def bias_takes_dw(w, b, dw, db, state, lr, beta2, eps):
    sw = beta2 * state.get("sw", 0) + (1 - beta2) * dw**2
    sb = beta2 * state.get("sb", 0) + (1 - beta2) * db**2
    w = w - lr * dw / (np.sqrt(sw) + eps)
    b = b - lr * dw / (np.sqrt(sb) + eps)
    return w, b, {"sw": sw, "sb": sb}


def bias_takes_the_sum_of_dw(w, b, dw, db, state, lr, beta2, eps):
    sw = beta2 * state.get("sw", 0) + (1 - beta2) * dw**2
    sb = beta2 * state.get("sb", 0) + (1 - beta2) * db**2
    w = w - lr * dw / (np.sqrt(sw) + eps)
    b = b - lr * dw.sum(axis=0) / (np.sqrt(sb) + eps)
    return w, b, {"sw": sw, "sb": sb}


def bias_takes_the_mean_of_dw(w, b, dw, db, state, lr, beta2, eps):
    sw = beta2 * state.get("sw", 0) + (1 - beta2) * dw**2
    sb = beta2 * state.get("sb", 0) + (1 - beta2) * db**2
    w = w - lr * dw / (np.sqrt(sw) + eps)
    b = b - lr * dw.mean(axis=0) / (np.sqrt(sb) + eps)
    return w, b, {"sw": sw, "sb": sb}


def squares_of_dw_for_the_bias(w, b, dw, db, state, lr, beta2, eps):
    sw = beta2 * state.get("sw", 0) + (1 - beta2) * dw**2
    sb = beta2 * state.get("sb", 0) + (1 - beta2) * dw**2
    w = w - lr * dw / (np.sqrt(sw) + eps)
    b = b - lr * db / (np.sqrt(sb) + eps)
    return w, b, {"sw": sw, "sb": sb}


def one_state_for_both(w, b, dw, db, state, lr, beta2, eps):
    sw = beta2 * state.get("s", 0) + (1 - beta2) * dw**2
    w = w - lr * dw / (np.sqrt(sw) + eps)
    sb = beta2 * state.get("b", 0) + (1 - beta2) * db**2
    b = b - lr * db / (np.sqrt(sw.mean(axis=0)) + eps)
    return w, b, {"s": sw, "b": sb}


def bias_left_alone(w, b, dw, db, state, lr, beta2, eps):
    sw = beta2 * state.get("sw", 0) + (1 - beta2) * dw**2
    return w - lr * dw / (np.sqrt(sw) + eps), b, {"sw": sw}


def bias_by_plain_gradient(w, b, dw, db, state, lr, beta2, eps):
    sw = beta2 * state.get("sw", 0) + (1 - beta2) * dw**2
    return w - lr * dw / (np.sqrt(sw) + eps), b - lr * db, {"sw": sw}


def bias_squares_forgotten(w, b, dw, db, state, lr, beta2, eps):
    sw = beta2 * state.get("sw", 0) + (1 - beta2) * dw**2
    sb = beta2 * state.get("sb", 0) + (1 - beta2) * db**2
    w = w - lr * dw / (np.sqrt(sw) + eps)
    b = b - lr * db / (np.sqrt(sb) + eps)
    return w, b, {"sw": sw}


def eps_inside_both_roots(w, b, dw, db, state, lr, beta2, eps):
    sw = beta2 * state.get("sw", 0) + (1 - beta2) * dw**2
    sb = beta2 * state.get("sb", 0) + (1 - beta2) * db**2
    w = w - lr * dw / np.sqrt(sw + eps)
    b = b - lr * db / np.sqrt(sb + eps)
    return w, b, {"sw": sw, "sb": sb}


RMSPROP_MENDED = Exercise(
    id="rmsprop-mended",
    title="Find the error: RMSProp for a layer",
    points=2,
    concepts=("rmsprop",),
    stub=rmsprop_mended,
    reference=each_its_own,
    cases=layers,
    drive=three_layer_steps,
    returns=tuple(f"{name} after step {i}" for i in (1, 2, 3) for name in ("b", "w")),
    may_change=("w", "b"),
    alternatives=(in_a_loop,),
    mistakes=(
        Mistake(
            bias_takes_dw,
            "That is the flawed code as it was shown: b is moved by dw, and broadcasting makes a"
            " matrix of it without a word. Each parameter moves by its own gradient: db.",
        ),
        Mistake(
            bias_takes_the_sum_of_dw,
            "Your b has its shape again, but moves by the sum of dw; it should move by its"
            " own gradient, db.",
        ),
        Mistake(
            bias_takes_the_mean_of_dw,
            "Your b has its shape again, but moves by the mean of dw; it should move by its"
            " own gradient, db.",
        ),
        Mistake(
            squares_of_dw_for_the_bias,
            "You divide b's step by the squares of dw; it should be by its own, db**2.",
        ),
        Mistake(
            one_state_for_both,
            "You divide b's step by the squares of w; it should be by its own, sb.",
        ),
        Mistake(bias_left_alone, "Your b does not move at all; it should move by db."),
        Mistake(
            bias_by_plain_gradient,
            "Your b moves by lr * db alone; that should be divided by the root of b's own"
            " squares, as for w.",
        ),
        Mistake(
            bias_squares_forgotten,
            "The squares of b are not remembered: put sb into the state too, under the key that you"
            " read it from.",
        ),
        Mistake(eps_inside_both_roots, OUTSIDE),
    ),
    hints=(
        "Run the flawed code on w (3, 2) and b (2,): what shape has b afterwards?",
        "One letter is wrong. Which gradient belongs to b?",
    ),
)
