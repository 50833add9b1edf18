"""One training run under way: everything that changes while a `Trainer` works."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from course_lib._shapes import Array, Generator
from course_lib.kernels import l2_penalty
from course_lib.nn._calling import call, check_step
from course_lib.nn.history import Epoch, History, State
from course_lib.nn.layer import Arrays, Mode, located
from course_lib.nn.sequential import Sequential
from course_lib.nn.watching import Progress

if TYPE_CHECKING:
    from course_lib.nn.trainer import Trainer

__all__ = ["Labelled", "Run"]

Labelled = tuple[Array, Array]  # examples x (N, ...) and labels y (N,)

_LOOK = 256  # examples over which a cost is averaged before it is compared with the start


class Run:
    """A net, what it learns from, and the memory of the optimiser. One call to `epoch` at a time.

    kept: the weights the net is given at the end: the best on the dev set, or else the last.
    """

    def __init__(
        self,
        trainer: "Trainer",
        net: Sequential,
        train: Labelled,
        dev: Labelled | None,
        rng: Generator,
    ) -> None:
        self.trainer, self.net, self.train, self.dev, self.rng = trainer, net, train, dev, rng
        learning = {name: net.params[name] for name in net.trainable()}
        self.states = {name: trainer.optimiser.init(w) for name, w in learning.items()}
        average = trainer.average
        self.averages = {n: average.init(w) for n, w in learning.items()} if average else {}
        self.epochs: list[Epoch] = []
        self.steps: list[float] = []
        self.best: int | None = None
        self.kept = _copied(net.arrays)
        self.state: State = "running"
        self.reason = "epochs are left"
        self.start = self._first_cost()

    @property
    def history(self) -> History:
        """The run so far, as plain data."""
        return History(
            epochs=tuple(self.epochs),
            steps=tuple(self.steps),
            start=self.start,
            best=self.best,
            state=self.state,
            reason=self.reason,
        )

    def epoch(self) -> Iterator[Progress]:
        """Train on every example once, giving the progress after each step; then look at dev.

        An epoch that ends in nan, or past the limit, is not recorded.
        """
        batches = self._batches()
        rates, right = self._optimisers(), 0
        for i, rows in enumerate(batches, 1):
            loss, hits = self._step(rows, rates)
            if self.state != "running":
                return
            self.steps.append(loss)
            right += hits
            yield Progress(len(self.epochs) + 1, self.trainer.epochs, i, len(batches), loss)
            if self._exploded():
                return
        self._close(float(np.mean(self.steps[-len(batches) :])), right / len(self.train[1]))

    def restore(self) -> None:
        """Give the net the weights that are kept."""
        for name, a in self.net.arrays.items():
            a[...] = self.kept[name]

    def settle(self) -> None:
        """Stop when the epochs are done, or dev has not become better for `patience` epochs."""
        done, patience = len(self.epochs), self.trainer.patience
        if self.state != "running":
            return
        if patience is not None and done - 1 - (self.best or 0) >= patience:
            self._stop(
                "stopped early",
                f"dev accuracy was best in epoch {(self.best or 0) + 1} of {done}, and its weights "
                "were restored",
            )
        elif done >= self.trainer.epochs:
            self._stop("finished", f"{done} of {self.trainer.epochs} epochs are done")

    def _step(self, rows: Array, optimisers: dict[str, Any]) -> tuple[float, int]:
        x, y = self.train[0][rows], self.train[1][rows]
        if self.trainer.augment is not None:
            x = self.trainer.augment(x, self.rng)
        with np.errstate(over="ignore", invalid="ignore"):  # a state with a reason, below
            scores, tape = self.net.forward(x, train=True, rng=self.rng)
            loss, dscores = self._loss(scores, y)
            if not math.isfinite(loss):
                self._break(f"the cost was {loss} in epoch {len(self.epochs) + 1}")
                return loss, 0
            grads = self.net.backward(dscores, tape)
            penalty = self._penalty(grads)
            for name, dw in grads.items():
                self._move(name, dw, optimisers[name.partition(".")[0]])
        return loss + penalty, int((scores.argmax(axis=1) == y).sum())

    def _loss(self, scores: Array, y: Array) -> tuple[float, Array]:
        if not np.isfinite(scores).all():
            return math.nan, scores
        loss, dscores = self.trainer.loss(scores, y)
        return float(loss), dscores

    def _penalty(self, grads: Arrays) -> float:
        """The L2 penalty of all weights that are not biases, added to their gradients."""
        total = 0.0
        if self.trainer.reg:
            for name in (n for n in grads if self.net.params[n].ndim > 1):
                loss, dw = l2_penalty(self.net.params[name], self.trainer.reg)
                grads[name] = grads[name] + dw
                total += loss
        return total

    def _move(self, name: str, dw: Array, optimiser: Any) -> None:
        w = self.net.params[name]
        if hasattr(optimiser, "step_"):
            self.states[name] = optimiser.step_(w, dw, self.states[name])
        else:
            w[...], self.states[name] = self._asked(name, dw, optimiser.step)
        if self.trainer.average is not None:
            self.averages[name] = self.trainer.average.step_(w, self.averages[name])

    def _asked(self, name: str, dw: Array, step: Callable[..., Any]) -> tuple[Array, Any]:
        """The weights and the state that someone's step gives: it has copies, to write into."""
        w = self.net.params[name]
        given = {"w": w.copy(), "dw": dw.copy(), "state": self.states[name]}
        with located(f"in the step of {name}, epoch {len(self.epochs) + 1}"):
            return check_step(step, call(step, given), w, dw)

    def _optimisers(self) -> dict[str, Any]:
        """The optimiser of each layer, at the rate of this epoch."""
        trainer = self.trainer
        factor = 1.0 if trainer.schedule is None else trainer.schedule(len(self.epochs))
        return {
            layer: _at_rate(trainer.optimiser, factor * trainer.rates.get(layer, 1.0))
            for layer in self.net.layers
        }

    def _batches(self) -> list[Array]:
        # Nearly equal ones: a last batch of one would be poison for batch normalisation.
        N = len(self.train[1])
        return np.array_split(self.rng.permutation(N), math.ceil(N / self.trainer.batch))

    def _first_cost(self) -> float:
        """The cost of the net as it is, on the first examples; nothing is moved or drawn."""
        rows = slice(0, max(_LOOK, self.trainer.batch))
        x, y = self.train[0][rows], self.train[1][rows]
        with np.errstate(over="ignore", invalid="ignore"):
            # Other randomness than the run's, so that resuming need not repeat it.
            scores, _, _ = self.net.forward_only(x, Mode(True, np.random.default_rng(0)))
            loss, _ = self._loss(scores, y)
        return loss + self._penalty({n: self.net.params[n] for n in self.net.trainable()})

    def _exploded(self) -> bool:
        window = math.ceil(min(_LOOK, len(self.train[1])) / self.trainer.batch)
        limit = self.trainer.explode * self.start
        if len(self.steps) < window or not np.mean(self.steps[-window:]) > limit:
            return False
        self._stop(
            "exploded",
            f"the cost passed {self.trainer.explode:g} times its start of {self.start:.3g} in "
            f"epoch {len(self.epochs) + 1}: try a learning rate 10 times smaller. {self._kept()}",
        )
        return True

    def _close(self, loss: float, accuracy: float) -> None:
        params = self._params_to_test()
        if not all(np.isfinite(a).all() for a in params.values()):
            self._break(f"weights were nan or infinite at the end of epoch {len(self.epochs) + 1}")
            return
        dev_loss = dev_accuracy = None
        with self._holding(params):
            if self.dev is not None:
                dev_loss, dev_accuracy = self._evaluate(*self.dev)
                if not math.isfinite(dev_loss):
                    self._break(f"the cost on dev was {dev_loss}")
                    return
            lr = getattr(next(iter(self._optimisers().values())), "lr", None)
            self.epochs.append(Epoch(loss, accuracy, dev_loss, dev_accuracy, lr))
            if self._is_best():
                self.best, self.kept = len(self.epochs) - 1, _copied(self.net.arrays)

    def _is_best(self) -> bool:
        """Whether dev accuracy, or among equals dev loss, has never been better; True without."""
        if self.dev is None or self.best is None:
            return True
        now, best = self.epochs[-1], self.epochs[self.best]
        return (now.dev_accuracy, -now.dev_loss) > (best.dev_accuracy, -best.dev_loss)  # type: ignore[operator]

    def _evaluate(self, x: Array, y: Array) -> tuple[float, float]:
        with np.errstate(over="ignore", invalid="ignore"):
            scores = self.net.scores(x)
        return self._loss(scores, y)[0], float((scores.argmax(axis=1) == y).mean())

    def _params_to_test(self) -> Arrays:
        averages = {name: state.average for name, state in self.averages.items()}
        return self.net.params | averages

    @contextmanager
    def _holding(self, params: Arrays) -> Iterator[None]:
        """Let the net have other weights for a while."""
        own = _copied(self.net.params)
        try:
            for name, a in params.items():
                self.net.params[name][...] = a
            yield
        finally:
            for name, a in own.items():
                self.net.params[name][...] = a

    def _break(self, what: str) -> None:
        self._stop("nan", f"{what}: try a learning rate 10 times smaller. {self._kept()}")

    def _kept(self) -> str:
        whose = "before the first step" if self.best is None else f"epoch {self.best + 1}"
        return f"The net has the weights of {whose}"

    def _stop(self, state: State, reason: str) -> None:
        self.state, self.reason = state, reason


def _at_rate(optimiser: Any, factor: float) -> Any:
    return optimiser if factor == 1.0 else replace(optimiser, lr=optimiser.lr * factor)


def _copied(arrays: Arrays) -> Arrays:
    return {name: a.copy() for name, a in arrays.items()}
