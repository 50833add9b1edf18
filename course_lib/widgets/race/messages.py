"""What the kernel tells the browser about a race: numbers as bytes, the rest as plain facts."""

from typing import Any

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.widgets.race.best import HOW
from course_lib.widgets.race.field import convergence_map, fine_tuned, map_axes
from course_lib.widgets.race.looks import OPTIMISER_LOOKS, SYMBOL_COLOURS
from course_lib.widgets.race.run import Racer, Run
from course_lib.widgets.race.settings import (
    QUADRATICS,
    RACERS,
    RANGES,
    SCHEDULES,
    Settings,
    label,
    make_surface,
    view,
)
from course_lib.widgets.race.words import (
    LANDSCAPE_WORDS,
    QUESTIONS,
    answer,
    mine_words,
    right,
    target_words,
)

__all__ = ["facts", "fixed", "levels", "map_bytes", "path_bytes"]

DASHES = {"-": [], "--": [7, 4], ":": [1.5, 3], "-.": [8, 3, 1.5, 3]}
SHOWN_STEPS = (50, 100, 300, 1000)


def path_bytes(run: Run) -> bytes:
    """Give all numbers of a race in one piece, float32: paths, then the ghost's, then the workings.

    (racers, steps + 1, 3), (1, steps + 1, 3) where there is a ghost, (steps done, columns, 2)
    where somebody is looked into.
    """
    parts = [racer.path for racer in run.racers]
    parts += [run.ghost.racer.path] if run.ghost else []
    parts += [run.inside.values] if run.inside else []
    with np.errstate(over="ignore"):  # a student's state may hold numbers past all float32
        return b"".join(np.ascontiguousarray(part, "<f4").tobytes() for part in parts)


def levels(heights: Float[Array, "S S"]) -> bytes:
    """Give heights from 0 to 1 as uint16."""
    return (heights * 65535).round().astype("<u2").tobytes()


def map_bytes(settings: Settings) -> bytes:
    """Give the map of convergence, float32 (momenta, rates), for a bowl; nothing elsewhere."""
    if settings.surface not in QUADRATICS:
        return b""
    return convergence_map(settings.condition).astype("<f4").tobytes()


def fixed() -> dict[str, Any]:
    """Give what never changes: looks, names, ranges."""
    rates, momenta = map_axes()
    return {
        "looks": {name: _look(name) for name in (*RACERS, "mine")},
        "symbols": SYMBOL_COLOURS,
        "surfaces": list(LANDSCAPE_WORDS.items()),
        "schedules": list(SCHEDULES),
        "references": [[name, label(name)] for name in (*RACERS, "momentum-averaged")],
        "ranges": {name: list(ends) for name, ends in RANGES.items()},
        "steps": list(SHOWN_STEPS),
        "map": [len(rates), len(momenta)],
        "sweep": HOW,
    }


def facts(run: Run, question: str, within: int) -> dict[str, Any]:
    """Give what belongs to one race."""
    settings, surface = run.settings, make_surface(run.settings)
    bowl = settings.surface in QUADRATICS
    return {
        "view": list(view(surface)),
        "minima": [list(point) for point in surface.minima],
        "steps": settings.steps,
        "target": settings.target,
        "racers": [_racer(racer) for racer in run.racers],
        "ghost": run.ghost and _racer(run.ghost.racer) | {"parted": run.ghost.parted},
        "inside": settings.inside if run.inside else "",
        "columns": list(run.inside.names) if run.inside else [],
        "mine": mine_words(run),
        "fault": bool(run.fault),
        "within": within,
        "goal": target_words(run, within) if within else "",
        "question": QUESTIONS.get(question, ""),
        "answer": answer(run, question) if question else "",
        "right": list(right(run, question)) if question else [],
        "bowl": bowl,
        "best": list(fine_tuned(settings.condition)) if bowl else [],
    }


def _racer(racer: Racer) -> dict[str, Any]:
    return {
        "name": racer.name,
        "label": racer.label,
        "rate": racer.rate,
        "last": racer.last,
        "left": racer.left,
        "arrived": racer.arrived,
    }


def _look(name: str) -> dict[str, Any]:
    words, look = OPTIMISER_LOOKS[name]
    dash = list(look.dash[1]) if isinstance(look.dash, tuple) else DASHES[look.dash]
    return {"label": words, "colour": look.colour, "marker": look.marker, "dash": dash}
