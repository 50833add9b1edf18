"""The layer with its switch: the batch's statistics in training, the running ones at test."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake, slip
from course_lib.exercises.initialisation.inputs import scale_and_shift, table

LIFE = (
    "out of training batch 1",
    "out of training batch 2",
    "running mean after training",
    "running var after training",
    "out of the test batch",
    "out of one example at test",
    "running mean after the test",
    "running var after the test",
)


def batchnorm(x, gamma, beta, running, train, momentum, eps):
    raise NotImplementedError


def two_batches_then_test(batchnorm, first, second, unseen, gamma, beta, momentum, eps):
    """What comes out on the way, and the averages after training and after the test."""
    from copy import deepcopy

    running = {"mean": np.zeros(first.shape[1]), "var": np.ones(first.shape[1])}
    outs, kept = [], []
    for x, train in ((first, True), (second, True), (unseen, False), (unseen[:1], False)):
        back = batchnorm(x, gamma, beta, running, train, momentum, eps)
        assert back is not None, "Nothing came back: is the `return` missing?"
        is_pair = type(back) in (tuple, list) and len(back) == 2
        when = "in training" if train else "at test"
        assert is_pair, f"Two things must come back, out and running; {when} they do not."
        out, running = back
        in_order = type(out) is not dict
        assert in_order, "The order is running, out; expected out, running."
        is_dict = isinstance(running, dict) and "mean" in running and "var" in running
        assert is_dict, f'What comes back as running {when} must be a dict of "mean" and "var".'
        outs.append(deepcopy(out))
        kept.append(deepcopy((running["mean"], running["var"])))
    return outs[0], outs[1], *kept[1], outs[2], outs[3], *kept[3]


def lives(rng):
    """Two training batches and a test batch of one D, their sizes all different."""

    def life(D, sizes, momentum, eps):
        batches = [table(rng, N, D) for N in sizes]
        return *batches, *scale_and_shift(rng, D), momentum, eps

    return (
        Case(life(2, (3, 4, 5), 0.75, 1e-2), "two features"),
        Case(life(5, (4, 6, 3), 0.6, 2e-2), "five features"),
        Case(life(3, (7, 2, 5), 0.3, 1e-2), "a short memory"),
        Case(life(1, (4, 6, 2), 0.8, 1e-2), "one feature", "generality"),
        Case(life(4, (1, 5, 3), 0.7, 5e-2), "a training batch of one", "generality"),
    )


# Right ways.


def two_branches(x, gamma, beta, running, train, momentum, eps):
    if train:
        mean, var = x.mean(axis=0), x.var(axis=0)
        running = {
            "mean": momentum * running["mean"] + (1 - momentum) * mean,
            "var": momentum * running["var"] + (1 - momentum) * var,
        }
    else:
        mean, var = running["mean"], running["var"]
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running


def in_the_dict_given(x, gamma, beta, running, train, momentum, eps):
    mean, var = running["mean"], running["var"]
    if train:
        mean, var = x.mean(axis=0), x.var(axis=0)
        running["mean"] = momentum * running["mean"] + (1 - momentum) * mean
        running["var"] = momentum * running["var"] + (1 - momentum) * var
    scale = gamma / np.sqrt(var + eps)
    return x * scale + beta - mean * scale, running


# Wrong ones.


def always_training(x, gamma, beta, running, train, momentum, eps):
    mean, var = x.mean(axis=0), x.var(axis=0)
    running = {
        "mean": momentum * running["mean"] + (1 - momentum) * mean,
        "var": momentum * running["var"] + (1 - momentum) * var,
    }
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running


def always_testing(x, gamma, beta, running, train, momentum, eps):
    return gamma * (x - running["mean"]) / np.sqrt(running["var"] + eps) + beta, running


def always_the_averages(x, gamma, beta, running, train, momentum, eps):
    mean, var = running["mean"], running["var"]
    out = gamma * (x - mean) / np.sqrt(var + eps) + beta
    if train:
        running = {
            "mean": momentum * mean + (1 - momentum) * x.mean(axis=0),
            "var": momentum * var + (1 - momentum) * x.var(axis=0),
        }
    return out, running


def trains_on_the_moved_averages(x, gamma, beta, running, train, momentum, eps):
    if train:
        running = {
            "mean": momentum * running["mean"] + (1 - momentum) * x.mean(axis=0),
            "var": momentum * running["var"] + (1 - momentum) * x.var(axis=0),
        }
    return gamma * (x - running["mean"]) / np.sqrt(running["var"] + eps) + beta, running


def moved_at_test_too(x, gamma, beta, running, train, momentum, eps):
    mean, var = x.mean(axis=0), x.var(axis=0)
    moved = {
        "mean": momentum * running["mean"] + (1 - momentum) * mean,
        "var": momentum * running["var"] + (1 - momentum) * var,
    }
    if not train:
        mean, var = running["mean"], running["var"]
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, moved


def averages_never_moved(x, gamma, beta, running, train, momentum, eps):
    mean, var = running["mean"], running["var"]
    if train:
        mean, var = x.mean(axis=0), x.var(axis=0)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running


def last_batch_kept(x, gamma, beta, running, train, momentum, eps):
    if train:
        running = {"mean": x.mean(axis=0), "var": x.var(axis=0)}
    return gamma * (x - running["mean"]) / np.sqrt(running["var"] + eps) + beta, running


# What stands in the right way, and is written otherwise in the mistakes.
AT_TEST = 'mean, var = running["mean"], running["var"]'
MEAN = 'momentum * running["mean"] + (1 - momentum) * mean'
VAR = 'momentum * running["var"] + (1 - momentum) * var'

SWITCH = "In training: mean and variance of the batch, and the averages are moved. At test: the"
SWITCH += " averages, as they are."

BATCHNORM_SWITCH = Exercise(
    id="batchnorm-switch",
    title="Batchnorm with its switch",
    points=2,
    concepts=("batchnorm-test",),
    stub=batchnorm,
    reference=two_branches,
    cases=lives,
    drive=two_batches_then_test,
    returns=LIFE,
    builds_on=("batchnorm-train", "batchnorm-test", "update-running"),
    alternatives=(in_the_dict_given,),
    mistakes=(
        Mistake(
            slip(two_branches, "switch_turned", ("if train:", "if not train:")),
            f"Your switch is turned round. {SWITCH}",
        ),
        Mistake(
            always_training,
            f"Yours trains all the time, whatever `train` says: the classic bug. {SWITCH}",
        ),
        Mistake(
            slip(
                two_branches,
                "always_the_batch",
                (AT_TEST, "mean, var = x.mean(axis=0), x.var(axis=0)"),
            ),
            f"Yours uses the batch's own statistics at test, too. {SWITCH}",
        ),
        Mistake(always_testing, f"Yours is at test all the time, whatever `train` says. {SWITCH}"),
        Mistake(
            always_the_averages,
            f"Yours moves the averages, but uses them in training as well. {SWITCH}",
        ),
        Mistake(
            trains_on_the_moved_averages,
            f"Yours moves the averages, and then uses them in training as well. {SWITCH}",
        ),
        Mistake(moved_at_test_too, f"Your averages are moved at test as well. {SWITCH}"),
        Mistake(
            averages_never_moved,
            "Your averages stay 0 and 1: in training the new ones should come back as running.",
        ),
        Mistake(
            last_batch_kept,
            "Your averages are those of the last batch alone; the share momentum should stay.",
        ),
        Mistake(
            slip(
                two_branches,
                "shares_exchanged",
                (MEAN, '(1 - momentum) * running["mean"] + momentum * mean'),
                (VAR, '(1 - momentum) * running["var"] + momentum * var'),
            ),
            "You exchange the shares: the old average should keep momentum, the batch get the"
            " rest.",
        ),
        Mistake(
            slip(
                two_branches,
                "momentum_fixed",
                (MEAN, '0.9 * running["mean"] + 0.1 * mean'),
                (VAR, '0.9 * running["var"] + 0.1 * var'),
            ),
            "Your momentum is 0.9, whatever is given; it should be the argument.",
        ),
        Mistake(
            slip(
                two_branches,
                "eps_in_the_running_variance",
                ("x.var(axis=0)", "x.var(axis=0) + eps"),
                (AT_TEST, 'mean, var = running["mean"], running["var"] + eps'),
                ("np.sqrt(var + eps)", "np.sqrt(var)"),
            ),
            "Your eps gets into the running variance, and at test it is added again. The average"
            " should hold the plain variance.",
        ),
        Mistake(
            slip(
                two_branches,
                "sample_variance_in_the_average",
                ("(1 - momentum) * var", "(1 - momentum) * var * len(x) / max(len(x) - 1, 1)"),
            ),
            "Your running variance takes in N / (N - 1) times the batch's, as PyTorch does. It"
            " should be the variance that you divide by, as it is.",
        ),
        Mistake(
            slip(
                two_branches,
                "deviation_in_the_average",
                ("(1 - momentum) * var", "(1 - momentum) * np.sqrt(var)"),
            ),
            "Your running variance takes in the root; it should be the variance.",
        ),
        Mistake(
            slip(
                two_branches,
                "eps_outside_at_test_alone",
                (
                    AT_TEST,
                    """out = gamma * (x - running["mean"]) / (np.sqrt(running["var"]) + eps) + beta
        return out, running""",
                ),
            ),
            "In training your eps is right. At test it stands outside the root; it should stand"
            " inside, too.",
        ),
        Mistake(
            slip(
                two_branches,
                "eps_absent_at_test_alone",
                (
                    AT_TEST,
                    """out = gamma * (x - running["mean"]) / np.sqrt(running["var"]) + beta
        return out, running""",
                ),
            ),
            "In training your eps is right. At test it is missing, or a fixed tiny number.",
        ),
        Mistake(
            slip(
                two_branches, "eps_outside_in_both", ("np.sqrt(var + eps)", "(np.sqrt(var) + eps)")
            ),
            "Your eps stands outside the root; it should stand inside: sqrt(var + eps).",
        ),
        Mistake(
            slip(
                two_branches,
                "no_scale_at_test",
                (AT_TEST, 'return (x - running["mean"]) / np.sqrt(running["var"] + eps), running'),
            ),
            "At test your gamma and beta are missing; they should stay at work.",
        ),
        Mistake(
            slip(two_branches, "x_comes_back_at_test", (AT_TEST, "return x, running")),
            "At test you give x back; it should be normalised, too.",
        ),
        Mistake(
            slip(
                two_branches,
                "out_alone_at_test",
                (
                    AT_TEST,
                    'return gamma * (x - running["mean"]) / np.sqrt(running["var"] + eps) + beta',
                ),
            ),
            "At test you give out alone; out and running should come back then, too.",
        ),
    ),
    hints=(
        "You have all three parts already. Which of them is called when?",
        "if train: batchnorm_train gives out, mean, var; update_running gives the new averages.",
        "else: batchnorm_test(x, gamma, beta, running, eps), and running as it was.",
    ),
)
