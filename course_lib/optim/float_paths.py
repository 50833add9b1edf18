"""The first-order rules once more, for one point in plain floats: the quick way for few starts.

NumPy asks about a microsecond for each operation on a pair of numbers, Python a twentieth. Each
loop does what the pure `step` of its rule does, operation for operation, so that the paths are
equal bit for bit; it appends every point it reaches to `path`.
"""

from collections.abc import Callable
from math import sqrt
from typing import Any

from course_lib.optim.adaptive import AdaGrad, Adam, AdamW, RMSProp
from course_lib.optim.momentum import SGD, Momentum, Nesterov, NesterovLookahead

__all__ = ["FLOAT_PATHS"]

Slope = Callable[[float, float], tuple[float, float]]
Path = list[tuple[float, float]]  # at first the start alone
Rates = list[float]  # one a step


def sgd(rule: SGD, slope: Slope, path: Path, rates: Rates) -> None:
    """`SGD.step` along `path`."""
    x, y = path[-1]
    for lr in rates:
        dx, dy = slope(x, y)
        x, y = x - lr * dx, y - lr * dy
        path.append((x, y))


def momentum(rule: Momentum, slope: Slope, path: Path, rates: Rates) -> None:
    """`Momentum.step` along `path`."""
    x, y = path[-1]
    vx = vy = 0.0
    rho, push = rule.rho, (1 - rule.rho if rule.averaged else 1.0)
    for lr in rates:
        dx, dy = slope(x, y)
        vx, vy = rho * vx + push * dx, rho * vy + push * dy
        x, y = x - lr * vx, y - lr * vy
        path.append((x, y))


def nesterov_lookahead(rule: NesterovLookahead, slope: Slope, path: Path, rates: Rates) -> None:
    """`NesterovLookahead.step` along `path`."""
    x, y = path[-1]
    vx = vy = 0.0
    rho = rule.rho
    for lr in rates:
        dx, dy = slope(x - lr * (rho * vx), y - lr * (rho * vy))
        vx, vy = rho * vx + dx, rho * vy + dy
        x, y = x - lr * vx, y - lr * vy
        path.append((x, y))


def nesterov(rule: Nesterov, slope: Slope, path: Path, rates: Rates) -> None:
    """`Nesterov.step` along `path`."""
    x, y = path[-1]
    vx = vy = 0.0
    rho = rule.rho
    for lr in rates:
        dx, dy = slope(x, y)
        vx, vy = rho * vx + dx, rho * vy + dy
        x, y = x - lr * (dx + rho * vx), y - lr * (dy + rho * vy)
        path.append((x, y))


def adagrad(rule: AdaGrad, slope: Slope, path: Path, rates: Rates) -> None:
    """`AdaGrad.step` along `path`."""
    x, y = path[-1]
    vx = vy = 0.0
    eps = rule.eps
    for lr in rates:
        dx, dy = slope(x, y)
        vx, vy = vx + dx * dx, vy + dy * dy
        x, y = x - lr * dx / (sqrt(vx) + eps), y - lr * dy / (sqrt(vy) + eps)
        path.append((x, y))


def rmsprop(rule: RMSProp, slope: Slope, path: Path, rates: Rates) -> None:
    """`RMSProp.step` along `path`."""
    x, y = path[-1]
    vx = vy = 0.0
    beta2, new, eps = rule.beta2, 1 - rule.beta2, rule.eps
    for lr in rates:
        dx, dy = slope(x, y)
        vx, vy = beta2 * vx + new * (dx * dx), beta2 * vy + new * (dy * dy)
        x, y = x - lr * dx / (sqrt(vx) + eps), y - lr * dy / (sqrt(vy) + eps)
        path.append((x, y))


def adam(rule: Adam, slope: Slope, path: Path, rates: Rates) -> None:
    """`Adam.step` along `path`, or `AdamW.step`."""
    x, y = path[-1]
    mx = my = vx = vy = 0.0
    beta1, new1, beta2, new2 = rule.beta1, 1 - rule.beta1, rule.beta2, 1 - rule.beta2
    eps, decay = rule.eps, rule.decay if isinstance(rule, AdamW) else 0.0
    for t, lr in enumerate(rates, 1):
        dx, dy = slope(x, y)
        mx, my = beta1 * mx + new1 * dx, beta1 * my + new1 * dy
        vx, vy = beta2 * vx + new2 * (dx * dx), beta2 * vy + new2 * (dy * dy)
        m_share, v_share = rule.corrections(t)
        kept = 1 - lr * decay
        x = x * kept - lr * (mx / m_share) / (sqrt(vx / v_share) + eps)
        y = y * kept - lr * (my / m_share) / (sqrt(vy / v_share) + eps)
        path.append((x, y))


# Only these very classes: one derived from them may step otherwise.
FLOAT_PATHS: dict[type, Callable[[Any, Slope, Path, Rates], None]] = {
    SGD: sgd,
    Momentum: momentum,
    NesterovLookahead: nesterov_lookahead,
    Nesterov: nesterov,
    AdaGrad: adagrad,
    RMSProp: rmsprop,
    Adam: adam,
    AdamW: adam,
}
