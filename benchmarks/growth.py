"""How the time grows with N: a picture on logarithmic axes, and the exponents as numbers."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.race import Work, milliseconds
from course_lib.kernels import (
    conv2d_backward,
    conv2d_forward,
    k_nearest,
    linear_softmax_loss,
    max_pool_backward,
    max_pool_forward,
    pairwise_l1,
    pairwise_l2,
)
from course_lib.optim import Adam

__all__ = ["PICTURE", "Curve", "alt_text", "curves", "draw"]

PICTURE = Path(__file__).with_name("growth.png")
ROUNDS = 15
LARGE = 4  # sizes the exponent is fitted to: below, the cost of a call is a part of the time


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Best milliseconds at each N, and the slope of the largest ones on logarithmic axes.

    slope 1: twice the N takes twice as long; 2: four times. expected: what the algorithm says.
    """

    work: str
    N: tuple[int, ...]
    ms: tuple[float, ...]
    slope: float
    expected: float

    def as_json(self) -> dict[str, Any]:
        """Give everything, for results.json."""
        return asdict(self)


Make = Callable[[int, np.random.Generator], Work]


def _l2(N: int, rng: np.random.Generator) -> Work:
    x = rng.random((N, 256), np.float32)
    return lambda: pairwise_l2(x, x)


def _l1(N: int, rng: np.random.Generator) -> Work:
    a, b = rng.random((8, 256), np.float32), rng.random((N, 256), np.float32)
    return lambda: pairwise_l1(a, b)


def _k_nearest(N: int, rng: np.random.Generator) -> Work:
    distances = rng.random((64, 20 * N), np.float32)
    return lambda: k_nearest(distances, 5)


def _softmax(N: int, rng: np.random.Generator) -> Work:
    x, y = rng.random((N, 256), np.float32), rng.integers(0, 10, N)
    w = rng.random((256, 10), np.float32)
    return lambda: linear_softmax_loss(w, x, y)


def _conv(N: int, rng: np.random.Generator) -> Work:
    x, w = rng.random((N, 3, 16, 16), np.float32), rng.random((8, 3, 3, 3), np.float32)
    b, dout = np.zeros(8, np.float32), rng.random((N, 8, 16, 16), np.float32)
    return lambda: conv2d_backward(dout, conv2d_forward(x, w, b, pad=1)[1])


def _max_pool(N: int, rng: np.random.Generator) -> Work:
    x, dout = rng.random((N, 8, 16, 16), np.float32), rng.random((N, 8, 8, 8), np.float32)
    return lambda: max_pool_backward(dout, max_pool_forward(x, 2)[1])


def _adam(N: int, rng: np.random.Generator) -> Work:
    w, dw = rng.random((N, 256), np.float32), rng.random((N, 256), np.float32)
    state = Adam().init(w)
    return lambda: Adam().step_(w, dw, state)


SIZES = (10, 20, 50, 100, 200, 500, 1000, 2000)
WORKS: tuple[tuple[str, Make, float], ...] = (
    ("L2, N x N points of 256", _l2, 2.0),
    ("L1, 8 x N points of 256", _l1, 1.0),
    ("5 nearest, 64 rows of 20 N", _k_nearest, 1.0),
    ("softmax, N rows of 256", _softmax, 1.0),
    ("conv 3x3, N images", _conv, 1.0),
    ("max pool 2x2, N images", _max_pool, 1.0),
    ("Adam, N x 256 weights", _adam, 1.0),
)
# Of the course's colours, but no yellow: a thin line of it is hard to see on white.
LOOKS = tuple(zip(("C0", "C1", "C2", "C3", "C4", "C5", "C7"), "osD^vPX", strict=True))


def curves() -> Iterator[Curve]:
    """Measure each work at each size, the sizes taking turns."""
    for work, make, expected in WORKS:
        rng = np.random.default_rng(0)
        runners = [make(N, rng) for N in SIZES]
        rounds = [[_warm(runner) for runner in runners] for _ in range(ROUNDS)]
        best = np.min(rounds, axis=0)
        slope = np.polyfit(np.log(SIZES[-LARGE:]), np.log(best[-LARGE:]), 1)[0]
        yield Curve(
            work=work, N=SIZES, ms=tuple(best.tolist()), slope=float(slope), expected=expected
        )


def _warm(work: Work) -> float:
    work()  # a larger N came before, and has emptied the caches
    return milliseconds(work)


def alt_text(found: list[Curve]) -> str:
    """Say in words what the picture shows."""
    slopes = "; ".join(f"{curve.work}: {curve.slope:.2f}" for curve in found)
    return (
        f"Milliseconds against N from {SIZES[0]} to {SIZES[-1]}, both axes logarithmic. Each line "
        "is flatter at first, where the cost of a call outweighs the work, then nearly straight. "
        f"Slopes over the {LARGE} largest N: {slopes}."
    )


def draw(found: list[Curve]) -> None:
    """Write the picture, its alt text inside it as the description."""
    from matplotlib.figure import Figure

    from course_lib.figures import style

    with style():
        figure = Figure(figsize=(8.4, 4.8))
        axes = figure.add_subplot()
        for curve, (colour, marker) in zip(found, LOOKS, strict=True):
            label = f"{curve.work}: {curve.slope:.2f}"
            axes.loglog(curve.N, curve.ms, color=colour, marker=marker, markersize=5, label=label)
        axes.grid()
        axes.set(title="Time to compute, by the number N", xlabel="N", ylabel="milliseconds")
        figure.legend(loc="outside right upper", title=f"work: slope over the {LARGE} largest N")
        figure.savefig(PICTURE, dpi=144, metadata={"Description": alt_text(found)})
