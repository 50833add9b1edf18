"""Batch normalisation, as students write it."""

import numpy as np

from .kept import kept

TRAIN, right, wrong = kept()


@right("step by step, cs231n style")
def t1(x, gamma, beta, eps):
    N, D = x.shape
    mu = 1.0 / N * np.sum(x, axis=0)
    xmu = x - mu
    sq = xmu**2
    var = 1.0 / N * np.sum(sq, axis=0)
    sqrtvar = np.sqrt(var + eps)
    ivar = 1.0 / sqrtvar
    xhat = xmu * ivar
    return gamma * xhat + beta, mu, var


@right("np.mean and np.var")
def t2(x, gamma, beta, eps):
    mean, var = np.mean(x, 0), np.var(x, 0)
    return (x - mean) / np.sqrt(var + eps) * gamma + beta, mean, var


@right("a column at a time")
def t3(x, gamma, beta, eps):
    out = np.zeros_like(x)
    means, variances = [], []
    for d in range(x.shape[1]):
        m = x[:, d].mean()
        v = ((x[:, d] - m) ** 2).mean()
        out[:, d] = gamma[d] * (x[:, d] - m) / (v + eps) ** 0.5 + beta[d]
        means.append(m)
        variances.append(v)
    return out, np.array(means), np.array(variances)


@right("keepdims, squeezed at the end")
def t4(x, gamma, beta, eps):
    mean = x.mean(axis=0, keepdims=True)
    var = x.var(axis=0, keepdims=True)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, mean[0], var.squeeze(axis=0)


@right("a list comes back, built by einsum")
def t5(X, g, b, e):
    m = np.einsum("nd->d", X) / len(X)
    c = X - m
    v = np.einsum("nd,nd->d", c, c) / len(X)
    return [np.einsum("nd,d->nd", c, g / np.sqrt(v + e)) + b, m, v]


@wrong("eps outside", "eps-outside-the-root")
def t6(x, gamma, beta, eps):
    m, v = x.mean(0), x.var(0)
    return gamma * (x - m) / (np.sqrt(v) + eps) + beta, m, v


@wrong("no eps", "eps-left-out")
def t7(x, gamma, beta, eps):
    m, v = x.mean(0), x.var(0)
    return gamma * (x - m) / np.sqrt(v) + beta, m, v


@wrong("1e-5 by hand", "eps-fixed")
def t8(x, gamma, beta, eps):
    m, v = x.mean(0), x.var(0)
    return gamma * (x - m) / np.sqrt(v + 1e-5) + beta, m, v


@wrong("var divided by", "divided-by-the-variance")
def t9(x, gamma, beta, eps):
    m, v = x.mean(0), x.var(0)
    return gamma * (x - m) / (v + eps) + beta, m, v


@wrong("ddof", "variance-of-a-sample")
def t10(x, gamma, beta, eps):
    m, v = x.mean(0), x.var(0, ddof=1)
    return gamma * (x - m) / np.sqrt(v + eps) + beta, m, v


@wrong("over everything", "over-everything")
def t11(x, gamma, beta, eps):
    m, v = x.mean(), x.var()
    return gamma * (x - m) / np.sqrt(v + eps) + beta, m, v


@wrong("over rows", "over-each-example-kept")
def t12(x, gamma, beta, eps):
    m, v = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
    return gamma * (x - m) / np.sqrt(v + eps) + beta, m, v


@wrong("mean copied for var", "variance-is-the-mean")
def t13(x, gamma, beta, eps):
    m = x.mean(0)
    v = x.mean(0)
    return gamma * (x - m) / np.sqrt(v + eps) + beta, m, v


@wrong("std for var", "deviation-for-the-variance")
def t14(x, gamma, beta, eps):
    m, v = x.mean(0), x.std(0)
    return gamma * (x - m) / np.sqrt(v + eps) + beta, m, v


@wrong("std comes back", "deviation-comes-back")
def t15(x, gamma, beta, eps):
    m, s = x.mean(0), np.sqrt(x.var(0) + eps)
    return gamma * (x - m) / s + beta, m, s


@wrong("gamma and beta forgotten", "gamma-and-beta-left-out")
def t16(x, gamma, beta, eps):
    m, v = x.mean(0), x.var(0)
    return (x - m) / np.sqrt(v + eps), m, v


@wrong("beta forgotten", "beta-left-out")
def t17(x, gamma, beta, eps):
    m, v = x.mean(0), x.var(0)
    return gamma * ((x - m) / np.sqrt(v + eps)), m, v


@wrong("rows come back", "statistics-as-rows")
def t18(x, gamma, beta, eps):
    m, v = x.mean(0, keepdims=True), x.var(0, keepdims=True)
    return gamma * (x - m) / np.sqrt(v + eps) + beta, m, v


@wrong("out alone", "out-alone")
def t19(x, gamma, beta, eps):
    return gamma * (x - x.mean(0)) / np.sqrt(x.var(0) + eps) + beta


@wrong("in place", "x-changed")
def t20(x, gamma, beta, eps):
    m, v = x.mean(0), x.var(0)
    x -= m
    x /= np.sqrt(v + eps)
    return gamma * x + beta, m, v


@wrong("var not about the mean", "variance-about-zero")
def t21(x, gamma, beta, eps):
    m = x.mean(0)
    v = (x**2).mean(0)
    return gamma * (x - m) / np.sqrt(v + eps) + beta, m, v


@wrong("precedence", "bracket-missing-twice")
def t22(x, gamma, beta, eps):
    m, v = x.mean(0), x.var(0)
    return gamma * x - m / np.sqrt(v + eps) + beta, m, v


@wrong("sum of squares for variance", "variance-not-averaged")
def t23(x, gamma, beta, eps):
    m = x.mean(0)
    v = ((x - m) ** 2).sum(0)
    return gamma * (x - m) / np.sqrt(v + eps) + beta, m, v


@wrong("eps outside, and no beta", "two-faults-of-batchnorm")
def t24(x, gamma, beta, eps):
    m, v = x.mean(0), x.var(0)
    return gamma * (x - m) / (np.sqrt(v) + eps), m, v


@wrong("loops over N for D")
def t25(x, gamma, beta, eps):
    out = np.zeros_like(x)
    for d in range(x.shape[0]):
        out[:, d] = gamma[d] * (x[:, d] - x[:, d].mean()) / np.sqrt(x[:, d].var() + eps) + beta[d]
    return out, x.mean(0), x.var(0)


GRAPH, right, wrong = kept()


@right("the twelve steps")
def g1(dout, x, gamma, eps):
    N, D = dout.shape
    mu = x.mean(axis=0)
    xmu = x - mu
    var = (xmu**2).mean(axis=0)
    sqrtvar = np.sqrt(var + eps)
    ivar = 1 / sqrtvar
    xhat = xmu * ivar
    dbeta = np.sum(dout, axis=0)
    dgamma = np.sum(dout * xhat, axis=0)
    dxhat = dout * gamma
    divar = np.sum(dxhat * xmu, axis=0)
    dxmu1 = dxhat * ivar
    dsqrtvar = -1.0 / (sqrtvar**2) * divar
    dvar = 0.5 * 1.0 / np.sqrt(var + eps) * dsqrtvar
    dsq = 1.0 / N * np.ones((N, D)) * dvar
    dxmu2 = 2 * xmu * dsq
    dx1 = dxmu1 + dxmu2
    dmu = -1 * np.sum(dxmu1 + dxmu2, axis=0)
    dx2 = 1.0 / N * np.ones((N, D)) * dmu
    return dx1 + dx2, dgamma, dbeta


@right("as the paper has it")
def g2(dout, x, gamma, eps):
    m = len(x)
    mu, var = x.mean(0), x.var(0)
    dxh = dout * gamma
    dvar = np.sum(dxh * (x - mu) * -0.5 * (var + eps) ** -1.5, axis=0)
    dmu = np.sum(-dxh / np.sqrt(var + eps), axis=0) + dvar * np.mean(-2 * (x - mu), axis=0)
    dx = dxh / np.sqrt(var + eps) + dvar * 2 * (x - mu) / m + dmu / m
    return dx, np.sum(dout * (x - mu) / np.sqrt(var + eps), 0), dout.sum(0)


@right("the jacobian of each column")
def g3(dout, x, gamma, eps):
    N, D = x.shape
    dx, dgamma, dbeta = np.zeros_like(x), np.zeros(D), np.zeros(D)
    for d in range(D):
        s = np.sqrt(x[:, d].var() + eps)
        h = (x[:, d] - x[:, d].mean()) / s
        J = (np.eye(N) - 1 / N - np.outer(h, h) / N) / s
        dx[:, d] = gamma[d] * (J @ dout[:, d])
        dgamma[d] = h @ dout[:, d]
        dbeta[d] = dout[:, d].sum()
    return dx, dgamma, dbeta


@right("one formula")
def g4(dout, x, gamma, eps):
    s = np.sqrt(x.var(0) + eps)
    h = (x - x.mean(0)) / s
    db = dout.sum(0)
    dg = (h * dout).sum(0)
    return gamma / s / len(x) * (len(x) * dout - db - h * dg), dg, db


def graph(a=1.0, b=1.0, inside=True, dg=None, db=None, scale=None):
    """Answers that weigh the three ways to x by 1, a, b."""

    def back(dout, x, gamma, eps):
        N = len(x)
        s = np.sqrt(x.var(0) + eps) if inside else x.std(0) + eps
        h = (x - x.mean(0)) / s
        k = gamma / s if scale is None else scale(gamma, s)
        aa, bb = (c(N) if callable(c) else c for c in (a, b))
        dx = k * (dout - aa * dout.mean(0) - bb * h * (dout * h).mean(0))
        return (
            dx,
            (dout * h).sum(0) if dg is None else dg(dout, h, x),
            dout.sum(0) if db is None else db(dout, h, x),
        )

    return back


wrong("std alone", "straight-only")(graph(0, 0))
wrong("no way through var", "not-through-the-variance")(graph(1, 0))
wrong("no way through mean", "not-through-the-mean")(graph(0, 1))
wrong("var not over N", "variance-not-divided")(graph(1, lambda N: N))
wrong("mean not over N", "mean-not-divided")(graph(lambda N: N, 1))
wrong("var twice", "root-without-its-half")(graph(1, 2))
wrong("var half", "square-without-its-two")(graph(1, 0.5))
wrong("var with the other sign", "variance-added")(graph(1, -1))
wrong("mean with the other sign", "mean-added")(graph(-1, 1))
wrong("gamma forgotten", "gamma-missing-in-dx")(graph(scale=lambda g, s: 1 / s))
wrong("std forgotten", "deviation-missing-in-dx")(graph(scale=lambda g, s: g + 0 * s))
wrong("var for std", "variance-for-the-deviation")(graph(scale=lambda g, s: g / s**2))
wrong("a matrix for dgamma", "dgamma-a-matrix")(graph(dg=lambda d, h, x: d.T @ h))
wrong("x for x hat", "dgamma-of-x")(graph(dg=lambda d, h, x: (d * x).sum(0)))
wrong("dbeta not summed", "dbeta-not-summed")(graph(db=lambda d, h, x: d))
wrong("mean for sum", "both-averaged")(
    graph(dg=lambda d, h, x: (d * h).mean(0), db=lambda d, h, x: d.mean(0))
)
wrong("rows", "both-as-rows")(
    graph(dg=lambda d, h, x: (d * h).sum(0, keepdims=True), db=lambda d, h, x: d.sum(0)[None])
)
wrong("the two swapped", "dgamma-and-dbeta-exchanged")(
    graph(dg=lambda d, h, x: d.sum(0), db=lambda d, h, x: (d * h).sum(0))
)
wrong("eps outside the root", "backward-eps-outside")(graph(inside=False))
wrong("no dout in dgamma", "dgamma-without-upstream")(graph(dg=lambda d, h, x: h.sum(0)))
wrong("over the wrong axis", "dgamma-over-the-features")(graph(dg=lambda d, h, x: (d * h).sum(1)))


@wrong("sum forgotten for the mean", "dmean-not-summed")
def gw1(dout, x, gamma, eps):
    N = len(x)
    mu, var = x.mean(0), x.var(0)
    s = np.sqrt(var + eps)
    dxh = dout * gamma
    dvar = np.sum(dxh * (x - mu), 0) * -0.5 * s**-3
    dmu = -dxh / s
    return (
        dxh / s + dvar * 2 * (x - mu) / N + dmu / N,
        np.sum(dout * (x - mu) / s, 0),
        dout.sum(0),
    )


@wrong("two of the square forgotten", "square-without-its-two")
def gw2(dout, x, gamma, eps):
    N = len(x)
    mu, var = x.mean(0), x.var(0)
    s = np.sqrt(var + eps)
    dxh = dout * gamma
    dvar = np.sum(dxh * (x - mu), 0) * -0.5 * s**-3
    dmu = -np.sum(dxh / s, 0)
    return dxh / s + dvar * (x - mu) / N + dmu / N, np.sum(dout * (x - mu) / s, 0), dout.sum(0)


@wrong("power -0.5 for -1.5", "wrong-power-of-the-variance")
def gw3(dout, x, gamma, eps):
    N = len(x)
    mu, var = x.mean(0), x.var(0)
    s = np.sqrt(var + eps)
    dxh = dout * gamma
    dvar = np.sum(dxh * (x - mu), 0) * -0.5 / s
    dmu = -np.sum(dxh / s, 0)
    return dxh / s + dvar * 2 * (x - mu) / N + dmu / N, np.sum(dout * (x - mu) / s, 0), dout.sum(0)


FORMULA, right, wrong = kept()


@right("N taken out")
def f1(dout, x_hat, gamma, inv_std):
    N = dout.shape[0]
    return (
        gamma
        * inv_std
        / N
        * (N * dout - np.sum(dout, axis=0) - x_hat * np.sum(dout * x_hat, axis=0))
    )


@right("means")
def f2(dout, x_hat, gamma, inv_std):
    d = dout * gamma
    return inv_std * (d - d.mean(0) - x_hat * (d * x_hat).mean(0))


@right("a projection")
def f3(dout, x_hat, gamma, inv_std):
    dx = np.zeros_like(dout)
    for j in range(dout.shape[1]):
        d, h = dout[:, j], x_hat[:, j]
        dx[:, j] = d - np.full(len(d), d.sum() / len(d)) - h * (h @ d) / len(d)
    return dx * (gamma * inv_std)


@wrong("straight through", "straight-term")
def f4(dout, x_hat, gamma, inv_std):
    return dout * gamma * inv_std


@wrong("divided by inv_std", "inv-std-divides")
def f5(dout, x_hat, gamma, inv_std):
    return gamma / inv_std * (dout - dout.mean(0) - x_hat * (dout * x_hat).mean(0))


@wrong("no gamma", "gamma-left-out")
def f6(dout, x_hat, gamma, inv_std):
    return inv_std * (dout - dout.mean(0) - x_hat * (dout * x_hat).mean(0))


@wrong("sums for means", "sums-in-place-of-means")
def f7(dout, x_hat, gamma, inv_std):
    return gamma * inv_std * (dout - dout.sum(0) - x_hat * (dout * x_hat).sum(0))


@wrong("not by N in the end", "not-divided-in-the-end")
def f8(dout, x_hat, gamma, inv_std):
    N = len(dout)
    return gamma * inv_std * (N * dout - dout.sum(0) - x_hat * (dout * x_hat).sum(0))


@wrong("x hat only inside", "x-hat-outside-missing")
def f9(dout, x_hat, gamma, inv_std):
    return gamma * inv_std * (dout - dout.mean(0) - (dout * x_hat).mean(0))


@wrong("mean of x hat outside the product", "x-hat-inside-missing")
def f10(dout, x_hat, gamma, inv_std):
    return gamma * inv_std * (dout - dout.mean(0) - x_hat * dout.mean(0))


@wrong("over rows", "means-over-features")
def f11(dout, x_hat, gamma, inv_std):
    d = dout.mean(1, keepdims=True)
    e = (dout * x_hat).mean(1, keepdims=True)
    return gamma * inv_std * (dout - d - x_hat * e)


RUNNING, right, wrong = kept()


@right("a new dict")
def r1(running, mean, var, momentum):
    return {
        "mean": momentum * running["mean"] + (1 - momentum) * mean,
        "var": momentum * running["var"] + (1.0 - momentum) * var,
    }


@right("a loop over the keys")
def r2(running, mean, var, momentum):
    new = {}
    for key, batch in (("mean", mean), ("var", var)):
        new[key] = running[key] + (1 - momentum) * (batch - running[key])
    return new


@right("copied, then changed")
def r3(running, mean, var, momentum):
    running = dict(running)
    running["mean"] = running["mean"] * momentum + mean * (1 - momentum)
    running["var"] = running["var"] * momentum + var * (1 - momentum)
    return running


@wrong("inverted", "shares-exchanged")
def r4(running, mean, var, momentum):
    return {
        k: (1 - momentum) * running[k] + momentum * b for k, b in (("mean", mean), ("var", var))
    }


@wrong("overwritten", "overwritten")
def r5(running, mean, var, momentum):
    return {"mean": mean, "var": var}


@wrong("not written back", "never-moved")
def r6(running, mean, var, momentum):
    momentum * running["mean"] + (1 - momentum) * mean
    momentum * running["var"] + (1 - momentum) * var
    return running


@wrong("summed up", "batch-comes-in-whole")
def r7(running, mean, var, momentum):
    return {"mean": momentum * running["mean"] + mean, "var": momentum * running["var"] + var}


@wrong("0.9 by hand", "momentum-fixed")
def r8(running, mean, var, momentum):
    return {"mean": 0.9 * running["mean"] + 0.1 * mean, "var": 0.9 * running["var"] + 0.1 * var}


@wrong("var forgotten", "mean-alone-moved")
def r9(running, mean, var, momentum):
    return {"mean": momentum * running["mean"] + (1 - momentum) * mean, "var": running["var"]}


@wrong("the mean in both", "var-of-the-mean")
def r10(running, mean, var, momentum):
    return {
        "mean": momentum * running["mean"] + (1 - momentum) * mean,
        "var": momentum * running["var"] + (1 - momentum) * mean,
    }


@wrong("halves", "half-and-half")
def r11(running, mean, var, momentum):
    return {"mean": (running["mean"] + mean) / 2, "var": (running["var"] + var) / 2}


@wrong("other keys", "other-keys")
def r12(running, mean, var, momentum):
    return {
        "running_mean": momentum * running["mean"] + (1 - momentum) * mean,
        "running_var": momentum * running["var"] + (1 - momentum) * var,
    }


TEST, right, wrong = kept()


@right("written out")
def b1(x, gamma, beta, running, eps):
    x_norm = (x - running["mean"]) / np.sqrt(running["var"] + eps)
    return gamma * x_norm + beta


@right("as a line")
def b2(x, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return x * scale + (beta - running["mean"] * scale)


@right("rows one by one")
def b3(x, gamma, beta, running, eps):
    s = (running["var"] + eps) ** -0.5
    return np.array([(row - running["mean"]) * s * gamma + beta for row in x])


@wrong("eps outside", "eps-outside-at-test")
def b4(x, gamma, beta, running, eps):
    return gamma * (x - running["mean"]) / (np.sqrt(running["var"]) + eps) + beta


@wrong("no eps", "eps-left-out-at-test")
def b5(x, gamma, beta, running, eps):
    return gamma * (x - running["mean"]) / np.sqrt(running["var"]) + beta


@wrong("those of the batch", "those-of-the-batch")
def b6(x, gamma, beta, running, eps):
    return gamma * (x - x.mean(0)) / np.sqrt(x.var(0) + eps) + beta


@wrong("mean of the batch, var kept", "mean-of-the-batch")
def b7(x, gamma, beta, running, eps):
    return gamma * (x - x.mean(0)) / np.sqrt(running["var"] + eps) + beta


@wrong("no root", "divided-by-the-variance")
def b8(x, gamma, beta, running, eps):
    return gamma * (x - running["mean"]) / (running["var"] + eps) + beta


@wrong("var taken for std", "divided-by-the-plain-variance")
def b9(x, gamma, beta, running, eps):
    return gamma * (x - running["mean"]) / running["var"] + beta


@wrong("gamma and beta left out", "gamma-and-beta-left-out")
def b10(x, gamma, beta, running, eps):
    return (x - running["mean"]) / np.sqrt(running["var"] + eps)


@wrong("gamma, beta alone", "not-normalised")
def b11(x, gamma, beta, running, eps):
    return gamma * x + beta


@wrong("running moved as well")
def b12(x, gamma, beta, running, eps):
    running["mean"] = 0.9 * running["mean"] + 0.1 * x.mean(0)
    return gamma * (x - running["mean"]) / np.sqrt(running["var"] + eps) + beta


SWITCH, right, wrong = kept()


@right("two branches")
def s1(x, gamma, beta, running, train, momentum, eps):
    if train:
        mu = x.mean(axis=0)
        var = x.var(axis=0)
        running = {
            "mean": momentum * running["mean"] + (1 - momentum) * mu,
            "var": momentum * running["var"] + (1 - momentum) * var,
        }
    else:
        mu, var = running["mean"], running["var"]
    return gamma * (x - mu) / np.sqrt(var + eps) + beta, running


@right("a conditional for each")
def s2(x, gamma, beta, running, train, momentum, eps):
    m = x.mean(0) if train else running["mean"]
    v = x.var(0) if train else running["var"]
    k = momentum if train else 1.0
    new = {"mean": k * running["mean"] + (1 - k) * m, "var": k * running["var"] + (1 - k) * v}
    return (x - m) / np.sqrt(v + eps) * gamma + beta, new


def switched(use=lambda t: t, keep=lambda t: t, outside=False, old=False, twist=False):
    """Answers that use the batch's when use(train), and move the averages when keep(train)."""

    def bn(x, gamma, beta, running, train, momentum, eps):
        mu, var = x.mean(0), x.var(0)
        k = 1 - momentum if twist else momentum
        moved = {
            "mean": k * running["mean"] + (1 - k) * mu,
            "var": k * running["var"] + (1 - k) * var,
        }
        new = moved if keep(train) else running
        if not use(train):
            mu, var = (moved if old else running)["mean"], (moved if old else running)["var"]
        s = np.sqrt(var) + eps if outside and not train else np.sqrt(var + eps)
        return gamma * (x - mu) / s + beta, new

    return bn


wrong("the switch turned", "switch-turned")(switched(lambda t: not t, lambda t: not t))
wrong("always as in training", "always-training")(switched(lambda t: True, lambda t: True))
wrong("batch statistics at test", "always-the-batch")(switched(lambda t: True))
wrong("always as at test", "always-testing")(switched(lambda t: False, lambda t: False))
wrong("moved at test as well", "moved-at-test-too")(switched(keep=lambda t: True))
wrong("never moved", "averages-never-moved")(switched(keep=lambda t: False))
wrong("running ones while training", "always-the-averages")(switched(lambda t: False))
wrong("those just moved while training", "trains-on-the-moved-averages")(
    switched(lambda t: False, old=True)
)
wrong("eps outside at test alone", "eps-outside-at-test-alone")(switched(outside=True))
wrong("momentum turned", "shares-exchanged")(switched(twist=True))


@wrong("running comes back at test only")
def sw1(x, gamma, beta, running, train, momentum, eps):
    out, new = s1(x, gamma, beta, running, train, momentum, eps)
    return out


@wrong("overwritten", "last-batch-kept")
def sw2(x, gamma, beta, running, train, momentum, eps):
    if train:
        running = {"mean": x.mean(0), "var": x.var(0)}
    return gamma * (x - running["mean"]) / np.sqrt(running["var"] + eps) + beta, running


@wrong("running var with eps in it", "eps-in-the-running-variance")
def sw3(x, gamma, beta, running, train, momentum, eps):
    m, v = running["mean"], running["var"]
    if train:
        m, v = x.mean(0), x.var(0) + eps
        running = {
            "mean": momentum * running["mean"] + (1 - momentum) * m,
            "var": momentum * running["var"] + (1 - momentum) * v,
        }
        return gamma * (x - m) / np.sqrt(v) + beta, running
    return gamma * (x - m) / np.sqrt(v + eps) + beta, running


BY_EXERCISE = {
    "batchnorm-train": TRAIN,
    "batchnorm-graph": GRAPH,
    "batchnorm-formula": FORMULA,
    "update-running": RUNNING,
    "batchnorm-test": TEST,
    "batchnorm-switch": SWITCH,
}
