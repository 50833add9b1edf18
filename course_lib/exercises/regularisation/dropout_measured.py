"""What dropout did, measured: to which numbers, by how much, and whether the gradient follows."""

import numpy as np

from course_lib.checking import Case, Measured
from course_lib.exercises.regularisation.chance import ROUNDING, away_from_zero, generator, share


def forward_again(forward, backward, dout, *inputs):
    """out, what a second call gives, and the gradients of the first."""
    from copy import deepcopy

    # The generator goes on; everything else is for the second call as it was for the first.
    later = [a if isinstance(a, np.random.Generator) else deepcopy(a) for a in inputs]
    back = forward(*inputs)
    is_pair = type(back) in (tuple, list) and len(back) == 2
    assert is_pair, f"`{forward.__name__}` must return two things, out and cache."
    out, cache = deepcopy(back[0]), back[1]
    again = deepcopy(forward(*later)[0])
    gradients = backward(dout, cache)
    missing = f"Nothing came back from `{backward.__name__}`: is the `return` missing?"
    assert gradients is not None, missing
    return (out, again, *gradients) if type(gradients) in (tuple, list) else (out, again, gradients)


def layers(rng):
    def layer(keep, train, *shape):
        x, dout = away_from_zero(rng, *shape), away_from_zero(rng, *shape)
        return dout, x, keep, generator(rng), train

    dout, x, *rest = layer(0.6, True, 37, 31)
    return (
        Case(layer(0.3, True, 43, 27), "training, keep 0.3"),
        Case(layer(0.6, True, 47, 31), "training, keep 0.6"),
        Case(layer(0.9, True, 61, 29), "training, keep 0.9"),
        Case(layer(0.6, False, 61, 30), "at test, keep 0.6"),
        Case(layer(0.3, False, 63, 30), "at test, keep 0.3"),
        Case(layer(0.6, True, 19, 3, 5, 7), "images, in training", "generality"),
        Case(layer(0.3, True, 1, 1201), "a single example, in training", "generality"),
        Case(layer(1.0, True, 23, 11), "keep 1: nothing is silenced", "generality"),
        Case((dout.astype("f4"), x.astype("f4"), *rest), "float32, in training", "generality"),
        Case(layer(0.6, False, 4, 3, 5, 7), "images, at test", "generality"),
    )


def what_dropout_did(args, got):
    """Which numbers were kept, by how much they were scaled, and whether dx follows out."""
    dout, x, keep, _rng, train = args
    out, again, dx = got
    if not train:
        return {**multiples("at test, what x is", out / x), **multiples("dout is", dx / dout)}
    kept, later = out != 0, again != 0
    alike = keep**2 + (1 - keep) ** 2
    return {
        "the share of the numbers that is kept": share(kept.mean(), keep, kept.size),
        **_sharing(kept.reshape(len(x), -1), alike),
        "the share that two calls treat alike": share((kept == later).mean(), alike, kept.size),
        **multiples("what a kept number is", out[kept] / x[kept], 1 / keep),
        **followed(kept, out / x, dx / dout, "dx"),
    }


def multiples(what, found, want=1.0):
    """What numbers are multiplied by, usually and at the farthest from that which they should be.

    Factors, not differences: so that they do not hang on which numbers were drawn.
    """
    usual = float(np.median(found)) if found.size else want
    farthest = float(np.abs(found - want).max(initial=0))
    return {
        f"{what} multiplied by": Measured(usual, want, ROUNDING * want),
        f"{what} multiplied by, at most off by": Measured(farthest, 0, 2 * ROUNDING * want),
    }


def followed(kept, forward, backward, gradient):
    """Whether a gradient was multiplied by just what its number was multiplied by before."""
    silenced = float(np.abs(backward[~kept]).max(initial=0))
    beside = backward[kept] / forward[kept]
    usual = float(np.median(beside)) if beside.size else 1.0
    farthest = float(np.abs(beside - 1).max(initial=0))
    return {
        f"where kept, the factor of {gradient} over the factor of out": Measured(
            usual, 1, ROUNDING
        ),
        f"where kept, the factor of {gradient} over the factor of out, at most off by": Measured(
            farthest, 0, 2 * ROUNDING
        ),
        f"where silenced, the largest factor of {gradient}": Measured(silenced, 0, ROUNDING),
    }


def _sharing(kept, alike):
    """Neighbours have masks of their own: rows and columns agree as often as by chance."""
    N, D = kept.shape
    # Neighbours in pairs, 1 with 2, 3 with 4: so that the pairs are independent.
    rows = (kept[0 : N // 2 * 2 : 2] == kept[1 : N // 2 * 2 : 2]).ravel()
    columns = (kept[:, 0 : D // 2 * 2 : 2] == kept[:, 1 : D // 2 * 2 : 2]).ravel()
    of_examples = share(rows.mean() if rows.size else alike, alike, rows.size)
    return {
        "the share that two examples have alike": of_examples,
        "the share that two columns have alike": share(columns.mean(), alike, columns.size),
    }
