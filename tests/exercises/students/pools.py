"""How students write pooling and the batchnorm of images: right and wrong."""

import numpy as np

from .kept import kept

MAX, right, wrong = kept()


def mp1(x, pool_height, pool_width, stride):
    N, C, H, W = x.shape
    Hp = 1 + (H - pool_height) // stride
    Wp = 1 + (W - pool_width) // stride
    out = np.zeros((N, C, Hp, Wp))
    for n in range(N):
        for c in range(C):
            for i in range(Hp):
                for j in range(Wp):
                    h0, w0 = i * stride, j * stride
                    out[n, c, i, j] = np.max(x[n, c, h0 : h0 + pool_height, w0 : w0 + pool_width])
    return out, (x, {"h": pool_height, "w": pool_width, "s": stride})


def mb1(dout, cache):
    x, p = cache
    dx = np.zeros_like(x)
    N, C, Hp, Wp = dout.shape
    for n in range(N):
        for c in range(C):
            for i in range(Hp):
                for j in range(Wp):
                    h0, w0 = i * p["s"], j * p["s"]
                    window = x[n, c, h0 : h0 + p["h"], w0 : w0 + p["w"]]
                    mask = window == np.max(window)
                    dx[n, c, h0 : h0 + p["h"], w0 : w0 + p["w"]] += mask * dout[n, c, i, j]
    return dx


def mb2(dout, cache):
    x, p = cache
    dx = np.zeros(x.shape)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            h0, w0 = i * p["s"], j * p["s"]
            flat = x[:, :, h0 : h0 + p["h"], w0 : w0 + p["w"]].reshape(*x.shape[:2], -1)
            best = flat.argmax(axis=2)
            for n in range(x.shape[0]):
                for c in range(x.shape[1]):
                    dx[n, c, h0 + best[n, c] // p["w"], w0 + best[n, c] % p["w"]] += dout[
                        n, c, i, j
                    ]
    return dx


def mp3(x, KH, KW, stride):
    windows = np.lib.stride_tricks.sliding_window_view(x, (KH, KW), (2, 3))
    windows = windows[:, :, ::stride, ::stride]
    flat = windows.reshape(*windows.shape[:4], KH * KW)
    return flat.max(-1), (x.shape, flat.argmax(-1), KW, stride)


def mb3(dout, cache):
    shape, best, KW, stride = cache
    dx = np.zeros(shape)
    n, c, i, j = np.indices(dout.shape)
    np.add.at(dx, (n, c, i * stride + best // KW, j * stride + best % KW), dout)
    return dx


def mb_random_tie(dout, cache):
    x, p = cache
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(*dout.shape):
        h0, w0 = i * p["s"], j * p["s"]
        window = x[n, c, h0 : h0 + p["h"], w0 : w0 + p["w"]]
        r, q = np.argwhere(window == window.max())[-1]
        dx[n, c, h0 + r, w0 + q] += dout[n, c, i, j]
    return dx


right("cs231n, mask")((mp1, mb1))
right("argmax and divmod")((mp1, mb2))
right("np.add.at")((mp3, mb3))
right("the last of those that tie")((mp1, mb_random_tie))


def mbw1(dout, cache):
    x, p = cache
    dx = np.zeros_like(x)
    N, C, Hp, Wp = dout.shape
    for n in range(N):
        for c in range(C):
            for i in range(Hp):
                for j in range(Wp):
                    h0, w0 = i * p["s"], j * p["s"]
                    window = x[n, c, h0 : h0 + p["h"], w0 : w0 + p["w"]]
                    r, q = np.where(window == window.max())
                    dx[n, c, h0 + r[0], w0 + q[0]] = dout[n, c, i, j]
    return dx


def mbw2(dout, cache):
    x, p = cache
    dx = np.zeros_like(x)
    N, C, Hp, Wp = dout.shape
    for n in range(N):
        for c in range(C):
            for i in range(Hp):
                for j in range(Wp):
                    h0, w0 = i * p["s"], j * p["s"]
                    window = x[n, c, h0 : h0 + p["h"], w0 : w0 + p["w"]]
                    mask = window == np.max(window)
                    dx[n, c, h0 : h0 + p["h"], w0 : w0 + p["w"]] = mask * dout[n, c, i, j]
    return dx


def mbw3(dout, cache):
    x, p = cache
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(*dout.shape):
        h0, w0 = i * p["s"], j * p["s"]
        dx[n, c, h0 : h0 + p["h"], w0 : w0 + p["w"]] += dout[n, c, i, j] / p["h"] / p["w"]
    return dx


def mbw4(dout, cache):
    x, p = cache
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(*dout.shape):
        h0, w0 = i * p["s"], j * p["s"]
        window = x[n, c, h0 : h0 + p["h"], w0 : w0 + p["w"]]
        dx[n, c, h0 : h0 + p["h"], w0 : w0 + p["w"]] += window == np.max(window)
    return dx


def mbw5(dout, cache):
    x, p = cache
    for n, c, i, j in np.ndindex(*dout.shape):
        h0, w0 = i * p["s"], j * p["s"]
        window = x[n, c, h0 : h0 + p["h"], w0 : w0 + p["w"]]
        x[n, c, h0 : h0 + p["h"], w0 : w0 + p["w"]] = (window == window.max()) * dout[n, c, i, j]
    return x


def mpw1(x, pool_height, pool_width, stride):
    N, C, H, W = x.shape
    out = np.zeros((N, C, H // pool_height, W // pool_width))
    for n in range(N):
        for c in range(C):
            for i in range(H // pool_height):
                for j in range(W // pool_width):
                    h0, w0 = i * stride, j * stride
                    out[n, c, i, j] = np.max(x[n, c, h0 : h0 + pool_height, w0 : w0 + pool_width])
    return out, (x, {"h": pool_height, "w": pool_width, "s": stride})


def mpw2(x, pool_height, pool_width, stride):
    N, C, H, W = x.shape
    Hp = 1 + (H - pool_height) // stride
    Wp = 1 + (W - pool_width) // stride
    out = np.zeros((N, C, Hp, Wp))
    for n in range(N):
        for c in range(C):
            for i in range(Hp):
                for j in range(Wp):
                    m = 0
                    for a in range(pool_height):
                        for b in range(pool_width):
                            if x[n, c, i * stride + a, j * stride + b] > m:
                                m = x[n, c, i * stride + a, j * stride + b]
                    out[n, c, i, j] = m
    return out, (x, {"h": pool_height, "w": pool_width, "s": stride})


def mpw3(x, pool_height, pool_width, stride):
    N, C, W, H = x.shape
    Hp = 1 + (H - pool_height) // stride
    Wp = 1 + (W - pool_width) // stride
    out = np.zeros((N, C, Hp, Wp))
    for i in range(Hp):
        for j in range(Wp):
            h0, w0 = i * stride, j * stride
            out[:, :, i, j] = x[:, :, h0 : h0 + pool_height, w0 : w0 + pool_width].max((2, 3))
    return out, (x, {"h": pool_height, "w": pool_width, "s": stride})


def mpw4(x, pool_height, pool_width, stride):
    out, cache = mp1(x, pool_height, pool_width, stride)
    return np.average(out), cache


def mpw5(x, pool_height, pool_width, stride):
    return mp1(x, pool_height, pool_width, pool_height)


wrong("= on overlaps", "stored-not-added")((mp1, mbw1))
wrong("= of the mask on overlaps")((mp1, mbw2))
wrong("spread as for the mean", "equal-shares")((mp1, mbw3))
wrong("no dout", "upstream-forgotten")((mp1, mbw4))
wrong("writes into x")((mp1, mbw5))
wrong("H // pool_height")((mpw1, mb1))
wrong("m = 0", "running-maximum-from-zero")((mpw2, mb1))
wrong("N, C, W, H = x.shape")((mpw3, mb1))
wrong("one number")((mpw4, mb1))
wrong("stride is pool_height")((mpw5, mb1))

AVERAGE, right, wrong = kept()


def ap1(x, kh, kw, s):
    N, C, H, W = x.shape
    oh, ow = (H - kh) // s + 1, (W - kw) // s + 1
    out = np.zeros((N, C, oh, ow))
    for i in range(oh):
        for j in range(ow):
            out[:, :, i, j] = np.average(
                x[:, :, i * s : i * s + kh, j * s : j * s + kw], axis=(2, 3)
            )
    return out, (x, kh, kw, s)


def ab1(dout, cache):
    x, kh, kw, s = cache
    dx = np.zeros_like(x)
    N, C, oh, ow = dout.shape
    for n in range(N):
        for c in range(C):
            for i in range(oh):
                for j in range(ow):
                    d = dout[n, c, i, j] / (kh * kw)
                    dx[n, c, i * s : i * s + kh, j * s : j * s + kw] += np.ones((kh, kw)) * d
    return dx


def abw1(dout, cache):
    x, kh, kw, s = cache
    dx = np.zeros_like(x)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            d = dout[:, :, i : i + 1, j : j + 1] / (kh * kw)
            dx[:, :, i * s : i * s + kh, j * s : j * s + kw] = d
    return dx


def abw2(dout, cache):
    return ab1(dout * (cache[1] * cache[2]), cache)


def abw3(dout, cache):
    x, kh, kw, s = cache
    return ab1(dout * kw / kh, cache)


right("np.average")((ap1, ab1))
wrong("=", "shares-stored-not-added")((ap1, abw1))
wrong("not divided", "share-not-divided")((ap1, abw2))
wrong("divided by kh squared", "share-by-the-square")((ap1, abw3))
wrong("sum", "sum-for-mean")((lambda x, h, w, s: (ap1(x, h, w, s)[0] * h * w, (x, h, w, s)), ab1))

NORM, right, wrong = kept()


def plain(x, gamma, beta, running, train, momentum, eps):
    if train:
        mu, var = np.mean(x, axis=0), np.var(x, axis=0)
        running = {
            "mean": momentum * running["mean"] + (1 - momentum) * mu,
            "var": momentum * running["var"] + (1 - momentum) * var,
        }
    else:
        mu, var = running["mean"], running["var"]
    xhat = (x - mu) / np.sqrt(var + eps)
    return gamma * xhat + beta, running, (xhat, gamma, var, eps)


def plain_back(dout, cache):
    xhat, gamma, var, eps = cache
    m = dout.shape[0]
    dg, db = np.sum(dout * xhat, axis=0), np.sum(dout, axis=0)
    dxhat = dout * gamma
    sums = m * dxhat - dxhat.sum(axis=0) - xhat * (dxhat * xhat).sum(axis=0)
    return 1 / m / np.sqrt(var + eps) * sums, dg, db


def sbn1(x, gamma, beta, running, train, momentum, eps):
    N, C, H, W = x.shape
    flat = x.transpose(0, 2, 3, 1).reshape(N * H * W, C)
    out, running, cache = plain(flat, gamma, beta, running, train, momentum, eps)
    return out.reshape(N, H, W, C).transpose(0, 3, 1, 2), running, cache


def sbb1(dout, cache):
    N, C, H, W = dout.shape
    dx, dg, db = plain_back(dout.transpose(0, 2, 3, 1).reshape(-1, C), cache)
    return dx.reshape(N, H, W, C).transpose(0, 3, 1, 2), dg, db


def sbn2(x, gamma, beta, running, train, momentum, eps):
    N, C, H, W = x.shape
    turned = np.moveaxis(x, 1, -1)
    out, running, cache = plain(turned.reshape(-1, C), gamma, beta, running, train, momentum, eps)
    return np.moveaxis(out.reshape(turned.shape), -1, 1), running, cache


def sbn_reshaped(x, gamma, beta, running, train, momentum, eps):
    N, C, H, W = x.shape
    flat = x.reshape(N * H * W, C)
    out, running, cache = plain(flat, gamma, beta, running, train, momentum, eps)
    return out.reshape(N, C, H, W), running, cache


def sbb_reshaped(dout, cache):
    dx, dg, db = plain_back(dout.reshape(-1, dout.shape[1]), cache)
    return dx.reshape(dout.shape), dg, db


def sbn_no_running(x, gamma, beta, running, train, momentum, eps):
    out, new, cache = sbn1(x, gamma, beta, running, train, momentum, eps)
    return out, running, cache


def sbn_eps_outside(x, gamma, beta, running, train, momentum, eps):
    if train:
        return sbn1(x, gamma, beta, running, train, momentum, eps)
    mu, var = running["mean"].reshape(1, -1, 1, 1), running["var"].reshape(1, -1, 1, 1)
    xhat = (x - mu) / (np.sqrt(var) + eps)
    return gamma.reshape(1, -1, 1, 1) * xhat + beta.reshape(1, -1, 1, 1), running, None


def sbn_batch_at_test(x, gamma, beta, running, train, momentum, eps):
    out, new, cache = sbn1(x, gamma, beta, running, True, momentum, eps)
    return out, new if train else running, cache


def sbn_swapped(x, gamma, beta, running, train, momentum, eps):
    return sbn1(x, gamma, beta, running, train, 1 - momentum, eps)


def sbn_two(x, gamma, beta, running, train, momentum, eps):
    return sbn1(x, gamma, beta, running, train, momentum, eps)[::2]


def sbn_unbiased(x, gamma, beta, running, train, momentum, eps):
    out, new, cache = sbn1(x, gamma, beta, running, train, momentum, eps)
    if train:
        m = x.size / x.shape[1]
        var = x.var(axis=(0, 2, 3)) * m / (m - 1)
        new["var"] = momentum * running["var"] + (1 - momentum) * var
    return out, new, cache


def sbb_short(dout, cache):
    dx, dg, db = sbb1(dout, cache)
    xhat, gamma, var, eps = cache
    return dout * (gamma / np.sqrt(var + eps)).reshape(1, -1, 1, 1), dg, db


right("transposed and reshaped")((sbn1, sbb1))
right("moveaxis")((sbn2, sbb1))
wrong("reshape without transpose", "reshaped-without-turning")((sbn_reshaped, sbb_reshaped))
wrong("running never stored", "running-not-moved")((sbn_no_running, sbb1))
wrong("eps outside at test", "eps-outside-the-root-at-test")((sbn_eps_outside, sbb1))
wrong("batch statistics at test", "batch-statistics-at-test")((sbn_batch_at_test, sbb1))
wrong("momentum the other way", "momentum-turned-round")((sbn_swapped, sbb1))
wrong("two things returned")((sbn_two, sbb1))
wrong("PyTorch's running variance", "running-variance-of-one-less")((sbn_unbiased, sbb1))
wrong("dout gamma / std", "mean-and-variance-held-constant")((sbn1, sbb_short))

BY_EXERCISE = {"max-pool": MAX, "avg-pool": AVERAGE, "spatial-batchnorm": NORM}
