"""DropConnect: not the numbers are silenced, but the weights between them."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake, slip
from course_lib.exercises.regularisation.chance import (
    apart,
    away_from_zero,
    below_one,
    generator,
    marked,
    one,
    share,
)
from course_lib.exercises.regularisation.dropout_measured import followed, forward_again, multiples
from course_lib.exercises.regularisation.dropout_mistakes import KEEP


def dropconnect_forward(x, w, b, keep, rng, train):
    raise NotImplementedError


def dropconnect_backward(dout, cache):
    raise NotImplementedError


def layers(rng):
    def layer(keep, train, N, D, M):
        x, b = rng.normal(size=(N, D)), rng.normal(size=M)
        w, dout = away_from_zero(rng, D, M), rng.normal(size=(N, M))
        return dout, x, w, b, keep, generator(rng), train

    return (
        Case(layer(0.7, True, 41, 33, 27), "training, keep 0.7"),
        Case(layer(0.3, True, 37, 31, 35), "training, keep 0.3"),
        Case(layer(0.7, False, 59, 41, 37), "at test, keep 0.7"),
        Case(layer(0.3, False, 47, 43, 39), "at test, keep 0.3"),
        Case(layer(1.0, True, 17, 13, 11), "keep 1: nothing is silenced", "generality"),
        Case(layer(0.7, False, 1, 5, 3), "a single example, at test", "generality"),
    )


def what_dropconnect_did(args, got):
    """The weights that out was made with, found from out: which are left, and how large."""
    dout, x, w, b, keep, _rng, train = args
    out, again, dx, dw, db = got
    bias = {"the largest difference of db from the sum of dout": apart(db, dout.sum(axis=0))}
    if not train:
        return {
            "at test, the largest difference of out from x @ w + b": apart(out, x @ w + b),
            "at test, the largest difference of dx from dout @ w.T": apart(dx, dout @ w.T),
            "at test, the largest difference of dw from x.T @ dout": apart(dw, x.T @ dout),
            **bias,
        }
    used, later, back = _weights(x, out - b), _weights(x, again - b), _weights(dout, dx).T
    left = np.abs(used) > 0.1
    alike = keep**2 + (1 - keep) ** 2
    pairs = {
        "the share that two inputs have alike": left[:-1:2] == left[1::2],
        "the share that two outputs have alike": left[:, :-1:2] == left[:, 1::2],
        "the share that two calls treat alike": left == (np.abs(later) > 0.1),
    }
    return {
        "the largest difference of out from x @ (the weights left) + b": apart(out, x @ used + b),
        "the share of the weights that is kept": share(left.mean(), keep, left.size),
        **{name: share(pair.mean(), alike, pair.size) for name, pair in pairs.items()},
        **multiples("what a kept weight is", used[left] / w[left], 1 / keep),
        **followed(left, used / w, back / w, "the weights in dx"),
        **followed(left, used / w, dw / (x.T @ dout), "dw"),
        **bias,
    }


def _weights(x, scores):
    # Of what is not finite nothing can be solved: it was told before.
    return np.linalg.lstsq(x, np.nan_to_num(scores, posinf=0, neginf=0), rcond=None)[0]


def is_fine(case, got):
    """Whether nothing is off in this case."""
    found = what_dropconnect_did(case.args, tuple(got.values()))
    return all(abs(m.got - m.want) <= m.within for m in found.values())


def zero_or_one(factors, keep):
    """Whether all are 0 or 1 / keep."""
    return bool(np.minimum(np.abs(factors), np.abs(factors - 1 / keep)).max() < 1e-5)


def inputs_silenced(case, got, _want):
    """A sign: out comes of an x of which some numbers are 0, where that can be solved for."""
    _dout, x, w, b, keep, _rng, _train = case.args
    if is_fine(case, got):
        return None
    if w.shape[0] > w.shape[1]:
        return None
    return zero_or_one(_weights(w.T, (got["out"] - b).T).T / x, keep)


def outputs_silenced(case, got, _want):
    """A sign: out is that of all weights, or 0."""
    _dout, x, w, b, keep, _rng, _train = case.args
    return None if is_fine(case, got) else zero_or_one(got["out"] / (x @ w + b), keep)


def silenced_at_test(case, got, _want):
    """A sign: at test, too, out comes of some of the weights, where these can be solved for."""
    _dout, x, w, b, keep, _rng, train = case.args
    if is_fine(case, got):
        return None
    if len(x) < len(w):
        return None
    return not train and zero_or_one(_weights(x, got["out"] - b) / w, keep)


def with_bias(factor):
    """A sign: out is that of some weights, beside `factor(keep)` times the biases."""

    def sign(case, got, _want):
        _dout, x, w, b, keep, _rng, train = case.args
        if is_fine(case, got):
            return None
        rest = got["out"] - b * factor(keep)
        if not train:
            return bool(np.allclose(rest, x @ w))
        return bool(np.allclose(x @ _weights(x, rest), rest))

    return sign


# Right ways.


def thinned(x, w, b, keep, rng, train):
    factor = (rng.random(w.shape) < keep) / keep if train else np.ones(w.shape)
    return x @ (w * factor) + b, (x, w * factor, factor)


def back_through_thinned(dout, cache):
    x, used, factor = cache
    return dout @ used.T, x.T @ dout * factor, dout.sum(axis=0)


def by_output(x, w, b, keep, rng, train):
    mask = rng.binomial(1, keep, w.shape) if train else None
    out = np.zeros((len(x), len(b)))
    for m in range(len(b)):
        column = w[:, m] if mask is None else mask[:, m] * w[:, m] / keep
        out[:, m] = np.dot(x, column) + b[m]
    return out, {"x": x, "w": w, "keep": keep, "mask": mask}


def back_by_output(dout, cache):
    x, w, mask = cache["x"], cache["w"], cache["mask"]
    dx, dw = np.zeros(x.shape), np.zeros(w.shape)
    for m in range(w.shape[1]):
        scale = np.ones(len(w)) if mask is None else mask[:, m] / cache["keep"]
        dx += np.outer(dout[:, m], scale * w[:, m])
        dw[:, m] = scale * (x.T @ dout[:, m])
    return dx, dw, np.sum(dout, 0)


# Wrong ones.


def numbers_for_weights(x, w, b, keep, rng, train):
    factor = (rng.random(x.shape) < keep) / keep if train else np.ones(x.shape)
    return (x * factor) @ w + b, (x * factor, w, np.ones(w.shape))


def outputs_for_weights(x, w, b, keep, rng, train):
    out = x @ w + b
    factor = (rng.random(out.shape) < keep) / keep if train else np.ones(out.shape)
    return out * factor, (x, w, np.ones(w.shape))


def whole_inputs(x, w, b, keep, rng, train):
    factor = (rng.random((len(w), 1)) < keep) / keep * np.ones(w.shape)
    factor = factor if train else np.ones(w.shape)
    return x @ (w * factor) + b, (x, w * factor, factor)


def whole_outputs(x, w, b, keep, rng, train):
    factor = (rng.random(len(b)) < keep) / keep * np.ones(w.shape)
    factor = factor if train else np.ones(w.shape)
    return x @ (w * factor) + b, (x, w * factor, factor)


def weights_for_each_example(x, w, b, keep, rng, train):
    masks = (rng.random((len(x), *w.shape)) < keep) / keep if train else np.ones((len(x), *w.shape))
    return np.einsum("nd,dm,ndm->nm", x, w, masks) + b, (x, w * masks[0], masks[0])


def connect_not_scaled(x, w, b, keep, rng, train):
    factor = (rng.random(w.shape) < keep) * 1.0 if train else np.ones(w.shape)
    return x @ (w * factor) + b, (x, w * factor, factor)


def connect_keep_at_test(x, w, b, keep, rng, train):
    factor = (rng.random(w.shape) < keep) * 1.0 if train else np.full(w.shape, keep)
    return x @ (w * factor) + b, (x, w * factor, factor)


def connect_keep_is_dropped(x, w, b, keep, rng, train):
    factor = (rng.random(w.shape) > keep) / keep if train else np.ones(w.shape)
    return x @ (w * factor) + b, (x, w * factor, factor)


def normal_mask(x, w, b, keep, rng, train):
    factor = (rng.normal(size=w.shape) < keep) / keep if train else np.ones(w.shape)
    return x @ (w * factor) + b, (x, w * factor, factor)


def connect_at_test_too(x, w, b, keep, rng, train):
    factor = (rng.random(w.shape) < keep) / keep
    return x @ (w * factor) + b, (x, w * factor, factor)


def out_scaled(x, w, b, keep, rng, train):
    factor = (rng.random(w.shape) < keep) * 1.0 if train else np.ones(w.shape)
    out = x @ (w * factor) + b
    factor = factor / keep if train else factor
    return (out / keep if train else out), (x, w * factor, factor)


def bias_missing(x, w, b, keep, rng, train):
    factor = (rng.random(w.shape) < keep) / keep if train else np.ones(w.shape)
    return x @ (w * factor), (x, w * factor, factor)


def w_changed(x, w, b, keep, rng, train):
    factor = (rng.random(w.shape) < keep) / keep if train else np.ones(w.shape)
    w *= factor
    return x @ w + b, (x, w, factor)


def dw_without_mask(dout, cache):
    x, used, _factor = cache
    return dout @ used.T, x.T @ dout, dout.sum(axis=0)


def dw_not_scaled(dout, cache):
    x, used, factor = cache
    return dout @ used.T, x.T @ dout * (factor > 0), dout.sum(axis=0)


def dx_not_scaled(dout, cache):
    x, used, factor = cache
    used = used / np.where(factor > 0, factor, np.inf)
    return dout @ used.T, x.T @ dout * factor, dout.sum(axis=0)


def masks_counted_twice(dout, cache):
    x, used, factor = cache
    return dout @ (used * factor).T, x.T @ dout * factor, dout.sum(axis=0)


def db_of_one_example(dout, cache):
    x, used, factor = cache
    return dout @ used.T, x.T @ dout * factor, dout.mean(axis=0)


# All of w in the cache, so that the way back takes no notice of the mask.
ALL_KEPT = ("(x, w * factor, factor)", "(x, w, factor)")

DROPCONNECT = Exercise(
    id="dropconnect",
    title="DropConnect, forward and back",
    points=2,
    concepts=("dropconnect-etc",),
    stub=(dropconnect_forward, dropconnect_backward),
    reference=(thinned, back_through_thinned),
    cases=layers,
    drive=forward_again,
    returns=("out", "out of a second call", "dx", "dw", "db"),
    measure=what_dropconnect_did,
    alternatives=((by_output, back_by_output),),
    mistakes=(
        Mistake(
            (whole_inputs, None),
            "You silence rows of w, all the weights of an input at once. Each weight should be"
            " drawn for itself: rng.random(w.shape).",
            marked(what_dropconnect_did, ("two outputs have", one), ("two inputs have", below_one)),
        ),
        Mistake(
            (numbers_for_weights, None),
            "You silence numbers of x: that is dropout. The mask should be one of the weights,"
            " shaped like w.",
            inputs_silenced,
        ),
        Mistake(
            (outputs_for_weights, None),
            "You silence numbers of out: that is dropout. The mask should be one of the weights,"
            " shaped like w.",
            outputs_silenced,
        ),
        Mistake(
            (whole_outputs, None),
            "You silence columns of w, all the weights of an output at once. Each weight should be"
            " drawn for itself: rng.random(w.shape).",
            marked(what_dropconnect_did, ("two inputs have", one), ("two outputs have", below_one)),
        ),
        Mistake(
            (weights_for_each_example, None),
            "You draw weights for each example. The paper does so too, at N times the memory; this"
            " exercise asks for one draw that should serve the whole batch.",
        ),
        Mistake(
            (connect_keep_at_test, None),
            "Yours scales the weights by keep at test. This should be inverted, as dropout: divide"
            " by keep in training, then test leaves w as it is.",
        ),
        Mistake(
            (connect_not_scaled, None),
            "Your weights are not scaled in training; those kept should be divided by keep.",
        ),
        Mistake((connect_keep_is_dropped, None), f"Your share keep is dropped. {KEEP}."),
        Mistake(
            (normal_mask, None),
            "Your draws are normal; they should be even between 0 and 1: rng.random(w.shape).",
        ),
        Mistake(
            (connect_at_test_too, None),
            "Yours silences weights at test too; there out should be x @ w + b.",
            silenced_at_test,
        ),
        Mistake(
            (out_scaled, None),
            "You divide all of out by keep, and so the bias as well. Only the weights should be"
            " divided: they alone were thinned out.",
            with_bias(lambda keep: 1 / keep),
        ),
        Mistake(
            (bias_missing, None),
            "The bias is missing: out should be x @ (...) + b.",
            with_bias(lambda _keep: 0),
        ),
        Mistake(
            (w_changed, None),
            "`w *= ...` writes the thinned weights over the real ones. What is silenced now must"
            " be there again in the next step.",
        ),
        Mistake(
            (None, dw_without_mask),
            "Your dw has no mask. A weight that was silenced had no part in the loss: its gradient"
            " should be 0, and that of the others scaled like them.",
        ),
        Mistake(
            (None, dw_not_scaled),
            "Your dw has the mask but not the scale: it should be (x.T @ dout) * mask / keep.",
        ),
        Mistake(
            (slip(thinned, "dx_by_all_weights", ALL_KEPT), None),
            "Your dx goes back through all of w; it should take the weights that were left, as"
            " out did.",
        ),
        Mistake(
            (slip(thinned, "back_by_all_weights", ALL_KEPT), dw_without_mask),
            "Your dx and dw are those of x @ w + b: the mask has no part in either. What was"
            " silenced had none in out. They should be dx = dout @ (w * mask / keep).T and"
            " dw = (x.T @ dout) * mask / keep.",
        ),
        Mistake(
            (None, dx_not_scaled),
            "Your dx goes back through the weights that were left, but as large as in w; they"
            " should be divided by keep, as in out.",
        ),
        Mistake(
            (None, masks_counted_twice),
            "Your dx has the scale twice: the weights left in the cache are divided by keep"
            " already. It should be dout @ (those).T.",
        ),
        Mistake(
            (None, db_of_one_example),
            "Your db is a mean over the examples; it should be their sum.",
        ),
    ),
    hints=(
        "It is an affine layer with other weights. Which array does the mask have the shape of?",
        "used = w * mask / keep (at test w itself); out = x @ used + b.",
        "dx = dout @ used.T, dw = (x.T @ dout) * mask / keep, db = dout.sum(axis=0).",
    ),
)
