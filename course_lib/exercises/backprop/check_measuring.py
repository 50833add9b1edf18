"""Wrong gradient checks: the numeric gradient."""

from course_lib.checking import Mistake, slip
from course_lib.exercises.backprop.check_ways import number_by_number


def all_moved_at_once(f, params, grads, h):
    errors = {}
    for name, p in params.items():
        errors[name] = 0.0
        up, down = {**params, name: p + h}, {**params, name: p - h}
        n = (f(up) - f(down)) / (2 * h)
        for a in grads[name].ravel():
            error = abs(a - n) / max(abs(a), abs(n), 1e-12)
            errors[name] = max(errors[name], error)
    return errors


MEASURING_MISTAKES = (
    Mistake(
        slip(
            number_by_number,
            "one_sided",
            (
                """            p[i] = old - h
            below = f(params)
""",
                "",
            ),
            ("(above - below) / (2 * h)", "(above - f(params)) / h"),
        ),
        "The one-sided difference is off by about h itself, and accuses gradients that are right."
        " Go as far to either side: (f(up) - f(down)) / (2 * h).",
    ),
    Mistake(
        slip(
            number_by_number,
            "from_the_left",
            (
                """            p[i] = old + h
            above = f(params)
""",
                "",
            ),
            ("(above - below) / (2 * h)", "(f(params) - below) / h"),
        ),
        "The one-sided difference, from the left, is off by about h itself. Go as far to either "
        "side.",
    ),
    Mistake(
        slip(
            number_by_number, "divided_by_h", ("(above - below) / (2 * h)", "(above - below) / h")
        ),
        "From p - h to p + h it is 2h: divide by 2 * h. As it is, every gradient seems half as "
        "large as it should be.",
    ),
    Mistake(
        slip(
            number_by_number,
            "multiplied_by_h",
            ("(above - below) / (2 * h)", "(above - below) / 2 * h"),
        ),
        "`/ 2 * h` divides by 2 and then multiplies by h: brackets, / (2 * h).",
    ),
    Mistake(
        slip(number_by_number, "below_minus_above", ("above - below", "below - above")),
        "The sign of the difference is turned round: above less below.",
    ),
    Mistake(
        slip(
            number_by_number,
            "not_put_back",
            ("errors = {}", "errors, params = {}, {name: p.copy() for name, p in params.items()}"),
            ("            p[i] = old\n", ""),
        ),
        "Each number stays moved when the next one is measured: put it back first.",
    ),
    Mistake(
        slip(number_by_number, "last_number_only", ("max(errors[name], error)", "error")),
        "Only the last number of each array decides: keep the largest error, max(errors[name], "
        "error).",
    ),
    Mistake(
        slip(
            number_by_number,
            "first_number_only",
            ("np.ndindex(p.shape)", "list(np.ndindex(p.shape))[:1]"),
        ),
        "Only the first number of each array is looked at. A slip in any other one goes unseen.",
    ),
    Mistake(
        slip(number_by_number, "first_array_only", ("    return errors", "        return errors")),
        "Only the first array is looked at: `return` stands inside the loop.",
    ),
    Mistake(
        all_moved_at_once,
        "All numbers of an array are moved at once: move one, and leave the others where they are.",
    ),
    Mistake(
        slip(
            number_by_number,
            "numeric_gradient_itself",
            ("errors[name] = 0.0", "errors[name] = np.zeros(p.shape)"),
            (
                """n, a = (above - below) / (2 * h), grads[name][i]
            error = abs(a - n) / max(abs(a), abs(n), 1e-12)
            errors[name] = max(errors[name], error)""",
                """n = (above - below) / (2 * h)
            errors[name][i] = n""",
            ),
        ),
        "That is the numeric gradient. Compare it with grads, and give the largest relative error.",
    ),
)
