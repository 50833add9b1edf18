"""Learning-rate schedules to play with: the curve, and what it does to a noisy descent."""

from collections.abc import Callable

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.figures import BLUE, ORANGE
from course_lib.optim import (
    SGD,
    ByHand,
    Exponential,
    InverseRoot,
    InverseTime,
    MinibatchQuadratic,
    Momentum,
    PowerDecay,
    Schedule,
    StepDecay,
    WarmupCosine,
    race,
)
from course_lib.widgets.explorer import (
    Button,
    Choice,
    Explorer,
    Mark,
    Panel,
    Scene,
    Setting,
    Slider,
    decades,
    even_ticks,
    in_words,
)

__all__ = ["NAMES", "Schedules", "mean_losses", "schedule_of"]

STEPS, RUNS = 200, 12
STRENGTHS = (1, 2, 3, 4, 5)
CONSTANT = "constant"
# Strengths 1 to 5 are chosen so that each differs to the eye from the next within 200 steps.
FACTORS: dict[str, tuple[str, Callable[[int], Schedule]]] = {
    CONSTANT: ("1", lambda s: PowerDecay(base=1.0)),
    "step: halve": ("halved every {every} steps", lambda s: StepDecay(every=120 // s)),
    "exponential": ("e^(−{k} t)", lambda s: Exponential(k=0.006 * s)),
    "1/t": ("1 / (1 + {k} t)", lambda s: InverseTime(k=0.01 * 2**s)),
    "k/√t": ("1 / √(t + 1)", lambda s: InverseRoot()),
    "0.95^epoch": ("{base}^t", lambda s: PowerDecay(base=round(1 - 0.01 * s, 2))),
    "by hand": (
        "a tenth from step {first}, a hundredth from {second}",
        lambda s: ByHand(changes=((180 - 30 * s, 0.1), (190 - 15 * s, 0.01))),
    ),
    "warm-up + cosine": (
        "up for {warmup} steps, then half a cosine",
        lambda s: WarmupCosine(warmup=10 * (s - 1), total=STEPS),
    ),
}
NAMES = tuple(FACTORS)
NO_STRENGTH = (CONSTANT, "k/√t")


def schedule_of(name: str, strength: int) -> Schedule:
    """The schedule of that name, a factor on the rate, from gentle (1) to strong (5)."""
    return FACTORS[name][1](strength)


def mean_losses(
    schedule: Schedule, lr: float, rho: float, batch: int, seed: int
) -> Float[Array, " T"]:
    """Mean loss over some runs at each of 201 moments, on the mean of 256 bowls, by minibatches."""
    surface = MinibatchQuadratic(batch_size=batch)
    racer = SGD(lr=lr) if rho == 0 else Momentum(lr=lr, rho=rho)
    rng = np.random.default_rng(seed)
    runs = [
        race(surface, [racer], surface.start, STEPS, schedule=schedule, noise=noise).points[0, 0]
        for noise in (surface.noise(STEPS, rng) for _ in range(RUNS))
    ]
    return np.mean([run[:, 2] for run in runs], axis=0, dtype=float)


class Schedules(Explorer):
    """A rate that changes, beside one that does not, on a valley of noisy gradients.

    lr: the rate at first; strength of the decay; rho: friction, 0 for plain SGD; batch: examples
    a step; draw: another draw of the noise.
    """

    title = "Learning-rate schedules"
    schedule = Setting("step: halve", Choice("Schedule", NAMES))
    strength = Setting(3, Slider("Strength of the decay", STRENGTHS))
    lr = Setting(0.1, Slider("Rate at first", (0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.19)))
    rho = Setting(0.0, Slider("Friction ρ (0: SGD)", (0.0, 0.5, 0.9, 0.95)))
    batch = Setting(4, Slider("Examples a step", (1, 4, 16, 64, 256)))
    draw = Setting(0, Button("Other noise"))

    def scene(self) -> Scene:
        """The rate at each step, and the loss of both."""
        chosen = schedule_of(self.schedule, self.strength)
        flat = schedule_of(CONSTANT, 1)
        losses = [mean_losses(s, self.lr, self.rho, self.batch, self.draw) for s in (flat, chosen)]
        last = [loss[-20:].mean() for loss in losses]
        rates = [self.lr * np.array([s(t) for t in range(STEPS)]) for s in (flat, chosen)]
        return Scene((_rates(*rates), _losses(*losses)), self._reading(chosen, rates[1], last))

    def _reading(self, chosen: Schedule, rates: Array, last: list[float]) -> str:
        said = _formula(self.schedule, chosen)
        return (
            f"{self.schedule.capitalize()}, rate × {said}: from {in_words(self.lr)} to "
            f"{in_words(rates[-1])}. Mean loss over the last 20 of {STEPS} steps, {RUNS} runs: "
            f"{in_words(last[0], 2)} at a constant rate, {in_words(last[1], 2)} with this schedule."
        )


def _formula(name: str, schedule: Schedule) -> str:
    words = {field: getattr(schedule, field, "") for field in ("every", "k", "base", "warmup")}
    first, second = (getattr(schedule, "changes", ()) or ((0, 0), (0, 0)))[:2]
    words["k"] = in_words(getattr(schedule, "k", 0.0))
    return FACTORS[name][0].format(**words, first=first[0], second=second[0])


def _rates(flat: Array, chosen: Array) -> Panel:
    t = np.arange(STEPS, dtype=float)
    top = 1.1 * flat[0]
    return Panel(
        title="Rate",
        xlabel="step t",
        ylabel="rate",
        xlim=(0.0, STEPS),
        ylim=(0.0, top),
        xticks=even_ticks(0, STEPS),
        yticks=even_ticks(0, top),
        marks=_both(t, flat, chosen),
    )


def _losses(flat: Array, chosen: Array) -> Panel:
    low = 10.0**-5
    t = np.arange(STEPS + 1, dtype=float)
    logs = [np.log10(np.clip(loss, low, 1e3)) for loss in (flat, chosen)]
    return Panel(
        title="Loss, mean of 12 runs",
        xlabel="step t",
        ylabel="loss above the lowest",
        xlim=(0.0, STEPS),
        ylim=(-5.0, 2.2),
        xticks=even_ticks(0, STEPS),
        yticks=decades(-5, 2),
        marks=_both(t, *logs),
    )


def _both(t: Array, flat: Array, chosen: Array) -> tuple[Mark, ...]:
    return (
        Mark(xy=np.stack([t, flat], 1), name="constant rate", colour=ORANGE, dash=(7, 4)),
        Mark(xy=np.stack([t, chosen], 1), name="with this schedule", colour=BLUE, width=2.4),
    )
