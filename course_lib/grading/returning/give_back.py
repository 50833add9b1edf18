"""All that goes back for one assignment, written into `returned/ASSIGNMENT/`."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.plugins import CsvExportPlugin

from course_lib.grading.collecting.record import Record
from course_lib.grading.collecting.roster import Person, persons_in
from course_lib.grading.collecting.tables import Table, write_table
from course_lib.grading.folder import CourseFolder, GradingError
from course_lib.grading.recording import Recorder, alone
from course_lib.grading.returning.archives import canvas_files, moodle_files, write_zip
from course_lib.grading.returning.gradebooks import Filled, fill
from course_lib.grading.returning.grades import ReturningError, StudentGrade, grades_of
from course_lib.grading.returning.whose import Handed, handed_in_as, students_in
from course_lib.grading.returning.words import lines_of

__all__ = ["GiveBack", "Given"]


@dataclass(slots=True)
class Given:
    """What was written, by path, with a word on each; who is in no table; whose marks are missing;
    for whom no page could be written, and why.

    `replaced` are the grades that stood in a table before and were others: (table, student, grade).
    """

    files: dict[Path, str] = field(default_factory=dict)
    nowhere: list[str] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)
    no_page: dict[str, str] = field(default_factory=dict)
    replaced: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class GiveBack:
    """Gives back the grades and the feedback of one assignment.

    `tables` are gradebooks as LMSs exported them; `column` and `scale` are `fill`'s.
    """

    folder: CourseFolder
    assignment: str
    into: Path
    tables: tuple[Table, ...] = ()
    column: str | None = None
    scale: bool = False

    def run(self, *, pages: bool = True, each: Callable[[], None] = lambda: None) -> Given:
        """Write everything; without `pages` those of an earlier run are taken.

        What lateness costs is settled first: a date may have changed, or an essay been marked.
        `each` is called when a student's page is there. Raises ReturningError before anything is
        written where a table cannot be filled.
        """
        with alone(self.folder.root), Recorder(self.folder, self.assignment) as recorder:
            recorder.renew_penalties()
        grades = {grade.student: grade for grade in grades_of(self.folder, self.assignment)}
        handed = handed_in_as(Record(self.folder.root), self.assignment)
        rows = [students_in(table, grades, handed) for table in self.tables]
        filled = [
            fill(table, self.assignment, students, grades, self.column, self.scale)
            for table, students in zip(self.tables, rows, strict=True)
        ]
        given = Given(unfinished=[who for who, grade in grades.items() if not grade.is_complete])
        self._make_room()
        for student in grades if pages else ():
            try:
                self.folder.feedback(self.assignment, student)
            except GradingError as error:  # the others get theirs
                given.no_page[student] = error.why
            each()
        self._texts(grades, given)
        self._tables(filled, grades, given)
        self._archives(grades, handed, self._participants(rows), given)
        self._nbgraders_own(given)
        return given

    def _make_room(self) -> None:
        try:
            self.into.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ReturningError(
                f"{self.into} cannot be made",
                why=error.strerror or str(error),
                how="name a place that can be written to with --to",
            ) from error

    def _texts(self, grades: Mapping[str, StudentGrade], given: Given) -> None:
        texts = self.into / "texts"
        texts.mkdir(exist_ok=True)
        for student, grade in grades.items():
            text = "\n".join(lines_of(self.assignment, grade)) + "\n"
            (texts / f"{student}.txt").write_text(text, encoding="utf-8", errors="replace")
        given.files[texts] = f"{len(grades)} short texts"

    def _tables(
        self, filled: list[Filled], grades: Mapping[str, StudentGrade], given: Given
    ) -> None:
        for one in filled:
            path = self.into / f"filled-{Path(one.table.name).stem}.csv"
            write_table(path, one.table)
            given.files[path] = f"{len(one.students)} grades"
            given.replaced += [(one.table.name, who, was) for who, was in one.replaced.items()]
        if filled:
            somewhere = {student for one in filled for student in one.students}
            given.nowhere += sorted(set(grades) - somewhere)

    def _archives(
        self,
        grades: Mapping[str, StudentGrade],
        handed: Handed,
        participants: Mapping[str, str],
        given: Given,
    ) -> None:
        def moodle() -> Iterator[tuple[str, bytes]]:
            for student in grades:
                version = handed.versions.get(("moodle", student))
                if version or student in participants:
                    name = participants.get(student, "")
                    yield from moodle_files(version, name, self._pages(student))

        def canvas() -> Iterator[tuple[str, bytes]]:
            for student, grade in grades.items():
                if version := handed.versions.get(("canvas", student)):
                    yield from canvas_files(version, self.assignment, grade)

        for name, files, word in (
            ("moodle-feedback.zip", moodle(), "feedback pages, for Moodle's feedback files"),
            ("canvas-feedback.zip", canvas(), "graded notebooks, for Canvas' re-upload"),
        ):
            if count := write_zip(self.into / name, files):
                given.files[self.into / name] = f"{count} {word}"

    def _participants(self, rows: list[list[str | None]]) -> dict[str, str]:
        """What Moodle calls the files of those who are in a worksheet."""
        names = {}
        for table, students in zip(self.tables, rows, strict=True):
            for student, person in zip(students, persons_in(table), strict=True):
                if student and person and person.moodle:
                    names[student] = _participant(person)
        return names

    def _pages(self, student: str) -> list[Path]:
        places = self.folder.directory
        step = places.feedback_directory
        return sorted(Path(places.format_path(step, student, self.assignment)).glob("*.html"))

    def _nbgraders_own(self, given: Given) -> None:
        path = self.into / "nbgrader.csv"
        plugin = CsvExportPlugin(config=self.folder.config)
        plugin.to, plugin.assignment = str(path), [self.assignment]
        with self.folder.gradebook() as gradebook:
            plugin.export(gradebook)
        given.files[path] = "nbgrader's own export"


def _participant(person: Person) -> str:
    name = "".join(" " if c in "_/\\" else c for c in person.shown)
    return f"{name}_{person.moodle}"
