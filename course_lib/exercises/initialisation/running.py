"""Running averages of mean and variance, moved by each training batch."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake
from course_lib.exercises.initialisation.inputs import single, table

AFTER = ("mean after batch 1", "var after batch 1", "mean after batch 3", "var after batch 3")


def update_running(running, mean, var, momentum):
    raise NotImplementedError


def three_batches(update, means, variances, momentum):
    """The averages after the first and the third batch, from a mean of 0 and a variance of 1."""
    from copy import deepcopy

    running = {"mean": np.zeros_like(means[0]), "var": np.ones_like(variances[0])}
    kept = []
    for mean, var in zip(means, variances, strict=True):
        running = update(running, mean, var, momentum)
        assert running is not None, "Nothing came back: is the `return` missing?"
        is_dict = isinstance(running, dict)
        assert is_dict, f"Give back a dict; what came is of type {type(running).__name__}."
        for key in ("mean", "var"):
            assert key in running, f'The dict that came back has no key "{key}".'
        kept.append(deepcopy((running["mean"], running["var"])))
    return (*kept[0], *kept[2])


def batches(rng):
    """means (3, D), variances (3, D), momentum away from 0.9 and from a half."""

    def three(D, momentum):
        seen = [table(rng, 6, D) for _ in range(3)]
        stats = np.array([x.mean(axis=0) for x in seen]), np.array([x.var(axis=0) for x in seen])
        return *stats, momentum

    by_hand = (
        np.array([[2.0, 4.0], [1.0, 0.0], [3.0, -2.0]]),
        np.array([[0.5, 3.0], [2.0, 1.0], [0.25, 4.0]]),
    )
    return (
        Case((*by_hand, 0.75), "two features"),
        Case(three(5, 0.7), "five features"),
        Case(three(4, 0.3), "a short memory"),
        Case(three(1, 0.8), "one feature", "generality"),
        Case(three(4, 0.0), "momentum 0: the last batch alone", "generality"),
        Case(single(*three(6, 0.6)), "float32", "generality"),
    )


# Right ways.


def mostly_what_was(running, mean, var, momentum):
    return {
        "mean": momentum * running["mean"] + (1 - momentum) * mean,
        "var": momentum * running["var"] + (1 - momentum) * var,
    }


def a_step_towards(running, mean, var, momentum):
    batch = {"mean": mean, "var": var}
    return {k: old + (1 - momentum) * (batch[k] - old) for k, old in running.items()}


def in_the_same_dict(running, mean, var, momentum):
    running["mean"] = momentum * running["mean"] + (1 - momentum) * mean
    running["var"] = momentum * running["var"] + (1 - momentum) * var
    return running


# Wrong ones.


def shares_exchanged(running, mean, var, momentum):
    return {
        "mean": (1 - momentum) * running["mean"] + momentum * mean,
        "var": (1 - momentum) * running["var"] + momentum * var,
    }


def overwritten(running, mean, var, momentum):
    return {"mean": mean, "var": var}


def never_moved(running, mean, var, momentum):
    return running


def batch_comes_in_whole(running, mean, var, momentum):
    return {
        "mean": momentum * running["mean"] + mean,
        "var": momentum * running["var"] + var,
    }


def momentum_fixed(running, mean, var, momentum):
    return {
        "mean": 0.9 * running["mean"] + 0.1 * mean,
        "var": 0.9 * running["var"] + 0.1 * var,
    }


def momentum_fixed_at_99(running, mean, var, momentum):
    return {
        "mean": 0.99 * running["mean"] + 0.01 * mean,
        "var": 0.99 * running["var"] + 0.01 * var,
    }


def half_and_half(running, mean, var, momentum):
    return {"mean": (running["mean"] + mean) / 2, "var": (running["var"] + var) / 2}


def mean_alone_moved(running, mean, var, momentum):
    return {"mean": momentum * running["mean"] + (1 - momentum) * mean, "var": running["var"]}


def var_alone_moved(running, mean, var, momentum):
    return {"mean": running["mean"], "var": momentum * running["var"] + (1 - momentum) * var}


def var_overwritten(running, mean, var, momentum):
    return {"mean": momentum * running["mean"] + (1 - momentum) * mean, "var": var}


def var_of_the_mean(running, mean, var, momentum):
    return {
        "mean": momentum * running["mean"] + (1 - momentum) * mean,
        "var": momentum * running["var"] + (1 - momentum) * mean,
    }


def var_onto_the_mean(running, mean, var, momentum):
    return {
        "mean": momentum * running["mean"] + (1 - momentum) * mean,
        "var": momentum * running["mean"] + (1 - momentum) * var,
    }


def keys_exchanged(running, mean, var, momentum):
    return {
        "mean": momentum * running["var"] + (1 - momentum) * var,
        "var": momentum * running["mean"] + (1 - momentum) * mean,
    }


def root_of_the_variance(running, mean, var, momentum):
    return {
        "mean": momentum * running["mean"] + (1 - momentum) * mean,
        "var": momentum * running["var"] + (1 - momentum) * np.sqrt(var),
    }


def summed_up(running, mean, var, momentum):
    return {"mean": running["mean"] + mean, "var": running["var"] + var}


def sum_of_shares_missing(running, mean, var, momentum):
    return {
        "mean": running["mean"] + (1 - momentum) * mean,
        "var": running["var"] + (1 - momentum) * var,
    }


def subtracted(running, mean, var, momentum):
    return {
        "mean": momentum * running["mean"] - (1 - momentum) * mean,
        "var": momentum * running["var"] - (1 - momentum) * var,
    }


def other_keys(running, mean, var, momentum):
    return {
        "running_mean": momentum * running["mean"] + (1 - momentum) * mean,
        "running_var": momentum * running["var"] + (1 - momentum) * var,
    }


def a_pair_in_place_of_a_dict(running, mean, var, momentum):
    return (
        momentum * running["mean"] + (1 - momentum) * mean,
        momentum * running["var"] + (1 - momentum) * var,
    )


def nothing_comes_back(running, mean, var, momentum):
    running["mean"] = momentum * running["mean"] + (1 - momentum) * mean
    running["var"] = momentum * running["var"] + (1 - momentum) * var


KEEPS = "The old average keeps the share momentum, the batch gets 1 - momentum."

RUNNING_AVERAGES = Exercise(
    id="update-running",
    title="Running averages of mean and variance",
    points=1,
    concepts=("batchnorm-test",),
    stub=update_running,
    reference=mostly_what_was,
    cases=batches,
    drive=three_batches,
    returns=AFTER,
    alternatives=(a_step_towards, in_the_same_dict),
    mistakes=(
        Mistake(
            shares_exchanged,
            f"You exchange the shares. {KEEPS} (Some libraries count it the other way round.)",
        ),
        Mistake(overwritten, f"You overwrite the averages with the batch's own. {KEEPS}"),
        Mistake(
            never_moved,
            "Your averages stay as they were: what you compute should be in the dict you return.",
        ),
        Mistake(batch_comes_in_whole, f"The batch comes in whole. {KEEPS}"),
        Mistake(
            momentum_fixed, "Your momentum is 0.9, whatever is given; it should be the argument."
        ),
        Mistake(
            momentum_fixed_at_99,
            "Your momentum is 0.99, whatever is given; it should be the argument.",
        ),
        Mistake(half_and_half, f"You take half of each. {KEEPS}"),
        Mistake(mean_alone_moved, "You move the mean alone; the variance should move likewise."),
        Mistake(var_alone_moved, "You move the variance alone; the mean should move likewise."),
        Mistake(var_overwritten, f"Your variance is overwritten. {KEEPS}"),
        Mistake(
            var_of_the_mean,
            "Into your variance goes the batch's mean: a line copied, and one word not changed?",
        ),
        Mistake(
            var_onto_the_mean,
            'Your variance starts from running["mean"]; it should from running["var"].',
        ),
        Mistake(keys_exchanged, "You exchange the two: mean stands under var, and var under mean."),
        Mistake(
            root_of_the_variance,
            "You average standard deviations; it should be variances, as they are.",
        ),
        Mistake(summed_up, f"You add everything up, so the averages grow for ever. {KEEPS}"),
        Mistake(sum_of_shares_missing, f"The old average stays whole. {KEEPS}"),
        Mistake(subtracted, f"You subtract the batch; it should be added. {KEEPS}"),
        Mistake(other_keys, 'Your keys are others; they should be "mean" and "var".'),
        Mistake(
            a_pair_in_place_of_a_dict, 'Give a dict, {"mean": ..., "var": ...}, in place of a pair.'
        ),
        Mistake(nothing_comes_back, "The dict is changed, but not returned: `return running`."),
    ),
    hints=(
        "It is the running average of assignment 04, with momentum in the place of beta.",
        "momentum * old + (1 - momentum) * new, for the mean and for the variance.",
        'return {"mean": momentum * running["mean"] + (1 - momentum) * mean, "var": the same}',
    ),
)
