"""Wrong softmax losses: the data term."""

from course_lib.checking import Mistake, slip
from course_lib.exercises.linear.examples import like
from course_lib.exercises.linear.softmax_signs import (
    a_trace_too_little,
    another_base,
    made_of,
    made_of_n,
    overflows,
    scaled_both,
    scaled_loss,
)
from course_lib.exercises.linear.softmax_ways import all_rows_at_once


def known_by_itself(name, message, *changes):
    """A mistake that is known by what it makes of the data term."""
    code = slip(all_rows_at_once, name, *changes)
    return Mistake(code, message, like(code))


DATA_MISTAKES = (
    Mistake(
        slip(
            all_rows_at_once,
            "no_shift",
            ("    scores = scores - scores.max(axis=1, keepdims=True)\n", ""),
        ),
        "Your scores go into exp as they are. Take the largest score of each row off"
        " first: no share changes, and no exponent is above 0 any more.",
        overflows,
    ),
    Mistake(
        slip(
            all_rows_at_once,
            "trace_added_in_the_log",
            ("np.log(p[rows, y])", "np.log(p[rows, y] + 1e-6)"),
        ),
        "You add a small number inside the log. With the largest score taken off it is"
        " not needed, and it makes the loss too small where the true class has a small"
        " share.",
        a_trace_too_little,
    ),
    known_by_itself(
        "true_class_not_in_the_sum",
        "Your sum under the fraction leaves the true class out; it should go over all classes.",
        (
            "p = powers / powers.sum(axis=1, keepdims=True)",
            """rest = powers.sum(axis=1, keepdims=True) - powers[rows, y][:, None]
    p = powers / rest""",
        ),
    ),
    Mistake(
        slip(all_rows_at_once, "one_hot_not_subtracted", ("    p[rows, y] -= 1\n", "")),
        "Your dw is made of the shares alone: 1 must be taken off the share of the true"
        " class. (`p[rows, y][...] -= 1` changes a copy.)",
        made_of(1, 0),
    ),
    Mistake(
        slip(
            all_rows_at_once, "true_class_subtracted_twice", ("p[rows, y] -= 1", "p[rows, y] -= 2")
        ),
        "Your dw takes more than 1 off the share of the true class; it should be 1.",
        made_of(1, -2),
    ),
    known_by_itself(
        "true_column_only",
        "In your dw only the true class moves. A rival's score changes the sum, and so"
        " the loss: each rival should get its share.",
        (
            "dw = x.T @ p / N + reg * w",
            """p = p * (np.arange(w.shape[1]) == y[:, None])
    dw = x.T @ p / N + reg * w""",
        ),
    ),
    known_by_itself(
        "rivals_only",
        "In your dw the true class does not move; its gradient should be its share less 1.",
        ("p[rows, y] -= 1", "p[rows, y] = 0"),
    ),
    Mistake(
        slip(all_rows_at_once, "gradient_turned_round", ("x.T @ p", "-x.T @ p")),
        "Your data term of dw has the wrong sign; it should be shares less one-hot.",
        made_of(-1, 1),
    ),
    Mistake(
        slip(all_rows_at_once, "gradient_left_at_zero", ("x.T @ p / N + reg * w", "reg * w")),
        "The data term of dw is 0: nothing was added to it.",
        made_of(0, 0),
    ),
    Mistake(
        slip(all_rows_at_once, "gradient_not_divided", ("x.T @ p / N", "x.T @ p")),
        "Your dw is a sum over the examples; the loss is a mean, so dw should be one too:"
        " divide it by N.",
        made_of_n(lambda N: (N, -N)),
    ),
    Mistake(
        slip(
            all_rows_at_once,
            "half_of_the_gradient_divided",
            (
                """p[rows, y] -= 1
    dw = x.T @ p / N + reg * w""",
                """true = np.zeros(p.shape)
    true[rows, y] = 1
    dw = x.T @ p - x.T @ true / N + reg * w""",
            ),
        ),
        "You divide only the part of the true class by N: a - b / N divides b alone. Put"
        " brackets: (a - b) / N.",
        made_of_n(lambda N: (N, -1)),
    ),
    Mistake(
        slip(
            all_rows_at_once,
            "loss_not_divided",
            ("np.log(p[rows, y]).mean()", "np.log(p[rows, y]).sum()"),
        ),
        "Your loss is a sum over the examples; it should be their mean: divide by N.",
        scaled_loss,
    ),
    Mistake(
        slip(
            all_rows_at_once,
            "nothing_divided",
            ("np.log(p[rows, y]).mean()", "np.log(p[rows, y]).sum()"),
            ("x.T @ p / N", "x.T @ p"),
        ),
        "Your loss and dw are sums over the examples; they should be means: divide both by N.",
        scaled_both,
    ),
    known_by_itself(
        "log_left_out",
        "You take the share itself, without the log; the loss should be -log of the share"
        " of the true class.",
        ("np.log(p[rows, y])", "p[rows, y]"),
    ),
    known_by_itself(
        "minus_left_out",
        "Your minus is missing: the log of a share is below 0, and the loss should be -log.",
        ("-np.log(p[rows, y]).mean()", "np.log(p[rows, y]).mean()"),
    ),
    Mistake(
        slip(
            all_rows_at_once, "log_of_another_base", ("np.log(p[rows, y])", "np.log2(p[rows, y])")
        ),
        "Your log is to base 2 or 10; it should be the natural one, np.log, to which dw belongs.",
        another_base,
    ),
    known_by_itself(
        "logs_of_all_shares",
        "You add up the logs of all shares; only the share of the true class should count.",
        ("-np.log(p[rows, y]).mean()", "-np.log(p).sum() / N"),
    ),
    known_by_itself(
        "mean_of_all_logs",
        "Your loss is the mean over the logs of all shares; only the share of the true class"
        " should count: p[np.arange(N), y].",
        ("-np.log(p[rows, y]).mean()", "-np.log(p).mean()"),
    ),
    known_by_itself(
        "labels_of_all_for_each",
        "In your loss p[:, y] takes from every row the shares of everybody's true class, N by N"
        " numbers; it should be one a row: p[np.arange(N), y].",
        ("np.log(p[rows, y])", "np.log(p[:, y])"),
    ),
    known_by_itself(
        "one_off_whole_columns",
        "Your p[:, y] -= 1 takes 1 off whole columns, in every row; it should be off the true"
        " class of each row alone: p[np.arange(N), y] -= 1.",
        ("p[rows, y] -= 1", "p[:, y] -= 1"),
    ),
    known_by_itself(
        "one_off_every_share",
        "You take 1 off every share; it should be off that of the true class alone:"
        " p[np.arange(N), y] -= 1.",
        ("p[rows, y] -= 1", "p -= 1"),
    ),
    known_by_itself(
        "shares_down_the_columns",
        "Your shares add up to 1 down the columns; each example is a row, so it should be"
        " along axis 1.",
        ("scores.max(axis=1, keepdims=True)", "scores.max()"),
        ("powers.sum(axis=1, keepdims=True)", "powers.sum(axis=0)"),
    ),
    known_by_itself(
        "sums_down_the_columns",
        "Your sum under the fraction goes down the columns; each example is a row, so it should"
        " be powers.sum(axis=1, keepdims=True).",
        ("powers.sum(axis=1, keepdims=True)", "powers.sum(axis=0)"),
    ),
    known_by_itself(
        "one_sum_for_all_rows",
        "Your sum under the fraction is one number for the whole batch; each example should have"
        " its own: powers.sum(axis=1, keepdims=True).",
        ("powers.sum(axis=1, keepdims=True)", "powers.sum()"),
    ),
    known_by_itself(
        "shares_of_the_whole_batch",
        "Your shares add up to 1 over the whole batch; each example should have shares of"
        " its own. Sum along axis 1, with keepdims=True.",
        ("scores.max(axis=1, keepdims=True)", "scores.max()"),
        ("powers.sum(axis=1, keepdims=True)", "powers.sum()"),
    ),
    known_by_itself(
        "largest_share_for_the_true",
        "Your loss looks at the largest share of each row; it should look at that of the"
        " true class.",
        ("np.log(p[rows, y])", "np.log(p.max(axis=1))"),
    ),
    Mistake(
        slip(
            all_rows_at_once,
            "ten_classes_only",
            (
                "p[rows, y] -= 1",
                """true = np.zeros((N, 10))
    true[rows, y] = 1
    p = p - true""",
            ),
        ),
        "Yours works for ten classes only: ask w how many, w.shape[1].",
    ),
)
