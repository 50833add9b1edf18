"""How students write pairwise-l1: right and wrong."""

import numpy as np

from .kept import kept

ANSWERS, right, wrong = kept()


@right("one loop")
def l01(a, b):
    d = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        d[i] = np.abs(b - a[i]).sum(axis=1)
    return d


@right("cdist cityblock")
def l02(a, b):
    from scipy.spatial.distance import cdist

    return cdist(a, b, metric="cityblock")


@right("loop over features")
def l03(a, b):
    d = np.zeros((a.shape[0], b.shape[0]))
    for c in range(a.shape[1]):
        d += np.abs(a[:, [c]] - b[:, c])
    return d


@right("norm ord 1, loop over b")
def l04(a, b):
    return np.stack([np.linalg.norm(a - q, 1, axis=1) for q in b], axis=1)


@right("sklearn manhattan")
def l05(a, b):
    from sklearn.metrics import pairwise_distances

    return pairwise_distances(a, b, metric="manhattan")


@right("max minus min")
def l06(a, b):
    return np.array([(np.maximum(b, r) - np.minimum(b, r)).sum(1) for r in a])


@right("masks (a-b where a>b)")
def l07(a, b):
    d = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        x = a[i] - b
        x[x < 0] *= -1
        d[i] = x.sum(1)
    return d


@right("sqrt of squares")
def l08(a, b):
    return np.array([np.sqrt((b - r) ** 2).sum(1) for r in a])


@wrong("no abs")
def lw1(a, b):
    return np.array([(b - r).sum(1) for r in a])


@wrong("abs outside the sum", "absolute-value-of-sum")
def lw2(a, b):
    return np.array([np.abs((b - r).sum(1)) for r in a])


@wrong("L2", "l2-instead")
def lw3(a, b):
    return np.array([np.linalg.norm(b - r, axis=1) for r in a])


@wrong("root of L1", "root-of-l1")
def lw4(a, b):
    return np.array([np.sqrt(np.abs(b - r).sum(1)) for r in a])


@wrong("mean abs", "mean-of-differences")
def lw5(a, b):
    return np.array([np.abs(b - r).mean(1) for r in a])


@wrong("(N,M,D)", "l1-cube")
def lw6(a, b):
    return np.abs(a[:, None] - b).sum(-1)


@wrong("|a| - |b| (difference of norms)")
def lw7(a, b):
    return np.abs(np.abs(a).sum(1)[:, None] - np.abs(b).sum(1))


@wrong("max", "largest-difference-of-all")
def lw8(a, b):
    return np.array([np.abs(b - r).max(1) for r in a])


@wrong("two loops", "l1-two-loops")
def lw9(a, b):
    return np.array([[np.abs(p - q).sum() for q in b] for p in a])


@wrong("squares, no root (squared L2)", "l2-squared-instead")
def lw10(a, b):
    return np.array([((b - r) ** 2).sum(1) for r in a])


@wrong("transposed", "l1-swapped")
def lw11(a, b):
    return np.array([np.abs(a - q).sum(1) for q in b])


@wrong("L1 by 'expansion': |a| + |b| - ...")
def lw12(a, b):
    return np.abs(a).sum(1)[:, None] + np.abs(b).sum(1)
