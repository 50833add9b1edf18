"""How students write ewma and its correction: right and wrong."""

import numpy as np

from .kept import kept

PLAIN, right, wrong = kept()


@right("zeros_like, loop over range")
def p01(x, beta):
    out = np.zeros(x.shape, dtype=float)
    prev = np.zeros(x.shape[1:])
    for i in range(x.shape[0]):
        prev = beta * prev + (1 - beta) * x[i]
        out[i] = prev
    return out


@right("out[i-1] and a special first row")
def p02(x, beta):
    x = np.asarray(x, dtype=np.float64)
    out = np.empty_like(x)
    out[0] = (1 - beta) * x[0]
    for i in range(1, len(x)):
        out[i] = beta * out[i - 1] + (1 - beta) * x[i]
    return out


@right("itertools.accumulate")
def p03(x, beta):
    from itertools import accumulate

    acc = accumulate(x, lambda v, a: beta * v + (1 - beta) * a, initial=np.zeros(x.shape[1:]))
    return np.array(list(acc))[1:]


@right("recursive")
def p04(x, beta):
    if len(x) == 1:
        return (1 - beta) * x
    head = p04(x[:-1], beta)
    return np.concatenate([head, [beta * head[-1] + (1 - beta) * x[-1]]])


@right("scipy lfilter")
def p05(x, beta):
    from scipy.signal import lfilter

    return lfilter([1 - beta], [1, -beta], x, axis=0)


@right("explicit weighted sum at each t")
def p06(x, beta):
    rows = []
    for t in range(len(x)):
        s = 0
        for i in range(t + 1):
            s = s + (1 - beta) * beta ** (t - i) * x[i]
        rows.append(s)
    return np.stack(rows)


@wrong("previous x, not previous average", "yesterday-in-place-of-the-average")
def pw1(x, beta):
    out = np.zeros(x.shape)
    for i in range(len(x)):
        if i == 0:
            out[i] = (1 - beta) * x[i]
        else:
            out[i] = beta * x[i - 1] + (1 - beta) * x[i]
    return out


@wrong("first value copied", "begun-with-the-first-day")
def pw2(x, beta):
    s = [x[0]]
    for a in x[1:]:
        s.append(beta * s[-1] + (1 - beta) * a)
    return np.array(s)


@wrong("alpha and beta mixed up", "old-and-new-swapped")
def pw3(x, beta):
    alpha = beta
    s = np.zeros(x.shape[1:])
    res = []
    for a in x:
        s = s + alpha * (a - s)
        res.append(s)
    return np.array(res)


@wrong("int array truncates")
def pw4(x, beta):
    out = np.zeros(x.shape, dtype=int)
    v = 0
    for i, a in enumerate(x):
        v = beta * v + (1 - beta) * a
        out[i] = v
    return out


@wrong("a list comes back")
def pw5(x, beta):
    v, out = 0, []
    for a in x:
        v = beta * v + (1 - beta) * a
        out.append(v)
    return out


@wrong("in-place v appended", None)
def pw6(x, beta):
    v = np.zeros(x.shape[1:])
    out = []
    for a in x:
        v *= beta
        v += (1 - beta) * a
        out.append(v)
    return np.array(out)


@wrong("written into x", "whole-numbers-kept")
def pw8(x, beta):
    s = 0
    for i, now in enumerate(x):
        s += (1 - beta) * (now - s)
        x[i] = s
    return x


@wrong("zeros_like, of whole numbers too", "whole-numbers-kept")
def pw9(x, beta):
    out = np.zeros_like(x)
    v = 0.0
    for i, now in enumerate(x):
        v = v * beta + now * (1 - beta)
        out[i] = v
    return out


@wrong("room for one number a day", "one-number-a-day")
def pw10(x, beta):
    out = np.zeros(x.shape[0])
    v = 0.0
    for i in range(x.shape[0]):
        v = v * beta + x[i] * (1 - beta)
        out[i] = v
    return out


@wrong("stops one short")
def pw7(x, beta):
    out = np.zeros(x.shape)
    v = 0
    for i in range(len(x) - 1):
        v = beta * v + (1 - beta) * x[i]
        out[i] = v
    return out


CORRECTED, right, wrong = kept()


@right("t+1 in the power")
def c01(x, beta):
    out = np.zeros(x.shape)
    v = 0.0
    for t in range(len(x)):
        v = beta * v + (1 - beta) * x[t]
        out[t] = v / (1 - beta ** (t + 1))
    return out


@right("divide all at the end, by columns")
def c02(x, beta):
    v = np.zeros(x.shape)
    v[0] = (1 - beta) * x[0]
    for t in range(1, len(x)):
        v[t] = beta * v[t - 1] + (1 - beta) * x[t]
    bias = 1 - beta ** np.arange(1, len(x) + 1)
    return v / bias.reshape(-1, *[1] * (x.ndim - 1))


@right("np.average with weights")
def c03(x, beta):
    res = []
    for t in range(1, len(x) + 1):
        w = beta ** np.arange(t)[::-1]
        res.append(np.average(x[:t], axis=0, weights=w) if beta > 0 else x[t - 1])
    return np.array(res, dtype=float)


@wrong("i is zero at first", "counted-from-zero")
def cw1(x, beta):
    out = np.zeros(x.shape)
    v = 0
    for i in range(len(x)):
        v = beta * v + (1 - beta) * x[i]
        out[i] = v / (1 - beta**i)
    return out


@wrong("correction kept in v", "corrected-too-early")
def cw2(x, beta):
    out = np.zeros(x.shape)
    v = np.zeros(x.shape[1:])
    for i in range(len(x)):
        v = beta * v + (1 - beta) * x[i]
        v = v / (1 - beta ** (i + 1))
        out[i] = v
    return out


@wrong("beta times t", "times-t")
def cw3(x, beta):
    v = 0
    res = np.zeros(x.shape)
    for t, xt in enumerate(x):
        v = beta * v + (1 - beta) * xt
        res[t] = v / (1 - beta * (t + 1))
    return res


@wrong("xor for power")
def cw4(x, beta):
    v = 0
    res = np.zeros(x.shape)
    for t, xt in enumerate(x):
        v = beta * v + (1 - beta) * xt
        res[t] = v / (1 - beta ^ (t + 1))
    return res


@wrong("forgot it", "not-corrected")
def cw5(x, beta):
    res = np.zeros(x.shape)
    v = np.zeros(x.shape[1:])
    for t in range(x.shape[0]):
        v = v + (1 - beta) * (x[t] - v)
        res[t] = v
    return res
