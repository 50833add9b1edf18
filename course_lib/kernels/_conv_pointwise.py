"""Convolution by windows of one pixel: every pixel is multiplied by w, wherever it lies."""

from course_lib._shapes import Array
from course_lib.kernels._layout import layout_of

__all__ = ["backward", "forward"]


def forward(x: Array, w: Array, b: Array) -> Array:
    """out (N, F, ...), in the memory order of x."""
    layout = layout_of(x)
    pixels = layout.flatten(x)
    w = w.reshape(w.shape[:2])
    channels_last = pixels.shape[2] == 1
    out = (pixels[:, :, 0] @ w.T)[:, :, None] if channels_last else w @ pixels
    out += b[:, None]
    return layout.unflatten(out)


def backward(dout: Array, x: Array, w: Array, need_dx: bool) -> tuple[Array | None, Array, Array]:
    """dx (N, C, ...) or None, dw, db."""
    layout = layout_of(x)
    pixels = layout.flatten(x)
    d = layout._replace(shape=dout.shape).flatten(dout)
    matrix = w.reshape(w.shape[:2])
    if pixels.shape[2] == 1:
        dw = d[:, :, 0].T @ pixels[:, :, 0]
        dx = (d[:, :, 0] @ matrix)[:, :, None] if need_dx else None
    else:
        dw = (d @ pixels.transpose(0, 2, 1)).sum(axis=0)
        dx = matrix.T @ d if need_dx else None
    db = d.sum(axis=(0, 2))
    return None if dx is None else layout.unflatten(dx), dw.reshape(w.shape), db
