"""A deep net at its very start: what comes out of every layer, and what gradient comes back."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.kernels import he_init, normal_init, xavier_init, zero_init
from course_lib.widgets.backprop.activations import curve

__all__ = ["BENDS", "INITS", "Signals", "signals"]

D, N = 100, 100  # units of every layer; examples
BENDS = ("tanh", "sigmoid", "ReLU", "Leaky ReLU", "ELU", "none")
ALPHA = {"Leaky ReLU": 0.01, "ELU": 1.0}

Init = Callable[[tuple[int, int], np.random.Generator], Array]


def _zeros(shape: tuple[int, int], rng: np.random.Generator) -> Array:
    return zero_init(shape, np.float64)


INITS: dict[str, Init] = {
    "zero": _zeros,
    "std 0.01": partial(normal_init, std=0.01, dtype=np.float64),
    "std 1": partial(normal_init, std=1.0, dtype=np.float64),
    "Xavier": partial(xavier_init, dtype=np.float64),
    "He": partial(he_init, dtype=np.float64),
}


class Signals(NamedTuple):
    """outputs (L, N, D) of every layer; gradients (L, N, D) with respect to these outputs."""

    outputs: Float[Array, "L N D"]
    gradients: Float[Array, "L N D"]

    def dead(self) -> Float[Array, " L"]:
        """Share of units in each layer that let no gradient through: 0 for all examples."""
        return (self.outputs == 0).all(axis=1).mean(axis=1)


def signals(bend: str, init: str, layers: int, seed: int) -> Signals:
    """Send 100 normal examples through `layers` layers of 100 units, and a normal gradient back.

    Examples and the gradient at the end have mean 0 and standard deviation 1; biases are 0.
    """
    rng = np.random.default_rng(seed)
    x, tape, outputs = rng.normal(size=(N, D)), [], []
    for _ in range(layers):
        w = INITS[init]((D, D), rng)
        x, slope = _bent(bend, x @ w)
        tape.append((w, slope))
        outputs.append(x)
    dx, gradients = np.random.default_rng(seed + 1).normal(size=(N, D)), []
    for w, slope in reversed(tape):
        gradients.append(dx)
        dx = (dx * slope) @ w.T
    return Signals(np.array(outputs), np.array(gradients[::-1]))


def _bent(bend: str, z: Float[Array, "N D"]) -> tuple[Array, Array]:
    if bend == "none":
        return z, np.ones_like(z)
    out, slope = curve(bend, z.ravel(), ALPHA.get(bend, 0.0))
    return out.reshape(z.shape), slope.reshape(z.shape)
