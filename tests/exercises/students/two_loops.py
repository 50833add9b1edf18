"""How students write pairwise-l2-two-loops: right and wrong."""

import itertools
import math

import numpy as np

from .kept import kept

ANSWERS, right, wrong = kept()


@right("classic CS231n")
def t01(a, b):
    num_test, num_train = a.shape[0], b.shape[0]
    dists = np.zeros((num_test, num_train))
    for i in range(num_test):
        for j in range(num_train):
            dists[i, j] = np.sqrt(np.sum((a[i] - b[j]) ** 2))
    return dists


@right("norm")
def t02(a, b):
    d = np.zeros((len(a), len(b)))
    for i, p in enumerate(a):
        for j, q in enumerate(b):
            d[i, j] = np.linalg.norm(p - q)
    return d


@right("pure python, C, three while loops")
def t03(a, b):
    n, m, D = a.shape[0], b.shape[0], a.shape[1]
    out = []
    i = 0
    while i < n:
        row = []
        j = 0
        while j < m:
            s = 0.0
            c = 0
            while c < D:
                s += (float(a[i][c]) - float(b[j][c])) * (float(a[i][c]) - float(b[j][c]))
                c += 1
            row.append(math.sqrt(s))
            j += 1
        out.append(row)
        i += 1
    return np.array(out)


@right("math.dist nested comprehension")
def t04(a, b):
    return np.array([[math.dist(p, q) for q in b] for p in a])


@right("float32 output array")
def t05(a, b):
    d = np.zeros((a.shape[0], b.shape[0]), dtype=np.float32)
    for i in range(a.shape[0]):
        for j in range(b.shape[0]):
            d[i, j] = np.dot(a[i] - b[j], a[i] - b[j]) ** 0.5
    return d


@right("MATLAB 1-based with -1")
def t06(a, b):
    N, M = a.shape[0], b.shape[0]
    D = np.empty((N, M))
    for i in range(1, N + 1):
        for j in range(1, M + 1):
            D[i - 1, j - 1] = np.sqrt(sum((a[i - 1, :] - b[j - 1, :]) ** 2))
    return D


@right("cdist, transposed view of cdist(b,a)")
def t07(a, b):
    from scipy.spatial.distance import cdist

    return cdist(b, a).T


@right("prints in loop")
def t08(a, b):
    d = np.zeros((a.shape[0], b.shape[0]))
    for i in range(a.shape[0]):
        for j in range(b.shape[0]):
            d[i][j] = np.sqrt(np.square(a[i] - b[j]).sum())
            print(i, j, d[i][j])
    return d


@right("recursion")
def t09(a, b):
    if len(a) == 1:
        return np.array([[np.linalg.norm(a[0] - q) for q in b]])
    return np.vstack([t09(a[:1], b), t09(a[1:], b)])


@right("in-place on copies")
def t10(a, b):
    d = np.zeros((a.shape[0], b.shape[0]))
    for i in range(a.shape[0]):
        for j in range(b.shape[0]):
            x = a[i].copy()
            x -= b[j]
            x *= x
            d[i, j] = x.sum()
    np.sqrt(d, d)
    return d


@right("dict of pairs then array (R/py2 person)")
def t11(a, b):
    D = {
        (i, j): math.sqrt(sum((x - y) ** 2 for x, y in zip(p, q)))
        for (i, p), (j, q) in itertools.product(enumerate(a), enumerate(b))
    }
    return np.array([D[k] for k in sorted(D)]).reshape(len(a), len(b))


@right("np.float16 final array? no: longdouble")
def t12(a, b):
    d = np.zeros((len(a), len(b)), dtype=np.longdouble)
    for i in range(len(a)):
        for j in range(len(b)):
            d[i, j] = np.sqrt(((a[i].astype(np.longdouble) - b[j]) ** 2).sum())
    return d


@right("keepdims (1,) written into an element")
def t13(a, b):
    d = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            d[i, j : j + 1] = np.sqrt(np.sum((a[i] - b[j]) ** 2, keepdims=True))
    return d


@right("columns outer loop, Fortran order")
def t14(a, b):
    d = np.empty((len(a), len(b)), order="F")
    for j in range(len(b)):
        for i in range(len(a)):
            d[i, j] = np.hypot.reduce(a[i] - b[j])
    return d


@right("power 0.5, astype float first")
def t15(a, b):
    a, b = a.astype(float), b.astype(float)
    d = np.zeros([a.shape[0], b.shape[0]])
    for i in range(d.shape[0]):
        for j in range(d.shape[1]):
            d[i, j] = np.power(np.power(a[i] - b[j], 2).sum(), 0.5)
    return d


@wrong("no sqrt", "no-root")
def tw01(a, b):
    d = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            d[i, j] = ((a[i] - b[j]) ** 2).sum()
    return d


@wrong("L1 by sqrt inside the sum", "absolute-differences")
def tw02(a, b):
    d = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            d[i, j] = np.sum(np.sqrt((a[i] - b[j]) ** 2))
    return d


@wrong("no square: |sum of differences|")
def tw03(a, b):
    d = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            d[i, j] = np.sqrt(np.sum(a[i] - b[j]) ** 2)
    return d


@wrong("sqrt of the sum of plain differences (nan)")
def tw04(a, b):
    d = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            d[i, j] = np.sqrt(np.sum(a[i] - b[j]))
    return d


@wrong("transposed", "train-and-test-swapped")
def tw05(a, b):
    return np.array([[np.linalg.norm(p - q) for p in a] for q in b])


@wrong("test index used on train: b[i]", "test-index-for-training")
def tw06(a, b):
    d = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            d[i, j] = np.linalg.norm(a[i] - b[i])
    return d


@wrong("a[j] - b[j] (train index on test)", "test-index-for-training")
def tw07(a, b):
    d = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            d[i, j] = np.linalg.norm(a[i % len(a)] - b[min(i, len(b) - 1)])
    return d


@wrong("off by one: range(N-1) (MATLAB)", "last-not-reached")
def tw08(a, b):
    d = np.zeros((len(a), len(b)))
    for i in range(len(a) - 1):
        for j in range(len(b) - 1):
            d[i, j] = np.linalg.norm(a[i] - b[j])
    return d


@wrong("starts at 1 (MATLAB)", "first-left-out")
def tw09(a, b):
    d = np.zeros((len(a), len(b)))
    for i in range(1, len(a)):
        for j in range(1, len(b)):
            d[i, j] = np.linalg.norm(a[i] - b[j])
    return d


@wrong("return inside inner loop", "one-number-only")
def tw10(a, b):
    d = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            d[i, j] = np.linalg.norm(a[i] - b[j])
            return d


@wrong("return after the first row", "first-row-only")
def tw11(a, b):
    d = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            d[i, j] = np.linalg.norm(a[i] - b[j])
        return d


@wrong("int array", "whole-numbers")
def tw12(a, b):
    d = np.zeros((len(a), len(b)), dtype=int)
    for i in range(len(a)):
        for j in range(len(b)):
            d[i, j] = np.linalg.norm(a[i] - b[j])
    return d


@wrong("sum not reset between pairs")
def tw13(a, b):
    d = np.zeros((len(a), len(b)))
    s = 0
    for i in range(len(a)):
        for j in range(len(b)):
            s += np.sum((a[i] - b[j]) ** 2)
            d[i, j] = np.sqrt(s)
    return d


@wrong("RMS: mean for sum", "mean-of-squares")
def tw14(a, b):
    return np.array([[np.sqrt(np.mean((p - q) ** 2)) for q in b] for p in a])


@wrong("hard-coded number of features (3)")
def tw15(a, b):
    d = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            d[i, j] = math.sqrt(sum((a[i, c] - b[j, c]) ** 2 for c in range(3)))
    return d


@wrong("last feature left out")
def tw16(a, b):
    return np.array([[np.linalg.norm(p[:-1] - q[:-1]) for q in b] for p in a])


@wrong("list of lists returned")
def tw17(a, b):
    return [[float(np.linalg.norm(p - q)) for q in b] for p in a]


@wrong("print instead of return", "nothing-returned")
def tw18(a, b):
    print(np.array([[np.linalg.norm(p - q) for q in b] for p in a]))


@wrong("xrange (python 2)")
def tw19(a, b):
    d = np.zeros((len(a), len(b)))
    for i in xrange(len(a)):
        for j in xrange(len(b)):
            d[i, j] = np.linalg.norm(a[i] - b[j])
    return d


@wrong("np.zeros(N, M)")
def tw20(a, b):
    d = np.zeros(len(a), len(b))
    for i in range(len(a)):
        for j in range(len(b)):
            d[i, j] = np.linalg.norm(a[i] - b[j])
    return d


@wrong("^ for **")
def tw21(a, b):
    d = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            d[i, j] = np.sqrt(np.sum((a[i] - b[j]) ^ 2))
    return d


@wrong("allocated (N,M), filled d[j,i]")
def tw22(a, b):
    d = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            d[j, i] = np.linalg.norm(a[i] - b[j])
    return d


@wrong("axis=1 on one row")
def tw23(a, b):
    d = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            d[i, j] = np.sqrt(np.sum((a[i] - b[j]) ** 2, axis=1))
    return d


@wrong("rounded to two places", "rounded")
def tw24(a, b):
    return np.array([[round(math.dist(p, q), 2) for q in b] for p in a])


@wrong("generator returned")
def tw25(a, b):
    return ((np.linalg.norm(p - q) for q in b) for p in a)


@wrong("mutable default: accumulates over calls")
def tw26(a, b, out=[]):
    for p in a:
        out.append([np.linalg.norm(p - q) for q in b][:3])
    return np.array(out)


@wrong("no sqrt AND transposed")
def tw27(a, b):
    return np.array([[((p - q) ** 2).sum() for p in a] for q in b])


@wrong("no sqrt AND off by one")
def tw28(a, b):
    d = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b) - 1):
            d[i, j] = ((a[i] - b[j]) ** 2).sum()
    return d


@wrong("inputs standardised in place, else right")
def tw29(a, b):
    d = t02(a, b)
    a -= a.mean(axis=0)
    return d


@wrong("half triangle, assumed symmetric", "empty-below-the-diagonal")
def tw31(a, b):
    d = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(i, len(b)):
            d[i, j] = np.linalg.norm(a[i] - b[j])
    return d


@wrong("np.matrix of right numbers")
def tw32(a, b):
    return np.matrix(t02(a, b))


@wrong("both mistakes: no root, b[i]", "test-index-for-training")
def tw33(a, b):
    d = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            d[i, j] = ((a[i] - b[min(i, len(b) - 1)]) ** 2).sum()
    return d


@wrong("cosine distance")
def tw35(a, b):
    return np.array([[1 - p @ q / (np.linalg.norm(p) * np.linalg.norm(q)) for q in b] for p in a])


@wrong("pass: body emptied", "nothing-returned")
def tw36(a, b):
    pass


@wrong("appended flat: (N*M,)")
def tw37(a, b):
    return np.array([np.linalg.norm(p - q) for p in a for q in b])


@wrong("root of root (sqrt twice)", "rooted")
def tw38(a, b):
    return np.array([[np.sqrt(np.linalg.norm(p - q)) for q in b] for p in a])


@wrong("half the squares (1/2 sum as in a loss), rooted", "one-factor")
def tw39(a, b):
    return np.array([[np.sqrt(0.5 * np.sum((p - q) ** 2)) for q in b] for p in a])


@wrong("sum of two: a + b for a - b")
def tw40(a, b):
    return np.array([[np.linalg.norm(p + q) for q in b] for p in a])


@wrong("strings")
def tw41(a, b):
    return np.array([["%.4f" % np.linalg.norm(p - q) for q in b] for p in a])
