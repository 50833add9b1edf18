"""The whole of batchnorm's way back: dx with its mistakes, dgamma and dbeta with theirs."""

import numpy as np

from course_lib.checking import Exercise, Mistake
from course_lib.exercises.initialisation.batchnorm_graph import (
    DX_MISTAKES,
    all_in_one,
    as_in_the_paper,
    batchnorm_graph,
    gate_by_gate,
    jacobian_of_each_column,
    upstream,
)


def dgamma_a_matrix(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma / std * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))
    return dx, dout.T @ x_hat, dout.sum(axis=0)


def dgamma_not_summed(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma / std * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))
    return dx, dout * x_hat, dout.sum(axis=0)


def dbeta_not_summed(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma / std * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))
    return dx, (dout * x_hat).sum(axis=0), dout


def neither_summed(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma / std * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))
    return dx, dout * x_hat, dout


def both_averaged(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma / std * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))
    return dx, (dout * x_hat).mean(axis=0), dout.mean(axis=0)


def both_as_rows(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma / std * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))
    return dx, (dout * x_hat).sum(axis=0, keepdims=True), dout.sum(axis=0, keepdims=True)


def both_over_the_features(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma / std * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))
    return dx, (dout * x_hat).sum(axis=1), dout.sum(axis=1)


def dgamma_over_the_features(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma / std * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))
    return dx, (dout * x_hat).sum(axis=1), dout.sum(axis=0)


def both_over_everything(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma / std * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))
    return dx, (dout * x_hat).sum(), dout.sum()


def dgamma_of_x(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma / std * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))
    return dx, (dout * x).sum(axis=0), dout.sum(axis=0)


def dgamma_of_centred_x(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma / std * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))
    return dx, (dout * (x - x.mean(axis=0))).sum(axis=0), dout.sum(axis=0)


def dgamma_times_gamma(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma / std * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))
    return dx, (dout * gamma * x_hat).sum(axis=0), dout.sum(axis=0)


def dbeta_times_gamma(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma / std * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))
    return dx, (dout * x_hat).sum(axis=0), (dout * gamma).sum(axis=0)


def dgamma_without_upstream(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma / std * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))
    return dx, x_hat.sum(axis=0), dout.sum(axis=0)


def dgamma_without_x_hat(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma / std * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))
    return dx, dout.sum(axis=0), dout.sum(axis=0)


def dbeta_counts_examples(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma / std * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))
    return dx, (dout * x_hat).sum(axis=0), np.full(x.shape[1], float(len(x)))


def product_of_two_sums(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma / std * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))
    return dx, dout.sum(axis=0) * x_hat.sum(axis=0), dout.sum(axis=0)


def dgamma_and_dbeta_exchanged(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma / std * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))
    return dx, dout.sum(axis=0), (dout * x_hat).sum(axis=0)


def dx_comes_last(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma / std * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))
    return (dout * x_hat).sum(axis=0), dout.sum(axis=0), dx


def dx_alone(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    return gamma / std * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))


COPIED = "gamma and beta serve all N examples, a copy gate: their gradients add up over axis 0."

BATCHNORM_GRAPH = Exercise(
    id="batchnorm-graph",
    title="Back through batchnorm, gate by gate",
    points=4,
    concepts=("batchnorm-train",),
    stub=batchnorm_graph,
    reference=gate_by_gate,
    cases=upstream,
    returns=("dx", "dgamma", "dbeta"),
    may_change=("dout",),
    alternatives=(as_in_the_paper, all_in_one, jacobian_of_each_column),
    mistakes=(
        *DX_MISTAKES,
        Mistake(
            dgamma_a_matrix,
            "Your dgamma is a matrix, dout.T @ x_hat: every column with every other. It should be"
            " number by number, (dout * x_hat).sum(axis=0).",
        ),
        Mistake(neither_summed, f"Your dgamma and dbeta are not summed. {COPIED}"),
        Mistake(dgamma_not_summed, f"Your dgamma is not summed. {COPIED}"),
        Mistake(dbeta_not_summed, f"Your dbeta is not summed. {COPIED}"),
        Mistake(
            both_averaged,
            "Your dgamma and dbeta are means; they should be sums. The mean belongs to the loss,"
            " and is in dout already.",
        ),
        Mistake(
            both_as_rows,
            "Your dgamma and dbeta are tables of one row, (1, D); they should be (D,). No"
            " keepdims.",
        ),
        Mistake(both_over_the_features, f"You sum over the features. {COPIED}"),
        Mistake(dgamma_over_the_features, f"In dgamma you sum over the features. {COPIED}"),
        Mistake(
            both_over_everything,
            f"Your dgamma and dbeta are one number each; each feature has its own. {COPIED}",
        ),
        Mistake(
            dgamma_of_x,
            "In dgamma you multiply dout by x; gamma stood beside x_hat, so it should be that.",
        ),
        Mistake(
            dgamma_of_centred_x,
            "In dgamma you multiply dout by x - mean; it should be x_hat, divided by std as well.",
        ),
        Mistake(
            dgamma_times_gamma,
            "Your dgamma has gamma in it: the derivative of gamma * x_hat by gamma is x_hat alone.",
        ),
        Mistake(
            dbeta_times_gamma,
            "Your dbeta has gamma in it: beta is added after gamma, so dout reaches it whole.",
        ),
        Mistake(dgamma_without_upstream, "Your dgamma takes no notice of dout: local times dout."),
        Mistake(
            dgamma_without_x_hat,
            "Your dgamma is the sum of dout, which is dbeta. Multiply switches: dout * x_hat.",
        ),
        Mistake(dbeta_counts_examples, f"Your dbeta takes no notice of dout. {COPIED}"),
        Mistake(
            product_of_two_sums,
            "Your dgamma is a product of two sums; it should be the sum of the products.",
        ),
        Mistake(
            dgamma_and_dbeta_exchanged,
            "You exchange dgamma and dbeta: gamma stood beside x_hat, beta was added.",
        ),
        Mistake(dx_comes_last, "Your order is dgamma, dbeta, dx; it should be dx, dgamma, dbeta."),
        Mistake(dx_alone, "You give dx alone; dgamma and dbeta should follow."),
    ),
    hints=(
        "Write the forward as gates: mean; centred = x - mean; var = mean(centred**2); std ="
        " sqrt(var + eps); x_hat = centred / std; out = gamma * x_hat + beta. Go back from its"
        " end.",
        "dx_hat = dout * gamma. centred is used twice, in x_hat and in var: dcentred = dx_hat / std"
        " + dvar * 2 * centred / N, with dvar = (dx_hat * centred).sum(axis=0) * -0.5 / std**3.",
        "dmean = -dcentred.sum(axis=0); dx = dcentred + dmean / N. dgamma = (dout *"
        " x_hat).sum(axis=0), dbeta = dout.sum(axis=0).",
    ),
)
