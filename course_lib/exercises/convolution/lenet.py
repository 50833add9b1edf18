"""LeNet by hand: loss and gradients, then training on real digits."""

import numpy as np

from course_lib.checking import Case, Exercise
from course_lib.data import load_uci_digits
from course_lib.exercises.convolution.lenet_backward_mistakes import LENET_BACKWARD_MISTAKES
from course_lib.exercises.convolution.lenet_forward_mistakes import LENET_FORWARD_MISTAKES
from course_lib.exercises.convolution.training_mistakes import TRAINING_MISTAKES


def lenet_loss(params, x, y):
    raise NotImplementedError


def train(loss, params, x, y, lr, batch, epochs):
    raise NotImplementedError


def trained(lenet_loss, train, params, x, y, lr, batch, epochs):
    """The params that `train` makes of `params` with `lenet_loss`."""
    return train(lenet_loss, params, x, y, lr, batch, epochs)


def little_lenet(rng, size, K, maps, units, dtype=float):
    """Parameters for images of `size`; maps are (C, F1, F2), units those of the affine layers."""
    (H, W), (C, F1, F2) = size, maps
    places = ((H // 2 - K + 1) // 2) * ((W // 2 - K + 1) // 2)
    widths = (F2 * places, *units)
    shapes = {"w1": (F1, C, K, K), "w2": (F2, F1, K, K)}
    shapes |= {f"w{i + 3}": widths[i : i + 2] for i in range(3)}
    params = {}
    for i in range(1, 6):
        shape = shapes[f"w{i}"]
        fan_in = shape[0] if i > 2 else np.prod(shape[1:])
        params[f"w{i}"] = (1.5 * rng.normal(size=shape) / np.sqrt(fan_in)).astype(dtype)
        outputs = shape[1] if i > 2 else shape[0]
        params[f"b{i}"] = (0.3 * rng.normal(size=outputs)).astype(dtype)
    return params


def nets(rng):
    def net(N, size, K, maps, units, dtype=float):
        params = little_lenet(rng, size, K, maps, units, dtype)
        x = rng.normal(size=(N, maps[0], *size)).astype(dtype)
        y = rng.integers(0, units[-1], N)
        y[-1] = units[-1] - 1
        return params, x, y

    lifted, x, y = net(3, (8, 12), 3, (1, 4, 5), (7, 6, 4))
    lifted["b5"] = lifted["b5"] + 1e4
    single = net(4, (8, 12), 3, (1, 3, 5), (8, 7, 6), np.float32)
    return (
        Case(net(4, (8, 12), 3, (1, 2, 5), (7, 6, 3)), "images of 8 x 12"),
        Case(net(5, (12, 8), 3, (2, 3, 4), (8, 7, 6)), "two channels, 12 x 8"),
        Case(net(3, (12, 16), 5, (1, 2, 4), (9, 7, 5)), "filters of 5 x 5"),
        Case(net(1, (8, 16), 3, (2, 4, 3), (6, 5, 10)), "one image", "generality"),
        Case(single, "float32", "generality"),
        Case((lifted, x, y), "scores of about 10,000", "stability"),
    )


def trainings(rng):
    """Little runs, and one on 160 real digits of 8 x 8: 96 steps."""
    digits = load_uci_digits()
    rows = rng.permutation(len(digits.x))[:160]
    # Their pixels are multiples of 1/16, so windows would tie, and who wins is a convention.
    real = digits.x[rows] / 16 + 1e-3 * rng.normal(size=(160, 1, 8, 8))
    first = little_lenet(rng, (8, 8), 3, (1, 8, 16), (40, 24, 10))
    first |= {name: 0 * b for name, b in first.items() if name[0] == "b"}

    def run(N, size, maps, units, lr, batch, epochs):
        params = little_lenet(rng, size, 3, maps, units)
        x, y = rng.normal(size=(N, maps[0], *size)), rng.integers(0, units[-1], N)
        return params, x, y, lr, batch, epochs

    return (
        Case(run(6, (8, 12), (1, 2, 4), (6, 5, 3), 0.1, 2, 1), "one epoch of three batches"),
        Case(run(7, (8, 12), (1, 3, 4), (7, 6, 5), 0.05, 3, 2), "seven rows in batches of three"),
        Case(run(5, (12, 8), (2, 3, 4), (7, 5, 6), 0.1, 5, 3), "one batch, three epochs"),
        Case(
            run(4, (8, 12), (1, 3, 5), (7, 6, 4), 0.1, 9, 2), "a batch larger than N", "generality"
        ),
        Case((first, real, digits.y[rows], 0.05, 10, 6), "160 real digits", "generality"),
    )


# Right ways.


def layer_by_layer(params, x, y):
    w1, w2, w3, w4, w5 = (params[f"w{i}"] for i in range(1, 6))
    b1, b2, b3, b4, b5 = (params[f"b{i}"] for i in range(1, 6))
    N, K = len(x), w1.shape[2]

    def around(a, n):
        return np.pad(a, ((0, 0), (0, 0), (n, n), (n, n)))

    def windows(a):
        return np.lib.stride_tricks.sliding_window_view(a, (K, K), axis=(2, 3))

    def conv(view, w):
        return np.tensordot(view, w, ([1, 4, 5], [1, 2, 3])).transpose(0, 3, 1, 2)

    def pool(a):
        n, c, h, w = a.shape
        return a.reshape(n, c, h // 2, 2, w // 2, 2).max(axis=(3, 5))

    def up(a):
        return a.repeat(2, axis=2).repeat(2, axis=3)

    view1 = windows(around(x, K // 2))
    on1 = np.maximum(conv(view1, w1) + b1[:, None, None], 0)
    low1 = pool(on1)
    view2 = windows(low1)
    on2 = np.maximum(conv(view2, w2) + b2[:, None, None], 0)
    low2 = pool(on2)
    flat = low2.reshape(N, -1)
    on3 = np.maximum(flat @ w3 + b3, 0)
    on4 = np.maximum(on3 @ w4 + b4, 0)
    scores = on4 @ w5 + b5
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    d5 = (p - (np.arange(len(b5)) == y[:, None])) / N
    d4 = d5 @ w5.T * (on4 > 0)
    d3 = d4 @ w4.T * (on3 > 0)
    # Where a whole window is 0 all four tie; ReLU stops them.
    d2 = up((d3 @ w3.T).reshape(low2.shape)) * (on2 == up(low2)) * (on2 > 0)
    back = conv(windows(around(d2, K - 1)), w2.swapaxes(0, 1)[:, :, ::-1, ::-1])
    d1 = up(back) * (on1 == up(low1)) * (on1 > 0)
    grads = {
        "w1": np.tensordot(d1, view1, ([0, 2, 3], [0, 2, 3])),
        "w2": np.tensordot(d2, view2, ([0, 2, 3], [0, 2, 3])),
    }
    grads |= {"w3": flat.T @ d3, "w4": on3.T @ d4, "w5": on4.T @ d5}
    grads |= {"b1": d1.sum(axis=(0, 2, 3)), "b2": d2.sum(axis=(0, 2, 3))}
    return loss, grads | {"b3": d3.sum(axis=0), "b4": d4.sum(axis=0), "b5": d5.sum(axis=0)}


def window_after_window(params, x, y):
    K, N = params["w1"].shape[2], len(x)
    tape, out = [], x
    for i, pad in ((1, K // 2), (2, 0)):
        w, b = params[f"w{i}"], params[f"b{i}"]
        into = np.pad(out, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
        H, W = into.shape[2] - K + 1, into.shape[3] - K + 1
        maps = np.zeros((N, len(w), H, W), x.dtype) + b[:, None, None]
        for r, s in np.ndindex(K, K):
            pixels = into[:, :, r : r + H, s : s + W]
            maps += np.einsum("ncij,fc->nfij", pixels, w[:, :, r, s])
        four = [maps[:, :, r::2, s::2] for r in (0, 1) for s in (0, 1)]
        tape.append((into, maps.shape, np.argmax(four, axis=0), np.max(four, axis=0)))
        out = np.maximum(tape[-1][3], 0)
    hidden = [out.reshape(N, -1)]
    for i in (3, 4):
        hidden.append(np.maximum(hidden[-1] @ params[f"w{i}"] + params[f"b{i}"], 0))
    scores = hidden[2] @ params["w5"] + params["b5"]
    top = scores.max(axis=1, keepdims=True)
    log_p = scores - top - np.log(np.exp(scores - top).sum(axis=1, keepdims=True))
    dout, grads = np.exp(log_p), {}
    dout[np.arange(N), y] -= 1
    dout /= N
    for i in (5, 4, 3):
        grads[f"w{i}"], grads[f"b{i}"] = hidden[i - 3].T @ dout, dout.sum(axis=0)
        dout = dout @ params[f"w{i}"].T
        dout[hidden[i - 3] == 0] = 0
    dout = dout.reshape(out.shape)
    for i in (2, 1):
        into, shape, best, largest = tape[i - 1]
        dmaps = np.zeros(shape, x.dtype)
        for place, (r, s) in enumerate(np.ndindex(2, 2)):
            dmaps[:, :, r::2, s::2] = dout * (best == place) * (largest > 0)
        w, dinto = params[f"w{i}"], np.zeros_like(into)
        grads[f"w{i}"], grads[f"b{i}"] = np.zeros_like(w), dmaps.sum(axis=(0, 2, 3))
        for r, s in np.ndindex(K, K):
            at = np.s_[:, :, r : r + shape[2], s : s + shape[3]]
            grads[f"w{i}"][:, :, r, s] = np.einsum("nfij,ncij->fc", dmaps, into[at])
            dinto[at] += np.einsum("nfij,fc->ncij", dmaps, w[:, :, r, s])
        dout = dinto
    return -log_p[np.arange(N), y].mean(), grads


def batch_after_batch(loss, params, x, y, lr, batch, epochs):
    params = {name: w.copy() for name, w in params.items()}
    for _ in range(epochs):
        for start in range(0, len(x), batch):
            _, grads = loss(params, x[start : start + batch], y[start : start + batch])
            for name in params:
                params[name] -= lr * grads[name]
    return params


def by_pieces(loss, params, x, y, lr, batch, epochs):
    cuts = np.arange(batch, len(x), batch)
    for _ in range(epochs):
        for rows in np.split(np.arange(len(x)), cuts):
            grads = loss(params, x[rows], y[rows])[1]
            params = {name: params[name] - lr * grads[name] for name in params}
    return params


def by_counted_steps(loss, params, x, y, lr, batch, epochs):
    an_epoch = -(-len(x) // batch)
    for step in range(epochs * an_epoch):
        i = step % an_epoch
        rows = slice(i * batch, (i + 1) * batch)
        for name, dw in loss(params, x[rows], y[rows])[1].items():
            params[name] -= lr * dw
    return params


KERNELS = ("conv-forward", "conv-backward", "max-pool-forward", "max-pool-backward")

LENET_LOSS = Exercise(
    id="lenet-loss",
    title="LeNet, forward and backward",
    points=5,
    concepts=("lenet",),
    stub=lenet_loss,
    reference=layer_by_layer,
    cases=nets,
    returns=("loss", "grads"),
    alternatives=(window_after_window,),
    mistakes=(*LENET_FORWARD_MISTAKES, *LENET_BACKWARD_MISTAKES),
    builds_on=KERNELS,
    hints=(
        "Go forward a line a layer, and keep every cache under a name of its own: conv1, relu1,"
        " pool1, ...",
        "The way back is the same list from the bottom to the top: each backward gets the dout of"
        " the line before it, and its own cache. Flatten is undone by reshape(maps.shape).",
        "dscores = (p - true) / N. Then for each affine layer dw = hidden.T @ dout, db ="
        " dout.sum(axis=0), dout = dout @ w.T * (hidden > 0); then reshape, max_pool_backward,"
        " ReLU's mask, conv_backward, and these three once more.",
    ),
)

LENET_TRAIN = Exercise(
    id="lenet-train",
    title="LeNet learns to read",
    points=3,
    concepts=("lenet",),
    stub=(lenet_loss, train),
    reference=(layer_by_layer, batch_after_batch),
    cases=trainings,
    drive=trained,
    may_change=("params",),
    rtol=1e-3,
    alternatives=(
        (window_after_window, batch_after_batch),
        (None, by_pieces),
        (None, by_counted_steps),
    ),
    mistakes=TRAINING_MISTAKES,
    builds_on=KERNELS,
    hints=(
        "Two loops: over epochs, and in it over range(0, len(x), batch).",
        "_, grads = loss(params, x[start : start + batch], y[start : start + batch]). Then every"
        " array of params takes a step against its gradient.",
        "for name in params: params[name] = params[name] - lr * grads[name]. At the end return"
        " params.",
    ),
)
