"""A frozen batchnorm: at rest in training too."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake, slip


def norm_forward(x, norm, train, frozen):
    raise NotImplementedError


def train_then_test(norm_forward, first, second, unseen, norm, frozen):
    """Two batches in training and one at test: what comes out, and the averages after each."""
    from copy import deepcopy

    outs, averages = [], []
    for x, train in ((first, True), (second, True), (unseen, False)):
        back = norm_forward(x, norm, train, frozen)
        is_pair = type(back) in (tuple, list) and len(back) == 2
        assert is_pair, "Two things must come back, out and norm."
        out, norm = back
        whole = isinstance(norm, dict) and {"gamma", "beta", "mean", "var"} <= set(norm)
        assert whole, "norm must come back with all that was in it: gamma, beta, mean and var too."
        norm = {"momentum": 0.0, "eps": 0.0, **deepcopy(norm)}
        outs.append(deepcopy(out))
        averages.append((norm["mean"].copy(), norm["var"].copy()))
    scale = (norm["gamma"].copy(), norm["beta"].copy())
    return (*averages[1], *outs, *averages[2], *scale)


LIFE = (
    "running mean after training",
    "running var after training",
    "out of training batch 1",
    "out of training batch 2",
    "out at test",
    "running mean after the test",
    "running var after the test",
    "gamma",
    "beta",
)


def lives(rng):
    def life(C, sizes, frozen, momentum, eps):
        batches = [rng.normal(2, 3, size=(N, C)) for N in sizes]
        norm = {
            "gamma": rng.uniform(0.5, 2, size=C),
            "beta": rng.normal(size=C),
            "mean": rng.normal(size=C),
            "var": rng.uniform(0.5, 2, size=C),
            "momentum": momentum,
            "eps": eps,
        }
        return *batches, norm, frozen

    return (
        Case(life(2, (3, 4, 5), True, 0.75, 1e-2), "frozen"),
        Case(life(3, (4, 2, 6), False, 0.6, 2e-2), "not frozen"),
        Case(life(5, (7, 3, 4), True, 0.3, 5e-2), "frozen, five features"),
        Case(life(4, (5, 6, 3), False, 0.8, 1e-2), "not frozen, four features"),
        Case(life(3, (1, 5, 2), True, 0.7, 1e-2), "frozen, a training batch of one", "generality"),
    )


# Right ways.


def at_rest_if_frozen(x, norm, train, frozen):
    mean, var, rho = norm["mean"], norm["var"], norm["momentum"]
    if train and not frozen:
        mean, var = x.mean(axis=0), x.var(axis=0)
        norm = {
            **norm,
            "mean": rho * norm["mean"] + (1 - rho) * mean,
            "var": rho * norm["var"] + (1 - rho) * var,
        }
    return norm["gamma"] * (x - mean) / np.sqrt(var + norm["eps"]) + norm["beta"], norm


def test_mode_first(x, norm, train, frozen):
    after = dict(norm)
    if frozen or not train:
        scale = norm["gamma"] / np.sqrt(norm["var"] + norm["eps"])
        return x * scale + (norm["beta"] - norm["mean"] * scale), after
    mean = x.sum(axis=0) / x.shape[0]
    var = ((x - mean) ** 2).sum(axis=0) / x.shape[0]
    for key, batch in (("mean", mean), ("var", var)):
        after[key] = norm["momentum"] * norm[key] + (1 - norm["momentum"]) * batch
    return (x - mean) * norm["gamma"] / (var + norm["eps"]) ** 0.5 + norm["beta"], after


# Wrong ones.


def frozen_averages_still_move(x, norm, train, frozen):
    mean, var, rho = norm["mean"], norm["var"], norm["momentum"]
    if train:
        batch_mean, batch_var = x.mean(axis=0), x.var(axis=0)
        norm = {
            **norm,
            "mean": rho * norm["mean"] + (1 - rho) * batch_mean,
            "var": rho * norm["var"] + (1 - rho) * batch_var,
        }
        if not frozen:
            mean, var = batch_mean, batch_var
    return norm["gamma"] * (x - mean) / np.sqrt(var + norm["eps"]) + norm["beta"], norm


def frozen_uses_the_batch(x, norm, train, frozen):
    mean, var, rho = norm["mean"], norm["var"], norm["momentum"]
    if train:
        mean, var = x.mean(axis=0), x.var(axis=0)
        if not frozen:
            norm = {
                **norm,
                "mean": rho * norm["mean"] + (1 - rho) * mean,
                "var": rho * norm["var"] + (1 - rho) * var,
            }
    return norm["gamma"] * (x - mean) / np.sqrt(var + norm["eps"]) + norm["beta"], norm


def always_at_test(x, norm, train, frozen):
    out = norm["gamma"] * (x - norm["mean"]) / np.sqrt(norm["var"] + norm["eps"]) + norm["beta"]
    return out, norm


def averages_never_move(x, norm, train, frozen):
    mean, var = norm["mean"], norm["var"]
    if train and not frozen:
        mean, var = x.mean(axis=0), x.var(axis=0)
    return norm["gamma"] * (x - mean) / np.sqrt(var + norm["eps"]) + norm["beta"], norm


FROZEN_NORM = Exercise(
    id="frozen-norm",
    title="A frozen batchnorm",
    points=2,
    concepts=("fine-tuning",),
    stub=norm_forward,
    reference=at_rest_if_frozen,
    cases=lives,
    drive=train_then_test,
    returns=LIFE,
    alternatives=(test_mode_first,),
    mistakes=(
        Mistake(
            slip(at_rest_if_frozen, "frozen_unread", (" and not frozen", "")),
            "Yours never looks at `frozen`: in training a frozen layer standardises with the batch,"
            " and its averages move. It should do what it does at test.",
        ),
        Mistake(
            frozen_averages_still_move,
            "In yours the averages of a frozen layer still move in training. No gradient moves"
            " them, so freezing the gradients does not stop them: leave mean and var as they are.",
        ),
        Mistake(
            frozen_uses_the_batch,
            "Your frozen layer leaves its averages alone, and standardises with the batch all the"
            " same. The layers behind it learnt from the averages: use norm['mean'] and"
            " norm['var'].",
        ),
        Mistake(
            always_at_test,
            "Yours does in training what it does at test, frozen or not. A layer that is *not*"
            " frozen uses the batch in training, and moves its averages.",
        ),
        Mistake(
            averages_never_move,
            "In yours the averages never move. In training, and not frozen, they should:"
            " momentum * old + (1 - momentum) * batch.",
        ),
        Mistake(
            slip(
                at_rest_if_frozen,
                "one_of_both_is_enough",
                ("train and not frozen", "train or not frozen"),
            ),
            "Yours goes by the batch in training *or* when it is not frozen; it should be in"
            " training *and* not frozen.",
        ),
        Mistake(
            slip(at_rest_if_frozen, "train_unread", ("train and not frozen", "not frozen")),
            "Yours never looks at `train`: at test a layer that is not frozen uses the test batch."
            " An image's scores then hang on who else is in the batch.",
        ),
        Mistake(
            slip(at_rest_if_frozen, "frozen_the_other_way_round", ("not frozen", "frozen")),
            "It is the wrong way round: yours moves when it is frozen, and rests when it is not.",
        ),
        Mistake(
            slip(
                at_rest_if_frozen,
                "frozen_does_nothing_at_all",
                (
                    "    if train and not frozen:",
                    """    if train and frozen:
        return x.copy(), norm
    if train:""",
                ),
            ),
            "Your frozen layer hands x on as it is. Frozen means that it does not change: it"
            " should still standardise, with its averages, and scale by gamma and beta.",
        ),
        Mistake(
            slip(
                at_rest_if_frozen,
                "momentum_on_the_batch",
                ('rho * norm["mean"] + (1 - rho) * mean', '(1 - rho) * norm["mean"] + rho * mean'),
                ('rho * norm["var"] + (1 - rho) * var', '(1 - rho) * norm["var"] + rho * var'),
            ),
            "Yours gives the batch the share `momentum`; it should be 1 - momentum, and momentum"
            " is the share of the old average.",
        ),
        Mistake(
            slip(
                at_rest_if_frozen,
                "variance_by_one_less",
                ("x.var(axis=0)", "x.var(axis=0, ddof=1)"),
            ),
            "Yours divides the batch's variance by N - 1. It should be by N, as np.var does.",
        ),
        Mistake(
            slip(
                at_rest_if_frozen,
                "eps_after_the_root",
                (
                    'norm["gamma"] * (x - mean) / np.sqrt(var + norm["eps"])',
                    'norm["gamma"] * (x - mean) / (np.sqrt(var) + norm["eps"])',
                ),
            ),
            "Yours adds eps after the root; it should stand inside: np.sqrt(var + eps).",
        ),
    ),
    hints=(
        "There are two ways to run: by the batch, and by the averages. When is it by the batch?",
        "Only `if train and not frozen`. Else nothing is counted, and mean and var are the norm's.",
        "Build a new dict for the averages that move: {**norm, 'mean': ..., 'var': ...}.",
    ),
)
