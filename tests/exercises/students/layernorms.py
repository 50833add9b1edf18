"""Layer, group and instance normalisation, as students write them."""

import numpy as np

from .kept import kept

LAYER, right, wrong = kept()


def l1(x, gamma, beta, eps):
    mu = x.mean(axis=1, keepdims=True)
    var = x.var(axis=1, keepdims=True)
    std = np.sqrt(var + eps)
    x_hat = (x - mu) / std
    return gamma * x_hat + beta, (x_hat, std, gamma)


def l1_back(dout, cache):
    x_hat, std, gamma = cache
    D = dout.shape[1]
    d = dout * gamma
    dx = (D * d - d.sum(1, keepdims=True) - x_hat * (d * x_hat).sum(1, keepdims=True)) / D / std
    return dx, (dout * x_hat).sum(0), dout.sum(0)


def l2(x, gamma, beta, eps):
    xT = x.T
    xh = (xT - xT.mean(0)) / np.sqrt(xT.var(0) + eps)
    return (gamma[:, None] * xh + beta[:, None]).T, {"x": x, "xh": xh.T, "g": gamma, "eps": eps}


def l2_back(dout, cache):
    x, xh, g, eps = cache["x"], cache["xh"], cache["g"], cache["eps"]
    N, D = x.shape
    dgamma, dbeta = np.zeros(D), np.zeros(D)
    dx = np.zeros_like(x)
    for n in range(N):
        mu, var = x[n].mean(), x[n].var()
        dxh = dout[n] * g
        dvar = (dxh * (x[n] - mu)).sum() * -0.5 * (var + eps) ** -1.5
        dmu = -dxh.sum() / np.sqrt(var + eps)
        dx[n] = dxh / np.sqrt(var + eps) + dvar * 2 * (x[n] - mu) / D + dmu / D
        dgamma += dout[n] * xh[n]
        dbeta += dout[n]
    return dx, dgamma, dbeta


def l3_back(dout, cache):
    x_hat, std, gamma = cache
    d = dout * gamma
    along = np.einsum("nd,nd->n", d, x_hat)[:, None] / d.shape[-1]
    dx = (d - d.mean(-1)[:, None] - x_hat * along) / std
    return [dx, np.einsum("nd,nd->d", dout, x_hat), np.ones(len(dout)) @ dout]


right("keepdims")((l1, l1_back))
right("turned, then row by row")((l2, l2_back))
right("einsum, a list")((l1, l3_back))


def lw1(x, gamma, beta, eps):
    x_hat = (x - x.mean(0)) / np.sqrt(x.var(0) + eps)
    return gamma * x_hat + beta, (x_hat, np.sqrt(x.var(0) + eps), gamma)


def lw1_back(dout, cache):
    h, s, g = cache
    d = dout * g
    return (d - d.mean(0) - h * (d * h).mean(0)) / s, (dout * h).sum(0), dout.sum(0)


def lw2(x, gamma, beta, eps):
    x_hat = (x - x.mean(axis=1)) / np.sqrt(x.var(axis=1) + eps)
    return gamma * x_hat + beta, (x_hat, np.sqrt(x.var(axis=1) + eps), gamma)


def lw3(x, gamma, beta, eps):
    std = np.sqrt(x.var(axis=1, keepdims=True)) + eps
    x_hat = (x - x.mean(axis=1, keepdims=True)) / std
    return gamma * x_hat + beta, (x_hat, std, gamma)


def lw4(x, gamma, beta, eps):
    std = np.sqrt(x.var() + eps)
    x_hat = (x - x.mean()) / std
    return gamma * x_hat + beta, (x_hat, std, gamma)


def lw5(x, gamma, beta, eps):
    std = np.sqrt(x.var(axis=1, keepdims=True, ddof=1) + eps)
    x_hat = (x - x.mean(axis=1, keepdims=True)) / std
    return gamma * x_hat + beta, (x_hat, std, gamma)


def back(a=1.0, b=1.0, n=None, dg=None, db=None, k=None):
    def backward(dout, cache):
        h, s, g = cache
        d = dout * g
        N, D = d.shape
        aa, bb = (c(N, D) if callable(c) else c for c in (a, b))
        dx = (d - aa * d.mean(1, keepdims=True) - bb * h * (d * h).mean(1, keepdims=True)) / s
        dx = k(dout, h, s, g) if k else dx
        return (
            dx,
            dg(dout, h, g) if dg else (dout * h).sum(0),
            db(dout, h, g) if db else dout.sum(0),
        )

    return backward


def by_columns(dout, h, s, g):
    d = dout * g
    return (d - d.mean(0) - h * (d * h).mean(0)) / s


def gamma_outside(dout, h, s, g):
    return g * (dout - dout.mean(1, keepdims=True) - h * (dout * h).mean(1, keepdims=True)) / s


wrong("that is batchnorm", "over-the-batch")((lw1, lw1_back))
wrong("no keepdims", "axes-not-kept")((lw2, l1_back))
wrong("eps outside", "eps-outside-the-root")((lw3, l1_back))
wrong("over everything", "over-everything")((lw4, l1_back))
wrong("ddof", "variance-of-a-sample")((lw5, l1_back))
wrong("backward of batchnorm", "back-as-batchnorm")((l1, back(k=by_columns)))
wrong("gamma after the means", "gamma-outside-the-bracket")((l1, back(k=gamma_outside)))
wrong("straight through", "straight-only")((l1, back(0, 0)))
wrong("no variance path", "not-through-the-variance")((l1, back(1, 0)))
wrong("no mean path", "not-through-the-mean")((l1, back(0, 1)))
wrong("by N where D stands", "divided-by-the-examples")(
    (l1, back(lambda N, D: D / N, lambda N, D: D / N))
)
wrong("variance path not over D", "variance-not-divided")((l1, back(1, lambda N, D: D)))
wrong("dgamma over features", "dgamma-over-the-features")(
    (l1, back(dg=lambda d, h, g: (d * h).sum(1)))
)
wrong("dgamma, dbeta over features, kept", "over-the-features-kept")(
    (
        l1,
        back(
            dg=lambda d, h, g: (d * h).sum(1, keepdims=True),
            db=lambda d, h, g: d.sum(1, keepdims=True),
        ),
    )
)
wrong("dgamma with gamma in it", "dgamma-times-gamma")(
    (l1, back(dg=lambda d, h, g: (d * g * h).sum(0)))
)
wrong("dbeta with gamma in it", "dbeta-times-gamma")((l1, back(db=lambda d, h, g: (d * g).sum(0))))
wrong("no gamma in dx", "gamma-missing-in-dx")(
    (
        l1,
        back(
            k=lambda d, h, s, g: (
                (d - d.mean(1, keepdims=True) - h * (d * h).mean(1, keepdims=True)) / s
            )
        ),
    )
)

START, right, wrong = kept()
right("ones and zeros")(lambda x: (np.ones(x.shape[1]), np.zeros(x.shape[1])))
right("like a row")(lambda x: (np.ones_like(x[0]), np.zeros_like(x[0])))
right("a tuple for a shape")(lambda x: [np.ones((x.shape[1],)), np.zeros((x.shape[1],))])
wrong("as it stood", "column-of-examples")(lambda x: (np.ones((len(x), 1)), np.zeros((len(x), 1))))
wrong("one an example", "one-each-per-example")(lambda x: (np.ones(len(x)), np.zeros(len(x))))
wrong("a column of D", "column-of-features")(
    lambda x: (np.ones((x.shape[1], 1)), np.zeros((x.shape[1], 1)))
)
wrong("a row", "row-of-features")(lambda x: (np.ones((1, x.shape[1])), np.zeros((1, x.shape[1]))))
wrong("swapped", "the-two-exchanged")(lambda x: (np.zeros(x.shape[1]), np.ones(x.shape[1])))
wrong("a number each", "one-number-for-all")(lambda x: (1.0, 0.0))
wrong("gamma mended, beta not", "gamma-alone-mended")(
    lambda x: (np.ones(x.shape[1]), np.zeros((len(x), 1)))
)

GROUP, right, wrong = kept()


def n1(x, gamma, beta, groups, eps):
    N, C, H, W = x.shape
    xg = x.reshape(N, groups, C // groups, H, W)
    mu = xg.mean(axis=(2, 3, 4), keepdims=True)
    var = xg.var(axis=(2, 3, 4), keepdims=True)
    xh = ((xg - mu) / np.sqrt(var + eps)).reshape(N, C, H, W)
    out = gamma.reshape(1, C, 1, 1) * xh + beta.reshape(1, C, 1, 1)
    return out, (xh, var, gamma, groups, eps)


def n1_back(dout, cache):
    xh, var, gamma, G, eps = cache
    N, C, H, W = dout.shape
    dbeta = dout.sum(axis=(0, 2, 3))
    dgamma = (dout * xh).sum(axis=(0, 2, 3))
    dxh = (dout * gamma.reshape(1, C, 1, 1)).reshape(N, G, -1)
    h = xh.reshape(N, G, -1)
    std = np.sqrt(var.reshape(N, G, 1) + eps)
    dx = (dxh - dxh.mean(2, keepdims=True) - h * (dxh * h).mean(2, keepdims=True)) / std
    return dx.reshape(N, C, H, W), dgamma, dbeta


def n2(x, gamma, beta, groups, eps):
    N, C, H, W = x.shape
    size = C // groups
    out, kept_ = np.zeros(x.shape), []
    for n in range(N):
        for g in range(groups):
            part = x[n, g * size : (g + 1) * size]
            s = np.sqrt(part.var() + eps)
            h = (part - part.mean()) / s
            kept_.append((n, g * size, (g + 1) * size, h, s))
            for i in range(size):
                out[n, g * size + i] = gamma[g * size + i] * h[i] + beta[g * size + i]
    return out, (kept_, gamma, x.shape)


def n2_back(dout, cache):
    parts, gamma, shape = cache
    dx, dgamma, dbeta = np.zeros(shape), np.zeros(shape[1]), np.zeros(shape[1])
    for n, i, j, h, s in parts:
        d = dout[n, i:j] * gamma[i:j, None, None]
        dx[n, i:j] = (d - d.mean() - h * (d * h).mean()) / s
        dgamma[i:j] += (dout[n, i:j] * h).sum(axis=(1, 2))
        dbeta[i:j] += dout[n, i:j].sum(axis=(1, 2))
    return dx, dgamma, dbeta


right("five axes")((n1, n1_back))
right("group by group")((n2, n2_back))


def nw1(x, gamma, beta, groups, eps):
    """groups taken for the size of one."""
    return n1(x, gamma, beta, x.shape[1] // groups, eps)


def nw2(x, gamma, beta, groups, eps):
    N, C, H, W = x.shape
    xg = x.reshape(N, groups, C // groups, H, W)
    mu = xg.mean(axis=(2, 3, 4), keepdims=True)
    var = xg.var(axis=(2, 3, 4), keepdims=True)
    xh = (xg - mu) / np.sqrt(var + eps)
    return xh * gamma[:, None, None] + beta[:, None, None], (xh, var, gamma, groups, eps)


def nw3(x, gamma, beta, groups, eps):
    """Groups interleaved."""
    N, C, H, W = x.shape
    xg = x.reshape(N, C // groups, groups, H, W)
    mu = xg.mean(axis=(1, 3, 4), keepdims=True)
    var = xg.var(axis=(1, 3, 4), keepdims=True)
    xh = ((xg - mu) / np.sqrt(var + eps)).reshape(x.shape)
    out = gamma.reshape(1, C, 1, 1) * xh + beta.reshape(1, C, 1, 1)
    return out, (xh, var, gamma, groups, eps)


def nw4(x, gamma, beta, groups, eps):
    """The batch is in the average, too."""
    N, C, H, W = x.shape
    xg = x.reshape(N, groups, C // groups, H, W)
    mu = xg.mean(axis=(0, 2, 3, 4), keepdims=True)
    var = xg.var(axis=(0, 2, 3, 4), keepdims=True)
    xh = ((xg - mu) / np.sqrt(var + eps)).reshape(x.shape)
    var = np.repeat(var, N, axis=0)
    return gamma.reshape(1, C, 1, 1) * xh + beta.reshape(1, C, 1, 1), (xh, var, gamma, groups, eps)


def nw5(x, gamma, beta, groups, eps):
    """Each channel by itself."""
    return n1(x, gamma, beta, x.shape[1], eps)


def nw6(x, gamma, beta, groups, eps):
    """Batchnorm."""
    mu, var = x.mean(axis=(0, 2, 3), keepdims=True), x.var(axis=(0, 2, 3), keepdims=True)
    C = len(gamma)
    xh = (x - mu) / np.sqrt(var + eps)
    return xh * gamma.reshape(1, C, 1, 1) + beta.reshape(1, C, 1, 1), (xh, var, gamma, groups, eps)


def nw7(x, gamma, beta, groups, eps):
    N, C, H, W = x.shape
    xg = x.reshape(N, groups, C // groups, H, W)
    mu = xg.mean(axis=(2, 3, 4), keepdims=True)
    var = xg.var(axis=(2, 3, 4), keepdims=True)
    xh = ((xg - mu) / (np.sqrt(var) + eps)).reshape(N, C, H, W)
    return gamma.reshape(1, C, 1, 1) * xh + beta.reshape(1, C, 1, 1), (xh, var, gamma, groups, eps)


def nb1(dout, cache):
    xh, var, gamma, G, eps = cache
    dx, dgamma, dbeta = n1_back(dout, cache)
    return dx, dgamma.reshape(1, -1, 1, 1), dbeta.reshape(1, -1, 1, 1)


def nb2(dout, cache):
    xh, var, gamma, G, eps = cache
    N, C, H, W = dout.shape
    std = np.repeat(np.sqrt(var.reshape(N, G) + eps), C // G, axis=1)[:, :, None, None]
    dx = dout * gamma[:, None, None] / std
    return dx, (dout * xh).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))


def nb3(dout, cache):
    dx, dgamma, dbeta = n1_back(dout, cache)
    return dx, (dout * cache[0]).sum(axis=0), dout.sum(axis=0)


def nb4(dout, cache):
    """The number of a group taken as H * W."""
    xh, var, gamma, G, eps = cache
    N, C, H, W = dout.shape
    d = (dout * gamma.reshape(1, C, 1, 1)).reshape(N, G, -1)
    h = xh.reshape(N, G, -1)
    M = H * W
    s = np.sqrt(var.reshape(N, G, 1) + eps)
    dx = (d - d.sum(2, keepdims=True) / M - h * (d * h).sum(2, keepdims=True) / M) / s
    return dx.reshape(dout.shape), (dout * xh).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))


def nb5(dout, cache):
    xh, var, gamma, G, eps = cache
    dx, _, dbeta = n1_back(dout, cache)
    return dx, (dout * xh).sum(axis=(2, 3)).mean(axis=0), dbeta


wrong("group size", "groups-for-their-size")((nw1, n1_back))
wrong("not reshaped back", "x-hat-keeps-five-axes")((nw2, n1_back))
wrong("far apart", "channels-far-apart")((nw3, n1_back))
wrong("batch in it", "over-the-batch-too")((nw4, n1_back))
wrong("instance norm", "every-channel-by-itself")((nw5, n1_back))
wrong("batchnorm")((nw6, n1_back))
wrong("eps outside", "eps-outside-the-root")((nw7, n1_back))
wrong("four axes come back", "four-axes-kept")((n1, nb1))
wrong("straight through", "straight-only")((n1, nb2))
wrong("summed over examples alone", "summed-over-the-examples-alone")((n1, nb3))
wrong("H W for the number", "divided-by-the-pixels-alone")((n1, nb4))
wrong("mean over examples", "dgamma-averaged-over-the-examples")((n1, nb5))

INSTANCE, right, wrong = kept()


def i1(x, gamma, beta, eps):
    return n1(x, gamma, beta, x.shape[1], eps)


def i2(x, gamma, beta, eps):
    mu = x.mean(axis=(2, 3), keepdims=True)
    s = np.sqrt(x.var(axis=(2, 3), keepdims=True) + eps)
    h = (x - mu) / s
    return gamma[:, None, None] * h + beta[:, None, None], (h, s, gamma)


def i2_back(dout, cache):
    h, s, gamma = cache
    d = dout * gamma[:, None, None]
    m = d.mean(axis=(2, 3), keepdims=True)
    a = (d * h).mean(axis=(2, 3), keepdims=True)
    return (d - m - h * a) / s, np.einsum("nchw,nchw->c", dout, h), np.einsum("nchw->c", dout)


def i3(x, gamma, beta, eps):
    return n1(x, gamma, beta, 1, eps)


def i4(x, gamma, beta, eps):
    mu = x.mean(axis=(0, 2, 3), keepdims=True)
    s = np.sqrt(x.var(axis=(0, 2, 3), keepdims=True) + eps)
    h = (x - mu) / s
    return gamma[:, None, None] * h + beta[:, None, None], (h, s, gamma)


def i5(x, gamma, beta, eps):
    mu = x.mean(axis=1, keepdims=True)
    s = np.sqrt(x.var(axis=1, keepdims=True) + eps)
    h = (x - mu) / s
    return gamma[:, None, None] * h + beta[:, None, None], (h, s, gamma)


def i6(x, gamma, beta, eps):
    mu = x.mean(axis=3, keepdims=True)
    s = np.sqrt(x.var(axis=3, keepdims=True) + eps)
    h = (x - mu) / s
    return gamma[:, None, None] * h + beta[:, None, None], (h, s, gamma)


def i7(x, gamma, beta, eps):
    mu = x.mean(axis=(2, 3), keepdims=True)
    s = np.sqrt(x.var(axis=(2, 3), keepdims=True) + eps)
    h = (x - mu) / s
    return gamma * h + beta, (h, s, gamma)


def ib1(dout, cache):
    h, s, gamma = cache
    dx, _, _ = i2_back(dout, cache)
    return dx, (dout * h).sum(axis=(2, 3)), dout.sum(axis=(2, 3))


right("by group norm")((i1, n1_back))
right("its own axes")((i2, i2_back))
wrong("one group", "one-group")((i3, n1_back))
wrong("batchnorm", "over-the-batch-too")((i4, i2_back))
wrong("over channels", "over-the-channels")((i5, i2_back))
wrong("rows of pixels", "over-each-row-of-pixels")((i6, i2_back))
wrong("gamma along the width", "gamma-along-the-width")((i7, i2_back))
wrong("an example its own dgamma", "summed-over-the-pixels-alone")((i2, ib1))

AXES, right, wrong = kept()


@right("keepdims")
def s1(x, axes, eps):
    return (x - x.mean(axis=axes, keepdims=True)) / np.sqrt(x.var(axis=axes, keepdims=True) + eps)


@right("expand_dims")
def s2(x, axes, eps):
    m = np.expand_dims(np.mean(x, axes), axes)
    v = np.expand_dims(np.mean((x - m) ** 2, axes), axes)
    return (x - m) * (v + eps) ** -0.5


@right("moved to the end")
def s3(x, axes, eps):
    rest = [i for i in range(x.ndim) if i not in axes]
    order = (*rest, *axes)
    moved = x.transpose(order)
    flat = moved.reshape(*moved.shape[: len(rest)], -1)
    flat = (flat - flat.mean(-1)[..., None]) / np.sqrt(flat.var(-1)[..., None] + eps)
    return flat.reshape(moved.shape).transpose(np.argsort(order))


@wrong("one axis after another", "one-axis-after-another")
def s4(x, axes, eps):
    for a in axes:
        x = (x - x.mean(axis=a, keepdims=True)) / np.sqrt(x.var(axis=a, keepdims=True) + eps)
    return x


@wrong("no keepdims", "axes-not-kept")
def s5(x, axes, eps):
    return (x - x.mean(axis=axes)) / np.sqrt(x.var(axis=axes) + eps)


@wrong("the other axes", "the-other-axes")
def s6(x, axes, eps):
    rest = tuple(i for i in range(x.ndim) if i not in axes)
    return s1(x, rest, eps)


@wrong("eps outside", "eps-outside-the-root")
def s7(x, axes, eps):
    return (x - x.mean(axis=axes, keepdims=True)) / (x.std(axis=axes, keepdims=True) + eps)


@wrong("all axes", "over-everything")
def s8(x, axes, eps):
    return (x - x.mean()) / np.sqrt(x.var() + eps)


@wrong("no root", "divided-by-the-variance")
def s9(x, axes, eps):
    return (x - x.mean(axis=axes, keepdims=True)) / (x.var(axis=axes, keepdims=True) + eps)


@wrong("always those of batchnorm", "always-those-of-batchnorm")
def s10(x, axes, eps):
    return s1(x, (0, 2, 3), eps)


BY_EXERCISE = {
    "layernorm": LAYER,
    "layernorm-start": START,
    "groupnorm": GROUP,
    "instancenorm": INSTANCE,
    "norm-axes": AXES,
}
