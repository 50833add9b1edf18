"""Who is in the class, from a CSV that the LMS or an instructor wrote, and whose a claim is.

Known by their headers:
- Canvas' gradebook: `Student, ID, SIS User ID, SIS Login ID, ..., Section`; lines of points and of
  posting policies are no students (canvas-lms/lib/gradebook_exporter.rb).
- Moodle's grading worksheet: `Identifier, Full name, ID number, Email address, Status, Grade, ...,
  Last modified (submission)`; identifiers are `Participant 12345`, with the number that names of
  downloaded files have (moodle/mod/assign/gradingtable.php). It alone tells when each was handed
  in; in the archive every file has the time of the download.
- Moodle's gradebook and participants: `First name, Last name, ID number, Email address, ...`.
- an instructor's own: `id` or `student_id`, and any of `name`, `first_name`, `last_name`, `email`,
  `canvas`, `moodle`, `submitted`. nbgrader's `db student import` has the same names.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from difflib import get_close_matches
from functools import cached_property

from course_lib.grading.collecting.claims import Claim
from course_lib.grading.collecting.found import CollectingError
from course_lib.grading.collecting.student_ids import squashed, student_id
from course_lib.grading.collecting.tables import Table

__all__ = ["Person", "Roster", "Unsure", "moment", "people_of", "persons_in"]

# The first of these columns with an entry for everybody names the students.
IDS = (
    *("student_id", "student id", "username", "sis login id", "sis user id", "id", "id number"),
    *("email address", "email"),
)
NAMES = ("full name", "student", "name")
FIRST, LAST = (
    ("first name", "first_name", "firstname"),
    ("last name", "surname", "last_name", "lastname"),
)
SUBMITTED = ("last modified (submission)", "submitted", "timestamp")
MOODLE_DATE = re.compile(r"(?:\w+, )?(\d{1,2} \w+ \d{4}), (\d{1,2}:\d\d) ?([AaPp][Mm])?")


@dataclass(frozen=True, slots=True)
class Person:
    """A student of the roster: `keys` are ids, logins and addresses, squashed; so are `names`."""

    student: str
    shown: str
    keys: frozenset[str]
    names: frozenset[str]
    canvas: str = ""
    moodle: str = ""
    submitted: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unsure:
    """Why it is not known whose, or of what, a file is, and what it may be."""

    reason: str
    choices: tuple[str, ...] = ()


@dataclass
class Roster:
    """The class. Empty where nobody said who is in it."""

    people: list[Person] = field(default_factory=list)

    def find(self, claim: Claim) -> Person | Unsure:
        """Whose the claim is, by number, id or name, whichever is told, in this order."""
        found = self._by_number(claim)
        for text in () if found else (claim.student, claim.name):
            found = found or self._by_text(text)
        # A file in somebody's folder may be called by another's name: then it is not clear.
        found = found or [person for text in claim.texts for person in self._by_text(text)]
        ids = tuple(dict.fromkeys(person.student for person in found))
        if len(ids) == 1:
            return found[0]
        if ids:
            return Unsure(f"it may be the work of {' or '.join(ids)}", ids)
        likely = {p.student: (key, p) for text in claim.texts for key, p in self._by_word(text)}
        if len(likely) == 1:
            key, person = next(iter(likely.values()))
            if re.search(r"\d", key):  # no first name by chance
                return person
        return self._nobody(claim, tuple(likely))

    def _nobody(self, claim: Claim, likely: tuple[str, ...]) -> Unsure:
        told = next(filter(None, [claim.name, claim.student, *claim.texts, claim.lms_id]), "")
        if not told:
            return Unsure("neither its name nor its folder says whose it is", self._all)
        near = get_close_matches(squashed(told), self._spelled, n=3)
        ids = likely or tuple(dict.fromkeys(self._spelled[key] for key in near))
        hint = f"; nearest: {', '.join(ids)}" if ids else ""
        return Unsure(f"nobody in the roster is called {told!r}{hint}", ids or self._all)

    @property
    def _all(self) -> tuple[str, ...]:
        return tuple(person.student for person in self.people)

    @cached_property
    def _spelled(self) -> dict[str, str]:
        return {key: p.student for p in self.people for key in p.keys | p.names}

    @cached_property
    def _index(self) -> dict[tuple[str, str], list[Person]]:
        """The people by what is known of them: ("keys", an id), ("canvas", a number) and so on."""
        index = defaultdict(list)
        for person in self.people:
            for kind, texts in (("keys", person.keys), ("names", person.names)):
                for text in texts:
                    index[kind, text].append(person)
            index["canvas", person.canvas].append(person)
            index["moodle", person.moodle].append(person)
        return index

    def _by_number(self, claim: Claim) -> list[Person]:
        return self._index.get((claim.scheme, claim.lms_id), []) if claim.lms_id else []

    def _by_text(self, text: str) -> list[Person]:
        told = squashed(text)
        return self._index.get(("keys", told)) or self._index.get(("names", told)) or []

    def _by_word(self, text: str) -> list[tuple[str, Person]]:
        """Those whose id is a word of the text, as in `final version s1234`."""
        words = {squashed(word) for word in re.split(r"[^\w.@]+|_", text)}
        found = ((key, p) for key in words for p in self._index.get(("keys", key), []))
        return [(key, person) for key, person in found if len(key) > 2]


def people_of(table: Table, zone: tzinfo | None, id_column: str | None = None) -> Roster:
    """The students in the table; times without a zone are of `zone`, or of this machine.

    `id_column` names the column of their ids; else it is the first of IDS where everybody has one,
    or of names, where no two are the same. Who is there twice is one person. Raises CollectingError
    where no column can be it.
    """
    rows = [row for row in table.rows if not _is_no_student(table, row)]
    place = _id_place(table, rows, id_column)
    people: dict[str, Person] = {}
    for row in rows:
        if not row[place].strip():
            continue
        person = _person(table, row, row[place].strip(), zone)
        known = people.get(person.student)
        people[person.student] = _merged(known, person) if known else person
    return Roster(list(people.values()))


def persons_in(table: Table) -> list[Person | None]:
    """For each row whom it is about, without an id of their own; None where it is no student."""
    return [
        None if _is_no_student(table, row) else _person(table, row, "", None) for row in table.rows
    ]


def moment(text: str, zone: tzinfo | None) -> datetime | None:
    """The time that a cell tells: ISO, or Moodle's `Sunday, 1 March 2026, 12:05 PM`; else None."""
    try:
        at = datetime.fromisoformat(text.strip().replace(" UTC", "+00:00"))
    except ValueError:
        found = MOODLE_DATE.fullmatch(text.strip())
        if not found:
            return None
        form = "%d %B %Y %I:%M %p" if found[3] else "%d %B %Y %H:%M"
        try:
            at = datetime.strptime(" ".join(filter(None, found.groups())), form)
        except ValueError:
            return None
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _cell(table: Table, row: list[str], *names: str) -> str:
    place = table.column(*names)
    return "" if place is None else row[place].strip()


def _is_no_student(table: Table, row: list[str]) -> bool:
    """Canvas' lines of points and policies, and the student who is the teacher's own view."""
    if table.column("sis login id") is None:
        return False
    first = row[0].strip()
    return not first or first == "Points Possible" or first in ("Student, Test", "Test Student")


def _id_place(table: Table, rows: list[list[str]], wanted: str | None) -> int:
    for name in [wanted] if wanted else [*IDS, *NAMES, "identifier"]:
        place = table.column(name)
        cells = [] if place is None else [row[place].strip() for row in rows]
        alike = name in NAMES and len(set(cells)) < len(cells)
        if place is not None and (wanted or (all(cells) and not alike)):
            return place
    missing = f"has no column {wanted}" if wanted else "has no column that tells all students apart"
    raise CollectingError(
        f"{table.name} {missing}",
        why=f"it has {', '.join(filter(None, map(str.strip, table.header[:8])))}",
        how="name the column of their ids with --id, or add one",
    )


def _person(table: Table, row: list[str], id: str, zone: tzinfo | None) -> Person:
    number = re.search(r"\d+$", _cell(table, row, "identifier"))
    canvas = table.column("sis login id") is not None
    keys = {id, *(_cell(table, row, name) for name in IDS)}
    mail = _cell(table, row, "email address", "email")
    first, last = _cell(table, row, *FIRST), _cell(table, row, *LAST)
    full = _cell(table, row, *NAMES)
    return Person(
        student=student_id(id) if id else "",
        shown=full or f"{first} {last}".strip(),
        keys=_squashed(*keys, mail.partition("@")[0]),
        names=_squashed(*_orders(full), f"{first} {last}", f"{last} {first}"),
        canvas=_cell(table, row, "id") if canvas else _cell(table, row, "canvas"),
        moodle=number[0] if number else _cell(table, row, "moodle"),
        submitted=moment(_cell(table, row, *SUBMITTED), zone),
    )


def _orders(name: str) -> tuple[str, str]:
    """The name as it is, and with its parts the other way round: Canvas sorts by the last name."""
    if "," in name:
        last, _, first = name.partition(",")
        return name, f"{first} {last}"
    first, _, last = name.rpartition(" ")
    return name, f"{last} {first}"


def _squashed(*texts: str) -> frozenset[str]:
    return frozenset(filter(None, map(squashed, texts)))


def _merged(one: Person, other: Person) -> Person:
    return replace(
        one,
        keys=one.keys | other.keys,
        names=one.names | other.names,
        canvas=one.canvas or other.canvas,
        moodle=one.moodle or other.moodle,
        submitted=one.submitted or other.submitted,
    )
