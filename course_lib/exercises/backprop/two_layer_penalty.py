"""Wrong two-layer losses: the regularisation."""

from course_lib.checking import Mistake, slip
from course_lib.exercises.backprop.two_layer_signs import ALL, WEIGHTS, regularises
from course_lib.exercises.backprop.two_layer_ways import all_rows_at_once

PENALTY_MISTAKES = (
    Mistake(
        slip(
            all_rows_at_once,
            "no_penalty",
            (" + 0.5 * reg * (np.sum(w1**2) + np.sum(w2**2))", ""),
            (" + reg * w1", ""),
            (" + reg * w2", ""),
        ),
        "Nothing is regularised: 0.5 * reg * (sum(w1**2) + sum(w2**2)) in the loss, reg * w in dw.",
        regularises((), ()),
    ),
    Mistake(
        slip(
            all_rows_at_once,
            "penalty_not_in_the_loss",
            (" + 0.5 * reg * (np.sum(w1**2) + np.sum(w2**2))", ""),
        ),
        "The penalty is missing in the loss: add 0.5 * reg * (sum(w1**2) + sum(w2**2)). (The "
        "gradients have it.)",
        regularises((), WEIGHTS, grad=(1, 2)),
    ),
    Mistake(
        slip(
            all_rows_at_once,
            "penalty_not_in_the_gradients",
            (" + reg * w1", ""),
            (" + reg * w2", ""),
        ),
        "The penalty is missing in the gradients: add reg * w1 to dw1, reg * w2 to dw2. (The loss"
        " has it.)",
        regularises(WEIGHTS, (), loss=(0.5, 1)),
    ),
    Mistake(
        slip(all_rows_at_once, "penalty_not_in_dw1", (" + reg * w1", "")),
        "The penalty is missing in dw1: add reg * w1. (dw2 has its own.)",
        regularises(WEIGHTS, ("w2",)),
    ),
    Mistake(
        slip(all_rows_at_once, "penalty_not_in_dw2", (" + reg * w2", "")),
        "The penalty is missing in dw2: add reg * w2. (dw1 has its own.)",
        regularises(WEIGHTS, ("w1",)),
    ),
    Mistake(
        slip(
            all_rows_at_once,
            "first_layer_only_penalised",
            (" + np.sum(w2**2)", ""),
            (" + reg * w2", ""),
        ),
        "Only w1 is regularised; w2 is, too.",
        regularises(("w1",), ("w1",)),
    ),
    Mistake(
        slip(
            all_rows_at_once,
            "second_layer_only_penalised",
            ("np.sum(w1**2) + np.sum(w2**2)", "np.sum(w2**2)"),
            (" + reg * w1", ""),
        ),
        "Only w2 is regularised; w1 is, too.",
        regularises(("w2",), ("w2",)),
    ),
    Mistake(
        slip(all_rows_at_once, "one_layer_in_the_loss", (" + np.sum(w2**2)", "")),
        "The loss penalises w1 alone, the gradients both: add sum(w2**2).",
        regularises(("w1",), WEIGHTS),
    ),
    Mistake(
        slip(
            all_rows_at_once,
            "second_layer_in_the_loss",
            ("np.sum(w1**2) + np.sum(w2**2)", "np.sum(w2**2)"),
        ),
        "The loss penalises w2 alone, the gradients both: add sum(w1**2).",
        regularises(("w2",), WEIGHTS),
    ),
    Mistake(
        slip(
            all_rows_at_once,
            "biases_penalised",
            (
                "np.sum(w1**2) + np.sum(w2**2)",
                "np.sum(w1**2) + np.sum(b1**2) + np.sum(w2**2) + np.sum(b2**2)",
            ),
            ("dhidden.sum(axis=0)", "dhidden.sum(axis=0) + reg * b1"),
            ("dscores.sum(axis=0)", "dscores.sum(axis=0) + reg * b2"),
        ),
        "The biases are regularised, too. They are left alone: they only shift.",
        regularises(ALL, ALL),
    ),
    Mistake(
        slip(
            all_rows_at_once,
            "biases_penalised_in_the_loss",
            (
                "np.sum(w1**2) + np.sum(w2**2)",
                "np.sum(w1**2) + np.sum(b1**2) + np.sum(w2**2) + np.sum(b2**2)",
            ),
        ),
        "The loss penalises the biases as well; the gradients, rightly, do not.",
        regularises(ALL, WEIGHTS),
    ),
    Mistake(
        slip(all_rows_at_once, "half_missing_in_the_loss", ("0.5 * reg", "reg")),
        "Loss and gradients do not belong together: the derivative of reg * w**2 is 2 * reg * w. "
        "Either a half in the loss, or a 2 in the gradients. (At reg = 0 a gradient check does "
        "not see it.)",
        regularises(WEIGHTS, WEIGHTS, loss=(1,), grad=(1,)),
    ),
    Mistake(
        slip(
            all_rows_at_once,
            "two_in_the_gradients",
            ("reg * w1", "2 * reg * w1"),
            ("reg * w2", "2 * reg * w2"),
        ),
        "Loss and gradients do not belong together: the derivative of 0.5 * reg * w**2 is reg * "
        "w, not twice that.",
        regularises(WEIGHTS, WEIGHTS, loss=(0.5,), grad=(2,)),
    ),
    Mistake(
        slip(
            all_rows_at_once,
            "penalty_divided_by_examples",
            ("0.5 * reg", "0.5 * reg / N"),
            ("reg * w1", "reg * w1 / N"),
            ("reg * w2", "reg * w2 / N"),
        ),
        "The penalty is divided by N. It is about the weights, not the examples: add it once, "
        "after the mean.",
        regularises(WEIGHTS, WEIGHTS, by=-1),
    ),
    Mistake(
        slip(
            all_rows_at_once,
            "penalty_of_the_gradients_divided",
            ("reg * w1", "reg * w1 / N"),
            ("reg * w2", "reg * w2 / N"),
        ),
        "In the gradients the penalty is divided by N; in the loss it is not. Add reg * w after "
        "dividing.",
    ),
    Mistake(
        slip(all_rows_at_once, "penalty_without_reg", ("0.5 * reg", "0.5")),
        "The sum of the squares is added as it is: multiply it by reg. At reg = 0 nothing may be "
        "added.",
    ),
    Mistake(
        slip(
            all_rows_at_once,
            "penalty_not_squared",
            ("np.sum(w1**2) + np.sum(w2**2)", "np.linalg.norm(w1) + np.linalg.norm(w2)"),
        ),
        "The penalty is the length of the weights; it should be the sum of their squares: no root.",
    ),
    Mistake(
        slip(
            all_rows_at_once,
            "penalty_of_absolute_values",
            (
                "0.5 * reg * (np.sum(w1**2) + np.sum(w2**2))",
                "reg * (np.abs(w1).sum() + np.abs(w2).sum())",
            ),
            ("reg * w1", "reg * np.sign(w1)"),
            ("reg * w2", "reg * np.sign(w2)"),
        ),
        "That is L1, absolute values. Asked for is L2: the sum of the squares.",
    ),
    Mistake(
        slip(
            all_rows_at_once,
            "penalty_of_the_other_way_round",
            ("x.T @ dhidden + reg * w1", "x.T @ dhidden - reg * w1"),
            ("hidden.T @ dscores + reg * w2", "hidden.T @ dscores - reg * w2"),
        ),
        "The penalty is subtracted in the gradients, which lets the weights grow: plus reg * w.",
    ),
)
