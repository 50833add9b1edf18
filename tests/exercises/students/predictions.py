"""How students write knn-predict: right and wrong."""

import heapq
from collections import Counter

import numpy as np

from .kept import kept

ANSWERS, right, wrong = kept()


def knn_vote(labels):
    return np.array([np.bincount(r).argmax() for r in labels])


def knn_predict(distances, y, k):
    return knn_vote(y[np.argsort(distances, axis=1, kind="stable")[:, :k]])


@right("argsort + knn_vote")
def k01(distances, y, k):
    near = np.argsort(distances, axis=1)[:, :k]
    return knn_vote(y[near])


@right("argpartition k-1")
def k02(distances, y, k):
    return knn_vote(y[np.argpartition(distances, k - 1, axis=1)[:, :k]])


@right("sorted zip")
def k03(distances, y, k):
    out = []
    for row in distances:
        c = Counter(l for _, l in sorted(zip(row.tolist(), y.tolist()))[:k])
        out.append(sorted(c.items(), key=lambda t: (-t[1], t[0]))[0][0])
    return np.array(out)


@right("heapq.nsmallest")
def k04(distances, y, k):
    return np.array(
        [
            np.bincount(
                [y[j] for j in heapq.nsmallest(k, range(len(y)), key=lambda j: r[j])]
            ).argmax()
            for r in distances
        ]
    )


@right("repeated argmin on a copy")
def k05(distances, y, k):
    d = np.array(distances, dtype=float)
    out = np.zeros(len(d))
    for i in range(len(d)):
        votes = np.zeros(int(y.max()) + 1)
        for _ in range(k):
            j = d[i].argmin()
            votes[y[j]] += 1
            d[i, j] = np.inf
        out[i] = np.argmax(votes)
    return out


@right("sklearn precomputed")
def k06(distances, y, k):
    from sklearn.neighbors import KNeighborsClassifier

    m = KNeighborsClassifier(k, metric="precomputed", algorithm="brute").fit(
        np.zeros((len(y), len(y))), y
    )
    return m.predict(distances)


@right("CS231n predict_labels")
def k07(dists, y, k=1):
    num_test = dists.shape[0]
    y_pred = np.zeros(num_test)
    for i in range(num_test):
        closest_y = y[np.argsort(dists[i])][:k]
        y_pred[i] = np.bincount(closest_y).argmax()
    return y_pred


@right("take_along_axis, scipy mode")
def k08(distances, y, k):
    from scipy.stats import mode

    idx = distances.argsort(axis=-1)[..., :k]
    return mode(np.take(y, idx), axis=1).mode


@right("lexsort by label then distance")
def k09(distances, y, k):
    return np.array([np.bincount(y[np.lexsort((y, r))[:k]]).argmax() for r in distances])


@right("weights one-hot matrix")
def k10(distances, y, k):
    rank = distances.argsort(1).argsort(1)
    return ((rank < k).astype(int) @ np.eye(y.max() + 1, dtype=int)[y]).argmax(1)


@right("calls max()/list.count on sorted")
def k11(distances, y, k):
    res = np.empty(distances.shape[0], dtype=y.dtype)
    for i in range(res.size):
        l = sorted(y[np.argsort(distances[i])[:k]])
        res[i] = max(l, key=l.count)
    return res


@wrong("farthest", "farthest-neighbours")
def kw1(distances, y, k):
    return knn_vote(y[np.argsort(-distances, axis=1)[:, :k]])


@wrong("k ignored", "nearest-only")
def kw2(distances, y, k):
    return y[distances.argmin(axis=1)]


@wrong("argsort over axis 0")
def kw3(distances, y, k):
    return knn_vote(y[np.argsort(distances, axis=0)[:k].T % len(y)])


@wrong("indices voted, not labels", "index-for-label")
def kw4(distances, y, k):
    return knn_vote(np.argsort(distances, axis=1)[:, :k])


@wrong("argpartition(k)", "partition-at-k")
def kw5(distances, y, k):
    return knn_vote(y[np.argpartition(distances, k, axis=1)[:, :k]])


@wrong("k+1 neighbours", "one-neighbour-too-many")
def kw6(distances, y, k):
    return knn_vote(y[np.argsort(distances, axis=1)[:, : k + 1]])


@wrong("first skipped [1:k+1] as if it were itself", "nearest-left-out")
def kw7(distances, y, k):
    return knn_vote(y[np.argsort(distances, axis=1)[:, 1 : k + 1]])


@wrong("sorts distances in place, labels not")
def kw8(distances, y, k):
    distances.sort(axis=1)
    return np.full(len(distances), np.bincount(y[:k]).argmax())


@wrong("distances cast to int", "distances-cut-to-whole-numbers")
def kw9(distances, y, k):
    return knn_vote(y[np.argsort(distances.astype(int), axis=1, kind="stable")[:, :k]])


@wrong("tie to nearest", "tie-to-the-nearest-label")
def kw10(distances, y, k):
    return np.array(
        [Counter(y[np.argsort(r)[:k]].tolist()).most_common(1)[0][0] for r in distances]
    )


@wrong("weighted by 1/d")
def kw11(distances, y, k):
    out = []
    for r in distances:
        j = np.argsort(r)[:k]
        out.append(np.bincount(y[j], weights=1 / (r[j] + 1e-9)).argmax())
    return np.array(out)


@wrong("(N,1)", "predictions-in-a-column")
def kw12(distances, y, k):
    return knn_predict(distances, y, k)[:, None]


@wrong("argsort without axis, [:k] on rows")
def kw13(distances, y, k):
    return knn_vote(y[np.argsort(distances)[:k]])


@wrong("argmin + inf in place on the input")
def kw14(distances, y, k):
    out = []
    for r in distances:
        l = []
        for _ in range(k):
            j = r.argmin()
            l.append(y[j])
            r[j] = np.inf
        out.append(np.bincount(l).argmax())
    return np.array(out)


@wrong("mean label")
def kw15(distances, y, k):
    return y[np.argsort(distances, axis=1)[:, :k]].mean(axis=1)


@wrong("labels of neighbours returned, no vote (N,k)", "neighbours-returned")
def kw16(distances, y, k):
    return y[np.argsort(distances, axis=1)[:, :k]]


@wrong("k fixed at 3")
def kw17(distances, y, k):
    return knn_vote(y[np.argsort(distances, axis=1)[:, :3]])


@wrong("int cast AND nearest tie")
def kw19(distances, y, k):
    return np.array(
        [
            Counter(y[np.argsort(r.astype(int), kind="stable")[:k]].tolist()).most_common(1)[0][0]
            for r in distances
        ]
    )


@wrong("knn_vote with first-seen ties is what it calls")
def kw20(distances, y, k):
    return vw1(y[np.argsort(distances, axis=1)[:, :k]])


@wrong("y indexed by row: y[i]")
def kw21(distances, y, k):
    return np.array([y[i] for i in range(len(distances))])


@wrong("tie: shrinks k until unique (Kevin Zakka/Grus style)")
def kw22(distances, y, k):
    def vote(l):
        c = Counter(l)
        ((w, n),) = c.most_common(1)
        return w if sum(v == n for v in c.values()) == 1 else vote(l[:-1])

    return np.array([vote(y[np.argsort(r)[:k]].tolist()) for r in distances])


@wrong("smallest k distances' label by `in`: equality lookup, first match")
def kw23(distances, y, k):
    return np.array(
        [np.bincount([y[list(r).index(v)] for v in sorted(r)[:k]]).argmax() for r in distances]
    )


@wrong("k-1 neighbours (range(1,k))")
def kw24(distances, y, k):
    near = np.argsort(distances, axis=1)
    return np.array(
        [
            np.bincount([y[near[i, j]] for j in range(1, k)] or [0]).argmax()
            for i in range(len(distances))
        ]
    )


@wrong("distances transposed assumed (M,N)")
def kw25(distances, y, k):
    return knn_vote(y[np.argsort(distances.T, axis=1)[:, :k] % len(y)])
