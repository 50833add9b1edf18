"""L-BFGS: two loops over the last steps in place of a matrix."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake, slip
from course_lib.exercises.optimisers.newton import bowl
from course_lib.optim import Pair, two_loop


def lbfgs_direction(dw, s, y):
    raise NotImplementedError


def histories(rng):
    def history(T, D):
        s = rng.normal(size=(T, D))
        return rng.normal(size=D), s, s @ bowl(rng, D)

    two = (
        np.array([1.0, 2.0]),
        np.array([[1.0, 0.0], [1.0, 1.0]]),
        np.array([[2.0, 1.0], [3.0, 4.0]]),
    )
    return (
        Case(two, "two weights, two steps remembered"),
        Case(history(3, 5), "five weights, three steps"),
        Case(history(4, 7), "seven weights, four steps"),
        Case(history(2, 9), "nine weights, two steps"),
        Case(history(1, 4), "one step only", "generality"),
        Case(history(6, 3), "more steps than weights", "generality"),
    )


def two_loops(dw, s, y):
    return two_loop(dw, [Pair(*pair) for pair in zip(s, y, strict=True)])


def back_and_forth(dw, s, y):
    q, n = dw.copy(), len(s)
    a, r = np.zeros(n), [1 / (y[i] @ s[i]) for i in range(n)]
    for i in range(n - 1, -1, -1):
        a[i] = r[i] * (s[i] @ q)
        q = q - a[i] * y[i]
    z = q * (s[-1] @ y[-1]) / (y[-1] @ y[-1])
    for i in range(n):
        z = z + s[i] * (a[i] - r[i] * (y[i] @ z))
    return z


def by_whole_matrices(dw, s, y):
    H = np.eye(len(dw)) * (s[-1] @ y[-1]) / (y[-1] @ y[-1])
    for i in range(len(s)):
        part = np.eye(len(dw)) - np.outer(s[i], y[i]) / (y[i] @ s[i])
        H = part @ H @ part.T + np.outer(s[i], s[i]) / (y[i] @ s[i])
    return H @ dw


def second_loop_left_out(dw, s, y):
    q, n, a = dw.copy(), len(s), np.zeros(len(s))
    for i in range(n - 1, -1, -1):
        a[i] = (s[i] @ q) / (y[i] @ s[i])
        q = q - a[i] * y[i]
    return q * (s[-1] @ y[-1]) / (y[-1] @ y[-1])


def newest_step_only(dw, s, y):
    s, y = s[-1], y[-1]
    a = (s @ dw) / (y @ s)
    q = (dw - a * y) * (s @ y) / (y @ y)
    return q + s * (a - (y @ q) / (y @ s))


def one_scale_for_all_steps(dw, s, y):
    return dw * (s[-1] @ y[-1]) / (y[-1] @ y[-1])


LBFGS_DIRECTION = Exercise(
    id="lbfgs-direction",
    title="L-BFGS: two loops in place of a matrix",
    points=4,
    concepts=("bfgs",),
    stub=lbfgs_direction,
    reference=two_loops,
    cases=histories,
    alternatives=(back_and_forth, by_whole_matrices),
    mistakes=(
        Mistake(
            slip(back_and_forth, "not_scaled", (" * (s[-1] @ y[-1]) / (y[-1] @ y[-1])", "")),
            "Yours lacks the scale: between the loops q should be multiplied by s.y / y.y of"
            " the newest step.",
        ),
        Mistake(
            slip(
                back_and_forth,
                "scaled_by_the_oldest",
                ("q * (s[-1] @ y[-1]) / (y[-1] @ y[-1])", "q * (s[0] @ y[0]) / (y[0] @ y[0])"),
            ),
            "Your scale is that of the oldest step; it should be that of the newest, which"
            " stands last: s[-1], y[-1].",
        ),
        Mistake(
            slip(
                back_and_forth,
                "scale_turned_over",
                ("q * (s[-1] @ y[-1]) / (y[-1] @ y[-1])", "q * (y[-1] @ y[-1]) / (s[-1] @ y[-1])"),
            ),
            "Your scale is turned over; it should be s.y / y.y.",
        ),
        Mistake(
            slip(
                back_and_forth,
                "scaled_by_s_squared",
                ("q * (s[-1] @ y[-1]) / (y[-1] @ y[-1])", "q * (s[-1] @ s[-1]) / (s[-1] @ y[-1])"),
            ),
            "Your scale is s.s / s.y; it should be s.y / y.y.",
        ),
        Mistake(
            slip(back_and_forth, "first_loop_forwards", ("range(n - 1, -1, -1)", "range(n)")),
            "Your first loop goes from the oldest step to the newest; it should go back from"
            " the newest.",
        ),
        Mistake(
            slip(
                back_and_forth,
                "second_loop_backwards",
                ("for i in range(n):", "for i in reversed(range(n)):"),
            ),
            "Your second loop goes back as well; it should go forth, from the oldest step to"
            " the newest.",
        ),
        Mistake(
            slip(
                back_and_forth,
                "both_loops_turned_round",
                ("for i in range(n):", "for i in reversed(range(n)):"),
                ("range(n - 1, -1, -1)", "range(n)"),
            ),
            "Both of your loops go the wrong way round. The first should go back from the"
            " newest step, the second forth.",
        ),
        Mistake(
            slip(
                back_and_forth,
                "first_loop_without_the_oldest",
                ("range(n - 1, -1, -1)", "range(n - 1, 0, -1)"),
            ),
            "Your first loop stops before the oldest step, number 0: it should be"
            " range(n - 1, -1, -1).",
        ),
        Mistake(
            slip(back_and_forth, "first_loop_takes_s", ("q - a[i] * y[i]", "q - a[i] * s[i]")),
            "Your first loop subtracts a * s; it should be a * y.",
        ),
        Mistake(
            slip(back_and_forth, "downhill_already", ("return z", "return -z")),
            "Yours has a minus sign; it should be H dw itself. The caller subtracts.",
        ),
        Mistake(
            slip(
                back_and_forth,
                "shares_read_in_the_order_they_came",
                ("a[i] = r[i] * (s[i] @ q)", "a[n - 1 - i] = r[i] * (s[i] @ q)"),
                ("a[i] * y[i]", "a[n - 1 - i] * y[i]"),
            ),
            "You append each a from the newest pair on, and read them in the same order; the oldest"
            " pair should get its own a, the last in the list: a[::-1].",
        ),
        Mistake(
            slip(back_and_forth, "shares_added", ("a[i] - r[i]", "a[i] + r[i]")),
            "Your second loop adds the two shares; it should subtract: a - b.",
        ),
        Mistake(
            slip(
                back_and_forth,
                "shares_the_other_way_round",
                ("(a[i] - r[i] * (y[i] @ z))", "(r[i] * (y[i] @ z) - a[i])"),
            ),
            "Your second loop takes b - a; it should be a - b.",
        ),
        Mistake(
            slip(back_and_forth, "second_share_of_s", ("(y[i] @ z)", "(s[i] @ z)")),
            "Your second loop takes its share b of s; it should be of y:"
            " (y[i] @ q) / (y[i] @ s[i]).",
        ),
        Mistake(
            slip(back_and_forth, "second_loop_takes_y", ("z + s[i]", "z + y[i]")),
            "Your second loop adds y; it should add s.",
        ),
        Mistake(second_loop_left_out, "The second loop is missing."),
        Mistake(newest_step_only, "You use only the newest step; all that are given should count."),
        Mistake(
            slip(
                back_and_forth,
                "gradient_written_over",
                ("dw.copy()", "dw"),
                ("q = q - a[i] * y[i]", "q -= a[i] * y[i]"),
            ),
            "`q = dw` is the same array, and `q -= ...` writes over the caller's gradient:"
            " q = dw.copy().",
        ),
        Mistake(one_scale_for_all_steps, "You only scale dw: both loops are missing."),
    ),
    hints=(
        "First loop, newest step first: a[i] = (s[i] @ q) / (y[i] @ s[i]), then q -= a[i] * y[i]."
        " Begin with a copy of dw.",
        "Between the loops: q *= (s[-1] @ y[-1]) / (y[-1] @ y[-1]).",
        "Second loop, oldest first: q += (a[i] - (y[i] @ q) / (y[i] @ s[i])) * s[i].",
    ),
)
