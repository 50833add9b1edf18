"""Which student a row of an LMS's table is about, by what was collected and by who they are."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from course_lib.grading.collecting.record import Record, Version
from course_lib.grading.collecting.roster import Person, persons_in
from course_lib.grading.collecting.student_ids import squashed
from course_lib.grading.collecting.tables import Table

__all__ = ["Handed", "handed_in_as", "students_in"]


@dataclass(frozen=True, slots=True)
class Handed:
    """By which numbers an LMS knows who handed in: (scheme, number) -> student."""

    students: dict[tuple[str, str], str]
    versions: dict[tuple[str, str], Version]
    """What counts for a student of each scheme, by (scheme, student): the last that it took."""


def handed_in_as(record: Record, assignment: str) -> Handed:
    """What collecting noted of this assignment."""
    handed = Handed({}, {})
    for (student, of, _), known in record.versions.items():
        for version in known.values() if of == assignment else ():
            if not version.lms_id:
                continue
            handed.students[version.scheme, version.lms_id] = student
            last = handed.versions.setdefault((version.scheme, student), version)
            if version.rank[3] > last.rank[3]:
                handed.versions[version.scheme, student] = version
    return handed


def students_in(table: Table, students: Collection[str], handed: Handed) -> list[str | None]:
    """For each row the student it is about; None for nobody of these, or where it is not clear.

    By the LMS's number where the work was collected from there, else by id, login or address, else
    by the whole name.
    """
    persons = persons_in(table)
    found = [_by_number(person, handed) for person in persons]
    for attribute in ("keys", "names"):
        left = [None if who else person for who, person in zip(found, persons, strict=True)]
        rest = set(students) - set(filter(None, found))
        matched = _by_text(left, rest, attribute)
        found = [who or other for who, other in zip(found, matched, strict=True)]
    return [who if who in students else None for who in found]


def _by_number(person: Person | None, handed: Handed) -> str | None:
    if person is None:
        return None
    numbers = ("canvas", person.canvas), ("moodle", person.moodle)
    return next((handed.students[n] for n in numbers if n in handed.students), None)


def _by_text(
    persons: list[Person | None], students: Collection[str], attribute: str
) -> list[str | None]:
    """Who is meant by each row, where no other row and no other student may be."""
    spelled = defaultdict(set)
    for student in students:
        for text in (student, student.partition("@")[0]):  # an address, whose login is known
            spelled[squashed(text)].add(student)
    meant = [
        set().union(*(spelled.get(key, set()) for key in getattr(person, attribute)))
        if person
        else set[str]()
        for person in persons
    ]
    rows = Counter(who for one in meant for who in one)
    return [next(iter(one)) if [rows[who] for who in one] == [1] else None for one in meant]
