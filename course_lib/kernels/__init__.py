"""Pure NumPy functions: no state, no input or output, no global randomness."""

from course_lib.kernels.neighbours import (
    k_nearest,
    knn_predict,
    pairwise_l1,
    pairwise_l1_loops,
    pairwise_l2,
    pairwise_l2_loops,
    vote,
)

__all__ = [
    "k_nearest",
    "knn_predict",
    "pairwise_l1",
    "pairwise_l1_loops",
    "pairwise_l2",
    "pairwise_l2_loops",
    "vote",
]
