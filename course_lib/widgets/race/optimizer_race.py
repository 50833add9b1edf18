"""The optimiser race: the kernel runs everyone, the browser plays it back (race_*.js).

OptimizerRace("rosenbrock", optimizers=["sgd", "momentum", "adam"])
OptimizerRace("saddle", mine=my_step, mine_like="adam")
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from course_lib.errors import CourseError
from course_lib.figures import figure_bundle
from course_lib.widgets.race import settings as race_settings
from course_lib.widgets.race.best import RateSweep
from course_lib.widgets.race.field import field
from course_lib.widgets.race.messages import facts, fixed, levels, map_bytes, path_bytes
from course_lib.widgets.race.opening import (
    CHOICES,
    SETTABLE,
    check_known,
    entrance,
    opening,
    received,
)
from course_lib.widgets.race.run import Run, run
from course_lib.widgets.race.settings import (
    RACERS,
    RANGES,
    Settings,
    check_choice,
    make_surface,
)
from course_lib.widgets.race.words import describe
from course_lib.widgets.script import script

__all__ = ["OptimizerRace"]

SOURCES = (
    "common.js",
    "race/marks.js",
    "race/field.js",
    "race/drawing.js",
    "race/plot.js",
    "race/map.js",
    "race/equations.js",
    "race/controls.js",
    "race/stage.js",
    "race/readouts.js",
    "race/optimizer_race.js",
)


class OptimizerRace(anywidget.AnyWidget):
    """Optimisers descend a landscape; play, scrub, look inside, and race your own.

    surface: "quadratic", "saddle", "rosenbrock", "beale", "himmelblau", "plateau", "minibatch".
    optimizers: who runs, among "sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam",
    "adam-uncorrected", "newton", "lbfgs"; without it the first six.

    mine: your own `step(w, dw, state) -> (w, state)`; state is {} at first, and settings that it
    names (lr, rho, beta1, beta2, eps) are those of the race. mine_like: whom it is compared with.

    Settings: lr, start (each landscape has its own), rho, beta1, beta2, eps, schedule, steps,
    condition, batch_size, noise, seed; best_rates, each at the rate that suits it; inside, whose
    workings are shown; question, "diverges" or "arrives", asked before the race is shown; target
    and within, the goal: a loss less than `target` above the lowest in `within` steps.

    All may be set later. Raises a CourseError for what cannot be raced, and keeps what it had.
    """

    _esm = script(*SOURCES)
    _css = script("controls.css", "race/optimizer_race.css")

    # Checked below and not by a trait of its type, whose errors are not ours.
    surface = traitlets.TraitType("saddle").tag(sync=True)
    optimizers = traitlets.TraitType(list(RACERS[:6])).tag(sync=True)
    start = traitlets.TraitType([-2.0, 0.01]).tag(sync=True)
    lr = traitlets.TraitType(0.05).tag(sync=True)
    rho = traitlets.TraitType(0.9).tag(sync=True)
    beta1 = traitlets.TraitType(0.9).tag(sync=True)
    beta2 = traitlets.TraitType(0.999).tag(sync=True)
    eps = traitlets.TraitType(1e-8).tag(sync=True)
    schedule = traitlets.TraitType("constant").tag(sync=True)
    best_rates = traitlets.TraitType(False).tag(sync=True)
    condition = traitlets.TraitType(25.0).tag(sync=True)
    batch_size = traitlets.TraitType(8).tag(sync=True)
    noise = traitlets.TraitType(0.0).tag(sync=True)
    seed = traitlets.TraitType(0).tag(sync=True)
    steps = traitlets.TraitType(300).tag(sync=True)
    target = traitlets.TraitType(1e-6).tag(sync=True)
    within = traitlets.TraitType(0).tag(sync=True)  # 0: no goal is set
    inside = traitlets.TraitType("").tag(sync=True)  # whose workings are shown
    mine_like = traitlets.TraitType("").tag(sync=True)
    question = traitlets.TraitType("").tag(sync=True)
    guess = traitlets.TraitType("").tag(sync=True)  # what was answered: a name, or "none"
    resets = traitlets.Int(0).tag(sync=True)  # counted up by the browser

    # Written by the kernel alone.
    paths = traitlets.Bytes().tag(sync=True)  # float32: see path_bytes
    field_bytes = traitlets.Bytes().tag(sync=True)  # uint8 (S, S), the top row first
    map_bytes = traitlets.Bytes().tag(sync=True)  # float32 (momenta, rates), or nothing
    facts = traitlets.Dict().tag(sync=True)
    fixed = traitlets.Dict(fixed()).tag(sync=True)

    def __init__(
        self,
        surface: str = "saddle",
        optimizers: Sequence[str] | None = None,
        *,
        mine: Callable[..., Any] | None = None,
        mine_like: str | None = None,
        **settings: Any,
    ) -> None:
        _check_mine(mine, mine_like)
        check_known(settings)
        check_choice("surface", surface, CHOICES["surface"])
        self._mine, self._best = mine, RateSweep(mine)
        self._run: Run
        self._settled, self._ground, self._raced = False, ("", 0.0), Settings(steps=1)
        super().__init__()
        first = opening(surface, optimizers, mine_like, mine is not None)
        self._show(**first | settings)
        self._opening = self._values()

    @property
    def mine(self) -> Callable[..., Any] | None:
        """Your own step, or None."""
        return self._mine

    @property
    def result(self) -> Run:
        """The race as it stands: paths, rates, who arrived and who left."""
        return self._run

    def reset(self) -> None:
        """Back to the settings it was made with, the question open again."""
        self._show(**self._opening)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the browser sends, clamped to what makes sense: nobody reads an error there."""
        with self.hold_sync():
            super().set_state(received(sync_data, self._values(), make_surface(self._settings)))
            if sync_data.get("resets"):
                self.reset()

    def to_html(self, path: str | Path) -> Path:
        """Write a page that plays and scrubs this race, by itself and offline; gives its path."""
        from course_lib.widgets.race.replay import page

        path = Path(path)
        path.write_text(page(self), encoding="utf-8")
        return path

    def to_gif(self, path: str | Path, *, frames: int = 75) -> Path:
        """Write the race as a moving picture; gives its path."""
        from course_lib.widgets.race.picture import moving_picture

        path = Path(path)
        moving_picture(self._run, path, frames=frames)
        return path

    def __repr__(self) -> str:
        rates = "best rates" if self.best_rates else f"lr={self.lr:g}"
        yours = " and yours" if self._mine else ""
        return f"OptimizerRace({self.surface!r}, {', '.join(self.optimizers)}{yours}; {rates})"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        from course_lib.widgets.race.picture import picture

        live, live_metadata = super()._repr_mimebundle_(**kwargs)
        data, metadata = figure_bundle(picture(self._run), alt=describe(self._run))
        data |= {"text/plain": repr(self)}
        return {**live, **data}, {**live_metadata, **metadata}

    def _values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in SETTABLE}

    @property
    def _settings(self) -> Settings:
        values = {name: getattr(self, name) for name in Settings.__slots__ if name != "racers"}
        return Settings(**values | {"start": tuple(self.start)}, racers=tuple(self.optimizers))

    @traitlets.validate(*RANGES)
    def _check_number(self, proposal: Any) -> Any:
        return race_settings.check_number(proposal["trait"].name, proposal["value"])

    @traitlets.validate(*CHOICES)
    def _check_choice(self, proposal: Any) -> str:
        name = proposal["trait"].name
        return check_choice(name, proposal["value"], CHOICES[name])

    @traitlets.validate("optimizers")
    def _check_optimizers(self, proposal: Any) -> list[str]:
        return list(race_settings.check_names(proposal["value"]))

    @traitlets.validate("start")
    def _check_start(self, proposal: Any) -> list[float]:
        return list(race_settings.check_start(proposal["value"], make_surface(self._settings)))

    @traitlets.validate("best_rates")
    def _check_best_rates(self, proposal: Any) -> bool:
        return bool(proposal["value"])

    @traitlets.validate("within")
    def _check_within(self, proposal: Any) -> int:
        return race_settings.check_number("steps", proposal["value"]) if proposal["value"] else 0

    @traitlets.observe(*SETTABLE)
    def _on_setting(self, change: Any) -> None:
        if not self._settled:
            return
        if change["name"] == "surface":
            # A new landscape is entered at its own start and rate: others would rarely suit it.
            self._show(**entrance(self.surface))
        else:
            self._race()

    def _show(self, **state: Any) -> None:
        """Set several traits as one change, in one message and with one race."""
        self._settled = False
        try:
            with self.hold_sync():
                for name, value in state.items():
                    setattr(self, name, value)
        finally:
            self._settled = True
        self._race()

    def _race(self) -> None:
        settings = self._settings
        with self.hold_sync():
            if self._ground != (settings.surface, settings.condition):
                self._ground = settings.surface, settings.condition
                self.field_bytes = levels(field(make_surface(settings)))
                self.map_bytes = map_bytes(settings)
            if self._raced != settings:
                self._run = run(settings, self._mine, self._best)
                self._raced = settings
                self.paths = path_bytes(self._run)
            self.facts = facts(self._run, self.question, self.within)


def _check_mine(mine: Any, mine_like: str | None) -> None:
    if mine is not None and not callable(mine):
        raise CourseError(
            f"OptimizerRace got mine = {mine!r}",
            why="your optimiser is a function that takes a step",
            how="give the function itself, without calling it: mine=my_step",
        )
    if mine is None and mine_like is not None:
        raise CourseError(
            f"OptimizerRace got mine_like = {mine_like!r} and no step of yours",
            why="it says whom your own step is compared with",
            how="give your step, too: mine=my_step",
        )
