"""Wrong convolutions of volumes."""

from functools import partial

import numpy as np

from course_lib.checking import Mistake, slip
from course_lib.exercises.convolution.other_axes_ways import through_the_volume

CORNER = "i * stride, j * stride, k * stride"

wrong = partial(slip, through_the_volume)


def volume_of_cubes(x, w, b, stride, pad):
    N, F, K = len(x), len(w), w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad), (pad, pad)))
    sizes = [(x.shape[a + 2] + 2 * pad - K[a]) // stride + 1 for a in range(3)]
    out = np.zeros((N, F, *sizes))
    for n, f, i, j, k in np.ndindex(out.shape):
        at = tuple(
            slice(p * stride, p * stride + q) for p, q in zip((i, j, k), [K[0]] * 3, strict=True)
        )
        out[n, f, i, j, k] = np.sum(padded[n, :, *at] * w[f]) + b[f]
    return out


VOLUME_MISTAKES = (
    Mistake(
        wrong(
            "volume_not_padded",
            ("np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad), (pad, pad)))", "x"),
        ),
        "You do not pad: zeros should stand on all six sides of each volume.",
    ),
    Mistake(
        wrong(
            "depth_not_padded",
            ("(pad, pad), (pad, pad), (pad, pad)", "(0, 0), (pad, pad), (pad, pad)"),
        ),
        "You pad rows and columns, as for a picture. The depth should be padded as well.",
    ),
    Mistake(
        wrong(
            "volume_padded_by_one", ("(pad, pad), (pad, pad), (pad, pad)", "(1, 1), (1, 1), (1, 1)")
        ),
        "You always pad by 1. It should be by pad, which may also be 0 or 2.",
    ),
    Mistake(
        wrong("volume_stride_ignored", (" // stride", ""), (CORNER, "i, j, k")),
        "Your windows are one pixel apart. They should be `stride` apart along all three axes.",
    ),
    Mistake(
        wrong(
            "depth_at_stride_one",
            ("// stride", "// (stride if a else 1)"),
            (CORNER, "i, j * stride, k * stride"),
        ),
        "Yours steps by `stride` over rows and columns only. It should do so through the "
        "depth as well.",
    ),
    Mistake(
        wrong("volume_stride_in_the_size_only", (CORNER, "i, j, k")),
        "The size of your output is right, but its windows are one pixel apart. Window i "
        "should begin at i * stride.",
    ),
    Mistake(
        wrong("volume_one_too_few", ("// stride + 1", "// stride")),
        "Your output lacks the last of each axis: sizes should be (D + 2 * pad - KD) // "
        "stride + 1.",
    ),
    Mistake(
        wrong("volume_bias_missing", (" + b", "")),
        "The bias is missing in your output: b[f] should be added to every number of map f.",
    ),
    Mistake(
        wrong("volume_filter_turned_round", ("window, w,", "window, w[:, :, ::-1, ::-1, ::-1],")),
        "You turn the filter round, as mathematics does. It should be laid on as it is.",
    ),
    Mistake(
        wrong("slices_added_up", ("return out", "return out.sum(axis=2, keepdims=True)")),
        "Your depth is added up to one. The filter moves through the depth too, so the "
        "output should have a depth of its own.",
    ),
    Mistake(
        wrong("volume_first_channel_only", ("window, w,", "window[:, :1], w[:, :1],")),
        "You see the first channel only. A window should reach through all C of them.",
    ),
    Mistake(
        wrong("volume_windows_averaged", (" + b", " / w[0].size + b")),
        "You take the mean over the window; it should be the sum.",
    ),
    Mistake(
        wrong("depth_behind", ("return out", "return np.moveaxis(out, 2, 4)")),
        "Your depth stands behind the columns. The axes of the output should be as those of"
        " x: N, F, D, H, W.",
    ),
    Mistake(volume_of_cubes, "Your windows are cubes. They should be KD by KH by KW."),
)
