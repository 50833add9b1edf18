"""How students write pairwise-l2: right and wrong."""

import numpy as np

from .kept import kept

ANSWERS, right, wrong = kept()


def pairwise_l2(a, b):
    d = (a**2).sum(1)[:, None] + (b**2).sum(1) - 2 * a @ b.T
    return np.sqrt(np.maximum(d, 0))


@right("expanded")
def p01(a, b):
    return np.sqrt(np.maximum((a**2).sum(1).reshape(-1, 1) - 2 * a.dot(b.T) + (b**2).sum(1), 0))


@right("expanded without clip")
def p02(a, b):
    return np.sqrt(np.sum(a**2, axis=1, keepdims=True) + np.sum(b**2, axis=1) - 2 * np.dot(a, b.T))


@right("cdist")
def p03(a, b):
    from scipy.spatial import distance

    return distance.cdist(a, b, "euclidean")


@right("sklearn euclidean_distances")
def p04(a, b):
    from sklearn.metrics.pairwise import euclidean_distances

    return euclidean_distances(a, b)


@right("einsum, abs instead of clip")
def p05(a, b):
    return np.sqrt(
        np.abs(
            np.einsum("ic,ic->i", a, a)[:, None]
            + np.einsum("jc,jc->j", b, b)[None]
            - 2 * np.einsum("ic,jc->ij", a, b)
        )
    )


@right("augmented matrix product")
def p06(a, b):
    A = np.hstack([-2 * a, np.ones((len(a), 1)), (a * a).sum(1, keepdims=True)])
    B = np.hstack([b, (b * b).sum(1, keepdims=True), np.ones((len(b), 1))])
    return np.sqrt((A @ B.T).clip(0))


@right("(b.T-based), inner, add.outer")
def p07(a, b):
    return np.sqrt(
        np.clip(
            np.add.outer(np.square(a).sum(1), np.square(b).sum(1)) - 2 * np.inner(a, b), 0, None
        )
    )


@right("repmat of both norms")
def p08(a, b):
    n, m = len(a), len(b)
    aa = np.tile((a**2).sum(1)[:, np.newaxis], (1, m))
    bb = np.tile((b**2).sum(1)[np.newaxis, :], (n, 1))
    return np.sqrt(aa + bb - 2 * np.matmul(a, np.transpose(b)))


@right("diag of Gram matrices: big but N*N (MATLAB)")
def p09(a, b):
    return np.sqrt(
        np.maximum(np.diag(a @ a.T)[:, None] + np.diag(b @ b.T)[None, :] - 2 * (a @ b.T), 0)
    )


@right("nan_to_num after sqrt")
def p10(a, b):
    return np.nan_to_num(np.sqrt((a**2).sum(1)[:, None] + (b**2).sum(1) - 2 * a @ b.T))


@right("centred first for accuracy")
def p12(a, b):
    m = b.mean(0)
    a = a - m
    b = b - m
    return np.sqrt(np.maximum((a * a).sum(1)[:, None] + (b * b).sum(1) - 2 * a @ b.T, 0))


@right("norms via linalg.norm squared, float32 cast")
def p13(a, b):
    a = a.astype(np.float32)
    b = b.astype(np.float32)
    return np.sqrt(
        np.maximum(
            np.linalg.norm(a, axis=1)[:, None] ** 2 + np.linalg.norm(b, axis=1) ** 2 - 2 * a @ b.T,
            0,
        )
    )


@wrong("(N,M,D) broadcast", "one-array-of-all-differences")
def pw1(a, b):
    return np.sqrt(((a[:, np.newaxis, :] - b[np.newaxis]) ** 2).sum(axis=2))


@wrong("hidden loop: comprehension over rows", "still-one-loop")
def pw2(a, b):
    return np.array([np.linalg.norm(b - r, axis=1) for r in a])


@wrong("loop over features", "still-one-loop")
def pw3(a, b):
    d = 0
    for c in range(a.shape[1]):
        d = d + (a[:, c : c + 1] - b[:, c]) ** 2
    return np.sqrt(d)


@wrong("sign +2ab", "cross-term-added")
def pw4(a, b):
    return np.sqrt((a**2).sum(1)[:, None] + (b**2).sum(1) + 2 * a @ b.T)


@wrong("factor 2 missing", "cross-term-once")
def pw5(a, b):
    return np.sqrt((a**2).sum(1)[:, None] + (b**2).sum(1) - a @ b.T)


@wrong("cross term missing", "cross-term-left-out")
def pw6(a, b):
    return np.sqrt((a**2).sum(1)[:, None] + (b**2).sum(1))


@wrong("no root", "no-root")
def pw7(a, b):
    return (a**2).sum(1)[:, None] + (b**2).sum(1) - 2 * a @ b.T


@wrong("no [:, None]: shapes", "squares-not-in-a-column")
def pw8(a, b):
    return np.sqrt((a**2).sum(1) + (b**2).sum(1) - 2 * a @ b.T)


@wrong("forgot .T")
def pw9(a, b):
    return np.sqrt((a**2).sum(1)[:, None] + (b**2).sum(1) - 2 * a @ b)


@wrong("sum over all (no axis)")
def pw10(a, b):
    return np.sqrt(np.sum(a**2) + np.sum(b**2) - 2 * a @ b.T)


@wrong("norms not squared")
def pw11(a, b):
    return np.sqrt(
        np.abs(np.linalg.norm(a, axis=1)[:, None] + np.linalg.norm(b, axis=1) - 2 * a @ b.T)
    )


@wrong("no root and factor 2 missing", "other-coefficients")
def pw12(a, b):
    return (a**2).sum(1)[:, None] + (b**2).sum(1) - a @ b.T


@wrong("no root and +2ab", "other-coefficients")
def pw13(a, b):
    return (a**2).sum(1)[:, None] + (b**2).sum(1) + 2 * a.dot(b.T)


@wrong("only |a|^2 - 2ab (ranks the same? no), |b|^2 missing", "one-square-left-out")
def pw14(a, b):
    return np.sqrt(np.maximum((a**2).sum(1)[:, None] - 2 * a @ b.T, 0))


@wrong("transposed expanded", "train-and-test-swapped")
def pw15(a, b):
    return np.sqrt((b**2).sum(1)[:, None] + (a**2).sum(1) - 2 * b @ a.T)


@wrong("np.vectorize over index pairs", "still-one-loop")
def pw16(a, b):
    return np.vectorize(lambda i, j: np.linalg.norm(a[int(i)] - b[int(j)]))(
        *np.indices((len(a), len(b)))
    )


@wrong("a *= -2 in place to save memory")
def pw17(a, b):
    aa = (a**2).sum(1)[:, None]
    a *= -2
    return np.sqrt(np.maximum(aa + a @ b.T + (b**2).sum(1), 0))


@wrong("constant added 1e-6 under root, visible (eps 1e-2)")
def pw18(a, b):
    return np.sqrt(np.maximum((a**2).sum(1)[:, None] + (b**2).sum(1) - 2 * a @ b.T, 0) + 1e-2)


@wrong("coefficient -3 (nobody's), fit must say")
def pw19(a, b):
    return np.sqrt(np.abs((a**2).sum(1)[:, None] + (b**2).sum(1) - 3 * a @ b.T))


@wrong("axis=0 in norms: crash")
def pw20(a, b):
    return np.sqrt((a**2).sum(0)[:, None] + (b**2).sum(0) - 2 * a @ b.T)


@wrong("|b| term forgotten the square: sum(b)")
def pw21(a, b):
    return np.sqrt(np.abs((a**2).sum(1)[:, None] + b.sum(1) - 2 * a @ b.T))


@wrong("norms doubled: 2|a|^2 + ...", "other-coefficients")
def pw22(a, b):
    return np.sqrt(2 * (a**2).sum(1)[:, None] + (b**2).sum(1) - 2 * a @ b.T)


@wrong("global cache by shape (depends on earlier calls)")
def pw23(a, b, _c={}):
    k = (a.shape, b.shape)
    if k not in _c:
        _c[k] = pairwise_l2(a, b)
    return _c[k]


@wrong("uses a global that is from another cell")
def pw24(a, b):
    return np.sqrt(np.sum(x_train**2, axis=1))


@wrong("map over rows with C function", "still-one-loop")
def pw25(a, b):
    return np.sqrt(
        np.array(
            list(map(np.sum, np.square(np.repeat(a, len(b), 0) - np.tile(b, (len(a), 1)))))
        ).reshape(len(a), len(b))
    )


@wrong("repeat/tile: (N*M, D) array", "one-array-of-all-differences")
def pw26(a, b):
    return np.linalg.norm(np.repeat(a, len(b), axis=0) - np.tile(b, (len(a), 1)), axis=1).reshape(
        len(a), len(b)
    )
