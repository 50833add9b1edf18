"""How students write convolution, forward and backward: right and wrong."""

import numpy as np

from .kept import kept

LOOPS, right, wrong = kept()


def cf1(x, w, b, stride, pad):
    N, C, H, W = x.shape
    F, C, HH, WW = w.shape
    H_prime = 1 + (H + 2 * pad - HH) // stride
    W_prime = 1 + (W + 2 * pad - WW) // stride
    out = np.zeros((N, F, H_prime, W_prime))
    x_pad = np.pad(x, ((0,), (0,), (pad,), (pad,)), "constant")
    for n in range(N):
        for f in range(F):
            for hh in range(H_prime):
                for ww in range(W_prime):
                    patch = x_pad[
                        n, :, hh * stride : hh * stride + HH, ww * stride : ww * stride + WW
                    ]
                    out[n, f, hh, ww] = np.sum(patch * w[f]) + b[f]
    cache = (x, w, b, {"stride": stride, "pad": pad})
    return out, cache


def cb1(dout, cache):
    x, w, b, conv_param = cache
    stride, pad = conv_param["stride"], conv_param["pad"]
    N, C, H, W = x.shape
    F, C, HH, WW = w.shape
    _, _, Ho, Wo = dout.shape
    x_pad = np.pad(x, ((0,), (0,), (pad,), (pad,)), "constant")
    dx_pad = np.zeros_like(x_pad)
    dw = np.zeros_like(w)
    db = np.sum(dout, axis=(0, 2, 3))
    for n in range(N):
        for f in range(F):
            for i in range(Ho):
                for j in range(Wo):
                    h1, w1 = i * stride, j * stride
                    dx_pad[n, :, h1 : h1 + HH, w1 : w1 + WW] += w[f] * dout[n, f, i, j]
                    dw[f] += x_pad[n, :, h1 : h1 + HH, w1 : w1 + WW] * dout[n, f, i, j]
    return dx_pad[:, :, pad : pad + H, pad : pad + W], dw, db


def cf_all_axes(x, w, b, stride, pad):
    xp = np.pad(x, pad, mode="constant")
    N, _, H, W = x.shape
    F, _, KH, KW = w.shape
    out = np.zeros((N, F, 1 + (H + 2 * pad - KH) // stride, 1 + (W + 2 * pad - KW) // stride))
    for n in range(N):
        for f in range(F):
            for i in range(out.shape[2]):
                for j in range(out.shape[3]):
                    top, left = i * stride, j * stride
                    window = xp[n, :, top : top + KH, left : left + KW]
                    out[n, f, i, j] = np.sum(window * w[f]) + b[f]
    return out, (x, w, b, {"stride": stride, "pad": pad})


right("cs231n, four loops")((cf1, cb1))


def cf2(x, w, b, stride, pad):
    m, n_C_prev, n_H_prev, n_W_prev = x.shape
    n_C, _, f1, f2 = w.shape
    n_H = int((n_H_prev - f1 + 2 * pad) / stride) + 1
    n_W = int((n_W_prev - f2 + 2 * pad) / stride) + 1
    Z = np.zeros((m, n_C, n_H, n_W))
    X_pad = np.zeros((m, n_C_prev, n_H_prev + 2 * pad, n_W_prev + 2 * pad))
    X_pad[:, :, pad : n_H_prev + pad, pad : n_W_prev + pad] = x
    for i in range(m):
        a_prev = X_pad[i]
        for h in range(n_H):
            for v in range(n_W):
                for c in range(n_C):
                    vert_start, horiz_start = h * stride, v * stride
                    a_slice = a_prev[
                        :, vert_start : vert_start + f1, horiz_start : horiz_start + f2
                    ]
                    Z[i, c, h, v] = np.sum(np.multiply(a_slice, w[c])) + float(b[c])
    return Z, {"X_pad": X_pad, "x": x, "w": w, "s": stride, "p": pad}


def cb2(dout, cache):
    X_pad, x, w, s, p = (cache[k] for k in ("X_pad", "x", "w", "s", "p"))
    dX_pad, dW, db = np.zeros(X_pad.shape), np.zeros(w.shape), np.zeros(w.shape[0])
    for i in range(dout.shape[0]):
        for h in range(dout.shape[2]):
            for v in range(dout.shape[3]):
                for c in range(dout.shape[1]):
                    rows = slice(h * s, h * s + w.shape[2])
                    cols = slice(v * s, v * s + w.shape[3])
                    dX_pad[i, :, rows, cols] += w[c] * dout[i, c, h, v]
                    dW[c] += X_pad[i, :, rows, cols] * dout[i, c, h, v]
                    db[c] += dout[i, c, h, v]
    dx = dX_pad if p == 0 else dX_pad[:, :, p:-p, p:-p]
    return dx, dW, db


right("deeplearning.ai, padded by hand, pad 0 apart")((cf2, cb2))
right("mixed styles")((cf1, cb1))


def cf3(x, w, b, stride, pad):
    x_padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)], mode="constant")
    N, F = x.shape[0], w.shape[0]
    H_out = (x_padded.shape[2] - w.shape[2]) // stride + 1
    W_out = (x_padded.shape[3] - w.shape[3]) // stride + 1
    out = np.empty([N, F, H_out, W_out])
    for i in range(H_out):
        for j in range(W_out):
            region = x_padded[
                :, :, i * stride : i * stride + w.shape[2], j * stride : j * stride + w.shape[3]
            ]
            for k in range(F):
                out[:, k, i, j] = np.sum(region * w[k, :, :, :], axis=(1, 2, 3))
    out += b[None, :, None, None]
    return out, (x_padded, x.shape, w, stride, pad)


def cb3(dout, cache):
    xp, shape, w, stride, pad = cache
    dxp, dw = np.zeros_like(xp), np.zeros_like(w)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            top, left = i * stride, j * stride
            window = xp[:, :, top : top + w.shape[2], left : left + w.shape[3]]
            for k in range(w.shape[0]):
                dw[k] += np.sum(window * dout[:, k, i, j][:, None, None, None], axis=0)
            for n in range(dout.shape[0]):
                dxp[n, :, top : top + w.shape[2], left : left + w.shape[3]] += np.sum(
                    w * dout[n, :, i, j][:, None, None, None], axis=0
                )
    H, W = shape[2:]
    return dxp[:, :, pad : H + pad, pad : W + pad], dw, dout.sum(axis=3).sum(axis=2).sum(axis=0)


right("loops over places and filters")((cf3, cb3))


def strides_trick(x, w, b, stride, pad):
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    N, C, H, W = xp.shape
    F, _, KH, KW = w.shape
    oh, ow = (H - KH) // stride + 1, (W - KW) // stride + 1
    s = xp.strides
    view = np.lib.stride_tricks.as_strided(
        xp,
        (N, C, oh, ow, KH, KW),
        (s[0], s[1], s[2] * stride, s[3] * stride, s[2], s[3]),
    )
    out = np.einsum("bchwkt,fckt->bfhw", view, w) + b.reshape(1, -1, 1, 1)
    return out, (view, x.shape, w, stride, pad)


def strides_trick_back(dout, cache):
    view, shape, w, stride, pad = cache
    N, C, H, W = shape
    F, _, KH, KW = w.shape
    db = np.einsum("bfhw->f", dout)
    dw = np.einsum("bchwkt,bfhw->fckt", view, dout)
    spread = np.zeros((N, F, H + 2 * pad - KH + 1, W + 2 * pad - KW + 1))
    spread[:, :, ::stride, ::stride] = dout
    spread = np.pad(spread, ((0, 0), (0, 0), (KH - 1, KH - 1), (KW - 1, KW - 1)))
    windows = np.lib.stride_tricks.sliding_window_view(spread, (KH, KW), axis=(2, 3))
    dxp = np.einsum("bfhwkt,fckt->bchw", windows, w[:, :, ::-1, ::-1])
    return dxp[:, :, pad : pad + H, pad : pad + W], dw, db


right("as_strided, dx as a full convolution of dout")((strides_trick, strides_trick_back))

# Wrong ones: forward.


def cfw1(x, w, b, stride, pad):
    N, C, H, W = x.shape
    F, C, HH, WW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)), "constant", constant_values=0)
    Ho, Wo = (H + 2 - HH) // stride + 1, (W + 2 - WW) // stride + 1
    out = np.zeros((N, F, Ho, Wo))
    for n in range(N):
        for f in range(F):
            for i in range(Ho):
                for j in range(Wo):
                    si, sj = i * stride, j * stride
                    out[n, f, i, j] = (xp[n, :, si : si + HH, sj : sj + WW] * w[f]).sum() + b[f]
    return out, (x, w, b, {"stride": stride, "pad": pad})


def cfw2(x, w, b, stride, pad):
    N, C, H, W = x.shape
    F, C, HH, WW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    Ho = (H + 2 * pad - HH) // stride + 1
    Wo = (H + 2 * pad - WW) // stride + 1
    out = np.zeros((N, F, Ho, Wo))
    for n in range(N):
        for f in range(F):
            for i in range(Ho):
                for j in range(Wo):
                    si, sj = i * stride, j * stride
                    out[n, f, i, j] = np.sum(xp[n, :, si : si + HH, sj : sj + WW] * w[f]) + b[f]
    return out, (x, w, b, {"stride": stride, "pad": pad})


def cfw3(x, w, b, stride, pad):
    out, cache = cf1(x, w, np.zeros_like(b), stride, pad)
    return out, cache


def cfw4(x, w, b, stride, pad):
    out, (xx, _, bb, param) = cf1(x, np.flip(w, axis=(2, 3)), b, stride, pad)
    return out, (xx, w, bb, param)


def cfw5(x, w, b, stride, pad):
    N, C, H, W = x.shape
    F, C, HH, WW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    Ho, Wo = (H + 2 * pad - HH) // stride + 1, (W + 2 * pad - WW) // stride + 1
    out = np.zeros((N, F, Ho, Wo))
    for n in range(N):
        for f in range(F):
            for i in range(Ho):
                for j in range(Wo):
                    out[n, f, i, j] = np.sum(xp[n, :, i : i + HH, j : j + WW] * w[f]) + b[f]
    return out, (x, w, b, {"stride": stride, "pad": pad})


def cfw6(x, w, b, stride, pad):
    out, cache = cf1(x, w, b, stride, pad)
    for c in range(1, x.shape[1]):
        out += b.reshape(1, -1, 1, 1)
    return out, cache


def cfw7(x, w, b, stride, pad):
    N, C, H, W = x.shape
    F, C, HH, WW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    Ho, Wo = (H + 2 * pad - HH) // stride + 1, (W + 2 * pad - WW) // stride + 1
    out = np.zeros((N, F, Ho, Wo))
    for n in range(N):
        for f in range(F):
            for i in range(Ho):
                for j in range(Wo):
                    for c in range(C):
                        si, sj = i * stride, j * stride
                        patch = xp[n, c, si : si + HH, sj : sj + WW]
                        out[n, f, i, j] = np.sum(patch * w[f, c]) + b[f]
    return out, (x, w, b, {"stride": stride, "pad": pad})


def cfw8(x, w, b, stride, pad):
    return cf1(x, w, b, stride, pad)[0]


def cfw9(x, w, b, stride, pad):
    N, C, H, W = x.shape
    F, C, HH, WW = w.shape
    Ho = (H + 2 * pad - HH) / stride + 1
    Wo = (W + 2 * pad - WW) / stride + 1
    return np.zeros((N, F, Ho, Wo)), (x, w, b, {"stride": stride, "pad": pad})


def cfw10(x, w, b, stride, pad):
    N, C, H, W = x.shape
    F, C, HH, WW = w.shape
    Ho, Wo = (H + 2 * pad - HH) // stride + 1, (W + 2 * pad - WW) // stride + 1
    out = np.zeros((N, F, Ho, Wo))
    for n in range(N):
        for f in range(F):
            for i in range(Ho):
                for j in range(Wo):
                    si, sj = i * stride, j * stride
                    out[n, f, i, j] = np.sum(x[n, :, si : si + HH, sj : sj + WW] * w[f]) + b[f]
    return out, (x, w, b, {"stride": stride, "pad": pad})


wrong("np.pad of all axes", "all-axes-padded")((cf_all_axes, cb1))
wrong("pads by 1", "pad-of-one")((cfw1, cb1))
wrong("W_out from H", "width-from-the-height")((cfw2, cb1))
wrong("no bias", "bias-missing")((cfw3, cb1))
wrong("np.flip", "filter-turned-round")((cfw4, cb1))
wrong("windows one apart", "stride-in-the-size-only")((cfw5, cb1))
wrong("bias per channel", "bias-once-a-channel")((cfw6, cb1))
wrong("channels overwrite", "last-channel-only")((cfw7, cb1))
wrong("no cache")((cfw8, cb1))
wrong("Python 2 division")((cfw9, cb1))
wrong("x where x_pad is meant", "only-the-size-padded")((cfw10, cb1))

# Wrong ones: backward.


def turned(cb, change):
    """The gradients of `cb`, changed."""

    def back(dout, cache):
        return change(*cb(dout, cache), dout, cache)

    return back


def cbw1(dout, cache):
    x, w, b, param = cache
    s, p = param["stride"], param["pad"]
    xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)), "constant")
    dxp, dw, db = np.zeros_like(xp), np.zeros_like(w), np.zeros_like(b)
    N, F, Ho, Wo = dout.shape
    for n in range(N):
        for f in range(F):
            db[f] += dout[n, f].sum()
            for i in range(Ho):
                for j in range(Wo):
                    a, c = i * s, j * s
                    dw[f] += xp[n, :, a : a + w.shape[2], c : c + w.shape[3]] * dout[n, f, i, j]
                    dxp[n, :, a : a + w.shape[2], c : c + w.shape[3]] += w[f] * dout[n, f, i, j]
    return dxp[:, :, 1:-1, 1:-1], dw, db


def cbw2(dout, cache):
    x, w, b, param = cache
    s, p = param["stride"], param["pad"]
    xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)), "constant")
    dxp, dw = np.zeros_like(xp), np.zeros_like(w)
    N, F, Ho, Wo = dout.shape
    for i in range(Ho):
        for j in range(Wo):
            a, c = i * s, j * s
            win = xp[:, :, a : a + w.shape[2], c : c + w.shape[3]]
            dw += np.einsum("nf,nchw->fchw", dout[:, :, i, j], win)
            dxp[:, :, a : a + w.shape[2], c : c + w.shape[3]] += np.einsum(
                "nf,fchw->nchw", dout[:, :, i, j], w
            )
    return dxp[:, :, p:-p, p:-p], dw, dout.sum((0, 2, 3))


def cbw3(dout, cache):
    x, w, b, param = cache
    s, p = param["stride"], param["pad"]
    xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)), "constant")
    dxp, dw = np.zeros_like(xp), np.zeros_like(w)
    N, F, Ho, Wo = dout.shape
    for n in range(N):
        for f in range(F):
            for i in range(Ho):
                for j in range(Wo):
                    win = xp[n, :, i * s : i * s + w.shape[2], j * s : j * s + w.shape[3]]
                    dw[f] += win * dout[n, f, i, j]
                    dxp[n, :, i : i + w.shape[2], j : j + w.shape[3]] += w[f] * dout[n, f, i, j]
    return dxp[:, :, p : p + x.shape[2], p : p + x.shape[3]], dw, dout.sum((0, 2, 3))


def cbw4(dout, cache):
    x, w, b, param = cache
    s, p = param["stride"], param["pad"]
    xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)), "constant")
    dxp, dw, db = np.zeros_like(xp), np.zeros_like(w), np.zeros_like(b)
    N, F, Ho, Wo = dout.shape
    for n in range(N):
        for f in range(F):
            for i in range(Ho):
                for j in range(Wo):
                    a, c = i * s, j * s
                    dw[f] = xp[n, :, a : a + w.shape[2], c : c + w.shape[3]] * dout[n, f, i, j]
                    dxp[n, :, a : a + w.shape[2], c : c + w.shape[3]] += w[f] * dout[n, f, i, j]
                    db[f] += dout[n, f, i, j]
    return dxp[:, :, p : p + x.shape[2], p : p + x.shape[3]], dw, db


def cbw5(dout, cache):
    x, w, b, param = cache
    s, p = param["stride"], param["pad"]
    dxp = np.zeros((x.shape[0], x.shape[1], x.shape[2] + 2 * p, x.shape[3] + 2 * p))
    dw, db = np.zeros_like(w), np.sum(dout, axis=(0, 2, 3))
    N, F, Ho, Wo = dout.shape
    for n in range(N):
        for f in range(F):
            for i in range(Ho):
                for j in range(Wo):
                    a, c = i * s, j * s
                    dw[f] += x[n, :, a : a + w.shape[2], c : c + w.shape[3]] * dout[n, f, i, j]
                    dxp[n, :, a : a + w.shape[2], c : c + w.shape[3]] += w[f] * dout[n, f, i, j]
    return dxp[:, :, p : p + x.shape[2], p : p + x.shape[3]], dw, db


def cbw6(dout, cache):
    x, w, b, param = cache
    s, p = param["stride"], param["pad"]
    xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)), "constant")
    dxp, dw = np.zeros_like(xp), np.zeros_like(w)
    N, F, Ho, Wo = dout.shape
    for n in range(N):
        for f in range(F):
            for i in range(Ho):
                for j in range(Wo):
                    a, c = i * s, j * s
                    win = np.s_[n, :, a : a + w.shape[2], c : c + w.shape[3]]
                    dw[f] += xp[win] * dout[n, f, Ho - 1, Wo - 1]
                    dxp[win] += w[f] * dout[n, f, Ho - 1, Wo - 1]
    db = np.array([dout[:, f, Ho - 1, Wo - 1].sum() * Ho * Wo for f in range(F)])
    return dxp[:, :, p : p + x.shape[2], p : p + x.shape[3]], dw, db


def cbw7(dout, cache):
    x, w, b, param = cache
    s, p = param["stride"], param["pad"]
    xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)), "constant")
    dxp, dw = np.zeros_like(xp), np.zeros_like(w)
    N, F, Ho, Wo = dout.shape
    for n in range(N):
        for f in range(F):
            for i in range(Ho):
                for j in range(Wo):
                    a, c = i * s, j * s
                    win = np.s_[n, :, a : a + w.shape[2], c : c + w.shape[3]]
                    dw[f] += xp[win] * dout[n, f, i, j]
                    dxp[win] = w[f] * dout[n, f, i, j]
    return dxp[:, :, p : p + x.shape[2], p : p + x.shape[3]], dw, dout.sum((0, 2, 3))


def cbw8(dout, cache):
    x, w, b, param = cache
    xp = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)), "constant")
    s = param["stride"]
    dxp, dw = np.zeros_like(xp), np.zeros_like(w)
    N, F, Ho, Wo = dout.shape
    for n in range(N):
        for f in range(F):
            for i in range(Ho):
                for j in range(Wo):
                    a, c = i * s, j * s
                    win = np.s_[n, :, a : a + w.shape[2], c : c + w.shape[3]]
                    dw[f] += xp[win] * dout[n, f, i, j]
                    dxp[win] += w[f] * dout[n, f, i, j]
    return dxp[:, :, 1:-1, 1:-1], dw, dout.sum((0, 2, 3))


wrong("[1:-1]", "dx-cropped-by-one")((cf1, cbw1))
wrong("[p:-p]", "dx-empty-without-padding")((cf1, cbw2))
wrong("stride dropped in dx", "dx-without-stride")((cf1, cbw3))
wrong("dw =", "dw-stored-not-added")((cf1, cbw4))
wrong("dw on x", "dw-by-the-unpadded-image")((cf1, cbw5))
wrong("dout[-1, -1]", "one-dout-for-all")((cf1, cbw6))
wrong("dx =", "dx-stored-not-added")((cf1, cbw7))
wrong("pads by 1 on the way back", "pad-of-one-on-the-way-back")((cf1, cbw8))
wrong("pads by 1 both ways", "pad-of-one")((cfw1, cbw8))
wrong("db (N, F)", "db-not-over-images")(
    (cf1, turned(cb1, lambda dx, dw, db, dout, cache: (dx, dw, dout.sum(axis=(2, 3)))))
)
wrong("db (F, H, W)", "db-over-images-only")(
    (cf1, turned(cb1, lambda dx, dw, db, dout, cache: (dx, dw, np.sum(dout, 0))))
)
wrong("db a number", "db-over-everything")(
    (cf1, turned(cb1, lambda dx, dw, db, dout, cache: (dx, dw, np.sum(dout))))
)
wrong("mean for db", "db-averaged")(
    (cf1, turned(cb1, lambda dx, dw, db, dout, cache: (dx, dw, dout.mean((0, 2, 3)))))
)
wrong("no dx", "dx-left-out")((cf1, turned(cb1, lambda dx, dw, db, dout, cache: (dw, db))))
wrong("dw first")((cf1, turned(cb1, lambda dx, dw, db, dout, cache: (dw, db, dx))))
wrong("all divided by m")(
    (cf1, turned(cb1, lambda dx, dw, db, dout, cache: (dx / len(dx), dw / len(dx), db / len(dx))))
)
wrong("dw and db divided by m", "dw-and-db-averaged")(
    (cf1, turned(cb1, lambda dx, dw, db, dout, cache: (dx, dw / len(dx), db / len(dx))))
)
wrong("nothing returned")((cf1, turned(cb1, lambda dx, dw, db, dout, cache: None)))
wrong("[1:-1], and db forgotten")((cf1, turned(cbw1, lambda dx, dw, db, dout, cache: (dx, dw))))

ARRAYS, right, wrong = kept()


def indices(shape, KH, KW, pad, stride):
    N, C, H, W = shape
    oh, ow = (H + 2 * pad - KH) // stride + 1, (W + 2 * pad - KW) // stride + 1
    i0 = np.tile(np.repeat(np.arange(KH), KW), C)
    i1 = stride * np.repeat(np.arange(oh), ow)
    j0 = np.tile(np.arange(KW), KH * C)
    j1 = stride * np.tile(np.arange(ow), oh)
    k = np.repeat(np.arange(C), KH * KW).reshape(-1, 1)
    return k, i0.reshape(-1, 1) + i1.reshape(1, -1), j0.reshape(-1, 1) + j1.reshape(1, -1)


def im2col(x, w, b, stride, pad):
    F, C, KH, KW = w.shape
    p = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode="constant")
    k, i, j = indices(x.shape, KH, KW, pad, stride)
    cols = p[:, k, i, j].transpose(1, 2, 0).reshape(KH * KW * C, -1)
    res = w.reshape(F, -1).dot(cols) + b.reshape(-1, 1)
    oh = (x.shape[2] + 2 * pad - KH) // stride + 1
    out = res.reshape(F, oh, -1, x.shape[0]).transpose(3, 0, 1, 2)
    return out, (x, w, b, stride, pad, cols)


def im2col_back(dout, cache):
    x, w, b, stride, pad, cols = cache
    F, C, KH, KW = w.shape
    db = np.sum(dout, axis=(0, 2, 3))
    flat = dout.transpose(1, 2, 3, 0).reshape(F, -1)
    dw = flat.dot(cols.T).reshape(w.shape)
    dcols = w.reshape(F, -1).T.dot(flat)
    N, C, H, W = x.shape
    dxp = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    k, i, j = indices(x.shape, KH, KW, pad, stride)
    np.add.at(dxp, (slice(None), k, i, j), dcols.reshape(C * KH * KW, -1, N).transpose(2, 0, 1))
    return (dxp if pad == 0 else dxp[:, :, pad:-pad, pad:-pad]), dw, db


right("cs231n's im2col")((im2col, im2col_back))
right("as_strided and einsum")((strides_trick, strides_trick_back))
wrong("loops after all", "window-by-window")((cf1, cb1))
wrong("loops over places", "window-by-window")((cf3, cb3))
wrong("[p:-p], vectorised", "dx-empty-without-padding")(
    (
        im2col,
        turned(
            im2col_back,
            lambda dx, dw, db, dout, cache: (dx if cache[4] else dx[:, :, 0:0, 0:0], dw, db),
        ),
    )
)
wrong("wrong axes in the reshape")(
    (lambda *a: (np.ascontiguousarray(im2col(*a)[0]).swapaxes(2, 3), im2col(*a)[1]), im2col_back)
)

LINE, right, wrong = kept()


def as_image(x, w, b, stride, pad):
    K, C = w.shape[2], x.shape[1]
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    T = (xp.shape[2] - K) // stride + 1
    out = np.stack(
        [
            sum(xp[:, c, t * stride : t * stride + K] @ w[:, c].T for c in range(C)) + b
            for t in range(T)
        ],
        axis=2,
    )
    return out, (xp, w, stride, pad)


def as_image_back(dout, cache):
    xp, w, stride, pad = cache
    dxp, dw = np.zeros_like(xp), np.zeros_like(w)
    for n in range(dout.shape[0]):
        for f in range(dout.shape[1]):
            for t in range(dout.shape[2]):
                span = slice(t * stride, t * stride + w.shape[2])
                dxp[n, :, span] += w[f] * dout[n, f, t]
                dw[f] += xp[n, :, span] * dout[n, f, t]
    return dxp[:, :, pad : dxp.shape[2] - pad], dw, dout.sum(axis=(0, 2))


def by_correlate(x, w, b, stride, pad):
    N, F = len(x), len(w)
    rows = [
        [
            sum(np.correlate(np.pad(x[n, c], pad), w[f, c], "valid") for c in range(x.shape[1]))[
                ::stride
            ]
            + b[f]
            for f in range(F)
        ]
        for n in range(N)
    ]
    return np.array(rows), (np.pad(x, ((0, 0), (0, 0), (pad, pad))), w, stride, pad)


def by_convolve(x, w, b, stride, pad):
    rows = [
        [
            sum(np.convolve(np.pad(x[n, c], pad), w[f, c], "valid") for c in range(x.shape[1]))[
                ::stride
            ]
            + b[f]
            for f in range(len(w))
        ]
        for n in range(len(x))
    ]
    return np.array(rows), (np.pad(x, ((0, 0), (0, 0), (pad, pad))), w, stride, pad)


right("a product a place")((as_image, as_image_back))
right("np.correlate")((by_correlate, as_image_back))
wrong("np.convolve", "line-filter-turned-round")((by_convolve, as_image_back))
wrong("[pad:-pad]", "line-empty-without-padding")(
    (
        as_image,
        turned(
            lambda dout, cache: as_image_back(dout, (*cache[:3], 0)),
            lambda dx, dw, db, dout, cache: (dx[:, :, cache[3] : -cache[3]], dw, db),
        ),
    )
)
wrong("db over N only", "line-db-over-images-only")(
    (as_image, turned(as_image_back, lambda dx, dw, db, dout, cache: (dx, dw, dout.sum(axis=0))))
)

VOLUME, right, wrong = kept()


def six_loops(x, w, b, stride, pad):
    N, C, D, H, W = x.shape
    F, _, KD, KH, KW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0)) + ((pad, pad),) * 3)
    od = (D + 2 * pad - KD) // stride + 1
    oh = (H + 2 * pad - KH) // stride + 1
    ow = (W + 2 * pad - KW) // stride + 1
    out = np.zeros((N, F, od, oh, ow))
    for n in range(N):
        for f in range(F):
            for a in range(od):
                for i in range(oh):
                    for j in range(ow):
                        d0, i0, j0 = a * stride, i * stride, j * stride
                        cube = xp[n, :, d0 : d0 + KD, i0 : i0 + KH, j0 : j0 + KW]
                        out[n, f, a, i, j] = (cube * w[f]).sum() + b[f]
    return out


right("five loops")(six_loops)
wrong("no bias", "volume-bias-missing")(lambda x, w, b, s, p: six_loops(x, w, 0 * b, s, p))
wrong("pads by one", "volume-padded-by-one")(lambda x, w, b, s, p: six_loops(x, w, b, s, 1))
wrong("returns a cache too")(lambda x, w, b, s, p: (six_loops(x, w, b, s, p), None))

BY_EXERCISE = {"conv-loops": LOOPS, "conv": ARRAYS, "conv1d": LINE, "conv3d": VOLUME}
