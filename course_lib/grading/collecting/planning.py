"""What each file that was found is: every one gets a decision and a reason, nothing is written."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Literal

from course_lib.grading.collecting.claims import Claim, claim_of
from course_lib.grading.collecting.found import Found
from course_lib.grading.collecting.matching import Released, Which
from course_lib.grading.collecting.record import Record, Version
from course_lib.grading.collecting.roster import Person, Roster, Unsure
from course_lib.grading.collecting.student_ids import squashed, student_id
from course_lib.grading.collecting.times import Times
from course_lib.grading.reading import UnreadableError
from course_lib.grading.submissions import STAMP

__all__ = ["Ask", "Decision", "Planner", "State", "nobody"]

State = Literal["new", "newer", "earlier", "unchanged", "left out", "not placed"]
Ask = Callable[[str, Unsure], str | None]
"""Asks a person about the file of that name; None where nobody knows."""

NO_WORK = {"__MACOSX", ".ipynb_checkpoints", ".git", "__pycache__"}
GIVEN_OUT = {"outbound", "feedback"}
NOTES = {STAMP, "submission_secret.txt", "desktop.ini", "thumbs.db"}


def nobody(_file: str, _unsure: Unsure) -> None:
    """Nobody is there to be asked."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a file. `version` is there where it is placed, if only as an earlier one.

    `reason` is what a person should know, `about_time` why the time is what it is.
    """

    found: Found
    state: State
    reason: str = ""
    version: Version | None = None
    about_time: str = ""


@dataclass(frozen=True)
class Planner:
    """Decides, for each file that was found, whose it is and of what. Times are settled later."""

    released: Released
    roster: Roster
    record: Record
    found: list[Found]
    times: Times
    ask: Ask = nobody

    def decisions(self) -> Iterator[Decision]:
        """A decision for each file that was found, in their order, as each has been read."""
        for found in self.found:
            yield self._decision(found)

    def _decision(self, found: Found) -> Decision:
        if reason := self._no_work(found):
            return Decision(found, "left out", reason)
        claim = claim_of(found.path, self.released.names)
        if claim.plugin not in ("", "file"):
            return Decision(found, "not placed", f"it is Moodle's {claim.plugin}, no file")
        try:
            data = found.read()
        except UnreadableError as error:
            return Decision(found, "not placed", error.what)
        which = self._which(found, claim, data)
        if isinstance(which, Unsure):
            return Decision(found, "not placed", which.reason)
        who = self._who(found, claim)
        if isinstance(who, Unsure):
            return Decision(found, "not placed", who.reason)
        return self._version(found, claim, data, which, who)

    def _no_work(self, found: Found) -> str:
        """Why it is nothing that a student wrote."""
        name = found.path.name
        if NO_WORK & set(found.path.parts) or name.startswith(".") or name.lower() in NOTES:
            return "a note of a program's, no work"
        if name in self.released.given:
            return "comes with the assignment"
        if found.source in self._exchanges and GIVEN_OUT & set(found.path.parts[:-1]):
            return "what the exchange gives to students"
        return ""

    def _which(self, found: Found, claim: Claim, data: bytes) -> Which | Unsure:
        which = self.released.which(claim, data)
        if isinstance(which, Which) or not which.choices:
            return which
        told = self.ask(found.where, which)
        if told not in which.choices:
            return which
        assignment, _, notebook = told.partition("/")
        return Which(assignment, notebook, "as you said")

    def _who(self, found: Found, claim: Claim) -> Person | Unsure:
        who = self.roster.find(claim) if self.roster.people else self._alone(claim)
        if isinstance(who, Person):
            return who
        told = self.ask(found.where, who)
        if told and not self.roster.people:
            return _nobody_known(told)
        return next((p for p in self.roster.people if p.student == told), who)

    @cached_property
    def _exchanges(self) -> set[str]:
        """The sources that are nbgrader's exchange."""
        claims = ((f.source, claim_of(f.path, self.released.names)) for f in self.found)
        return {source for source, claim in claims if claim.scheme == "exchange"}

    def _alone(self, claim: Claim) -> Person | Unsure:
        """Whose it is, where there is no roster."""
        if claim.scheme == "moodle":
            numbers = self._numbers[squashed(claim.name)]
            if len(numbers) > 1:
                return Unsure(
                    f"{len(numbers)} students are called {claim.name}: a roster tells who is who"
                )
            return _nobody_known(claim.name)
        texts = [t for t in (claim.student or claim.lms_id, *claim.texts) if t]
        if len(texts) == 1 or (texts and claim.scheme != "loose"):
            return _nobody_known(texts[0])
        if texts:
            said = " or ".join(map(repr, texts))
            return Unsure(
                f"it may be the work of {said}: a roster tells", tuple(map(student_id, texts))
            )
        return Unsure("neither its name nor its folder says whose it is")

    @cached_property
    def _numbers(self) -> dict[str, set[str]]:
        """The numbers that Moodle knows somebody of that name by: two are two students."""
        numbers = defaultdict(set)
        for found in self.found:
            claim = claim_of(found.path, self.released.names)
            if claim.scheme == "moodle":
                numbers[squashed(claim.name)].add(claim.lms_id)
        return numbers

    def _version(
        self, found: Found, claim: Claim, data: bytes, which: Which, who: Person
    ) -> Decision:
        when = self.times.of(found, claim, which.assignment, who.submitted)
        others = self._numbers_of.get((which.assignment, who.student), set()) - {claim.lms_id}
        if claim.scheme == "moodle" and others:
            reason = f"Moodle's participant {', '.join(sorted(others))} of that name was collected"
            return Decision(found, "not placed", f"{reason} before: a roster tells who is who")
        version = Version(
            student=who.student,
            assignment=which.assignment,
            notebook=which.notebook,
            sha256=hashlib.sha256(data).hexdigest(),
            at=when.at,
            order=when.order,
            known=when.known,
            exact=PurePosixPath(claim.file).stem == which.notebook,
            scheme=claim.scheme,
            lms_id=claim.lms_id,
            attachment=claim.attachment,
            returned_as=claim.returned_as,
            source=found.where,
        )
        reasons = [which.note, self._known_otherwise(version), _forged(found, claim)]
        return Decision(found, "new", "; ".join(filter(None, reasons)), version, when.note)

    def _known_otherwise(self, version: Version) -> str:
        """Whether the LMS's number was another student's here before."""
        number = version.assignment, version.scheme, version.lms_id
        others = self._known_as.get(number, set()) - {version.student}
        if not version.lms_id or not others:
            return ""
        told = ", ".join(sorted(others))
        return f"was collected as {told} before: delete submitted/{told} where that is the same one"

    @cached_property
    def _numbers_of(self) -> dict[tuple[str, str], set[str]]:
        """By which numbers Moodle knew a student before in an assignment, where they stay."""
        numbers = defaultdict(set)
        for (assignment, scheme, number), students in self._known_as.items():
            for student in students if scheme == "moodle" else ():
                numbers[assignment, student].add(number)
        return numbers

    @cached_property
    def _known_as(self) -> dict[tuple[str, str, str], set[str]]:
        """Whom a number of an LMS belonged to before."""
        students = defaultdict(set)
        for versions in self.record.versions.values():
            for v in versions.values():
                students[v.assignment, v.scheme, v.lms_id].add(v.student)
        return students


def _nobody_known(text: str) -> Person:
    return Person(student_id(text), text, frozenset(), frozenset())


def _forged(found: Found, claim: Claim) -> str:
    """Everybody can write into an exchange; nbgrader warns of the same."""
    if claim.scheme != "exchange" or found.owner in ("", claim.student):
        return ""
    return f"its file belongs to {found.owner}, who may have handed it in for them"
