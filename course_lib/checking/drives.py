"""Ways in which many exercises call what a student wrote.

Each is whole in itself: its source alone is sent to where the student's functions are. So the
annotations are texts, which nobody there evaluates.
"""

from typing import Any

import numpy as np

from course_lib.checking.run import Function

__all__ = ["forward_backward", "own_gradients", "own_loss_gradient"]


def forward_backward(
    forward: "Function", backward: "Function", dout: "np.ndarray", *inputs: "Any"
) -> "Any":
    """`forward(*inputs) -> out, cache`, then `backward(dout, cache)`: out and the gradients."""
    from copy import deepcopy

    back = forward(*inputs)
    is_pair = type(back) in (tuple, list) and len(back) == 2
    assert is_pair, f"`{forward.__name__}` must return two things, out and cache."
    out, cache = deepcopy(back[0]), back[1]
    gradients = backward(dout, cache)
    missing = f"Nothing came back from `{backward.__name__}`: is the `return` missing?"
    assert gradients is not None, missing
    return (out, *gradients) if type(gradients) in (tuple, list) else (out, gradients)


def own_gradients(
    forward: "Function", backward: "Function", dout: "np.ndarray", *inputs: "Any"
) -> "Any":
    """As `forward_backward`, but each gradient by differences of `forward` itself.

    For every argument of `forward` that is an array of floats, in order.
    """
    from copy import deepcopy

    out = forward(*deepcopy(inputs))[0]
    gradients = []
    for i, x in enumerate(inputs):
        if type(x) is not np.ndarray or x.dtype.kind != "f":
            continue
        dx = np.zeros(x.shape)
        for where in np.ndindex(x.shape):
            ends = []
            for h in (1e-6, -1e-6):
                moved = deepcopy(inputs)
                moved[i][where] += h
                ends.append(np.sum(forward(*moved)[0] * dout))
            dx[where] = (ends[0] - ends[1]) / 2e-6
        gradients.append(dx)
    return (out, *gradients)


def own_loss_gradient(loss: "Function", w: "np.ndarray", *rest: "Any") -> "Any":
    """`loss(w, *rest) -> loss, dw`: the loss, and dw by differences of the loss itself."""
    from copy import deepcopy

    value = loss(w.copy(), *deepcopy(rest))[0]
    dw = np.zeros(w.shape)
    for where in np.ndindex(w.shape):
        ends = []
        for h in (1e-6, -1e-6):
            moved = w.copy()
            moved[where] += h
            ends.append(loss(moved, *deepcopy(rest))[0])
        dw[where] = (ends[0] - ends[1]) / 2e-6
    return value, dw
