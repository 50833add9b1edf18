"""Wrong SVM losses: the loss is right, the data term of dw is not."""

from course_lib.checking import Mistake, slip
from course_lib.exercises.linear.svm_signs import made_of, made_of_n, other_combination
from course_lib.exercises.linear.svm_ways import all_rows_at_once

GRADIENT_MISTAKES = (
    Mistake(
        slip(
            all_rows_at_once,
            "true_class_counted_in_the_gradient",
            ("    margins[rows, y] = 0\n", ""),
            ("margins.sum() / N", "(margins.sum() - N) / N"),
        ),
        "The loss is right. In dw the true class counts itself as a violator: its row "
        "is subtracted once too often. Set the margin of the true class to 0 before you"
        " count.",
        made_of(1, -1, -1, 0),
    ),
    Mistake(
        slip(all_rows_at_once, "true_class_never_subtracted", ("-pull.sum(axis=1)", "0")),
        "In dw the column of the true class is missing: each violation also takes x "
        "away from the column of y.",
        made_of(1, 0, 0, 0),
    ),
    Mistake(
        slip(
            all_rows_at_once,
            "true_class_subtracted_once",
            ("-pull.sum(axis=1)", "-(pull.sum(axis=1) > 0)"),
        ),
        "Your dw takes x from the true class once; it should take it once for each class"
        " that violates the margin.",
        made_of(1, 0, 0, -1),
    ),
    Mistake(
        slip(all_rows_at_once, "true_class_subtracted_always", ("pull.sum(axis=1)", "1")),
        "Your dw takes x from the true class exactly once for every example, violated or"
        " not; it should take it once for each class that violates the margin.",
        made_of(1, 0, -1, 0),
    ),
    Mistake(
        slip(all_rows_at_once, "true_class_added", ("-pull.sum(axis=1)", "pull.sum(axis=1)")),
        "In your dw the column of the true class has the wrong sign: raising its score"
        " lowers the loss.",
        made_of(1, 1, 0, 0),
    ),
    Mistake(
        slip(all_rows_at_once, "count_in_a_mask", ("(margins > 0).astype(float)", "margins > 0")),
        "The count of violations is stored in a mask of True and False, which makes it "
        "True, that is 1. Make the mask numbers first: (margins > 0).astype(float).",
        made_of(1, 0, 0, 1),
    ),
    Mistake(
        slip(all_rows_at_once, "gradient_turned_round", ("x.T @ pull", "-x.T @ pull")),
        "Your data term of dw has the wrong sign: it would climb.",
        made_of(-1, 1, 0, 0),
    ),
    Mistake(
        slip(
            all_rows_at_once,
            "gradient_left_at_zero",
            (
                """pull = (margins > 0).astype(float)
    pull[rows, y] = -pull.sum(axis=1)""",
                "pull = np.zeros(margins.shape)",
            ),
        ),
        "The data term of dw is 0: nothing was added to it.",
        made_of(0, 0, 0, 0),
    ),
    Mistake(
        slip(all_rows_at_once, "gradient_not_divided", ("x.T @ pull / N", "x.T @ pull")),
        "Your dw is a sum over the examples; the loss is a mean, so dw should be one too:"
        " divide it by N.",
        made_of_n(lambda N: (N, -N, 0, 0)),
    ),
    Mistake(
        slip(
            all_rows_at_once,
            "half_of_the_gradient_divided",
            (
                "dw = x.T @ pull / N + reg * w",
                """rivals = x.T @ (margins > 0)
    dw = rivals - x.T @ ((margins > 0) - pull) / N + reg * w""",
            ),
        ),
        "You divide only the part of the true class by N: a - b / N divides b alone. Put"
        " brackets: (a - b) / N.",
        made_of_n(lambda N: (N, -1, 0, 0)),
    ),
    Mistake(
        slip(
            all_rows_at_once, "in_another_mixture", ("-pull.sum(axis=1)", "-2 * pull.sum(axis=1)")
        ),
        "Your dw is not made of the right parts. They should be x for each violator in"
        " its own column, and minus x for each violator in the column of the true class.",
        other_combination,
    ),
)
