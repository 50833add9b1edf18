"""The loop that counts from zero, and how long an uncorrected first step is."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake, slip


def adam_mended(w, gradients, lr, beta1, beta2, eps):
    raise NotImplementedError


def first_step(beta1, beta2):
    raise NotImplementedError


def runs(rng):
    """The number of steps, the sizes and the settings all differ."""

    def run(T, *shape):
        return rng.normal(size=shape), rng.normal(size=(T, *shape))

    two = np.array([1.0, -2.0]), np.array([[2.0, 1.0], [-1.0, 3.0], [0.5, -1.5]])
    return (
        Case((*two, 0.1, 0.8, 0.95, 1e-2), "two weights, three steps"),
        Case((*run(4, 5), 0.03, 0.6, 0.85, 5e-3), "five weights, four steps"),
        Case((*run(6, 2, 3), 0.1, 0.8, 0.95, 1e-2), "a matrix, 2 by 3, six steps"),
        Case((*run(1, 4), 0.1, 0.7, 0.9, 1e-2), "one step only", "generality"),
        Case((*run(5, 1), 0.03, 0.6, 0.85, 1e-2), "a single weight", "generality"),
    )


# Right loops.


def count_from_one(w, gradients, lr, beta1, beta2, eps):
    m, v, path = 0, 0, []
    for t, dw in enumerate(gradients, start=1):
        m = beta1 * m + (1 - beta1) * dw
        v = beta2 * v + (1 - beta2) * dw**2
        w = w - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)
        path.append(w)
    return np.array(path)


def powers_of_t_plus_one(w, gradients, lr, beta1, beta2, eps):
    m, v = np.zeros_like(w), np.zeros_like(w)
    path = np.zeros(gradients.shape)
    for t in range(len(gradients)):
        m = beta1 * m + (1 - beta1) * gradients[t]
        v = beta2 * v + (1 - beta2) * gradients[t] ** 2
        m_hat = m / (1 - beta1 ** (t + 1))
        v_hat = v / (1 - beta2 ** (t + 1))
        w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
        path[t] = w
    return path


# Wrong ones.


def correction_guarded(w, gradients, lr, beta1, beta2, eps):
    m, v, path = 0, 0, []
    for t, dw in enumerate(gradients):
        m = beta1 * m + (1 - beta1) * dw
        v = beta2 * v + (1 - beta2) * dw**2
        m_hat, v_hat = (m / (1 - beta1**t), v / (1 - beta2**t)) if t > 0 else (m, v)
        w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
        path.append(w)
    return np.array(path)


def tiny_number_added(w, gradients, lr, beta1, beta2, eps):
    m, v, path = 0, 0, []
    for t, dw in enumerate(gradients):
        m = beta1 * m + (1 - beta1) * dw
        v = beta2 * v + (1 - beta2) * dw**2
        m_hat, v_hat = m / (1 - beta1**t + eps), v / (1 - beta2**t + eps)
        w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
        path.append(w)
    return np.array(path)


def last_place_only(w, gradients, lr, beta1, beta2, eps):
    m, v = 0, 0
    for t, dw in enumerate(gradients, start=1):
        m = beta1 * m + (1 - beta1) * dw
        v = beta2 * v + (1 - beta2) * dw**2
        w = w - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return w


def one_array_appended_again(w, gradients, lr, beta1, beta2, eps):
    m, v, path, w = 0, 0, [], w.copy()
    for t, dw in enumerate(gradients, start=1):
        m = beta1 * m + (1 - beta1) * dw
        v = beta2 * v + (1 - beta2) * dw**2
        w -= lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)
        path.append(w)
    return np.array(path)


ADAM_MENDED = Exercise(
    id="adam-mended",
    title="Find the error: Adam's count",
    points=2,
    concepts=("adam",),
    stub=adam_mended,
    reference=count_from_one,
    cases=runs,
    may_change=("w",),
    alternatives=(powers_of_t_plus_one,),
    mistakes=(
        Mistake(
            slip(
                count_from_one,
                "count_from_zero",
                ("enumerate(gradients, start=1)", "enumerate(gradients)"),
            ),
            "That is the flawed code as it was shown: at the first step t is 0, 1 - beta**0 is 0,"
            " and 0 divides. Count from 1.",
        ),
        Mistake(
            slip(
                count_from_one,
                "first_two_counted_alike",
                ("enumerate(gradients, start=1)", "enumerate(gradients)"),
                ("beta1**t", "beta1 ** max(t, 1)"),
                ("beta2**t", "beta2 ** max(t, 1)"),
            ),
            "Yours raises 0 to 1, and leaves the other counts: the second step is corrected as if"
            " it were the first, and each later one is a step behind. Every t should be one more.",
        ),
        Mistake(
            slip(
                count_from_one,
                "first_gradient_skipped",
                ("enumerate(gradients, start=1)", "enumerate(gradients[1:], start=1)"),
            ),
            "Your t begins at 1 now, but so does the index: gradients[0] is left out.",
        ),
        Mistake(
            slip(
                count_from_one,
                "correction_dropped",
                (" / (1 - beta1**t)", ""),
                ("v / (1 - beta2**t)", "v"),
            ),
            "Without the corrections nothing is divided by zero, but they are what makes the first"
            " steps right. Keep them, and count from 1.",
        ),
        Mistake(
            correction_guarded,
            "You leave the first step uncorrected, and all others come a step late: step 2"
            " needs beta**2. Count from 1.",
        ),
        Mistake(
            tiny_number_added,
            "The division by zero is covered up, and every correction is a step late. Count from"
            " 1.",
        ),
        Mistake(
            slip(count_from_one, "count_from_two", ("start=1", "start=2")),
            "Yours counts from 2; the first step should have t = 1.",
        ),
        Mistake(last_place_only, "Only the last w comes back. Give w after each step, (T, ...)."),
        Mistake(
            one_array_appended_again,
            "All rows are the last w: `w -= ...` changes the one array that is in the list again"
            " and again. Append w.copy(), or write w = w - ...",
        ),
        Mistake(
            slip(count_from_one, "start_in_the_path", ("0, 0, []", "0, 0, [w]")),
            "Yours has the start in it too; it should have w after each step alone.",
        ),
        Mistake(
            slip(count_from_one, "moments_begin_anew", ("beta1 * m + ", ""), ("beta2 * v + ", "")),
            "Your m and v begin anew at each step; carry them along.",
        ),
    ),
    hints=(
        "What is 1 - beta**t at the first turn of the loop?",
        "enumerate(gradients, start=1) counts from 1; or write t + 1 in both powers.",
    ),
)


# The first step.


def betas(_rng):
    return (
        Case((0.5, 0.75), "beta1 = 0.5, beta2 = 0.75"),
        Case((0.9, 0.999), "the usual betas"),
        Case((0.9, 0.9), "the same beta twice"),
        Case((0.6, 0.96), "beta1 = 0.6, beta2 = 0.96"),
        Case((0.0, 0.99), "no momentum", "generality"),
        Case((0.95, 0.5), "beta2 = 0.5", "generality"),
    )


def ratio_of_shares(beta1, beta2):
    return (1 - beta1) / np.sqrt(1 - beta2)


def by_two_steps(beta1, beta2):
    dw = 3.0
    m, v = (1 - beta1) * dw, (1 - beta2) * dw**2
    plain = m / v**0.5
    corrected = (m / (1 - beta1)) / (v / (1 - beta2)) ** 0.5
    return plain / corrected


def turned_over(beta1, beta2):
    return np.sqrt(1 - beta2) / (1 - beta1)


def root_left_out(beta1, beta2):
    return (1 - beta1) / (1 - beta2)


def roots_of_both(beta1, beta2):
    return np.sqrt((1 - beta1) / (1 - beta2))


def shares_of_the_past(beta1, beta2):
    return beta1 / np.sqrt(beta2)


def always_one(beta1, beta2):
    return 1.0


def first_share_only(beta1, beta2):
    return 1 - beta1


def second_share_only(beta1, beta2):
    return 1 / np.sqrt(1 - beta2)


def multiplied_by_the_second(beta1, beta2):
    return (1 - beta1) * np.sqrt(1 - beta2)


FIRST_STEP = Exercise(
    id="first-step",
    title="Find the error: slow or large?",
    points=2,
    concepts=("adam",),
    stub=first_step,
    reference=ratio_of_shares,
    cases=betas,
    alternatives=(by_two_steps,),
    mistakes=(
        Mistake(
            turned_over,
            "Yours is turned over. It should be the uncorrected step, divided by the"
            " corrected one.",
        ),
        Mistake(
            root_left_out,
            "In yours the root of v is missing: it should be (1 - beta1) / sqrt(1 - beta2).",
        ),
        Mistake(roots_of_both, "Yours takes a root of m too; only v should stand under a root."),
        Mistake(
            shares_of_the_past,
            "Yours are the shares of the past, and the past is 0. The first gradient should"
            " come in with 1 - beta.",
        ),
        Mistake(always_one, "Yours is the corrected step itself, in its own units."),
        Mistake(first_share_only, "Yours is m alone; it should be divided by the root of v."),
        Mistake(
            second_share_only,
            "Yours has the root of v alone; m is too small as well, and should be in it.",
        ),
        Mistake(
            multiplied_by_the_second, "You multiply m by the root of v; you should divide by it."
        ),
    ),
    hints=(
        "Take one gradient, dw, and eps = 0. What are m and v after the first step?",
        "m = (1 - beta1) * dw and v = (1 - beta2) * dw**2; corrected they are dw and dw**2.",
        "(1 - beta1) / sqrt(1 - beta2); the sign and size of dw cancel.",
    ),
)
