import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_laws import assert_refused, drawn, seeds, sizes, strided
from scipy.spatial.distance import cdist
from sklearn.neighbors import KNeighborsClassifier

from course_lib.errors import RangeError, ShapeError
from course_lib.kernels import (
    k_nearest,
    knn_predict,
    pairwise_l1,
    pairwise_l1_loops,
    pairwise_l2,
    pairwise_l2_loops,
    vote,
)

METRICS = {pairwise_l1: "cityblock", pairwise_l2: "euclidean"}
LOOPS = {pairwise_l1: pairwise_l1_loops, pairwise_l2: pairwise_l2_loops}
TYPES = [np.float32, np.float64, np.uint8, np.int16]


@pytest.mark.parametrize("pairwise", METRICS)
@given(N=sizes, M=sizes, D=st.integers(0, 9), seed=seeds, dtype=st.sampled_from(TYPES))
@drawn
def test_distances_are_those_of_the_loops_at_any_strides(pairwise, N, M, D, seed, dtype):
    rng = np.random.default_rng(seed)
    a, b = (rng.uniform(0, 255, (n, D)).astype(dtype) for n in (N, M))
    out = pairwise(strided(a, rng), strided(b, rng))
    assert out.dtype == (np.float32 if dtype == np.float32 else np.float64)
    np.testing.assert_allclose(out, LOOPS[pairwise](a, b), rtol=1e-4, atol=0.1)


@pytest.mark.parametrize("pairwise", METRICS)
@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("D", [7, 1024, 1100])
def test_many_points_are_cut_into_blocks_that_join(pairwise, dtype, D, rng):
    N, M = (3, 1030) if D > 7 else (1100, 1030)
    a, b = (rng.uniform(0, 255, (n, D)).astype(dtype) for n in (N, M))
    before = b.copy()
    want = cdist(a.astype(float), b.astype(float), METRICS[pairwise])
    rtol = 1e-4 if dtype == np.float32 else 1e-10
    np.testing.assert_allclose(pairwise(a, b), want, rtol=rtol)
    np.testing.assert_array_equal(b, before)


def test_l1_of_bytes_is_exact_at_the_extremes():
    a = np.array([[0] * 3000, [255] * 3000], np.uint8)
    np.testing.assert_array_equal(pairwise_l1(a, a), [[0, 765000], [765000, 0]])


@pytest.mark.parametrize("pairwise", METRICS)
@pytest.mark.parametrize("N", [1, 70, 600])
def test_equal_points_are_not_apart(pairwise, N, rng):
    a = rng.normal(1e3, 1, (N, 50)).astype(np.float32)
    d = pairwise(a, a)
    assert np.isfinite(d).all()
    # A length of about 7: its square is known to a few times 1e-6.
    np.testing.assert_allclose(np.diag(d), 0, atol=0 if pairwise is pairwise_l1 else 0.02)


@pytest.mark.parametrize("pairwise", METRICS)
def test_far_from_the_origin_distances_stay_right(pairwise, rng):
    a, b = rng.normal(size=(5, 20)), rng.normal(size=(7, 20))
    want = cdist(a, b, METRICS[pairwise])
    np.testing.assert_allclose(pairwise(a + 1e6, b + 1e6), want, rtol=1e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("off", [0, 1, 2, 4, 30, 1000])
def test_wherever_the_points_lie_their_distances_have_the_same_digits(off, dtype, rng):
    a, b = (rng.normal(off, 1, (n, 40)).astype(dtype) for n in (7, 250))
    b[::9] = a[3] + dtype(1e-2) * b[::9]  # some are near each other
    want = cdist(a.astype(float), b.astype(float), "sqeuclidean")
    # The squares of lengths that are added up: of 40 numbers, no more than 10 times further off.
    size = 40 * 11 * np.finfo(dtype).eps
    np.testing.assert_allclose(pairwise_l2(a, b) ** 2, want, rtol=1e-5, atol=8 * size)


@pytest.mark.parametrize("pairwise", [*METRICS, *LOOPS.values()])
@pytest.mark.parametrize(("N", "M"), [(0, 3), (3, 0), (0, 0)])
def test_no_points_have_no_distances(pairwise, N, M):
    assert pairwise(np.ones((N, 4)), np.ones((M, 4))).shape == (N, M)


@given(N=sizes, M=st.integers(1, 200), seed=seeds, levels=st.integers(1, 30), data=st.data())
@drawn
def test_the_k_nearest_are_the_first_of_a_stable_sort(N, M, seed, levels, data):
    rng = np.random.default_rng(seed)
    k = data.draw(st.integers(1, M))
    d = rng.integers(0, levels, (N, M)).astype(float)  # many ties
    d[rng.random(d.shape) < data.draw(st.sampled_from([0, 0.5]))] = np.inf
    before = d.copy()
    got = k_nearest(strided(d, rng), k)
    np.testing.assert_array_equal(got, np.argsort(d, axis=1, kind="stable")[:, :k])
    np.testing.assert_array_equal(d, before)


def test_rows_beyond_one_block_have_their_own_neighbours(rng):
    d = rng.normal(size=(150, 40)).astype(np.float32)
    np.testing.assert_array_equal(k_nearest(d, 3), np.argsort(d, axis=1)[:, :3])


@given(N=st.integers(0, 5), k=sizes, C=st.integers(1, 10), seed=seeds)
@drawn
def test_the_smallest_of_the_most_frequent_labels_wins(N, k, C, seed):
    labels = np.random.default_rng(seed).integers(0, C, (N, k))
    want = [min(set(row), key=lambda c: (-row.count(c), c)) for row in labels.tolist()]
    np.testing.assert_array_equal(vote(labels), want)


@pytest.mark.parametrize("k", [1, 4, 7])
def test_predictions_are_those_of_scikit_learn(k, rng):
    x, y, test = rng.normal(size=(60, 3)), rng.integers(0, 5, 60), rng.normal(size=(40, 3))
    theirs = KNeighborsClassifier(k).fit(x, y).predict(test)
    np.testing.assert_array_equal(knn_predict(pairwise_l2(test, x), y, k), theirs)


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize("pairwise", [*METRICS, *LOOPS.values()])
@pytest.mark.parametrize(
    ("a", "b"),
    [
        (np.ones((2, 3)), np.ones((2, 4))),
        (np.ones((2, 3, 4)), np.ones((2, 3, 4))),
        (np.ones(3), np.ones((2, 3))),
    ],
)
def test_refuses_points_that_cannot_be_compared(pairwise, a, b):
    assert_refused(ShapeError, pairwise, a, b)


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize(
    ("error", "call"),
    [
        (RangeError, lambda: k_nearest(np.ones((2, 3)), 0)),
        (RangeError, lambda: k_nearest(np.ones((2, 3)), 4)),
        (RangeError, lambda: vote(np.ones((2, 0), int))),
        (ShapeError, lambda: knn_predict(np.ones((2, 3)), np.array([0, 1]), 1)),
        (RangeError, lambda: knn_predict(np.ones((2, 3)), np.array([0, 1, 2]), 5)),
    ],
)
def test_refuses(error, call):
    assert_refused(error, call)
