"""Lines that learn: the loss of each example, and the way down from any weights.

Rows of weights are lines, (w1, w2, b): the score of a class is w1*x1 + w2*x2 + b.
Source: CS231n notes, "Linear Classification", and its web demo.
"""

from typing import NamedTuple

import numpy as np

from course_lib._shapes import Array, Float, Int, UInt8
from course_lib.kernels import l2_penalty, softmax_loss, svm_loss

__all__ = ["LOSSES", "STEPS", "Losses", "descend", "losses", "scores"]

LOSSES = ("hinge", "cross-entropy")
STEPS = 240
RATE = 0.5

Labels = Int[Array, " N"] | UInt8[Array, " N"]


class Losses(NamedTuple):
    """Loss of each example by either measure (N,), and what large weights cost."""

    hinge: Float[Array, " N"]
    cross_entropy: Float[Array, " N"]
    penalty: float

    def total(self, loss: str) -> float:
        """Mean over the examples, plus the penalty, once."""
        each = self.hinge if loss == "hinge" else self.cross_entropy
        return float(each.mean()) + self.penalty


def scores(x: Float[Array, "N 2"], lines: Float[Array, "C 3"]) -> Float[Array, "N C"]:
    """Score (N, C) of every point x (N, 2) for every line (C, 3)."""
    return x.astype(float) @ lines[:, :2].T.astype(float) + lines[:, 2]


def losses(
    x: Float[Array, "N 2"], y: Labels, lines: Float[Array, "C 3"], margin: float, reg: float
) -> Losses:
    """How wrong the lines (C, 3) are about each point of x (N, 2) with classes y (N,).

    The penalty is 0.5 * reg * sum(w^2) over w1 and w2 of all lines; biases cost nothing.
    """
    s, classes = scores(x, lines), y.astype(np.intp)
    hinge = [svm_loss(s[n : n + 1], classes[n : n + 1], margin)[0] for n in range(len(y))]
    entropy = [softmax_loss(s[n : n + 1], classes[n : n + 1])[0] for n in range(len(y))]
    penalty = l2_penalty(lines[:, :2].astype(float), reg)[0]
    return Losses(np.array(hinge), np.array(entropy), penalty)


def descend(
    x: Float[Array, "N 2"],
    y: Labels,
    lines: Float[Array, "C 3"],
    loss: str,
    margin: float,
    reg: float,
) -> Float[Array, "T C 3"]:
    """Gradient descent from `lines` (C, 3): every step of the way, (STEPS + 1, C, 3) float32.

    The rate falls from 0.5 to a tenth of it, so that lines on a kink come to rest.
    """
    path = np.empty((STEPS + 1, *lines.shape))
    path[0] = lines
    ones = np.column_stack([x, np.ones(len(x))]).astype(float)
    for t in range(STEPS):
        s = ones @ path[t].T
        labels = y.astype(np.intp)
        ds = svm_loss(s, labels, margin)[1] if loss == "hinge" else softmax_loss(s, labels)[1]
        dlines = ds.T @ ones
        dlines[:, :2] += l2_penalty(path[t, :, :2], reg)[1]
        path[t + 1] = path[t] - RATE * 10 ** (-t / STEPS) * dlines
    return path.astype("<f4")
