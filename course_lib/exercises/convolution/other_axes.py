"""The same idea on sequences, with gradients, and on volumes."""

import numpy as np

from course_lib.checking import Case, Exercise
from course_lib.exercises.convolution.conv1d_mistakes import LINE_MISTAKES
from course_lib.exercises.convolution.conv3d_mistakes import VOLUME_MISTAKES
from course_lib.exercises.convolution.forward_first import (
    forward_then_backward,
    known_by_out,
    sampled_own_gradients,
)
from course_lib.exercises.convolution.other_axes_ways import (
    along_the_line,
    back_along_the_line,
    back_line_by_loops,
    back_line_by_offsets,
    line_by_loops,
    line_by_view,
    slice_by_slice,
    through_the_volume,
    volume_by_view,
)


def conv1d_forward(x, w, b, stride, pad):
    raise NotImplementedError


def conv1d_backward(dout, cache):
    raise NotImplementedError


def conv3d_forward(x, w, b, stride, pad):
    raise NotImplementedError


def sequences(rng):
    def layer(N, C, W, F, K, stride, pad):
        shapes = (N, F, (W + 2 * pad - K) // stride + 1), (N, C, W), (F, C, K), (F,)
        return (*(rng.normal(size=shape) for shape in shapes), stride, pad)

    by_hand = (
        np.array([[[1.0, -2.0, 3.0]]]),
        np.array([[[1.0, 4.0, 2.0, 8.0]]]),
        np.array([[[-1.0, 1.0]]]),
        np.array([0.5]),
        1,
        0,
    )
    single = (a.astype(np.float32) for a in layer(2, 3, 8, 4, 5, 1, 0)[:4])
    return (
        Case(by_hand, "one sequence, differences of neighbours"),
        Case(layer(3, 2, 7, 4, 3, 1, 0), "stride 1, no padding"),
        Case(layer(2, 3, 6, 4, 5, 1, 2), "stride 1, pad 2: as long as before"),
        Case(layer(2, 3, 9, 5, 4, 3, 2), "stride 3, pad 2"),
        Case(layer(4, 1, 8, 3, 2, 2, 0), "stride 2, no padding"),
        Case(layer(1, 4, 9, 2, 3, 2, 1), "one sequence, stride 2, pad 1", "generality"),
        Case(layer(3, 2, 5, 4, 5, 1, 0), "a filter for the whole sequence", "generality"),
        Case(layer(2, 3, 5, 4, 1, 1, 0), "filters of one step", "generality"),
        Case((*single, 1, 0), "float32", "generality"),
    )


def volumes(rng):
    def layer(N, C, size, F, K, stride, pad):
        shapes = (N, C, *size), (F, C, *K), (F,)
        return (*(rng.normal(size=shape) for shape in shapes), stride, pad)

    single = (a.astype(np.float32) for a in layer(2, 1, (4, 3, 5), 3, (2, 1, 3), 1, 0)[:3])
    return (
        Case(layer(1, 1, (2, 3, 4), 2, (2, 2, 3), 1, 0), "one small volume"),
        Case(layer(2, 3, (3, 4, 5), 4, (2, 3, 1), 1, 0), "stride 1, no padding"),
        Case(layer(2, 1, (3, 2, 4), 3, (3, 1, 2), 1, 1), "stride 1, pad 1"),
        Case(layer(1, 2, (5, 7, 4), 3, (3, 1, 2), 2, 0), "stride 2, no padding"),
        Case(layer(1, 2, (2, 5, 3), 3, (3, 3, 1), 3, 2), "stride 3, pad 2"),
        Case((*single, 1, 0), "float32", "generality"),
        Case(layer(2, 3, (4, 2, 5), 5, (1, 1, 1), 1, 0), "filters of one pixel", "generality"),
    )


CONV1D = Exercise(
    id="conv1d",
    title="Convolution of sequences",
    points=3,
    concepts=("conv-1d-3d",),
    stub=(conv1d_forward, conv1d_backward),
    reference=(along_the_line, back_along_the_line),
    cases=sequences,
    drive=forward_then_backward,
    own=sampled_own_gradients,
    may_change=("dout",),
    returns=("out", "dx", "dw", "db"),
    alternatives=(
        (line_by_loops, back_line_by_loops),
        (line_by_view, back_line_by_offsets),
    ),
    mistakes=known_by_out(LINE_MISTAKES),
    hints=(
        "It is the convolution of images with one axis less. x is (N, C, W), w is (F, C, K).",
        "Pad the last axis only. Window t is padded[:, :, t * stride : t * stride + K].",
        "np.tensordot(window, w, ([1, 2], [1, 2])) is (N, F). Back: dpadded[:, :, at] +="
        " np.tensordot(dout[:, :, t], w, 1), and dw likewise from the windows.",
    ),
)

CONV3D = Exercise(
    id="conv3d",
    title="Convolution of volumes",
    points=2,
    concepts=("conv-1d-3d",),
    stub=conv3d_forward,
    reference=through_the_volume,
    cases=volumes,
    alternatives=(volume_by_view, slice_by_slice),
    mistakes=VOLUME_MISTAKES,
    hints=(
        "It is the convolution of images with one axis more: the filter moves through the depth"
        " as well.",
        "Pad three axes. There are three sizes, each (size + 2 * pad - K) // stride + 1.",
        "For i, j, k: window = padded[:, :, i * stride : i * stride + KD, ...], and out[:, :, i,"
        " j, k] = np.tensordot(window, w, ([1, 2, 3, 4], [1, 2, 3, 4])) + b.",
    ),
)
