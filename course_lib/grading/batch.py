"""Grade a class: who handed in, what changed, who does it, what is recorded."""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from course_lib.grading.folder import CourseFolder, GradingError
from course_lib.grading.grade import fingerprint, release_of, set_aside
from course_lib.grading.graded import Finding, Graded, Job, failed
from course_lib.grading.reading import UnreadableError, in_utf8, read_notebook
from course_lib.grading.rebuild import rebuild
from course_lib.grading.recording import Recorder, ToRecord, alone
from course_lib.grading.secret import course_secret, student_key
from course_lib.grading.submissions import Submission, submissions

__all__ = ["Batch", "Outcome"]

# Results that come faster than this are recorded together, but not more than so many.
TOGETHER_SECONDS, TOGETHER = 0.25, 30

Runner = Callable[[Iterable[Job]], Iterator[tuple[Job, Graded]]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one notebook of one student; `state` is a Graded's outcome, or "unchanged"."""

    student: str
    notebook: str
    state: str
    reason: str = ""
    findings: tuple[Finding, ...] = ()
    suspicious: tuple[str, ...] = ()
    seconds: float = 0

    @property
    def points(self) -> float:
        """What the checks gave; marks given by hand are in the gradebook."""
        return sum(finding.points for finding in self.findings)

    @property
    def max_points(self) -> float:
        """What the checks can give."""
        return sum(finding.max_points for finding in self.findings)


@dataclass(slots=True)
class Batch:
    """The submissions to one assignment. `through` grades them and records what comes of it.

    `students` are those to grade, all where it is None; `force` grades unchanged work too.
    """

    folder: CourseFolder
    assignment: str
    limits: Any
    students: frozenset[str] | None = None
    force: bool = False
    unsafe: bool = False
    _ready: deque[Outcome] = field(default_factory=deque)

    def submissions(self) -> list[Submission]:
        """Who is graded. Raises GradingError for a student who handed nothing in."""
        found = list(submissions(self.folder, self.assignment))
        if self.students is None:
            return found
        if missing := self.students - {s.student for s in found}:
            raise GradingError(
                f"nothing was handed in by {', '.join(sorted(missing))}",
                why=f"there is no such folder in submitted/ with {self.assignment} in it",
                how="run `course collect FOLDER_OR_ZIP` (an exchange: `nbgrader collect`) first,"
                " or check the name",
            )
        return [s for s in found if s.student in self.students]

    def through(self, runner: Runner) -> Iterator[Outcome]:
        """An Outcome for every notebook, as each gets done by `runner` and recorded.

        Raises GradingError where nothing can be graded at all.
        """
        found = {s.student: s for s in self.submissions()}
        with alone(self.folder.root), Recorder(self.folder, self.assignment) as recorder:
            recorder.renew_penalties()  # of work that is as it was, too
            releases = {name: self._release(name) for name in recorder.notebooks}
            done = runner(self._jobs(found.values(), releases, recorder))
            for group in _together(done):
                given = [(found[job.student], job.notebook, graded) for job, graded in group]
                yield from self._record_all(recorder, given)
                yield from self._waiting()
            yield from self._waiting()

    def _release(self, notebook: str) -> bytes:
        places = self.folder.directory
        folder = places.format_path(places.release_directory, ".", self.assignment)
        path = self.folder.root / folder / f"{notebook}.ipynb"
        if not path.exists():
            raise GradingError(
                f"there is no release/{self.assignment}/{path.name}",
                why="a submission is graded by putting its answers into the released notebook",
                how=f"run `nbgrader generate_assignment {self.assignment}` in the course folder",
            )
        return path.read_bytes()

    def _jobs(
        self, found: Iterable[Submission], releases: dict[str, bytes], recorder: Recorder
    ) -> Iterator[Job]:
        """What is left for the workers; what needs no work is ready at once."""
        secret = course_secret(self.folder.root)
        for submission in found:
            key = student_key(secret, self.assignment, submission.student)
            for notebook, release in releases.items():
                job = Job(
                    student=submission.student,
                    assignment=self.assignment,
                    notebook=notebook,
                    submitted=b"",
                    release=release,
                    key=key,
                    limits=self.limits,
                    unsafe=self.unsafe,
                )
                try:
                    done = self._looked_at(job, submission, recorder)
                except Exception as error:  # this submission's result; the others go on
                    done = self._record(recorder, submission, notebook, failed(error))
                if isinstance(done, Job):
                    yield done
                else:
                    self._ready.append(done)

    def _looked_at(self, job: Job, submission: Submission, recorder: Recorder) -> Job | Outcome:
        """The job with what was handed in; an outcome where there is nothing to do."""
        try:
            data = submission.read(job.notebook)
            rebuilt = rebuild(release_of(job.release), read_notebook(data))
        except UnreadableError as error:
            graded = set_aside(release_of(job.release), f"{error.what}; {error.how}")
            return self._record(recorder, submission, job.notebook, graded)
        before = recorder.before(submission.student, job.notebook)
        if self.force or before is None or before.fingerprint != fingerprint(rebuilt, job):
            return replace(job, submitted=data)
        recorder.keep(submission, job.notebook)
        return Outcome(submission.student, job.notebook, "unchanged", *before.found)

    def _waiting(self) -> Iterator[Outcome]:
        while self._ready:
            yield self._ready.popleft()

    def _record_all(
        self, recorder: Recorder, given: list[tuple[Submission, str, Graded]]
    ) -> Iterator[Outcome]:
        try:
            recorder.record(*(ToRecord(s, name, g.notebook) for s, name, g in given if g.notebook))
        except Exception:  # of one of them; which one it is, is seen when each is recorded alone
            yield from (self._record(recorder, *one) for one in given)
        else:
            yield from (self._told(*one) for one in given)

    def _record(
        self, recorder: Recorder, submission: Submission, notebook: str, graded: Graded
    ) -> Outcome:
        if graded.notebook:
            try:
                recorder.record(ToRecord(submission, notebook, graded.notebook))
            except Exception as error:  # a name too long for the database, a full disk
                graded = failed(error, "it could not be recorded: ")
        return self._told(submission, notebook, graded)

    def _told(self, submission: Submission, notebook: str, graded: Graded) -> Outcome:
        found = (graded.reason, graded.findings, graded.suspicious, graded.seconds)
        outcome = Outcome(submission.student, notebook, graded.outcome, *found)
        self._log(outcome, graded.details)
        return outcome

    def _log(self, outcome: Outcome, details: str) -> None:
        """One file a submission: all that an instructor may be asked about."""
        folder = self.folder.root / "logs" / self.assignment
        folder.mkdir(parents=True, exist_ok=True)
        lines = [
            f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC",
            f"{outcome.student}, {outcome.notebook}.ipynb: {outcome.state}",
            f"{outcome.points:g} of {outcome.max_points:g} points, {outcome.seconds:.2f} seconds",
            *([f"reason: {outcome.reason}"] if outcome.reason else []),
            *([f"suspicious: {', '.join(outcome.suspicious)}"] if outcome.suspicious else []),
            *map(_line, outcome.findings),
            details,
        ]
        text = in_utf8("\n".join(lines).rstrip()) + "\n"
        (folder / f"{outcome.student}.{outcome.notebook}.log").write_text(text, encoding="utf-8")


def _together(done: Iterable[tuple[Job, Graded]]) -> Iterator[list[tuple[Job, Graded]]]:
    """What gets done, in groups: where it comes slowly, one by one as it comes."""
    group, last = list[tuple[Job, Graded]](), 0.0
    try:
        for one in done:
            group.append(one)
            if len(group) >= TOGETHER or time.monotonic() - last > TOGETHER_SECONDS:
                yield group
                group, last = [], time.monotonic()
    except GradingError:  # the rest cannot be done: what is done counts all the same
        yield group
        raise
    yield group


def _line(finding: Finding) -> str:
    what = finding.mistake or finding.looked or ""
    if finding.state == "did not run":
        what = finding.message
    trust = "" if finding.trusted else " (checked beside the student's code)"
    points = f"{finding.points:g}/{finding.max_points:g}"
    return f"  {finding.exercise}: {finding.state} {points} {what}".rstrip() + trust
