"""Wrong SVM losses: the data term of the loss itself."""

from course_lib.checking import Mistake, slip
from course_lib.exercises.linear.examples import like
from course_lib.exercises.linear.svm_signs import (
    one_too_much,
    one_too_much_in_both,
    scaled_both,
    scaled_loss,
)
from course_lib.exercises.linear.svm_ways import all_rows_at_once


def known_by_itself(name, message, *changes):
    """A mistake that is known by what it makes of the data term."""
    code = slip(all_rows_at_once, name, *changes)
    return Mistake(code, message, like(code))


VALUE_MISTAKES = (
    Mistake(
        slip(
            all_rows_at_once,
            "true_class_counted",
            ("    margins[rows, y] = 0\n", ""),
            (
                "pull[rows, y] = -pull.sum(axis=1)",
                """pull[rows, y] = 0
    pull[rows, y] = -pull.sum(axis=1)""",
            ),
        ),
        "You count the true class among the rivals: its own margin is always 1, so the"
        " loss is 1 too high for every example. Leave out j = y.",
        one_too_much,
    ),
    Mistake(
        slip(all_rows_at_once, "true_class_counted_in_both", ("    margins[rows, y] = 0\n", "")),
        "You count the true class among the rivals, in loss and gradient: its own margin"
        " is always 1. Leave out j = y, before you count.",
        one_too_much_in_both,
    ),
    Mistake(
        slip(all_rows_at_once, "loss_not_divided", ("margins.sum() / N", "margins.sum()")),
        "Your loss is a sum over the examples; it should be their mean: divide by N.",
        scaled_loss,
    ),
    Mistake(
        slip(
            all_rows_at_once,
            "nothing_divided",
            ("margins.sum() / N", "margins.sum()"),
            ("x.T @ pull / N", "x.T @ pull"),
        ),
        "Your loss and dw are sums over the examples; they should be means: divide both by N.",
        scaled_both,
    ),
    known_by_itself(
        "divided_by_classes_too",
        "You divide the loss by the number of classes too; it should be a sum over the"
        " classes, and a mean over the examples.",
        ("margins.sum() / N", "margins.mean()"),
        ("x.T @ pull / N", "x.T @ pull / pull.size"),
    ),
    known_by_itself(
        "margin_left_out",
        "The margin is missing: a rival costs max(0, s_j - s_y + 1), so it must be 1 behind.",
        ("scores - scores[rows, y][:, None] + 1", "scores - scores[rows, y][:, None]"),
    ),
    known_by_itself(
        "margin_subtracted",
        "Your margin has the wrong sign; a rival should cost max(0, s_j - s_y + 1).",
        ("scores - scores[rows, y][:, None] + 1", "scores - scores[rows, y][:, None] - 1"),
    ),
    known_by_itself(
        "true_minus_rival",
        "Your difference is the wrong way round; a rival should cost max(0, s_j - s_y +"
        " 1), rival less true.",
        ("scores - scores[rows, y][:, None]", "scores[rows, y][:, None] - scores"),
        ("x.T @ pull", "-x.T @ pull"),
    ),
    known_by_itself(
        "worst_rival_only",
        "Yours counts only the worst rival; all rivals that violate the margin should be added up.",
        (
            "pull = (margins > 0).astype(float)",
            """margins = margins * (margins == margins.max(axis=1, keepdims=True))
    pull = (margins > 0).astype(float)""",
        ),
    ),
    known_by_itself(
        "squared_hinge",
        "You square the margins: that is another loss, the squared hinge.",
        ("(margins > 0).astype(float)", "2 * margins"),
        ("margins.sum()", "(margins**2).sum()"),
    ),
    known_by_itself(
        "negative_margins_kept",
        "You add margins below 0 too; a rival who is far enough behind should cost 0, and"
        " not less: max(0, ...).",
        (
            "np.maximum(0, scores - scores[rows, y][:, None] + 1)",
            "scores - scores[rows, y][:, None] + 1",
        ),
        (
            "pull = (margins > 0).astype(float)",
            """pull = np.ones(margins.shape)
    pull[rows, y] = 0""",
        ),
    ),
    Mistake(
        slip(all_rows_at_once, "true_scores_not_in_a_column", ("[:, None]", "")),
        "Your true scores have shape (N,) and are laid along the columns; each should"
        " belong to a row. Make them (N, 1): `[:, None]`. With N = C there is no error,"
        " only wrong numbers.",
    ),
    Mistake(
        slip(all_rows_at_once, "rows_taken_for_labels", ("scores[rows, y][:, None]", "scores[y]")),
        "Your scores[y] picks whole rows, those numbered by the labels; the scores of the"
        " true classes should be scores[np.arange(N), y].",
    ),
)
