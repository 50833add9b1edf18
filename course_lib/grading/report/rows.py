"""The rows of the report's tables: exercises, mistakes, concepts."""

from collections.abc import Callable, Collection, Sequence
from statistics import median

import numpy as np

from course_lib.grading.report.facts import STATES, ConceptRow, ExerciseRow, Made
from course_lib.grading.report.items import analyse
from course_lib.grading.report.tally import Group, Tally, title_of
from course_lib.grading.results import BY_ID
from course_lib.syllabus import load_syllabus

__all__ = ["concept_rows", "exercise_rows", "made"]


def exercise_rows(tally: Tally) -> tuple[ExerciseRow, ...]:
    """One row an exercise, in the order of the assignment."""
    rows = []
    for exercise, found in zip(tally.in_order(), analyse(*tally.points()), strict=True):
        here = [(g.name, g.exercises[exercise.id]) for g in tally.groups.values() if g.name]
        mistakes = sorted((m for m in here if m[1]), key=lambda m: (-m[1], m[0]))
        rows.append(
            ExerciseRow(
                id=exercise.id,
                title=title_of(exercise.id),
                points=exercise.most,
                states={state: exercise.states[state] for state in STATES},
                difficulty=found.difficulty,
                discrimination=found.discrimination,
                why_not=found.why_not,
                follow=exercise.follow,
                trusted=exercise.trusted,
                seconds=median(exercise.seconds) if exercise.seconds else None,
                mistakes=tuple(mistakes),
            )
        )
    return tuple(rows)


def made(tally: Tally, who: Callable[[Collection[str]], tuple[str, ...]]) -> tuple[Made, ...]:
    """Every mistake, the most frequent first."""
    most = {exercise.id: exercise.most for exercise in tally.in_order()}
    rows = [_made(group, most, who) for group in tally.groups.values()]
    return tuple(
        sorted(rows, key=lambda m: (-m.count, -m.lost, m.name, m.exercises, m.case, m.said))
    )


def _made(
    group: Group, most: dict[str, float], who: Callable[[Collection[str]], tuple[str, ...]]
) -> Made:
    places = [(id, group.exercises[id]) for id in most if id in group.exercises]
    concepts = dict.fromkeys(c for id, _ in places for c in _concepts(id))
    return Made(
        name=group.name,
        said=group.said[places[0][0]],
        count=len(group.students),
        lost=sum(most[id] * count for id, count in places),
        exercises=tuple((id, title_of(id), count) for id, count in places),
        concepts=tuple(concepts),
        looked=group.looked,
        case=group.case,
        example=group.example.code,
        example_of=group.example.exercise,
        students=who(group.students),
    )


def concept_rows(tally: Tally, mistakes: Sequence[Made]) -> tuple[ConceptRow, ...]:
    """The concepts that the assignment practises, the least understood first.

    Answers that are wrong because what they build on is wrong count neither way.
    """
    order = [exercise.id for exercise in tally.in_order()]
    points, most = tally.points("understood")
    rows = []
    for concept in load_syllabus().concepts:
        columns = [k for k, id in enumerate(order) if concept.id in _concepts(id)]
        possible = np.where(np.isnan(points[:, columns]), 0, most[columns]).sum()
        if not columns or not possible:
            continue
        first = next((m for m in mistakes if m.name and concept.id in m.concepts), None)
        rows.append(
            ConceptRow(
                id=concept.id,
                text=concept.text.replace("*", ""),
                section=concept.section,
                share=float(np.nansum(points[:, columns]) / possible),
                known=int((~np.isnan(points[:, columns])).any(axis=1).sum()),
                exercises=tuple(order[k] for k in columns),
                mistake=first.said if first else "",
                made_by=first.count if first else 0,
            )
        )
    return tuple(sorted(rows, key=lambda row: (row.share, row.id)))


def _concepts(id: str) -> tuple[str, ...]:
    return tuple(getattr(BY_ID.get(id), "concepts", ()))
