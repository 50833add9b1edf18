"""Signs by which a wrong penalty of the two-layer net is known, however it is written."""

import numpy as np

WEIGHTS = ("w1", "w2")
ALL = ("w1", "b1", "w2", "b2")


def data_term(params, x, y):
    """The loss and the gradients at reg = 0, in float64."""
    w1, b1, w2, b2 = (np.asarray(params[name], float) for name in ALL)
    N, rows = len(x), np.arange(len(x))
    hidden = np.maximum(x @ w1 + b1, 0)
    scores = hidden @ w2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    dscores = (np.exp(logs) - (np.arange(len(b2)) == y[:, None])) / N
    dhidden = dscores @ w2.T * (hidden > 0)
    grads = {
        "w1": x.T @ dhidden,
        "b1": dhidden.sum(axis=0),
        "w2": hidden.T @ dscores,
        "b2": dscores.sum(axis=0),
    }
    return -logs[rows, y].mean(), grads


def regularises(in_loss, in_grads, loss=(), grad=(), by=0):
    """A sign: which arrays the penalty of the loss counts, and which gradients have it.

    The data term must be right. `loss` and `grad` are the factors allowed, together 0.5 with 1 or
    1 with 2 unless given; both are multiplied by N to the power `by`.
    """
    pairs = [(a, b) for a in loss or (0,) for b in grad or (0,)]
    pairs = pairs if loss or grad else [(0.5, 1), (1, 2)]

    def sign(case, got, want):
        params, x, y, reg = case.args
        N = len(x)
        if N == 1 and by:
            return None  # multiplied or divided by one, nothing changes
        data, slopes = data_term(params, np.asarray(x, float), y)

        def fits(a, b):
            squares = sum((np.asarray(params[k], float) ** 2).sum() for k in in_loss)
            expected = data + a * float(N) ** by * reg * squares
            return np.isclose(got["loss"], expected, rtol=1e-4) and all(
                close(
                    got["grads"][k],
                    slopes[k] + b * float(N) ** by * reg * (k in in_grads) * params[k],
                )
                for k in ALL
            )

        if not reg:
            return None if fits(0, 0) else False
        return any(fits(a, b) for a, b in pairs)

    return sign


def but_for_the_penalty(mistake):
    """A sign: what the mistake gives, and whatever the penalty is where reg is not 0."""

    def sign(case, got, want):
        params, x, y, reg = case.args
        params = {name: np.asarray(params[name], float) for name in ALL}
        x = np.asarray(x, float)
        made, slopes = mistake(params, x, y, 0.0)
        squares = sum((params[name] ** 2).sum() for name in WEIGHTS)

        def fits(a, b):
            loss = np.isclose(got["loss"], made + a * reg * squares, rtol=1e-4, equal_nan=True)
            return loss and all(
                close(got["grads"][k], slopes[k] + b * reg * (k in WEIGHTS) * params[k])
                for k in ALL
            )

        if not (fits(0.5, 1) or fits(1, 2)):
            return None if reg else False  # where reg is not 0, the penalty may be wrong as well
        right, rights = data_term(params, x, y)
        same = np.isclose(made, right) and all(close(slopes[k], rights[k]) for k in ALL)
        return None if same else True

    return sign


def overflows(case, got, want):
    """A sign: right, with either penalty, but where exp cannot hold the scores."""
    params, x, _y, _reg = case.args
    finite = np.isfinite(got["loss"]) and all(np.isfinite(g).all() for g in got["grads"].values())
    if not finite:
        hidden = np.maximum(x @ params["w1"] + params["b1"], 0)
        return bool(np.abs(hidden @ params["w2"] + params["b2"]).max() > 80)
    right = but_for_the_penalty(lambda params, x, y, reg: data_term(params, x, y))
    return right(case, got, want)


def a_trace_too_little(case, got, want):
    """A sign: the gradients are right, and the loss is ever so little below."""
    if not all(close(got["grads"][name], want["grads"][name]) for name in ALL):
        return False
    short, size = want["loss"] - got["loss"], max(want["loss"], 1)
    return None if abs(short) <= 1e-6 * size else bool(0 < short < 0.3 * size)


def close(got, want):
    """Equal to a ten-thousandth of the largest number."""
    got, want = np.asarray(got, float), np.asarray(want, float)
    top = max(np.abs(want[np.isfinite(want)]).max(initial=0), 1e-12)
    near = {"rtol": 1e-3, "atol": 1e-4 * top, "equal_nan": True}
    return got.shape == want.shape and bool(np.allclose(got, want, **near))
