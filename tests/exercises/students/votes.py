"""How students write knn-vote: right and wrong."""

import itertools
import statistics
from collections import Counter

import numpy as np

from .kept import kept

ANSWERS, right, wrong = kept()


@right("bincount loop into np.zeros (float)")
def v01(labels):
    out = np.zeros(labels.shape[0])
    for i in range(labels.shape[0]):
        out[i] = np.argmax(np.bincount(labels[i]))
    return out


@right("unique counts")
def v02(labels):
    out = []
    for r in labels:
        v, c = np.unique(r, return_counts=True)
        out.append(v[np.argmax(c)])
    return np.array(out)


@right("Counter with min of ties")
def v03(labels):
    res = []
    for row in labels.tolist():
        c = Counter(row)
        top = max(c.values())
        res.append(min(l for l, n in c.items() if n == top))
    return np.array(res)


@right("Counter of sorted row")
def v04(labels):
    return np.array([Counter(sorted(r)).most_common(1)[0][0] for r in labels])


@right("scipy mode")
def v05(labels):
    from scipy import stats

    return stats.mode(labels, axis=1).mode


@right("scipy mode keepdims ravel")
def v06(labels):
    from scipy.stats import mode

    return mode(labels, axis=1, keepdims=True)[0].ravel()


@right("statistics.mode of sorted row")
def v07(labels):
    return np.array([statistics.mode(sorted(r.tolist())) for r in labels])


@right("one-hot sum")
def v08(labels):
    return (labels[:, :, None] == np.arange(labels.max() + 1)).sum(1).argmax(1)


@right("eye")
def v09(labels):
    return np.eye(labels.max() + 1)[labels].sum(axis=1).argmax(axis=1)


@right("apply_along_axis")
def v10(labels):
    return np.apply_along_axis(lambda r: np.bincount(r).argmax(), axis=1, arr=labels)


@right("max with key (count, -label)")
def v12(labels):
    return np.array(
        [max(set(r), key=lambda l: (r.count(l), -l)) for r in labels.tolist()], dtype=np.int32
    )


@right("C counts array")
def v13(labels):
    N, k = labels.shape
    out = np.empty(N, dtype=int)
    for i in range(N):
        count = [0] * (int(labels.max()) + 1)
        for j in range(k):
            count[labels[i, j]] += 1
        best = 0
        for c in range(1, len(count)):
            if count[c] > count[best]:
                best = c
        out[i] = best
    return out


@right("add.at + argmax, flat bincount")
def v14(labels):
    N = len(labels)
    C = int(labels.max()) + 1
    return (
        np.bincount((labels + C * np.arange(N)[:, None]).ravel(), minlength=N * C)
        .reshape(N, C)
        .argmax(1)
    )


@right("sort and count runs; recursion")
def v15(labels):
    def best(r):
        return min(statistics.multimode(r.tolist()))

    return np.fromiter((best(r) for r in labels), dtype=np.int64)


@right("loop over classes")
def v16(labels):
    classes = np.unique(labels)
    return classes[np.argmax(np.stack([(labels == c).sum(1) for c in classes]), axis=0)]


@right("sum(axis) on pairwise equality: O(k^2)")
def v17(labels):
    s = np.sort(labels, axis=1)
    n = (s[:, :, None] == s[:, None, :]).sum(-1)
    return s[np.arange(len(s)), n.argmax(1)]


@wrong("Counter.most_common: tie to first seen", "tie-to-the-nearest")
def vw1(labels):
    return np.array([Counter(r.tolist()).most_common(1)[0][0] for r in labels])


@wrong("max(set, key=count): set order", "tie-by-order-of-a-set")
def vw2(labels):
    return np.array([max(set(r), key=r.count) for r in labels.tolist()])


@wrong("first column only (k ignored)", "first-vote-only")
def vw3(labels):
    return labels[:, 0]


@wrong("tie to largest (>=)", "tie-to-the-largest")
def vw4(labels):
    out = np.zeros(len(labels), dtype=int)
    for i, r in enumerate(labels):
        n = 0
        for l in np.unique(r):
            if (r == l).sum() >= n:
                n = (r == l).sum()
                out[i] = l
    return out


@wrong("median", "median-label")
def vw5(labels):
    return np.median(labels, axis=1).astype(int)


@wrong("mean rounded", "mean-label")
def vw6(labels):
    return np.rint(labels.mean(axis=1)).astype(int)


@wrong("row maximum", "largest-label")
def vw7(labels):
    return labels.max(axis=1)


@wrong("axis 0 mode", "votes-down-the-columns")
def vw8(labels):
    return np.array([np.bincount(c).argmax() for c in labels.T])


@wrong("count, not label", "number-of-votes")
def vw9(labels):
    return np.array([np.bincount(r).max() for r in labels])


@wrong("(N,1)", "winners-in-a-column")
def vw10(labels):
    return np.array([[np.bincount(r).argmax()] for r in labels])


@wrong("unique: index for label", "place-in-the-list")
def vw11(labels):
    return np.array([np.argmax(np.unique(r, return_counts=True)[1]) for r in labels])


@wrong("10 classes hard-coded")
def vw12(labels):
    return (labels[:, :, None] == np.arange(10)).sum(1).argmax(1)


@wrong("label 0 ignored (MATLAB labels from 1)")
def vw13(labels):
    return np.array([np.bincount(r, minlength=2)[1:].argmax() + 1 for r in labels])


@wrong("one winner for all rows")
def vw14(labels):
    return np.bincount(labels.ravel()).argmax()


@wrong("random among ties", "not-the-same-twice")
def vw15(labels):
    out = []
    for r in labels:
        c = np.bincount(r)
        out.append(np.random.choice(np.flatnonzero(c == c.max())))
    return np.array(out)


@wrong("right, but sorts labels in place")
def vw16(labels):
    labels.sort(axis=1)
    return np.array([np.bincount(r).argmax() for r in labels])


@wrong("list")
def vw17(labels):
    return [int(np.bincount(r).argmax()) for r in labels]


@wrong("scipy mode()[0][0] (old SciPy)")
def vw18(labels):
    from scipy.stats import mode

    return np.array([mode(r)[0][0] for r in labels])


@wrong("bincount on floats of a float buffer")
def vw19(labels):
    return np.array([np.bincount(r.astype(float)).argmax() for r in labels])


@wrong("majority strictly over half else first")
def vw20(labels):
    out = []
    for r in labels:
        c = np.bincount(r)
        out.append(c.argmax() if c.max() > len(r) / 2 else r[0])
    return np.array(out)


@wrong("last seen wins ties", "tie-to-the-last")
def vw21(labels):
    return np.array([Counter(r[::-1].tolist()).most_common(1)[0][0] for r in labels])


@wrong("dict keys returned")
def vw22(labels):
    return Counter(labels[0].tolist()).keys()


@wrong("most_common(1) tuple kept: (N,1,2)")
def vw23(labels):
    return np.array([Counter(r.tolist()).most_common(1) for r in labels])


@wrong("boyer-moore (right only with true majority)")
def vw24(labels):
    out = []
    for r in labels:
        c, n = None, 0
        for l in r:
            if n == 0:
                c = l
            n += 1 if l == c else -1
        out.append(c)
    return np.array(out)


@wrong("longest run in order (not counts)")
def vw25(labels):
    return np.array(
        [max(((len(list(g)), -int(l)) for l, g in itertools.groupby(r)))[1] * -1 for r in labels]
    )


@wrong("strings of labels")
def vw26(labels):
    return np.array([str(np.bincount(r).argmax()) for r in labels])


@wrong("minlength=k so argmax fine but size: bincount(r)[:k]")
def vw27(labels):
    return np.array([np.bincount(r)[: labels.shape[1]].argmax() for r in labels])


@wrong("for over N, but N from k: labels.shape[1]")
def vw28(labels):
    out = np.zeros(labels.shape[0], dtype=int)
    for i in range(min(labels.shape)):
        out[i] = np.bincount(labels[i]).argmax()
    return out


@wrong("(1,N) row vector")
def vw29(labels):
    return np.array([[np.bincount(r).argmax() for r in labels]])
