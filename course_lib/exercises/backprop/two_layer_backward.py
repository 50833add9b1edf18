"""Wrong two-layer losses: the way back."""

from course_lib.checking import Mistake, slip
from course_lib.exercises.backprop.two_layer_signs import but_for_the_penalty
from course_lib.exercises.backprop.two_layer_ways import all_rows_at_once


def known_by_itself(name, message, *changes):
    """A mistake that is known by what it makes of the data term."""
    code = slip(all_rows_at_once, name, *changes)
    return Mistake(code, message, but_for_the_penalty(code))


BACKWARD_MISTAKES = (
    known_by_itself(
        "mask_forgotten",
        "The gradient goes back past ReLU as if it were not there. Where hidden is 0, dhidden is "
        "0.",
        (" * (hidden > 0)", ""),
    ),
    known_by_itself(
        "mask_forgotten_in_db1",
        "db1 is taken before ReLU's mask, dw1 after it. Both come after it.",
        ("dhidden.sum(axis=0)", "(dscores @ w2.T).sum(axis=0)"),
    ),
    known_by_itself(
        "mask_forgotten_in_dw1",
        "dw1 is taken before ReLU's mask, db1 after it. Both come after it.",
        ("x.T @ dhidden", "x.T @ (dscores @ w2.T)"),
    ),
    known_by_itself(
        "mask_of_the_gradient",
        "ReLU's mask looks at the gradient. What passed forward decides: hidden > 0.",
        ("hidden > 0", "dscores @ w2.T > 0"),
    ),
    known_by_itself(
        "mask_times_hidden",
        "The gradient is multiplied by hidden. ReLU's slope is 1 where hidden > 0: the mask alone.",
        ("hidden > 0", "hidden"),
    ),
    known_by_itself(
        "dw2_from_before_the_relu",
        "dw2 uses what came before ReLU. w2 was multiplied by hidden: hidden.T @ dscores.",
        ("hidden.T", "(x @ w1 + b1).T"),
    ),
    known_by_itself(
        "dw1_of_ones",
        "dw1 takes no notice of what comes from above: x.T @ dhidden.",
        ("x.T @ dhidden", "x.T @ (hidden > 0)"),
    ),
    Mistake(
        slip(
            all_rows_at_once,
            "db1_as_a_row",
            ("dhidden.sum(axis=0)", "dhidden.sum(axis=0, keepdims=True)"),
        ),
        "db1 is a table of one row. b1 is (H,), so db1 is: leave keepdims away.",
    ),
    Mistake(
        slip(
            all_rows_at_once,
            "db2_as_a_row",
            ("dscores.sum(axis=0)", "dscores.sum(axis=0, keepdims=True)"),
        ),
        "db2 is a table of one row. b2 is (C,), so db2 is: leave keepdims away.",
    ),
    Mistake(
        slip(
            all_rows_at_once,
            "biases_as_rows",
            ("dhidden.sum(axis=0)", "dhidden.sum(axis=0, keepdims=True)"),
            ("dscores.sum(axis=0)", "dscores.sum(axis=0, keepdims=True)"),
        ),
        "db1 and db2 are tables of one row. Biases have one axis: leave keepdims away.",
    ),
    Mistake(
        slip(
            all_rows_at_once,
            "db_not_summed",
            ("dhidden.sum(axis=0)", "dhidden"),
            ("dscores.sum(axis=0)", "dscores"),
        ),
        "A bias is added to every row, so its gradients add up over the rows: sum(axis=0).",
    ),
    known_by_itself(
        "db_averaged",
        "The gradients of the biases are divided by N once too often: dscores has the mean in it "
        "already.",
        ("dhidden.sum(axis=0)", "dhidden.mean(axis=0)"),
        ("dscores.sum(axis=0)", "dscores.mean(axis=0)"),
    ),
    known_by_itself(
        "one_hot_not_subtracted",
        "dscores is p alone. At the true class 1 is taken off: p[rows, y] -= 1.",
        ("    p[rows, y] -= 1\n", ""),
    ),
    known_by_itself(
        "gradients_not_divided",
        "The loss is a mean and the gradients are not divided by N: dscores = (p - true) / N.",
        ("dscores = p / N", "dscores = p"),
    ),
    known_by_itself(
        "divided_twice",
        "The gradients are divided by N twice: once in dscores is enough.",
        (
            "x.T @ dhidden + reg * w1, dhidden.sum(axis=0)",
            "x.T @ dhidden / N + reg * w1, dhidden.sum(axis=0) / N",
        ),
        (
            "hidden.T @ dscores + reg * w2, dscores.sum(axis=0)",
            "hidden.T @ dscores / N + reg * w2, dscores.sum(axis=0) / N",
        ),
    ),
    known_by_itself(
        "sign_turned",
        "The sign is turned round: dscores = (p - true) / N. As it is, training climbs.",
        ("dscores = p / N", "dscores = -p / N"),
    ),
    Mistake(
        slip(
            all_rows_at_once,
            "second_layer_only",
            (
                """    dhidden = dscores @ w2.T * (hidden > 0)
    dw1, db1 = x.T @ dhidden + reg * w1, dhidden.sum(axis=0)
""",
                "",
            ),
            ('{"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}', '{"w2": dw2, "b2": db2}'),
        ),
        "Only the second layer has gradients. Go on through ReLU to w1 and b1.",
    ),
)
