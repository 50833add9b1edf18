"""What an optimiser race is run on: the settings, what each may be, and what is refused."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from numbers import Integral, Real
from typing import Any

from course_lib import optim
from course_lib.errors import CourseError, RangeError, ShapeError
from course_lib.optim import Schedule, Surface
from course_lib.widgets.race.looks import OPTIMISER_LOOKS

__all__ = [
    "LANDSCAPES",
    "QUADRATICS",
    "RACERS",
    "RANGES",
    "SCHEDULES",
    "Settings",
    "check_choice",
    "check_names",
    "check_number",
    "check_start",
    "clamped",
    "clamped_start",
    "label",
    "make_racer",
    "make_surface",
    "view",
]

LANDSCAPES: dict[str, type[Surface]] = {
    "quadratic": optim.Quadratic,
    "saddle": optim.Saddle,
    "rosenbrock": optim.Rosenbrock,
    "beale": optim.Beale,
    "himmelblau": optim.Himmelblau,
    "plateau": optim.Plateau,
    "minibatch": optim.MinibatchQuadratic,
}
QUADRATICS = ("quadratic", "minibatch")
# At these rates most racers arrive, and each shows its character on the way.
FIRST_RATES = {
    "quadratic": 0.03,
    "saddle": 0.05,
    "rosenbrock": 0.001,
    "beale": 0.01,
    "himmelblau": 0.01,
    "plateau": 0.2,
    "minibatch": 0.03,
}
RACERS = (
    "sgd",
    "momentum",
    "nesterov",
    "adagrad",
    "rmsprop",
    "adam",
    "adam-uncorrected",
    "newton",
    "lbfgs",
)
SCHEDULES: dict[str, Callable[[int], Schedule | None]] = {
    "constant": lambda steps: None,
    "halved": lambda steps: optim.StepDecay(every=max(1, steps // 6), factor=0.5),
    "exponential": lambda steps: optim.Exponential(k=5 / max(1, steps)),
    "1/t": lambda steps: optim.InverseTime(k=10 / max(1, steps)),
    "1/sqrt(t)": lambda steps: optim.InverseRoot(),
    "warm-up, cosine": lambda steps: optim.WarmupCosine(warmup=steps // 10, total=max(1, steps)),
}
# Lowest, highest; whole numbers where both are.
RANGES: dict[str, tuple[float, float]] = {
    "condition": (1.0, 200.0),
    "batch_size": (1, 256),
    "noise": (0.0, 3.0),
    "lr": (1e-4, 10.0),
    "rho": (0.0, 0.99),
    "beta1": (0.0, 0.99),
    "beta2": (0.0, 0.9999),
    "eps": (1e-10, 1.0),
    "steps": (1, 2000),
    "seed": (0, 2**31),
    "target": (1e-12, 1.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that decides the paths, and `inside`, the racer whose workings are shown."""

    surface: str = "saddle"
    racers: tuple[str, ...] = RACERS[:6]
    start: tuple[float, float] = (-2.0, 0.01)
    condition: float = 25.0
    batch_size: int = 8
    noise: float = 0.0
    lr: float = 0.05
    rho: float = 0.9
    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8
    schedule: str = "constant"
    best_rates: bool = False
    steps: int = 300
    seed: int = 0
    target: float = 1e-6
    inside: str = "adam"
    mine_like: str = ""


def make_surface(settings: Settings) -> Surface:
    """Give the landscape with its condition and batch size."""
    kind = LANDSCAPES[settings.surface]
    names = {"condition", "batch_size"}.intersection(kind.__dataclass_fields__)  # type: ignore[attr-defined]
    return kind(**{name: getattr(settings, name) for name in names})


def make_racer(name: str, settings: Settings, lr: float) -> Any:
    """Give the optimiser by its short name, at rate `lr`."""
    rho, beta1, beta2, eps = settings.rho, settings.beta1, settings.beta2, settings.eps
    adam: dict[str, Any] = {"lr": lr, "beta1": beta1, "beta2": beta2, "eps": eps}
    makers: dict[str, Callable[[], Any]] = {
        "sgd": lambda: optim.SGD(lr=lr),
        "momentum": lambda: optim.Momentum(lr=lr, rho=rho),
        "momentum-averaged": lambda: optim.Momentum(lr=lr, rho=rho, averaged=True),
        "nesterov": lambda: optim.Nesterov(lr=lr, rho=rho),
        "adagrad": lambda: optim.AdaGrad(lr=lr, eps=eps),
        "rmsprop": lambda: optim.RMSProp(lr=lr, beta2=beta2, eps=eps),
        "adam": lambda: optim.Adam(**adam),
        "adam-uncorrected": lambda: optim.Adam(**adam, corrected=False),
        "newton": lambda: optim.Newton(),
        "lbfgs": lambda: optim.LBFGS(),
    }
    return makers[name]()


def view(surface: Surface) -> tuple[float, float, float, float]:
    """Give what is drawn, x0, x1, y0, y1: a square, or slopes would not cross contours upright."""
    x0, x1, y0, y1 = surface.extent
    half = max(x1 - x0, y1 - y0) / 2
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    return x - half, x + half, y - half, y + half


def check_number(name: str, value: Any) -> Any:
    """Give a setting as a plain number within its range; raises RangeError outside."""
    low, high = RANGES[name]
    whole = isinstance(low, int)
    numeric = isinstance(value, Integral if whole else Real) and not isinstance(value, bool)
    if not numeric or not low <= value <= high:
        raise RangeError(
            f"OptimizerRace got {name} = {value!r}",
            why="outside its range nothing can be seen, or nothing can be computed",
            how=f"choose {'a whole' if whole else 'a'} number from {low:g} to {high:g}",
        )
    return int(value) if whole else float(value)


def check_choice(name: str, value: Any, choices: Sequence[str]) -> str:
    """Give back one of the choices; raises CourseError for anything else."""
    if not isinstance(value, str) or value not in choices:
        near = get_close_matches(str(value), [choice for choice in choices if choice], n=1)
        meant = f"did you mean {near[0]!r}? Otherwise " if near else ""
        raise CourseError(
            f"OptimizerRace got {name} = {value!r}",
            why="it can only show what it knows",
            how=f"{meant}choose among {', '.join(map(repr, choices))}",
        )
    return value


def check_names(names: Any, known: Sequence[str] = RACERS) -> tuple[str, ...]:
    """Give racers in the order the course meets them, each once; raises CourseError."""
    if isinstance(names, str) or not isinstance(names, Sequence):
        raise CourseError(
            f"OptimizerRace got optimizers = {names!r}",
            why="a race has several runners",
            how='give a list of names, such as ["sgd", "momentum", "adam"]',
        )
    wanted = {check_choice("optimizers", name, known) for name in names}
    return tuple(name for name in known if name in wanted)


def check_start(start: Any, surface: Surface) -> tuple[float, float]:
    """Give the start as two floats on the picture; raises ShapeError, RangeError."""
    try:
        x, y = (float(v) for v in start)
    except (TypeError, ValueError):
        raise ShapeError(
            f"OptimizerRace got start = {start!r}",
            why="a start is a point of the plane",
            how="give two numbers: start=(-1.5, 2.0)",
        ) from None
    x0, x1, y0, y1 = view(surface)
    if not (x0 <= x <= x1 and y0 <= y <= y1):
        raise RangeError(
            f"OptimizerRace got start = ({x:g}, {y:g})",
            why="a start off the picture cannot be seen or moved",
            how=f"choose x from {x0:g} to {x1:g} and y from {y0:g} to {y1:g}",
        )
    return x, y


def clamped(name: str, value: Any, otherwise: Any) -> Any:
    """Take a number as a browser sends it to the nearest allowed; `otherwise` for no number."""
    low, high = RANGES[name]
    if isinstance(value, bool) or not isinstance(value, Real) or not math.isfinite(value):
        return otherwise
    nearest = min(max(float(value), low), high)
    return round(nearest) if isinstance(low, int) else nearest


def clamped_start(start: Any, surface: Surface, otherwise: Sequence[float]) -> list[float]:
    """Take a point as a browser sends it to the nearest on the picture; `otherwise` for none."""
    numbers = isinstance(start, list) and len(start) == 2
    if not numbers or not all(isinstance(v, Real) and math.isfinite(v) for v in start):
        return list(otherwise)
    x0, x1, y0, y1 = view(surface)
    return [min(max(float(start[0]), x0), x1), min(max(float(start[1]), y0), y1)]


def label(name: str) -> str:
    """Give the name a racer is known by."""
    return "Momentum, averaged" if name == "momentum-averaged" else OPTIMISER_LOOKS[name].label
