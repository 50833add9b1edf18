"""Everything the animator shows, worked out by the kernels of the course."""

from typing import NamedTuple

import numpy as np

from course_lib import kernels
from course_lib._shapes import Array
from course_lib.widgets.convolution.setup import BIAS, Setup, kernel, picture, upstream
from course_lib.widgets.convolution.sizing import Sizing, sizing

__all__ = ["Work", "work"]


class Work(NamedTuple):
    """padded (C, Hp, Wp); w (C, K, K), none where it pools; out and dout (M, H', W').

    M is 1 for a convolution, whose filter sums over the channels, and C for a pool. dx (C, Hp, Wp)
    is the gradient with what falls on the padding; gives (T, C, K, K) what each window adds to it,
    windows in reading order. Without an output all but padded and w is empty.
    """

    setup: Setup
    sizing: Sizing
    padded: Array
    w: Array | None
    out: Array
    dout: Array
    gives: Array
    dx: Array

    def corner(self, t: int) -> tuple[int, int]:
        """Row and column, in the padded picture, at which window `t` begins."""
        row, column = divmod(t, self.sizing.out)
        return row * self.setup.stride, column * self.setup.stride

    def window(self, t: int) -> Array:
        """What lies in window `t`, (C, K, K)."""
        i, j = self.corner(t)
        step = 1 if self.setup.pools else self.setup.dilation
        return self.padded[:, i : i + self.setup.span : step, j : j + self.setup.span : step]


def work(setup: Setup) -> Work:
    """Run the operation forward and backward over the picture of `setup`."""
    x = picture(setup.picture, setup.size, setup.C)
    w = None if setup.pools else kernel(setup.kernel, setup.K, setup.C)
    sized = sizing(setup)
    padded = np.pad(x, ((0, 0), *((setup.pad, setup.pad),) * 2), constant_values=_around(setup))
    if not sized.out:
        none = np.zeros((0, 0, 0))
        return Work(setup, sized, padded, w, none, none, none, np.zeros_like(padded))
    out = _forward(setup, x, w)
    dout = upstream(out.shape)
    done = Work(setup, sized, padded, w, out, dout, np.zeros(0), np.zeros_like(padded))
    gives = np.stack([_given(done, t) for t in range(sized.out**2)])
    dx = np.zeros_like(padded)
    for t, given in enumerate(gives):
        done._replace(padded=dx).window(t)[...] += given
    return done._replace(gives=gives, dx=dx)


def _around(setup: Setup) -> float:
    # A border of zeros would win against negative numbers.
    return -np.inf if setup.operation == "max pool" else 0.0


def _forward(setup: Setup, x: Array, w: Array | None) -> Array:
    if w is not None:
        moves = {"stride": setup.stride, "pad": setup.pad, "dilation": setup.dilation}
        return kernels.conv2d_forward(x[None], w[None], np.array([float(BIAS)]), **moves)[0][0]
    pool = kernels.max_pool_forward if setup.operation == "max pool" else kernels.avg_pool_forward
    return pool(x[None], setup.K, setup.stride, setup.pad)[0][0]


def _given(done: Work, t: int) -> Array:
    """What window `t` hands back, (C, K, K)."""
    dout = done.dout[:, *divmod(t, done.sizing.out)]
    if done.w is not None:
        return dout[0] * done.w
    K = done.setup.K
    if done.setup.operation == "average pool":
        return np.ones((1, K, K)) * dout[:, None, None] / K**2
    given = np.zeros((done.setup.C, K * K))
    winners = done.window(t).reshape(done.setup.C, -1).argmax(axis=1)
    given[np.arange(done.setup.C), winners] = dout
    return given.reshape(done.setup.C, K, K)
