"""How students write Newton, BFGS and L-BFGS: right and wrong."""

import numpy as np

from .kept import kept

NEWTON, right, wrong = kept()


@right("solve")
def k01(w, dw, hessian):
    step = np.linalg.solve(hessian, -dw)
    return w + step


@right("pinv")
def k02(w, dw, hessian):
    return w - np.dot(np.linalg.pinv(hessian), dw)


@right("eigenvectors")
def k03(w, dw, hessian):
    lam, Q = np.linalg.eigh(hessian)
    return w - Q @ (Q.T @ dw / lam)


@wrong("hessian @ dw", "multiplied-by-the-hessian")
def kw1(w, dw, hessian):
    return w - hessian.dot(dw)


@wrong("dw / hessian", "divided-by-the-hessian")
def kw2(w, dw, hessian):
    return w - dw / hessian


@wrong("column comes back")
def kw3(w, dw, hessian):
    return w.reshape(-1, 1) - np.linalg.inv(hessian) @ dw.reshape(-1, 1)


@wrong("plus", "uphill")
def kw4(w, dw, hessian):
    return w + np.linalg.inv(hessian) @ dw


@wrong("damped")
def kw5(w, dw, hessian):
    return w - np.linalg.solve(hessian + 0.1 * np.eye(len(w)), dw)


BFGS, right, wrong = kept()


@right("outer products")
def b01(H, s, y):
    I = np.eye(H.shape[0])
    rho = 1.0 / y.dot(s)
    A = I - rho * np.outer(s, y)
    B = I - rho * np.outer(y, s)
    return A.dot(H).dot(B) + rho * np.outer(s, s)


@right("s[:, None]")
def b02(H, s, y):
    s, y = s[:, None], y[:, None]
    r = 1 / (s.T @ y)
    V = np.identity(len(s)) - r * (y @ s.T)
    return V.T @ H @ V + r * (s @ s.T)


@right("loops")
def b03(H, s, y):
    D = len(s)
    r = 1 / sum(s[i] * y[i] for i in range(D))
    out = np.zeros((D, D))
    for i in range(D):
        for j in range(D):
            for k in range(D):
                for l in range(D):
                    left = (i == k) - r * s[i] * y[k]
                    out[i, j] += left * H[k, l] * ((l == j) - r * y[l] * s[j])
            out[i, j] += r * s[i] * s[j]
    return out


@wrong("s @ y.T is a number", "dot-in-place-of-outer")
def bw1(H, s, y):
    I = np.eye(len(s))
    rho = 1 / (y.T @ s)
    return (I - rho * s @ y.T) @ H @ (I - rho * y @ s.T) + rho * s @ s.T


@wrong("no last term", "last-term-left-out")
def bw2(H, s, y):
    I = np.eye(len(s))
    rho = 1 / y.dot(s)
    return (I - rho * np.outer(s, y)) @ H @ (I - rho * np.outer(y, s))


@wrong("outer(y, s) on the left", "factors-in-the-wrong-order")
def bw3(H, s, y):
    I = np.eye(len(s))
    rho = 1 / y.dot(s)
    return (I - rho * np.outer(y, s)) @ H @ (I - rho * np.outer(s, y)) + rho * np.outer(s, s)


@wrong("s * y.T is no matrix", "number-by-number-on-both-sides")
def bw5(H, s, y):
    I = np.identity(s.size)
    rho = 1 / np.sum(s * y)
    return (I - rho * s * y.T).dot(H).dot(I - rho * y * s.T) + rho * (s * s.T)


@wrong("inverse written over")
def bw4(H, s, y):
    I = np.eye(len(s))
    rho = 1 / y.dot(s)
    H[:] = (I - rho * np.outer(s, y)) @ H @ (I - rho * np.outer(y, s)) + rho * np.outer(s, s)
    return H


LBFGS, right, wrong = kept()


@right("lists and reversed")
def h01(dw, s, y):
    q = dw.copy()
    alphas = []
    for si, yi in reversed(list(zip(s, y))):
        a = si.dot(q) / yi.dot(si)
        alphas.append(a)
        q = q - a * yi
    gamma = s[-1].dot(y[-1]) / y[-1].dot(y[-1])
    r = gamma * q
    for si, yi, a in zip(s, y, alphas[::-1]):
        b = yi.dot(r) / yi.dot(si)
        r = r + si * (a - b)
    return r


@wrong("alphas not reversed", "shares-read-in-the-order-they-came")
def hw1(dw, s, y):
    q = dw.copy()
    alphas = []
    for si, yi in reversed(list(zip(s, y))):
        a = si.dot(q) / yi.dot(si)
        alphas.append(a)
        q = q - a * yi
    r = s[-1].dot(y[-1]) / y[-1].dot(y[-1]) * q
    for si, yi, a in zip(s, y, alphas):
        r = r + si * (a - yi.dot(r) / yi.dot(si))
    return r


@wrong("the oldest pair scales", "scaled-by-the-oldest")
def hw5(dw, s, y):
    q = dw.copy()
    a = {}
    for i in range(len(s))[::-1]:
        a[i] = s[i] @ q / (y[i] @ s[i])
        q = q - a[i] * y[i]
    q = q * np.dot(s[0], y[0]) / np.dot(y[0], y[0])
    for i, (si, yi) in enumerate(zip(s, y)):
        q = q + si * (a[i] - yi @ q / (yi @ si))
    return q


@wrong("minus sign already in", "downhill-already")
def hw2(dw, s, y):
    return -h01(dw, s, y)


@wrong("H0 = I", "not-scaled")
def hw3(dw, s, y):
    q = dw.copy()
    alphas = {}
    for i in reversed(range(len(s))):
        alphas[i] = s[i] @ q / (y[i] @ s[i])
        q = q - alphas[i] * y[i]
    for i in range(len(s)):
        q = q + s[i] * (alphas[i] - y[i] @ q / (y[i] @ s[i]))
    return q


@wrong("q = dw, in place", "gradient-written-over")
def hw4(dw, s, y):
    q = dw
    a = [0] * len(s)
    for i in range(len(s))[::-1]:
        a[i] = s[i] @ q / (y[i] @ s[i])
        q -= a[i] * y[i]
    q = q * (s[-1] @ y[-1]) / (y[-1] @ y[-1])
    for i in range(len(s)):
        q = q + s[i] * (a[i] - y[i] @ q / (y[i] @ s[i]))
    return q
