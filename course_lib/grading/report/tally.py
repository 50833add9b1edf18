"""Counts over the class, one submission at a time: nothing of a notebook is kept but examples."""

from array import array
from collections import Counter
from dataclasses import dataclass, field
from math import nan

import numpy as np

from course_lib.checking import Exercise
from course_lib.grading.graded import Finding
from course_lib.grading.report.anonymous import Anonymous
from course_lib.grading.report.behaviour import behaviour_of
from course_lib.grading.report.works import Item, Work
from course_lib.grading.results import BY_ID, follows

__all__ = ["ExerciseTally", "Group", "Tally", "title_of"]


@dataclass(slots=True)
class Example:
    """The shortest answer of a group, without what tells who wrote it."""

    exercise: str = ""
    code: str = ""
    raw: str = ""

    def offer(self, item: Item, author: str, anonymous: Anonymous) -> None:
        """Take this one where it is shorter; the same one, whoever is looked at first."""
        raw = item.code
        if not raw.strip() or (self.raw and (len(raw), raw) > (len(self.raw), self.raw)):
            return
        if code := anonymous.code(raw, author):
            if raw == self.raw and (self.code, self.exercise) <= (code, item.finding.exercise):
                return
            self.exercise, self.code, self.raw = item.finding.exercise, code, raw


@dataclass(slots=True)
class Group:
    """Those who made one mistake: `name` is the catalogue's, empty where it has none.

    `said` is what it is, in the words of each exercise where it was made. Where it has no name,
    `looked` is what was wrong and `case` the input on which it shows.
    """

    name: str
    looked: str = ""
    case: str = ""
    said: dict[str, str] = field(default_factory=dict)
    exercises: Counter[str] = field(default_factory=Counter)
    students: set[str] = field(default_factory=set)
    example: Example = field(default_factory=Example)


@dataclass(slots=True)
class ExerciseTally:
    """One exercise: how many solved it, did so in part, were wrong, did not try; and who follows.

    `points` has a number a student, in the order they were added; nan where nothing is known. In
    `understood` it is nan, too, where what it builds on is wrong: then it tells nothing; `follow`
    counts these. `seconds` is what the check took those who solved it, where they know.
    """

    id: str
    most: float
    position: int
    states: Counter[str] = field(default_factory=Counter)
    points: array = field(default_factory=lambda: array("d"))
    understood: array = field(default_factory=lambda: array("d"))
    seconds: list[float] = field(default_factory=list)
    follow: int = 0
    trusted: bool = True

    def fill(self, count: int) -> None:
        """Nothing is known of those up to `count` who have not been added."""
        for numbers in (self.points, self.understood):
            numbers.extend([nan] * (count - len(numbers)))


@dataclass(slots=True)
class Tally:
    """What the class did. `add` each submission, in any order."""

    anonymous: Anonymous
    exercises: dict[str, ExerciseTally] = field(default_factory=dict)
    groups: dict[tuple[str, ...], Group] = field(default_factory=dict)
    count: int = 0

    def add(self, work: Work) -> None:
        """Count one student's work."""
        items = {item.finding.exercise: item for item in work.items}
        wrong = {id for id, item in items.items() if _state(item.finding) == "wrong"}
        for position, (id, item) in enumerate(items.items()):
            depends = id in wrong and follows(item.finding, wrong)
            self._exercise(item, position, depends)
            if id in wrong and not depends:
                self._add_to_group(item, work.student)
        self.count += 1
        for exercise in self.exercises.values():  # whose check is not in this notebook
            exercise.fill(self.count)

    def in_order(self) -> list[ExerciseTally]:
        """The exercises, as they stand in the assignment."""
        return sorted(self.exercises.values(), key=lambda e: (e.position, e.id))

    def points(self, of: str = "points") -> tuple[np.ndarray, np.ndarray]:
        """Points (N, K) of N students in K exercises, in their order, and the most of each (K,).

        `of` may be "understood" instead.
        """
        order = self.in_order()
        table = [np.array(getattr(e, of), dtype=float) for e in order]
        points = np.stack(table, axis=1) if order else np.empty((self.count, 0))
        return points, np.array([e.most for e in order], dtype=float)

    def _exercise(self, item: Item, position: int, follows: bool) -> None:
        finding = item.finding
        new = ExerciseTally(finding.exercise, finding.max_points, position)
        exercise = self.exercises.setdefault(finding.exercise, new)
        exercise.position = min(exercise.position, position)
        exercise.most = max(exercise.most, finding.max_points)
        exercise.trusted &= finding.trusted
        exercise.follow += follows
        state = _state(finding)
        exercise.states[state] += 1
        if state == "solved" and item.seconds is not None:
            exercise.seconds.append(item.seconds)
        exercise.fill(self.count)
        exercise.points.append(nan if state == "not judged" else finding.points)
        exercise.understood.append(nan if follows else exercise.points[-1])

    def _add_to_group(self, item: Item, student: str) -> None:
        finding, id = item.finding, item.finding.exercise
        if finding.mistake:
            is_answer = finding.mistake.startswith("answer ")
            key: tuple[str, ...] = (id * is_answer, finding.mistake)
            new, said = Group(finding.mistake), _message(finding, self.anonymous)
        else:
            key = behaviour_of(item, self.anonymous)
            new, said = Group("", key.looked, key.case), key.seen
        group = self.groups.setdefault(key, new)
        group.said[id] = min(said, group.said.get(id, said))
        group.students.add(student)
        group.exercises[id] += 1
        if _has_code(item):
            group.example.offer(item, student, self.anonymous)


def title_of(id: str) -> str:
    """What the exercise is called; an instructor's own check goes by its id."""
    exercise = BY_ID.get(id)
    return exercise.title if exercise else id


def _state(finding: Finding) -> str:
    """Solved, in part, wrong, not attempted, not judged."""
    if finding.state in ("passed", "not attempted", "not judged"):
        return {"passed": "solved"}.get(finding.state, finding.state)
    return "in part" if 0 < finding.points < finding.max_points else "wrong"


def _has_code(item: Item) -> bool:
    """An answer with a letter shows nothing that its name does not say."""
    is_exercise = isinstance(BY_ID.get(item.finding.exercise), Exercise)
    return is_exercise or not item.finding.mistake


def _message(finding: Finding, anonymous: Anonymous) -> str:
    """What the catalogue says of it; the verdict's own first line where it is of no exercise."""
    exercise = BY_ID.get(finding.exercise)
    if isinstance(exercise, Exercise):
        known = (m.message for m in exercise.mistakes if m.name == finding.mistake)
    else:
        choices = getattr(exercise, "choices", ())
        known = (c.why for c in choices if f"answer {c.answer}" == finding.mistake)
    return next(known, None) or anonymous.sentence(finding.message.partition("\n")[0])
