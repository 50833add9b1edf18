"""Wrong two-layer losses: the way forward."""

import numpy as np

from course_lib.checking import Mistake, slip
from course_lib.exercises.backprop.two_layer_signs import (
    a_trace_too_little,
    but_for_the_penalty,
    overflows,
)
from course_lib.exercises.backprop.two_layer_ways import all_rows_at_once


def loss_alone(params, x, y, reg):
    w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
    rows = np.arange(len(x))
    hidden = np.maximum(x @ w1 + b1, 0)
    scores = hidden @ w2 + b2
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    return -np.log(p[rows, y]).mean() + 0.5 * reg * (np.sum(w1**2) + np.sum(w2**2))


def known_by_itself(name, message, *changes):
    """A mistake that is known by what it makes of the data term."""
    code = slip(all_rows_at_once, name, *changes)
    return Mistake(code, message, but_for_the_penalty(code))


FORWARD_MISTAKES = (
    known_by_itself(
        "no_relu",
        "There is no ReLU between the layers, so both are one linear layer. hidden = max(0, x w1 "
        "+ b1).",
        ("np.maximum(x @ w1 + b1, 0)", "x @ w1 + b1"),
        (" * (hidden > 0)", ""),
    ),
    known_by_itself(
        "no_relu_forward",
        "The ReLU is missing in the forward: hidden = np.maximum(x @ w1 + b1, 0). (The backward "
        "has it.)",
        ("np.maximum(x @ w1 + b1, 0)", "x @ w1 + b1"),
    ),
    known_by_itself(
        "relu_on_the_scores",
        "There is a ReLU after the second layer too. Scores may be negative: none at the end.",
        ("hidden @ w2 + b2", "np.maximum(hidden @ w2 + b2, 0)"),
    ),
    known_by_itself(
        "sigmoid_inside",
        "The bend is a sigmoid; asked for is ReLU, np.maximum(..., 0).",
        ("np.maximum(x @ w1 + b1, 0)", "1 / (1 + np.exp(-(x @ w1 + b1)))"),
        ("dscores @ w2.T * (hidden > 0)", "dscores @ w2.T * hidden * (1 - hidden)"),
    ),
    known_by_itself(
        "first_bias_forgotten",
        "b1 is not added in the first layer.",
        ("x @ w1 + b1", "x @ w1"),
    ),
    known_by_itself(
        "second_bias_forgotten",
        "b2 is not added in the second layer.",
        ("hidden @ w2 + b2", "hidden @ w2"),
    ),
    known_by_itself(
        "one_sum_for_all_rows",
        "Your sum under the fraction is one number for the whole batch; each example should have"
        " its own: powers.sum(axis=1, keepdims=True).",
        ("powers.sum(axis=1, keepdims=True)", "powers.sum()"),
    ),
    known_by_itself(
        "sums_down_the_columns",
        "Your sum under the fraction goes down the columns; each example is a row, so it should"
        " be powers.sum(axis=1, keepdims=True).",
        ("powers.sum(axis=1, keepdims=True)", "powers.sum(axis=0)"),
    ),
    known_by_itself(
        "loss_not_divided",
        "The loss is a sum over the examples; asked for is the mean. (The gradients are right.)",
        ("np.log(p[rows, y]).mean()", "np.log(p[rows, y]).sum()"),
    ),
    known_by_itself(
        "nothing_divided",
        "Loss and gradients are sums over the examples; asked for is the mean.",
        ("np.log(p[rows, y]).mean()", "np.log(p[rows, y]).sum()"),
        ("dscores = p / N", "dscores = p"),
    ),
    Mistake(
        slip(all_rows_at_once, "no_shift", (" - scores.max(axis=1, keepdims=True)", "")),
        "exp of scores of 10,000 is infinite. Take the largest score off each row first: softmax "
        "stays the same.",
        overflows,
    ),
    Mistake(
        slip(
            all_rows_at_once,
            "trace_in_the_log",
            ("np.log(p[rows, y])", "np.log(p[rows, y] + 1e-5)"),
        ),
        "Something is added inside of the logarithm, so the loss is a little too small. With the "
        "shift nothing is needed.",
        a_trace_too_little,
    ),
    Mistake(
        loss_alone,
        "Only the loss comes back: return loss, grads.",
    ),
)
