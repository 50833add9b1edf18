"""Convolution forward and backward: window by window, then without loops over the data."""

from course_lib.checking import Budget, Exercise, Mistake
from course_lib.exercises.convolution.conv_cases import (
    back_by_a_view_of_windows,
    back_by_columns,
    back_number_by_number,
    back_weight_by_weight,
    back_window_by_window,
    by_a_view_of_windows,
    by_columns,
    conv_layers,
    many_pixels,
    number_by_number,
    weight_by_weight,
    window_by_window,
)
from course_lib.exercises.convolution.conv_db_mistakes import DB_MISTAKES
from course_lib.exercises.convolution.conv_dw_mistakes import DW_MISTAKES
from course_lib.exercises.convolution.conv_dx_mistakes import DX_MISTAKES
from course_lib.exercises.convolution.conv_size_mistakes import SIZE_MISTAKES
from course_lib.exercises.convolution.conv_sum_mistakes import SUM_MISTAKES
from course_lib.exercises.convolution.forward_first import (
    forward_then_backward,
    known_by_out,
    sampled_own_gradients,
)


def conv_forward_loops(x, w, b, stride, pad):
    raise NotImplementedError


def conv_backward_loops(dout, cache):
    raise NotImplementedError


def conv_forward(x, w, b, stride, pad):
    raise NotImplementedError


def conv_backward(dout, cache):
    raise NotImplementedError


MISTAKES = known_by_out((*SIZE_MISTAKES, *SUM_MISTAKES, *DX_MISTAKES, *DW_MISTAKES, *DB_MISTAKES))

CONV_LOOPS = Exercise(
    id="conv-loops",
    title="Convolution, window by window",
    points=6,
    concepts=("conv-forward", "conv-backward"),
    stub=(conv_forward_loops, conv_backward_loops),
    reference=(window_by_window, back_window_by_window),
    cases=conv_layers,
    drive=forward_then_backward,
    own=sampled_own_gradients,
    may_change=("dout",),
    returns=("out", "dx", "dw", "db"),
    alternatives=(
        (number_by_number, back_number_by_number),
        (by_a_view_of_windows, back_by_a_view_of_windows),
        (by_columns, back_by_columns),
        (weight_by_weight, back_weight_by_weight),
    ),
    mistakes=MISTAKES,
    hints=(
        "Forward first. Pad rows and columns with zeros; make `out` of the right size; then four"
        " loops, over n, f, i and j. Which pixels does window (i, j) see?",
        "out[n, f, i, j] is the sum of window * w[f], plus b[f]. On the way back each of the two"
        " factors gets the other one, times dout[n, f, i, j], added to what it has already.",
        "Back: dpadded[n, :, rows, columns] += dout[n, f, i, j] * w[f] and dw[f] += dout[n, f, i,"
        " j] * padded[n, :, rows, columns]. At the end dpadded[:, :, pad : pad + H, pad : pad + W]"
        " is dx.",
    ),
)

CONV = Exercise(
    id="conv",
    title="Convolution without loops over the data",
    points=5,
    concepts=("conv-forward", "conv-backward"),
    stub=(conv_forward, conv_backward),
    reference=(by_a_view_of_windows, back_by_a_view_of_windows),
    cases=conv_layers,
    drive=forward_then_backward,
    own=sampled_own_gradients,
    may_change=("dout",),
    returns=("out", "dx", "dw", "db"),
    alternatives=((by_columns, back_by_columns), (weight_by_weight, back_weight_by_weight)),
    mistakes=(
        *MISTAKES,
        Mistake(
            (window_by_window, back_window_by_window),
            "Right, but your loops still go over images or pixels. Only the few weights of a"
            " filter should be gone through one by one.",
            costs="loops",
        ),
    ),
    budget=Budget(inputs=many_pixels, loops=0),
    hints=(
        "Turn the loops inside out: a filter has KH * KW places, and each sees one picture of"
        " pixels, padded[:, :, r : r + stride * H_out : stride, ...].",
        "np.lib.stride_tricks.sliding_window_view(padded, (KH, KW), axis=(2, 3)) shows all windows"
        " at once, at stride 1. np.tensordot or np.einsum adds up the products.",
        "dw = np.tensordot(dout, windows, ([0, 2, 3], [0, 2, 3])). For dx go through r and s: the"
        " pixels that forward read there get np.einsum('nfij,fc->ncij', dout, w[:, :, r, s])"
        " added.",
    ),
)
