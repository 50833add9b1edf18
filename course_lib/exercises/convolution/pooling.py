"""Max and average pooling, forward and backward."""

from course_lib.checking import Exercise
from course_lib.exercises.convolution.avg_pool_mistakes import AVG_MISTAKES
from course_lib.exercises.convolution.forward_first import (
    forward_then_backward,
    known_by_out,
    sampled_own_gradients,
)
from course_lib.exercises.convolution.max_pool_mistakes import MAX_MISTAKES
from course_lib.exercises.convolution.pool_cases import (
    back_by_kron,
    back_in_equal_shares,
    back_place_by_place,
    back_shares_place_by_place,
    back_to_all_that_tie,
    back_to_the_first_largest,
    largest_by_a_view,
    largest_of_each,
    largest_one_at_a_time,
    mean_by_a_view,
    mean_of_each,
    mean_of_sums,
    pool_layers,
    pool_layers_and_ties,
)


def max_pool_forward(x, KH, KW, stride):
    raise NotImplementedError


def max_pool_backward(dout, cache):
    raise NotImplementedError


def avg_pool_forward(x, KH, KW, stride):
    raise NotImplementedError


def avg_pool_backward(dout, cache):
    raise NotImplementedError


MAX_POOL = Exercise(
    id="max-pool",
    title="Max pooling",
    points=4,
    concepts=("pooling",),
    stub=(max_pool_forward, max_pool_backward),
    reference=(largest_by_a_view, back_place_by_place),
    cases=pool_layers_and_ties,
    drive=forward_then_backward,
    own=sampled_own_gradients,
    may_change=("dout",),
    returns=("out", "dx"),
    alternatives=(
        (largest_of_each, back_to_the_first_largest),
        (largest_one_at_a_time, back_to_all_that_tie),
    ),
    mistakes=known_by_out(MAX_MISTAKES),
    hints=(
        "Forward: (H - KH) // stride + 1 rows. Loops over i and j are enough, for .max(axis=(2, 3))"
        " takes all images and channels at once.",
        "Back: change a pixel that did not win a little, and out stays as it is. So each dout goes"
        " to one pixel of its window. A pixel may win in several windows: what happens then?",
        "np.unravel_index(window.argmax(), window.shape) is row and column of the winner within"
        " the window. Then dx[n, c, i * stride + r, j * stride + s] += dout[n, c, i, j].",
    ),
)

AVG_POOL = Exercise(
    id="avg-pool",
    title="Average pooling",
    points=2,
    concepts=("pooling",),
    stub=(avg_pool_forward, avg_pool_backward),
    reference=(mean_of_each, back_in_equal_shares),
    cases=pool_layers,
    drive=forward_then_backward,
    own=sampled_own_gradients,
    may_change=("dout",),
    returns=("out", "dx"),
    alternatives=((mean_by_a_view, back_shares_place_by_place), (mean_of_sums, back_by_kron)),
    mistakes=known_by_out(AVG_MISTAKES),
    hints=(
        "Forward is that of max pooling with one word changed.",
        "Back: each of the KH * KW pixels has the same share in the mean. How large is it?",
        "dx[n, c, i * stride : i * stride + KH, ...] += dout[n, c, i, j] / (KH * KW).",
    ),
)
