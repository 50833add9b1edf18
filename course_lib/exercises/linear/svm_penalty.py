"""Wrong SVM losses: the regularisation."""

import numpy as np

from course_lib.checking import Mistake, slip
from course_lib.exercises.linear.examples import mismatched, penalised_by, regularises
from course_lib.exercises.linear.svm_ways import all_rows_at_once
from course_lib.kernels import linear_svm_loss

PENALTY_MISTAKES = (
    Mistake(
        slip(
            all_rows_at_once,
            "no_regularisation",
            (" + 0.5 * reg * np.sum(w**2)", ""),
            (" + reg * w", ""),
        ),
        "Nothing is regularised: add 0.5 * reg * sum(w**2) to the loss and reg * w to dw.",
        regularises(linear_svm_loss, lambda N: {0}, lambda N: {0}),
    ),
    Mistake(
        slip(all_rows_at_once, "penalty_not_in_the_loss", (" + 0.5 * reg * np.sum(w**2)", "")),
        "The regularisation is missing in the loss: add 0.5 * reg * sum(w**2). (dw has it.)",
        regularises(linear_svm_loss, lambda N: {0}, lambda N: {1, 2}),
    ),
    Mistake(
        slip(all_rows_at_once, "penalty_not_in_the_gradient", (" + reg * w", "")),
        "The regularisation is missing in dw: the derivative of 0.5 * reg * w**2 is reg"
        " * w. (The loss has it.)",
        regularises(linear_svm_loss, lambda N: {0.5, 1}, lambda N: {0}),
    ),
    Mistake(
        slip(all_rows_at_once, "gradient_of_half_the_penalty", ("0.5 * reg", "reg")),
        "Loss and dw do not belong together: the derivative of reg * w**2 is 2 * reg * "
        "w. Either a half in the loss, or a 2 in dw. (At reg = 0 a gradient check does "
        "not see it.)",
        regularises(linear_svm_loss, lambda N: {1}, lambda N: {1}),
    ),
    Mistake(
        slip(all_rows_at_once, "gradient_of_another_penalty", ("reg * w", "2 * reg * w")),
        "Loss and dw do not belong together: the derivative of 0.5 * reg * w**2 is reg "
        "* w, not twice that.",
        mismatched(linear_svm_loss),
    ),
    Mistake(
        slip(
            all_rows_at_once,
            "penalty_divided_by_examples",
            ("0.5 * reg * np.sum(w**2)", "0.5 * reg * np.sum(w**2) / N"),
            ("reg * w", "reg * w / N"),
        ),
        "You divide the regularisation by the number of examples. It is about the"
        " weights, not the examples: add it once, after the mean.",
        regularises(linear_svm_loss, lambda N: {0.5 / N, 1 / N}, lambda N: {1 / N, 2 / N}),
    ),
    Mistake(
        slip(all_rows_at_once, "penalty_divided_in_the_gradient", ("reg * w", "reg * w / N")),
        "You divide the regularisation of dw by the number of examples, and not that of"
        " the loss. Add reg * w after dividing.",
        regularises(linear_svm_loss, lambda N: {0.5, 1}, lambda N: {1 / N, 2 / N}),
    ),
    Mistake(
        slip(
            all_rows_at_once,
            "penalty_divided_in_the_loss",
            ("0.5 * reg * np.sum(w**2)", "0.5 * reg * np.sum(w**2) / N"),
        ),
        "You divide the regularisation of the loss by the number of examples, and not"
        " that of dw. Add it after the mean.",
        regularises(linear_svm_loss, lambda N: {0.5 / N, 1 / N}, lambda N: {1, 2}),
    ),
    Mistake(
        slip(
            all_rows_at_once,
            "penalty_for_every_example",
            ("0.5 * reg", "N * 0.5 * reg"),
            ("reg * w", "N * reg * w"),
        ),
        "You add the regularisation once for every example; it should be once in all,"
        " outside of the loop and after the mean.",
        regularises(linear_svm_loss, lambda N: {0.5 * N, N}, lambda N: {N, 2 * N}),
    ),
    Mistake(
        slip(all_rows_at_once, "penalty_without_reg", ("0.5 * reg * np.sum(w**2)", "np.sum(w**2)")),
        "You add the sum of the squares as it is: multiply it by reg. At reg = 0 nothing"
        " may be added.",
        penalised_by(linear_svm_loss, lambda w: (w**2).sum(), with_reg=False),
    ),
    Mistake(
        slip(all_rows_at_once, "norm_not_squared", ("np.sum(w**2)", "np.sqrt(np.sum(w**2))")),
        "Your penalty is the length of w; it should be the sum of the squares, without a root.",
        penalised_by(linear_svm_loss, lambda w: np.sqrt((w**2).sum())),
    ),
    Mistake(
        slip(all_rows_at_once, "product_of_matrices_summed", ("np.sum(w**2)", "np.sum(w.T @ w)")),
        "Your sum(w.T @ w) adds the products of all pairs of columns as well; it should"
        " be squares only: sum(w**2), or sum(w * w).",
        penalised_by(linear_svm_loss, lambda w: (w.T @ w).sum()),
    ),
)
