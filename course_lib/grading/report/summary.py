"""From a course folder to the report: read, count, put in order."""

import inspect
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from statistics import median

from course_lib.checking import Exercise
from course_lib.exercises import ASSIGNMENTS
from course_lib.grading.collecting.record import Record
from course_lib.grading.folder import CourseFolder
from course_lib.grading.report.anonymous import Anonymous
from course_lib.grading.report.attention import EVENTS, InNeed, Remarks
from course_lib.grading.report.facts import Report, Scores, Told, Who
from course_lib.grading.report.rows import concept_rows, exercise_rows, made
from course_lib.grading.report.tally import Tally
from course_lib.grading.report.works import Register, Work, register, released_text, works
from course_lib.grading.submissions import submissions
from course_lib.syllabus import load_syllabus

__all__ = ["catalogue_words", "report_on", "summarise"]

Works = Iterable[Work | str]
TENTHS = 10


def report_on(
    folder: CourseFolder,
    assignment: str,
    *,
    names: bool = False,
    through: Callable[[Works], Works] = iter,
) -> Report:
    """What the class did in an assignment; who it was, where `names` asks for it.

    Submissions are read one at a time, `through` what may count them for a progress bar. Raises
    GradingError for an assignment that the gradebook does not know.
    """
    known = register(folder, assignment)
    handed_in = {s.student for s in submissions(folder, assignment)}
    people = {*handed_in, *known.people, *(name for own in known.people.values() for name in own)}
    people |= set(_names_in_the_lms(folder, assignment))
    words = [released_text(folder, assignment), *catalogue_words(assignment)]
    anonymous = Anonymous(people, "\n".join(words))
    return summarise(
        assignment, through(works(folder, assignment, known)), known, anonymous, names=names
    )


def summarise(
    assignment: str,
    works: Works,
    known: Register,
    anonymous: Anonymous,
    *,
    names: bool = False,
) -> Report:
    """The same of what has been read; `works` may come in any order."""
    tally, seen = Tally(anonymous), _Seen()
    for work in works:
        seen.look_at(work)
        if isinstance(work, Work) and not work.is_set_aside:
            tally.add(work)
    return _Teller(names).report(assignment, known, tally, seen)


@dataclass(slots=True)
class _Seen:
    """What is kept of each submission beside what its checks found."""

    remarks: Remarks = field(default_factory=Remarks)
    shares: list[float] = field(default_factory=list)
    max_points: float = 0
    events: dict[str, list[str]] = field(default_factory=dict)
    set_aside: dict[str, list[str]] = field(default_factory=dict)
    not_graded: list[str] = field(default_factory=list)

    def look_at(self, work: Work | str) -> None:
        if isinstance(work, str):
            self.not_graded.append(work)
            return
        for event in work.suspicious:
            self.events.setdefault(event, []).append(work.student)
        if work.is_set_aside:
            self.set_aside.setdefault(work.reason, []).append(work.student)
            return
        self.remarks.add(work)
        self.shares.append(work.points / work.max_points if work.max_points else 1.0)
        self.max_points = max(self.max_points, work.max_points)


@dataclass(frozen=True, slots=True)
class _Teller:
    """Puts what was counted into a Report, with `names` or without."""

    names: bool

    def report(self, assignment: str, known: Register, tally: Tally, seen: _Seen) -> Report:
        exercises, mistakes = exercise_rows(tally), made(tally, self._who)
        graded, set_aside = len(seen.shares), sum(map(len, seen.set_aside.values()))
        handed_in = graded + set_aside + len(seen.not_graded)
        absent = [s for s in known.people if assignment not in known.points.get(s, {})]
        absent = [s for s in absent if s not in seen.not_graded]
        reason = tally.anonymous.reason
        return Report(
            assignment=assignment,
            title=_title(assignment),
            who=Who(
                listed=handed_in + len(absent),
                handed_in=handed_in,
                graded=graded,
                not_graded=len(seen.not_graded),
                set_aside=set_aside,
                by_hand=len(known.by_hand),
            ),
            scores=_scores(seen),
            exercises=exercises,
            marked=known.marked,
            mistakes=tuple(m for m in mistakes if m.name),
            unnamed=tuple(m for m in mistakes if not m.name),
            concepts=concept_rows(tally, mistakes),
            in_need=self._in_need(assignment, known, seen.remarks),
            suspicious=self._all_told(seen.events, lambda e: EVENTS.get(e, e)),
            set_aside=self._all_told(seen.set_aside, str if self.names else reason),
            absent=self._told("did not hand in", absent),
            not_graded=self._told("handed in, and not graded yet", seen.not_graded),
            named=self.names,
        )

    def _who(self, students: Collection[str]) -> tuple[str, ...]:
        return tuple(sorted(students)) if self.names else ()

    def _told(self, what: str, students: Collection[str]) -> Told:
        return Told(what, len(students), self._who(students))

    def _all_told(
        self, found: dict[str, list[str]], words: Callable[[str], str]
    ) -> tuple[Told, ...]:
        """The same words once, the most frequent first."""
        joined: dict[str, list[str]] = {}
        for what, students in found.items():
            joined.setdefault(words(what), []).extend(students)
        told = [self._told(what, students) for what, students in joined.items()]
        return tuple(sorted(told, key=lambda t: (-t.count, t.what)))

    def _in_need(self, assignment: str, known: Register, remarks: Remarks) -> tuple[InNeed, ...]:
        before = {
            student: {
                name: points / most
                for name, (points, most) in by_name.items()
                if name < assignment and most  # they are numbered
            }
            for student, by_name in known.points.items()
        }
        found = remarks.in_need(before)
        return found if self.names else tuple(replace(one, student="") for one in found)


def _scores(seen: _Seen) -> Scores:
    tenths = [0] * TENTHS
    for share in seen.shares:
        tenths[max(0, min(int(share * TENTHS + 1e-9), TENTHS - 1))] += 1
    return Scores(
        tenths=tuple(tenths),
        median=median(seen.shares) * seen.max_points if seen.shares else None,
        full=sum(share >= 1 - 1e-9 for share in seen.shares),
        max_points=seen.max_points,
    )


def _title(assignment: str) -> str:
    number, _, rest = assignment.partition("_")
    titles = {section.number: section.title for section in load_syllabus().sections}
    return titles.get(number, rest.replace("_", " "))


def _names_in_the_lms(folder: CourseFolder, assignment: str) -> Iterator[str]:
    """What an LMS called those whose work was collected from it: names that nobody else knows."""
    for (_, collected, _), versions in Record(folder.root).versions.items():
        if collected == assignment:
            for version in versions.values():
                yield from filter(None, (version.returned_as.partition("_")[0], version.lms_id))


def catalogue_words(assignment: str) -> Iterator[str]:
    """The code of the exercises, right ways and wrong ones: what stands in it tells nothing."""
    exercises = [e for e in ASSIGNMENTS.get(assignment, ()) if isinstance(e, Exercise)]
    ways = [(*e.right_answers.values(), *e.wrong_answers.values()) for e in exercises]
    functions = [
        f for all_ways in ways for w in all_ways for f in (w if type(w) is tuple else (w,))
    ]
    for module in dict.fromkeys(map(inspect.getmodule, functions)):
        yield inspect.getsource(module) if module else ""
    # A slip belongs to the module of what it slips from; its own words stand in it alone.
    yield from (inspect.getsource(f) for f in functions if inspect.isfunction(f))
