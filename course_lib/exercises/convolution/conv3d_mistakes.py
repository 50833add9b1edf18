"""Wrong convolutions of volumes."""

import numpy as np

from course_lib.checking import Mistake


def volume_not_padded(x, w, b, stride, pad):
    N, F, K = len(x), len(w), w.shape[2:]
    padded = x
    sizes = [(x.shape[a + 2] - K[a]) // stride + 1 for a in range(3)]
    out = np.zeros((N, F, *sizes))
    for n, f, i, j, k in np.ndindex(out.shape):
        at = tuple(slice(p * stride, p * stride + q) for p, q in zip((i, j, k), K, strict=True))
        out[n, f, i, j, k] = np.sum(padded[n, :, *at] * w[f]) + b[f]
    return out


def depth_not_padded(x, w, b, stride, pad):
    N, F, K = len(x), len(w), w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (0, 0), (pad, pad), (pad, pad)))
    sizes = [(x.shape[a + 2] + 2 * pad * (a > 0) - K[a]) // stride + 1 for a in range(3)]
    out = np.zeros((N, F, *sizes))
    for n, f, i, j, k in np.ndindex(out.shape):
        at = tuple(slice(p * stride, p * stride + q) for p, q in zip((i, j, k), K, strict=True))
        out[n, f, i, j, k] = np.sum(padded[n, :, *at] * w[f]) + b[f]
    return out


def volume_padded_by_one(x, w, b, stride, pad):
    N, F, K = len(x), len(w), w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1), (1, 1)))
    sizes = [(x.shape[a + 2] + 2 - K[a]) // stride + 1 for a in range(3)]
    out = np.zeros((N, F, *sizes))
    for n, f, i, j, k in np.ndindex(out.shape):
        at = tuple(slice(p * stride, p * stride + q) for p, q in zip((i, j, k), K, strict=True))
        out[n, f, i, j, k] = np.sum(padded[n, :, *at] * w[f]) + b[f]
    return out


def volume_stride_ignored(x, w, b, stride, pad):
    N, F, K = len(x), len(w), w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad), (pad, pad)))
    sizes = [(x.shape[a + 2] + 2 * pad - K[a]) + 1 for a in range(3)]
    out = np.zeros((N, F, *sizes))
    for n, f, i, j, k in np.ndindex(out.shape):
        at = tuple(slice(p, p + q) for p, q in zip((i, j, k), K, strict=True))
        out[n, f, i, j, k] = np.sum(padded[n, :, *at] * w[f]) + b[f]
    return out


def depth_at_stride_one(x, w, b, stride, pad):
    N, F, K = len(x), len(w), w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad), (pad, pad)))
    sizes = [(x.shape[a + 2] + 2 * pad - K[a]) // (stride if a else 1) + 1 for a in range(3)]
    out = np.zeros((N, F, *sizes))
    for n, f, i, j, k in np.ndindex(out.shape):
        at = tuple(
            slice(p * s, p * s + q)
            for p, q, s in zip((i, j, k), K, (1, stride, stride), strict=True)
        )
        out[n, f, i, j, k] = np.sum(padded[n, :, *at] * w[f]) + b[f]
    return out


def volume_stride_in_the_size_only(x, w, b, stride, pad):
    N, F, K = len(x), len(w), w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad), (pad, pad)))
    sizes = [(x.shape[a + 2] + 2 * pad - K[a]) // stride + 1 for a in range(3)]
    out = np.zeros((N, F, *sizes))
    for n, f, i, j, k in np.ndindex(out.shape):
        at = tuple(slice(p, p + q) for p, q in zip((i, j, k), K, strict=True))
        out[n, f, i, j, k] = np.sum(padded[n, :, *at] * w[f]) + b[f]
    return out


def volume_one_too_few(x, w, b, stride, pad):
    N, F, K = len(x), len(w), w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad), (pad, pad)))
    sizes = [(x.shape[a + 2] + 2 * pad - K[a]) // stride for a in range(3)]
    out = np.zeros((N, F, *sizes))
    for n, f, i, j, k in np.ndindex(out.shape):
        at = tuple(slice(p * stride, p * stride + q) for p, q in zip((i, j, k), K, strict=True))
        out[n, f, i, j, k] = np.sum(padded[n, :, *at] * w[f]) + b[f]
    return out


def volume_bias_missing(x, w, b, stride, pad):
    N, F, K = len(x), len(w), w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad), (pad, pad)))
    sizes = [(x.shape[a + 2] + 2 * pad - K[a]) // stride + 1 for a in range(3)]
    out = np.zeros((N, F, *sizes))
    for n, f, i, j, k in np.ndindex(out.shape):
        at = tuple(slice(p * stride, p * stride + q) for p, q in zip((i, j, k), K, strict=True))
        out[n, f, i, j, k] = np.sum(padded[n, :, *at] * w[f])
    return out


def volume_filter_turned_round(x, w, b, stride, pad):
    N, F, K = len(x), len(w), w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad), (pad, pad)))
    sizes = [(x.shape[a + 2] + 2 * pad - K[a]) // stride + 1 for a in range(3)]
    out = np.zeros((N, F, *sizes))
    for n, f, i, j, k in np.ndindex(out.shape):
        at = tuple(slice(p * stride, p * stride + q) for p, q in zip((i, j, k), K, strict=True))
        out[n, f, i, j, k] = np.sum(padded[n, :, *at] * w[f, :, ::-1, ::-1, ::-1]) + b[f]
    return out


def slices_added_up(x, w, b, stride, pad):
    N, F, K = len(x), len(w), w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad), (pad, pad)))
    sizes = [(x.shape[a + 2] + 2 * pad - K[a]) // stride + 1 for a in range(3)]
    out = np.zeros((N, F, *sizes))
    for n, f, i, j, k in np.ndindex(out.shape):
        at = tuple(slice(p * stride, p * stride + q) for p, q in zip((i, j, k), K, strict=True))
        out[n, f, i, j, k] = np.sum(padded[n, :, *at] * w[f]) + b[f]
    return out.sum(axis=2, keepdims=True)


def volume_first_channel_only(x, w, b, stride, pad):
    N, F, K = len(x), len(w), w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad), (pad, pad)))
    sizes = [(x.shape[a + 2] + 2 * pad - K[a]) // stride + 1 for a in range(3)]
    out = np.zeros((N, F, *sizes))
    for n, f, i, j, k in np.ndindex(out.shape):
        at = tuple(slice(p * stride, p * stride + q) for p, q in zip((i, j, k), K, strict=True))
        out[n, f, i, j, k] = np.sum(padded[n, :1, *at] * w[f, :1]) + b[f]
    return out


def volume_windows_averaged(x, w, b, stride, pad):
    N, F, K = len(x), len(w), w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad), (pad, pad)))
    sizes = [(x.shape[a + 2] + 2 * pad - K[a]) // stride + 1 for a in range(3)]
    out = np.zeros((N, F, *sizes))
    for n, f, i, j, k in np.ndindex(out.shape):
        at = tuple(slice(p * stride, p * stride + q) for p, q in zip((i, j, k), K, strict=True))
        out[n, f, i, j, k] = np.mean(padded[n, :, *at] * w[f]) + b[f]
    return out


def depth_behind(x, w, b, stride, pad):
    N, F, K = len(x), len(w), w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad), (pad, pad)))
    sizes = [(x.shape[a + 2] + 2 * pad - K[a]) // stride + 1 for a in range(3)]
    out = np.zeros((N, F, *sizes))
    for n, f, i, j, k in np.ndindex(out.shape):
        at = tuple(slice(p * stride, p * stride + q) for p, q in zip((i, j, k), K, strict=True))
        out[n, f, i, j, k] = np.sum(padded[n, :, *at] * w[f]) + b[f]
    return np.moveaxis(out, 2, 4)


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
        volume_not_padded, "You do not pad: zeros should stand on all six sides of each volume."
    ),
    Mistake(
        depth_not_padded,
        "You pad rows and columns, as for a picture. The depth should be padded as well.",
    ),
    Mistake(
        volume_padded_by_one, "You always pad by 1. It should be by pad, which may also be 0 or 2."
    ),
    Mistake(
        volume_stride_ignored,
        "Your windows are one pixel apart. They should be `stride` apart along all three axes.",
    ),
    Mistake(
        depth_at_stride_one,
        "Yours steps by `stride` over rows and columns only. It should do so through the "
        "depth as well.",
    ),
    Mistake(
        volume_stride_in_the_size_only,
        "The size of your output is right, but its windows are one pixel apart. Window i "
        "should begin at i * stride.",
    ),
    Mistake(
        volume_one_too_few,
        "Your output lacks the last of each axis: sizes should be (D + 2 * pad - KD) // "
        "stride + 1.",
    ),
    Mistake(
        volume_bias_missing,
        "The bias is missing in your output: b[f] should be added to every number of map f.",
    ),
    Mistake(
        volume_filter_turned_round,
        "You turn the filter round, as mathematics does. It should be laid on as it is.",
    ),
    Mistake(
        slices_added_up,
        "Your depth is added up to one. The filter moves through the depth too, so the "
        "output should have a depth of its own.",
    ),
    Mistake(
        volume_first_channel_only,
        "You see the first channel only. A window should reach through all C of them.",
    ),
    Mistake(volume_windows_averaged, "You take the mean over the window; it should be the sum."),
    Mistake(
        depth_behind,
        "Your depth stands behind the columns. The axes of the output should be as those of"
        " x: N, F, D, H, W.",
    ),
    Mistake(volume_of_cubes, "Your windows are cubes. They should be KD by KH by KW."),
)
