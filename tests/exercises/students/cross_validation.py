"""How students write cross-validate: right and wrong."""

import numpy as np

from .kept import kept

ANSWERS, right, wrong = kept()


def pairwise_l2(a, b):
    d = (a**2).sum(1)[:, None] + (b**2).sum(1) - 2 * a @ b.T
    return np.sqrt(np.maximum(d, 0))


def knn_vote(labels):
    return np.array([np.bincount(r).argmax() for r in labels])


def knn_predict(distances, y, k):
    return knn_vote(y[np.argsort(distances, axis=1, kind="stable")[:, :k]])


def acc(xt, yt, xv, yv, k):
    return np.mean(knn_predict(pairwise_l2(xv, xt), yt, k) == yv)


@right("array_split + concatenate")
def x01(x, y, ks, folds):
    xs, ys = np.array_split(x, folds), np.array_split(y, folds)
    out = np.zeros((len(ks), folds))
    for i, k in enumerate(ks):
        for f in range(folds):
            xt = np.concatenate([xs[g] for g in range(folds) if g != f])
            yt = np.hstack(ys[:f] + ys[f + 1 :])
            out[i, f] = acc(xt, yt, xs[f], ys[f], k)
    return out


@right("np.delete")
def x02(x, y, ks, folds):
    res = []
    for k in ks:
        res.append(
            [
                acc(np.delete(x, i, 0), np.delete(y, i), x[i], y[i], k)
                for i in np.array_split(np.arange(len(y)), folds)
            ]
        )
    return np.array(res)


@right("masks, distances once a fold")
def x03(x, y, ks, folds):
    out = np.empty((len(ks), folds), dtype=np.float32)
    for f, idx in enumerate(np.array_split(range(len(x)), folds)):
        m = np.ones(len(x), bool)
        m[idx] = False
        d = pairwise_l2(x[~m], x[m])
        for i, k in enumerate(ks):
            out[i, f] = (knn_predict(d, y[m], k) == y[~m]).sum() / (~m).sum()
    return out


@right("sklearn KFold")
def x04(x, y, ks, folds):
    from sklearn.model_selection import KFold

    out = np.zeros((len(ks), folds))
    for f, (tr, te) in enumerate(KFold(n_splits=folds).split(x)):
        for i, k in enumerate(ks):
            out[i, f] = acc(x[tr], y[tr], x[te], y[te], k)
    return out


@right("sklearn all the way: cross_val_score")
def x05(x, y, ks, folds):
    from sklearn.model_selection import KFold, cross_val_score
    from sklearn.neighbors import KNeighborsClassifier

    return np.array(
        [
            cross_val_score(KNeighborsClassifier(k, algorithm="brute"), x, y, cv=KFold(folds))
            for k in ks
        ]
    )


@right("CS231n dict k_to_accuracies then array")
def x06(x, y, ks, folds):
    k_to = {}
    X, Y = np.array_split(x, folds), np.array_split(y, folds)
    for k in ks:
        k_to[k] = []
        for i in range(folds):
            xtr = np.vstack(X[:i] + X[i + 1 :])
            ytr = np.concatenate(Y[:i] + Y[i + 1 :])
            pred = knn_predict(pairwise_l2(X[i], xtr), ytr, k)
            k_to[k].append(float(np.sum(pred == Y[i])) / len(Y[i]))
    return np.array([k_to[k] for k in ks])


@right("by hand sizes, no array_split")
def x07(x, y, ks, folds):
    n = len(x)
    sizes = [n // folds + (f < n % folds) for f in range(folds)]
    out = np.zeros((len(ks), folds))
    s = 0
    for f in range(folds):
        e = s + sizes[f]
        xt = np.r_[x[:s], x[e:]]
        yt = np.r_[y[:s], y[e:]]
        for i in range(len(ks)):
            out[i][f] = acc(xt, yt, x[s:e], y[s:e], ks[i])
        s = e
    return out


@right("np.roll of folds")
def x08(x, y, ks, folds):
    xs, ys = np.array_split(x, folds), np.array_split(y, folds)
    out = []
    for f in range(folds):
        xs_, ys_ = xs[f:] + xs[:f], ys[f:] + ys[:f]
        out.append([acc(np.vstack(xs_[1:]), np.hstack(ys_[1:]), xs_[0], ys_[0], k) for k in ks])
    return np.array(out).T


@wrong("transposed (folds, ks)", "folds-in-the-rows")
def xw1(x, y, ks, folds):
    return x01(x, y, ks, folds).T


@wrong("held-out fold left in training", "trained-on-the-held-out-fold-too")
def xw2(x, y, ks, folds):
    xs, ys = np.array_split(x, folds), np.array_split(y, folds)
    return np.array([[acc(x, y, xs[f], ys[f], k) for f in range(folds)] for k in ks])


@wrong("trained on one fold, tested on the rest", "roles-of-the-folds-swapped")
def xw3(x, y, ks, folds):
    idx = np.array_split(np.arange(len(x)), folds)
    return np.array(
        [
            [acc(x[i], y[i], np.delete(x, i, 0), np.delete(y, i), min(k, len(i))) for i in idx]
            for k in ks
        ]
    )


@wrong("error rate", "errors-counted")
def xw4(x, y, ks, folds):
    return 1 - x01(x, y, ks, folds)


@wrong("percent", "per-cent")
def xw5(x, y, ks, folds):
    return 100 * x01(x, y, ks, folds)


@wrong("counts, not share", "counts-not-shares")
def xw6(x, y, ks, folds):
    n = np.array([len(p) for p in np.array_split(x, folds)])
    return x01(x, y, ks, folds) * n


@wrong("remainder dropped: N//folds", "leftover-examples-dropped")
def xw7(x, y, ks, folds):
    n = len(x) // folds * folds
    return x01(x[:n], y[:n], ks, folds)


@wrong("remainder to last fold")
def xw8(x, y, ks, folds):
    n = len(x) // folds
    cut = [n * f for f in range(1, folds)]
    idx = np.split(np.arange(len(x)), cut)
    return np.array(
        [[acc(np.delete(x, i, 0), np.delete(y, i), x[i], y[i], k) for i in idx] for k in ks]
    )


@wrong("np.split crash")
def xw9(x, y, ks, folds):
    idx = np.split(np.arange(len(x)), folds)
    return np.array(
        [[acc(np.delete(x, i, 0), np.delete(y, i), x[i], y[i], k) for i in idx] for k in ks]
    )


@wrong("shuffled by permutation", "not-the-same-twice")
def xw10(x, y, ks, folds):
    p = np.random.permutation(len(x))
    return x01(x[p], y[p], ks, folds)


@wrong("strided folds i::folds")
def xw11(x, y, ks, folds):
    out = np.zeros((len(ks), folds))
    for f in range(folds):
        i = np.arange(f, len(x), folds)
        for r, k in enumerate(ks):
            out[r, f] = acc(np.delete(x, i, 0), np.delete(y, i), x[i], y[i], k)
    return out


@wrong("index of k used for k (enumerate slip)")
def xw12(x, y, ks, folds):
    return x01(x, y, list(range(1, len(ks) + 1)), folds)


@wrong("k fixed to ks[0]", "always-the-first-k")
def xw13(x, y, ks, folds):
    return x01(x, y, [ks[0]] * len(ks), folds)


@wrong("mean over folds", "averaged-over-the-folds")
def xw14(x, y, ks, folds):
    return x01(x, y, ks, folds).mean(axis=1)


@wrong("dict returned, CS231n")
def xw15(x, y, ks, folds):
    return {k: list(r) for k, r in zip(ks, x01(x, y, ks, folds))}


@wrong("best k returned")
def xw16(x, y, ks, folds):
    return ks[x01(x, y, ks, folds).mean(1).argmax()]


@wrong("fold labels not excluded: y of wrong fold order")
def xw17(x, y, ks, folds):
    xs, ys = np.array_split(x, folds), np.array_split(y, folds)
    return np.array(
        [
            [
                acc(
                    np.vstack(xs[:f] + xs[f + 1 :]),
                    np.hstack(ys)[: len(x) - len(xs[f])],
                    xs[f],
                    ys[f],
                    k,
                )
                for f in range(folds)
            ]
            for k in ks
        ]
    )


@wrong("stratified folds")
def xw18(x, y, ks, folds):
    from sklearn.model_selection import cross_val_score
    from sklearn.neighbors import KNeighborsClassifier

    return np.array(
        [cross_val_score(KNeighborsClassifier(k, algorithm="brute"), x, y, cv=folds) for k in ks]
    )


@wrong("xs[:f] + xs[f+1:] on arrays (np.array folds): broadcast")
def xw20(x, y, ks, folds):
    xs = np.array_split(x, folds)
    n = len(xs[-1])
    A = np.array([q[:n] for q in xs])
    return np.array(
        [
            [
                acc(
                    (A[:f].sum(0) if f else A[1:].sum(0)),
                    y[:n],
                    A[f],
                    y[f * n : (f + 1) * n],
                    min(k, n),
                )
                for f in range(folds)
            ]
            for k in ks
        ]
    )


@wrong("out[i,f] overwritten: only last k row filled")
def xw21(x, y, ks, folds):
    out = np.zeros((len(ks), folds))
    r = x01(x, y, ks, folds)
    out[-1] = r[-1]
    return out


@wrong("distances computed on all data, y of train: index mixed")
def xw22(x, y, ks, folds):
    idx = np.array_split(np.arange(len(x)), folds)
    d = pairwise_l2(x, x)
    return np.array([[np.mean(knn_predict(d[i], y, k) == y[i]) for i in idx] for k in ks])


@wrong("train excludes next fold too")
def xw23(x, y, ks, folds):
    xs, ys = np.array_split(x, folds), np.array_split(y, folds)
    return np.array(
        [
            [
                acc(
                    np.vstack(xs[:f] + xs[f + 2 :]) if xs[:f] + xs[f + 2 :] else xs[f],
                    np.hstack(ys[:f] + ys[f + 2 :]) if ys[:f] + ys[f + 2 :] else ys[f],
                    xs[f],
                    ys[f],
                    k,
                )
                for f in range(folds)
            ]
            for k in ks
        ]
    )


@wrong("tie to nearest in an own inner vote")
def xw24(x, y, ks, folds):
    idx = np.array_split(np.arange(len(x)), folds)
    return np.array(
        [
            [
                np.mean(kw10(pairwise_l2(x[i], np.delete(x, i, 0)), np.delete(y, i), k) == y[i])
                for i in idx
            ]
            for k in ks
        ]
    )


@wrong("squared/L1 distance for L2 (L1)")
def xw25(x, y, ks, folds):
    idx = np.array_split(np.arange(len(x)), folds)
    return np.array(
        [
            [
                np.mean(knn_predict(l01(x[i], np.delete(x, i, 0)), np.delete(y, i), k) == y[i])
                for i in idx
            ]
            for k in ks
        ]
    )


@right("own distances squared (no root): same ranking")
def x09(x, y, ks, folds):
    idx = np.array_split(np.arange(len(x)), folds)
    return np.array(
        [
            [
                np.mean(
                    knn_predict(pairwise_l2(x[i], np.delete(x, i, 0)) ** 2, np.delete(y, i), k)
                    == y[i]
                )
                for i in idx
            ]
            for k in ks
        ]
    )
