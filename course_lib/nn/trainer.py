"""Training: minibatches, an optimiser, early stopping, and a run that can be taken up again."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import cast

import numpy as np

from course_lib._shapes import Array, Generator
from course_lib.errors import CourseError, DtypeError, RangeError, ShapeError
from course_lib.kernels import softmax_loss
from course_lib.nn import checkpoint as checkpoints
from course_lib.nn._checks import check_rng
from course_lib.nn.history import History
from course_lib.nn.live import LivePlot
from course_lib.nn.run import Labelled, Run
from course_lib.nn.sequential import Sequential
from course_lib.nn.watching import ProgressBar, Watcher, in_notebook
from course_lib.optim import Adam, NesterovLookahead, Optimiser, PolyakAverage, Schedule

__all__ = ["Trainer"]

Loss = Callable[[Array, Array], tuple[float, Array]]  # (scores, y) -> loss, dscores
Augment = Callable[[Array, Generator], Array]  # (x, rng) -> x


@dataclass(frozen=True, slots=True, kw_only=True)
class Trainer:
    """How to train: settings only, so that one trainer serves any number of nets.

    batch: examples a step, the last ones spread evenly; reg: L2 penalty of all weights but
    biases; schedule: called with the epoch from 0, gives the factor on the optimiser's rate;
    rates: a further factor for each layer named; augment: (x, rng) -> x on every minibatch;
    patience: stop when dev has not become better for so many epochs; average: test and keep the
    Polyak average of the weights; explode: stop when the cost passes so many times its start.
    Raises RangeError for numbers that make no sense, CourseError for a schedule with its own rate
    or an optimiser that cannot be used so.
    """

    optimiser: Optimiser = field(default_factory=Adam)
    epochs: int = 10
    batch: int = 64
    loss: Loss = softmax_loss
    reg: float = 0.0
    schedule: Schedule | None = None
    rates: Mapping[str, float] = field(default_factory=dict, hash=False)
    augment: Augment | None = None
    patience: int | None = None
    average: PolyakAverage | None = None
    explode: float = 3.0

    def __post_init__(self) -> None:
        for name in ("epochs", "batch", "patience"):
            _check_count(name, getattr(self, name), optional=name == "patience")
        _check_size("reg", self.reg, 0 <= self.reg < math.inf, "0 or more, and finite")
        _check_size("explode", self.explode, self.explode > 1, "above 1; math.inf for no limit")
        for layer, rate in self.rates.items():
            what = "a factor above 0; to leave a layer as it is, freeze it"
            _check_size(f"rates[{layer!r}]", rate, 0 < rate < math.inf, what)
        object.__setattr__(self, "rates", MappingProxyType(dict(self.rates)))
        _check_rule(self.optimiser, scaled=bool(self.rates) or self.schedule is not None)
        _check_schedule(self.schedule)

    def fit(
        self,
        net: Sequential,
        train: Labelled,
        dev: Labelled | None = None,
        *,
        rng: Generator,
        watch: Sequence[Watcher] | None = None,
        checkpoint: Path | str | None = None,
    ) -> History:
        """Train `net` in place on `train`, x (N, ...) and y (N,), and say how it went.

        With `dev` the net ends with the weights that were best there, else with the last ones; a
        run that breaks ends with the best so far, and with the reason in its history. `watch`:
        who looks on, a bar in a terminal or a live plot in a notebook unless given. `checkpoint`:
        a file that is written after every epoch, for `resume`.
        Raises ShapeError, DtypeError or RangeError for data that do not fit the net; patience
        without dev raises CourseError, and so does a kernel or a step that goes wrong, by its name.
        """
        check_rng("Trainer.fit", rng)
        self._check(net, train, dev)
        return self._drive(Run(self, net, train, dev, rng), watch, checkpoint)

    def resume(
        self,
        net: Sequential,
        train: Labelled,
        dev: Labelled | None = None,
        *,
        checkpoint: Path | str,
        watch: Sequence[Watcher] | None = None,
    ) -> History:
        """Go on from `checkpoint`, exactly as if the run had not been interrupted.

        net, data and settings are as they were, but `epochs` may be more. Raises DataError when
        the file is missing or damaged, or was written by another run.
        """
        self._check(net, train, dev)
        run = checkpoints.read(self, net, train, dev, Path(checkpoint))
        return self._drive(run, watch, checkpoint)

    def settings(self) -> dict[str, str]:
        """Give all that decides what a run does, as text, the number of epochs aside."""
        names = (f.name for f in fields(self) if f.name != "epochs")
        return {name: _text(getattr(self, name)) for name in names}

    def _drive(
        self, run: Run, watch: Sequence[Watcher] | None, checkpoint: Path | str | None
    ) -> History:
        watch = _usual_watchers() if watch is None else watch
        try:
            run.settle()
            while run.state == "running":
                for progress in run.epoch():
                    for watcher in watch:
                        watcher.on_step(progress)
                whole = run.state == "running"
                run.settle()
                if whole and checkpoint is not None:
                    checkpoints.write(run, Path(checkpoint))
                for watcher in watch if whole else ():
                    watcher.on_epoch(run.net, run.history)
        finally:
            run.restore()
            for watcher in watch:
                watcher.on_end(run.net, run.history)
        return run.history

    def _check(self, net: Sequential, train: Labelled, dev: Labelled | None) -> None:
        _check_data("train", train)
        if dev is not None:
            _check_data("dev", dev)
        elif self.patience is not None:
            raise CourseError(
                "a trainer with patience was given no dev set",
                why="it stops where dev accuracy turns",
                how="give fit(net, train, dev, rng=rng), or leave patience out",
            )
        for layer in self.rates:
            net.check_name(layer)
        if not net.trainable():
            raise CourseError(
                "there is nothing to train in this net",
                why="every layer that learns is frozen",
                how="unfreeze one, such as the last: unfreeze(net, name)",
            )


def _usual_watchers() -> tuple[Watcher, ...]:
    return (LivePlot(),) if in_notebook() else (ProgressBar(),)


def _text(value: object) -> str:
    # A function's repr holds its address, which differs from run to run.
    return getattr(value, "__qualname__", None) or repr(value)


def _check_count(name: str, value: object, *, optional: bool) -> None:
    if optional and value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1:
        raise RangeError(
            f"Trainer got {name} = {value!r}",
            why=f"{name} is counted",
            how="give a whole number of at least 1",
        )


def _check_size(name: str, value: float, fits: bool, what: str) -> None:
    if not fits:
        raise RangeError(
            f"Trainer got {name} = {value!r}", why=f"{name} has to be {what}", how="mend it so"
        )


def _check_rule(optimiser: object, *, scaled: bool) -> None:
    if isinstance(optimiser, NesterovLookahead):
        raise CourseError(
            "Trainer got NesterovLookahead",
            why="it needs its gradient measured ahead of the weights, and a trainer measures at "
            "them: it would be plain momentum",
            how="take Nesterov, the same method written for the gradient at the weights",
        )
    if not (hasattr(optimiser, "init") and hasattr(optimiser, "step")):
        raise CourseError(
            f"Trainer got optimiser = {optimiser!r}",
            why="an optimiser has init(w) -> state and step(w, dw, state) -> w, state",
            how="give one of course_lib.optim, such as Adam(lr=1e-3); a step function of your own "
            "as Own(step, its first state)",
        )
    if scaled and "lr" not in getattr(type(optimiser), "__dataclass_fields__", ()):
        raise CourseError(
            f"Trainer got a schedule or rates, and the optimiser {optimiser!r}",
            why="they multiply the optimiser's lr, which must be a field of a dataclass",
            how="give one of course_lib.optim, or make your optimiser a dataclass with lr",
        )


def _check_schedule(schedule: object) -> None:
    if getattr(schedule, "lr", 1.0) != 1.0:
        raise CourseError(
            f"Trainer got schedule = {schedule!r}",
            why="a schedule is a factor here, and the rate is the optimiser's: both would be "
            "multiplied",
            how="leave lr out of the schedule: Trainer(optimiser=SGD(lr=0.1), "
            "schedule=StepDecay(every=5))",
        )


def _check_data(name: str, data: object) -> None:
    pair = isinstance(data, tuple | list) and len(data) == 2
    if not pair or not all(isinstance(a, np.ndarray) for a in data):  # type: ignore[attr-defined]
        raise DtypeError(
            f"{name} is {type(data).__name__}",
            why="a labelled set is a pair of arrays, (x, y)",
            how=f"give {name}=(x, y), x (N, ...) of floats and y (N,) of whole numbers",
        )
    x, y = cast(Labelled, data)
    if y.ndim != 1 or x.ndim == 0 or len(x) != len(y) or not len(y):
        raise ShapeError(
            f"{name} has x {x.shape} and y {y.shape}",
            why="each example has one label, and there is at least one",
            how="give x as (N, ...) and y as (N,), N at least 1",
        )
    if x.dtype.kind == "f" and not np.isfinite(x).all():
        raise RangeError(
            f"{name} has numbers in x that are nan or infinite",
            why="nan spreads to every weight, and nothing can be learnt from it",
            how="look at where x comes from: a division by a standard deviation of 0, a missing "
            "value",
        )
