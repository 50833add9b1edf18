"""The two-layer net: loss and all gradients."""

import numpy as np

from course_lib.checking import Case, Convention, Exercise
from course_lib.exercises.backprop.two_layer_backward import BACKWARD_MISTAKES
from course_lib.exercises.backprop.two_layer_forward import FORWARD_MISTAKES
from course_lib.exercises.backprop.two_layer_penalty import PENALTY_MISTAKES
from course_lib.exercises.backprop.two_layer_ways import (
    by_log_of_the_sum,
    one_example_at_a_time,
    step_by_step,
    twice_the_penalty,
)


def two_layer_loss(params, x, y, reg):
    raise NotImplementedError


def own_gradients_of_the_net(loss, params, *rest):
    """The loss, and its gradients by differences of the loss itself."""
    from copy import deepcopy

    value, grads = loss(deepcopy(params), *deepcopy(rest))[0], {}
    for name, p in params.items():
        grads[name] = np.zeros(p.shape)
        for where in np.ndindex(p.shape):
            ends = []
            for h in (1e-6, -1e-6):
                moved = deepcopy(params)
                moved[name][where] += h
                ends.append(loss(moved, *deepcopy(rest))[0])
            grads[name][where] = (ends[0] - ends[1]) / 2e-6
    return value, grads


def net(rng, N, D, H, C):
    """params, x (N, D) and y (N,): some units of each example fire, and some do not."""
    params = {
        "w1": rng.normal(size=(D, H)),
        "b1": 0.5 * rng.normal(size=H),
        "w2": 0.7 * rng.normal(size=(H, C)),
        "b2": 0.5 * rng.normal(size=C),
    }
    y = rng.integers(0, C, N)
    y[-1] = C - 1
    return params, rng.normal(size=(N, D)), y


def nets(rng):
    """N, D, H and C all differ, with and without regularisation; the smallest first."""
    by_hand = {
        "w1": np.array([[1.0, -1.0, 2.0]]),
        "b1": np.array([0.5, 1.0, 0.0]),
        "w2": np.array([[1.0, 0.0], [2.0, -1.0], [0.0, 0.5]]),
        "b2": np.array([0.25, -0.5]),
    }
    lifted, x_lifted, y_lifted = net(rng, 5, 3, 4, 6)
    lifted["b2"] = lifted["b2"] + 1e4
    sure, x_sure, y_sure = net(rng, 6, 3, 5, 4)
    sure["b2"] = sure["b2"] - 12.0 * (np.arange(4) == 2)
    single, x_single, y_single = net(rng, 4, 3, 6, 5)
    single = {name: p.astype(np.float32) for name, p in single.items()}
    return (
        Case((by_hand, np.array([[2.0]]), np.array([1]), 0.0), "one example, worked by hand"),
        Case((*net(rng, 5, 2, 4, 3), 0.0), "N = 5, D = 2, H = 4, C = 3"),
        Case((*net(rng, 3, 2, 5, 4), 0.7), "reg = 0.7"),
        Case((*net(rng, 6, 4, 3, 10), 0.0), "ten classes"),
        Case((*net(rng, 7, 5, 6, 4), 0.3), "seven examples, reg = 0.3"),
        Case((*net(rng, 1, 4, 6, 3), 0.5), "one example, reg = 0.5", "generality"),
        Case((*net(rng, 6, 3, 8, 2), 1.6), "two classes, reg = 1.6", "generality"),
        Case((sure, x_sure, np.full_like(y_sure, 2), 0.0), "small shares", "generality"),
        Case((single, x_single.astype(np.float32), y_single, 0.4), "float32", "generality"),
        Case((lifted, x_lifted, y_lifted, 0.0), "scores of about 10,000", "stability"),
    )


TWO_LAYER_LOSS = Exercise(
    id="two-layer-loss",
    title="The two-layer net: loss and gradients",
    points=5,
    concepts=("two-layer-net", "vector-gradients"),
    stub=two_layer_loss,
    reference=step_by_step,
    cases=nets,
    own=own_gradients_of_the_net,
    returns=("loss", "grads"),
    alternatives=(by_log_of_the_sum, one_example_at_a_time),
    conventions=(
        Convention(
            twice_the_penalty,
            "You regularise with reg * sum(w**2), without the half; the gradients fit it. Both are"
            " in use: with yours the same reg is twice as strong.",
        ),
    ),
    mistakes=(*FORWARD_MISTAKES, *BACKWARD_MISTAKES, *PENALTY_MISTAKES),
    hints=(
        "Forward in three lines: x @ w1 + b1, then ReLU, then @ w2 + b2. Keep hidden: the way back"
        " needs it twice.",
        "Softmax gives dscores, (p - true) / N. From there it is affine, ReLU, affine, backwards:"
        " you have written all three.",
        "dw2 = hidden.T @ dscores; dhidden = dscores @ w2.T * (hidden > 0); dw1 = x.T @ dhidden."
        " The biases sum over axis 0. At the end reg * w1 and reg * w2.",
    ),
)
