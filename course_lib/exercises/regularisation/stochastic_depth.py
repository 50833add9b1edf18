"""Stochastic depth: an example skips the branch of a residual block, at random."""

import numpy as np

from course_lib.checking import Case, Exercise, Measured, Mistake
from course_lib.exercises.regularisation.chance import (
    ROUNDING,
    away_from_zero,
    generator,
    marked,
    one,
    share,
)
from course_lib.exercises.regularisation.dropout_measured import followed, forward_again, multiples
from course_lib.exercises.regularisation.dropout_mistakes import KEEP


def stochastic_depth_forward(skip, branch, keep, rng, train):
    raise NotImplementedError


def stochastic_depth_backward(dout, cache):
    raise NotImplementedError


def blocks(rng):
    def block(keep, train, *shape):
        skip, dout = rng.normal(size=shape), away_from_zero(rng, *shape)
        return dout, skip, away_from_zero(rng, *shape), keep, generator(rng), train

    return (
        Case(block(0.3, True, 601, 3), "training, keep 0.3"),
        Case(block(0.7, True, 701, 4), "training, keep 0.7"),
        Case(block(0.7, False, 903, 4), "at test, keep 0.7"),
        Case(block(0.3, False, 905, 4), "at test, keep 0.3"),
        Case(block(0.7, True, 501, 2, 3, 5), "images, in training", "generality"),
        Case(block(1.0, True, 7, 3), "keep 1: no branch is left out", "generality"),
    )


def what_was_skipped(args, got):
    """What the branch of each example was multiplied by: 0 or 1 / keep, drawn for each."""
    dout, skip, branch, keep, _rng, train = args
    out, again, dskip, dbranch = got
    factor, later = ((o - skip) / branch for o in (out, again))
    gradients = {
        **multiples("for dskip, what dout is", dskip / dout),
        **followed(np.abs(factor) > 0.1, factor, dbranch / dout, "dbranch"),
    }
    if not train:
        return {**multiples("at test, what the branch is", factor), **gradients}
    N = len(skip)
    each, again_each = (f.reshape(N, -1) for f in (factor, later))
    kept, as_before = (np.abs(e[:, 0]) > 0.1 for e in (each, again_each))
    alike = keep**2 + (1 - keep) ** 2
    pairs = kept[: N // 2 * 2 : 2] == kept[1 : N // 2 * 2 : 2]
    return {
        "within an example, the largest difference of what its numbers are multiplied by": Measured(
            float(np.ptp(each, axis=1).max()), 0, ROUNDING / keep
        ),
        "the share of the examples that keep their branch": share(kept.mean(), keep, N),
        "the share of the pairs of examples that are treated alike": share(
            pairs.mean(), alike, len(pairs)
        ),
        "the share of the examples that two calls treat alike": share(
            (kept == as_before).mean(), alike, N
        ),
        **multiples("what a branch is", each[kept], 1 / keep),
        **gradients,
    }


def all_or_none(found, _args):
    """The share that keeps its branch: all examples, or none."""
    return found in (0, 1)


def skip_too(case, got, _want):
    """A sign: out is skip + branch times 0 or 1 / keep."""
    _dout, skip, branch, keep, _rng, train = case.args
    if not train or keep == 1:
        return None
    factor = got["out"] / (skip + branch)
    return bool(np.minimum(np.abs(factor), np.abs(factor - 1 / keep)).max() < 1e-5)


# Right ways.


def a_draw_for_each(skip, branch, keep, rng, train):
    factor = np.ones((len(skip), *[1] * (skip.ndim - 1)))
    if train:
        factor = (rng.random(factor.shape) < keep) / keep
    return skip + factor * branch, factor


def back_by_factor(dout, cache):
    return dout, dout * cache


def example_by_example(skip, branch, keep, rng, train):
    out, scales = np.zeros(skip.shape), []
    for n in range(len(skip)):
        scale = (1 / keep if rng.uniform() <= keep else 0) if train else 1
        out[n] = skip[n] + scale * branch[n]
        scales.append(scale)
    return out, scales


def back_by_example(dout, cache):
    dbranch = np.array([scale * d for scale, d in zip(cache, dout, strict=True)])
    return dout.copy(), dbranch


# Wrong ones.


def a_draw_for_all(skip, branch, keep, rng, train):
    factor = np.ones((len(skip), *[1] * (skip.ndim - 1)))
    if train:
        factor = factor * (rng.random() < keep) / keep
    return skip + factor * branch, factor


def a_draw_for_each_number(skip, branch, keep, rng, train):
    factor = (rng.random(skip.shape) < keep) / keep if train else np.ones(skip.shape)
    return skip + factor * branch, factor


def skip_lost_too(skip, branch, keep, rng, train):
    factor = np.ones((len(skip), *[1] * (skip.ndim - 1)))
    if train:
        factor = (rng.random(factor.shape) < keep) / keep
    return factor * (skip + branch), factor


def depth_not_scaled(skip, branch, keep, rng, train):
    factor = np.ones((len(skip), *[1] * (skip.ndim - 1)))
    if train:
        factor = (rng.random(factor.shape) < keep) * 1.0
    return skip + factor * branch, factor


def as_in_the_paper(skip, branch, keep, rng, train):
    factor = np.full((len(skip), *[1] * (skip.ndim - 1)), keep)
    if train:
        factor = (rng.random(factor.shape) < keep) * 1.0
    return skip + factor * branch, factor


def depth_keep_is_dropped(skip, branch, keep, rng, train):
    factor = np.ones((len(skip), *[1] * (skip.ndim - 1)))
    if train:
        factor = (rng.random(factor.shape) > keep) / keep
    return skip + factor * branch, factor


def depth_at_test_too(skip, branch, keep, rng, train):
    factor = (rng.random((len(skip), *[1] * (skip.ndim - 1))) < keep) / keep
    return skip + factor * branch, factor


def normal_depth(skip, branch, keep, rng, train):
    factor = np.ones((len(skip), *[1] * (skip.ndim - 1)))
    if train:
        factor = (rng.normal(size=factor.shape) < keep) / keep
    return skip + factor * branch, factor


def skip_changed(skip, branch, keep, rng, train):
    factor = np.ones((len(skip), *[1] * (skip.ndim - 1)))
    if train:
        factor = (rng.random(factor.shape) < keep) / keep
    skip += factor * branch
    return skip, factor


def dskip_scaled_too(dout, cache):
    return dout * cache, dout * cache


def dbranch_whole(dout, cache):
    return dout, dout


def dbranch_not_scaled(dout, cache):
    return dout, dout * (np.asarray(cache) > 0)


STOCHASTIC_DEPTH = Exercise(
    id="stochastic-depth",
    title="Stochastic depth, forward and back",
    points=2,
    concepts=("dropconnect-etc",),
    stub=(stochastic_depth_forward, stochastic_depth_backward),
    reference=(a_draw_for_each, back_by_factor),
    cases=blocks,
    drive=forward_again,
    returns=("out", "out of a second call", "dskip", "dbranch"),
    measure=what_was_skipped,
    alternatives=((example_by_example, back_by_example),),
    mistakes=(
        Mistake(
            (a_draw_for_all, None),
            "You draw once for the whole batch, so all its examples lose their branch or none."
            " There should be one draw for each example.",
            marked(
                what_was_skipped,
                ("pairs of examples", one),
                ("share of the examples that keep", all_or_none),
                (
                    "what a branch is multiplied by",
                    lambda found, args: abs(found * args[3] - 1) < 1e-3,
                ),
            ),
        ),
        Mistake(
            (a_draw_for_each_number, None),
            "Your draws are one for each number: that is dropout on the branch. An example should"
            " keep its branch whole or lose it whole: rng.random((N, 1)), and a 1 for each axis"
            " more.",
        ),
        Mistake(
            (skip_lost_too, None),
            "You scale skip along with the branch. skip should always come through as it is.",
            skip_too,
        ),
        Mistake(
            (as_in_the_paper, None),
            "Yours is the paper's own form, which multiplies by keep at test. What is asked for"
            " is inverted: a kept branch should be divided by keep in training, and left alone at"
            " test.",
        ),
        Mistake(
            (depth_not_scaled, None),
            "Your branch is not scaled in training; where kept it should be divided by keep.",
        ),
        Mistake(
            (depth_keep_is_dropped, None),
            f"Your share keep loses its branch. {KEEP.replace('A number', 'A branch')}.",
        ),
        Mistake(
            (depth_at_test_too, None),
            "Yours leaves branches out at test too; there out should be skip + branch.",
        ),
        Mistake(
            (normal_depth, None),
            "Your draws are normal; they should be even between 0 and 1: rng.random.",
        ),
        Mistake(
            (skip_changed, None),
            "`skip += ...` writes over the skip that you were given. Make a new array: skip + ...",
        ),
        Mistake(
            (None, dskip_scaled_too),
            "Your dskip loses what the branch lost. skip came through as it is, so dskip should be"
            " dout.",
        ),
        Mistake(
            (None, dbranch_whole),
            "Your dbranch is dout as it came. It should be multiplied by what the branch was"
            " multiplied by: 0 or 1 / keep.",
        ),
        Mistake(
            (None, dbranch_not_scaled),
            "Your dbranch has the 0 of branches left out, but the others should be divided by"
            " keep.",
        ),
    ),
    hints=(
        "What is drawn, and how many times in a batch of N examples?",
        "factor = (rng.random((N, 1, ...)) < keep) / keep, with a 1 for each axis after the first.",
        "out = skip + factor * branch; dskip = dout; dbranch = dout * factor.",
    ),
)
