"""A race as a page of its own: the same view and its numbers, with no kernel behind them."""

import base64
from typing import TYPE_CHECKING, Any

from course_lib.widgets.offline import offline_page
from course_lib.widgets.race.field import field
from course_lib.widgets.race.messages import levels
from course_lib.widgets.race.settings import make_surface
from course_lib.widgets.race.words import LANDSCAPE_WORDS, describe

if TYPE_CHECKING:
    from course_lib.widgets.race.optimizer_race import OptimizerRace

__all__ = ["page"]

COARSE = 64  # samples along a side: a page should be small
BINARY = ("paths", "field_bytes", "map_bytes")


def page(race: "OptimizerRace") -> str:
    """Give the page of a race as it stands: it plays, scrubs and asks, offline."""
    return offline_page(
        race,
        _state(race),
        replay="race/replay.js",
        root="race",
        width=1000,
        title=f"Optimiser race: {LANDSCAPE_WORDS[race.surface]}",
        intro=describe(race.result) if not race.question else "Guess, then watch.",
        without="This page plays the race with JavaScript.",
    )


def _state(race: "OptimizerRace") -> dict[str, Any]:
    state: dict[str, Any] = {
        name: getattr(race, name)
        for name in race.keys
        if not name.startswith("_") and name not in (*BINARY, "layout", "tabbable", "tooltip")
    }
    surface = make_surface(race.result.settings)
    numbers = {
        "paths": race.paths,
        "field_bytes": levels(field(surface, COARSE)),
        "map_bytes": b"",
    }
    state["facts"] = race.facts | {"bowl": False}  # the map sets sliders, which a page has none of
    state["bytes"] = {name: base64.b64encode(b).decode("ascii") for name, b in numbers.items()}
    return state
