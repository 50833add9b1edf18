"""What an optimiser race opens with, and what a browser may change about it."""

from collections.abc import Sequence
from typing import Any

from course_lib.errors import CourseError
from course_lib.optim import Surface
from course_lib.widgets.race.settings import (
    FIRST_RATES,
    LANDSCAPES,
    RACERS,
    RANGES,
    SCHEDULES,
    check_names,
    clamped,
    clamped_start,
)
from course_lib.widgets.race.words import QUESTIONS

__all__ = ["CHOICES", "SETTABLE", "check_known", "entrance", "opening", "received"]

CHOICES = {
    "surface": tuple(LANDSCAPES),
    "schedule": tuple(SCHEDULES),
    "inside": ("", *RACERS, "mine"),
    "mine_like": ("", *RACERS, "momentum-averaged"),
    "question": ("", *QUESTIONS),
    "guess": ("", "none", *RACERS, "mine"),
}
SETTABLE = (*CHOICES, *RANGES, "optimizers", "start", "best_rates", "within")


def received(sent: dict[str, Any], now: dict[str, Any], surface: Surface) -> dict[str, Any]:
    """Give all that a browser may set, made to fit, and nothing else.

    What makes no sense becomes what it is `now`.
    """
    taken = {name: clamped(name, sent[name], now[name]) for name in RANGES if name in sent}
    for name, choices in CHOICES.items():
        if isinstance(sent.get(name), str) and sent[name] in choices:
            taken[name] = sent[name]
    if isinstance(sent.get("optimizers"), list):
        taken["optimizers"] = [name for name in RACERS if name in sent["optimizers"]]
    if isinstance(sent.get("best_rates"), bool):
        taken["best_rates"] = sent["best_rates"]
    if "start" in sent:
        taken["start"] = clamped_start(sent["start"], surface, now["start"])
    return taken


def entrance(surface: str) -> dict[str, Any]:
    """Where a landscape is entered, and how fast."""
    return {"start": list(LANDSCAPES[surface].start), "lr": FIRST_RATES[surface]}


def opening(
    surface: str, optimizers: Sequence[str] | None, mine_like: str | None, mine: bool
) -> dict[str, Any]:
    """The settings a race opens with, before those that were asked for."""
    names = check_names(RACERS[:6] if optimizers is None else optimizers)
    shown = "mine" if mine else "adam" if "adam" in names else (*names, "")[0]
    opening = {"surface": surface, "optimizers": list(names), "inside": shown}
    return opening | entrance(surface) | {"mine_like": mine_like or ""}


def check_known(settings: dict[str, Any]) -> None:
    """Raise CourseError for a setting that no race has."""
    others = ("surface", "optimizers", "mine_like", "guess")  # arguments, and the answer
    known = [name for name in SETTABLE if name not in others]
    unknown = [name for name in settings if name not in known]
    if unknown:
        raise CourseError(
            f"OptimizerRace got {unknown[0]} = {settings[unknown[0]]!r}",
            why="it has no setting of that name",
            how=f"choose among {', '.join(known)}",
        )
