"""How students write pairwise-l2-one-loop: right and wrong."""

import numpy as np

from .kept import kept

ANSWERS, right, wrong = kept()


def pairwise_l2(a, b):
    d = (a**2).sum(1)[:, None] + (b**2).sum(1) - 2 * a @ b.T
    return np.sqrt(np.maximum(d, 0))


@right("classic")
def o01(a, b):
    d = np.zeros((a.shape[0], b.shape[0]))
    for i in range(a.shape[0]):
        d[i, :] = np.sqrt(np.sum((b - a[i]) ** 2, axis=1))
    return d


@right("vstack of norms")
def o02(a, b):
    return np.vstack([np.linalg.norm(r - b, axis=1) for r in a])


@right("loop over b, columns, einsum")
def o03(a, b):
    d = np.empty((len(a), len(b)))
    for j, q in enumerate(b):
        x = a - q
        d[:, j] = np.sqrt(np.einsum("ij,ij->i", x, x))
    return d


@right("np.tile (MATLAB repmat)")
def o04(a, b):
    d = np.zeros((a.shape[0], b.shape[0]))
    for i in range(a.shape[0]):
        d[i, :] = np.sqrt(((np.tile(a[i, :], (b.shape[0], 1)) - b) ** 2).sum(1))
    return d


@right("map + lambda")
def o05(a, b):
    return np.array(list(map(lambda r: np.sqrt(((b - r) ** 2).sum(-1)), a)))


@right("apply_along_axis (R)")
def o06(a, b):
    return np.apply_along_axis(lambda r: np.sqrt(((b - r) ** 2).sum(axis=1)), 1, a)


@right("no loop at all: product")
def o07(a, b):
    return pairwise_l2(a, b)


@right("loop over features")
def o08(a, b):
    d = np.zeros((len(a), len(b)))
    for c in range(a.shape[1]):
        d += np.subtract.outer(a[:, c], b[:, c]) ** 2
    return np.sqrt(d)


@right("append then np.array")
def o09(a, b):
    rows = []
    for r in a:
        rows.append(((r[None, :] - b) ** 2).sum(axis=1) ** 0.5)
    return np.asarray(rows)


@wrong("axis=0", "summed-over-rows")
def ow1(a, b):
    d = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        d[i] = np.sqrt(np.sum((b - a[i]) ** 2, axis=0))
    return d


@wrong("no axis: whole sum in each row", "everything-summed")
def ow2(a, b):
    d = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        d[i] = np.sqrt(np.sum((b - a[i]) ** 2))
    return d


@wrong("no root", "no-root")
def ow3(a, b):
    return np.array([((b - r) ** 2).sum(1) for r in a])


@wrong("two loops hidden in comprehension", "still-two-loops")
def ow4(a, b):
    return np.array([[np.linalg.norm(p - q) for q in b] for p in a])


@wrong("np.linalg.norm without axis", "everything-summed")
def ow5(a, b):
    return np.array([np.full(len(b), np.linalg.norm(b - r)) for r in a])


@wrong("a - b[i]: shapes")
def ow6(a, b):
    d = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        d[i] = np.sqrt(np.sum((a - b[i]) ** 2, axis=1))
    return d


@wrong("norm ord=1", "absolute-differences")
def ow7(a, b):
    return np.array([np.linalg.norm(b - r, axis=1, ord=1) for r in a])


@wrong("centres b in place on the way (np.subtract out=b)")
def ow8(a, b):
    d = []
    for r in a:
        np.subtract(b, r, out=b)
        d.append(np.linalg.norm(b, axis=1))
        np.add(b, r, out=b)
        b += 0.5
    return np.array(d)


@wrong("no loop but (N,M,D) array? allowed here perhaps", "train-and-test-swapped")
def ow9(a, b):
    return np.sqrt(((a[:, None] - b) ** 2).sum(-1)).T


@wrong("max norm (ord=inf)", "largest-difference")
def ow10(a, b):
    return np.array([np.abs(b - r).max(axis=1) for r in a])


@wrong("no root and float32 ints; else fine", "no-root")
def ow11(a, b):
    d = np.zeros((len(a), len(b)), dtype=np.float32)
    for i in range(len(a)):
        d[i] = np.sum(np.square(b - a[i]), axis=1)
    return d


@wrong("sqrt(sum)**2 order: root then square", "absolute-differences")
def ow12(a, b):
    return np.array([np.sqrt(np.sum(np.abs(b - r), axis=1)) ** 2 for r in a])
