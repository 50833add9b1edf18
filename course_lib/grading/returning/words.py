"""The short text for an LMS: points, what late work cost, which exercises, which mistakes."""

from html import escape

from course_lib.grading.graded import Finding
from course_lib.grading.results import follows
from course_lib.grading.returning.grades import StudentGrade

__all__ = ["duration", "in_figures", "lines_of", "text_as_html"]

CHARACTERS = 400  # of one message; the page has all of it
FOLLOWS = " It builds on another answer that is wrong: mend that one first."
MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60


def lines_of(assignment: str, grade: StudentGrade) -> list[str]:
    """One line for each thing to say; the first says the points."""
    waiting = "" if grade.is_complete else " so far: some answers are still to be marked"
    points = f"{in_figures(grade.points)} of {in_figures(grade.max_points)} points"
    lines = [f"{assignment}: {points}{waiting}."]
    if grade.seconds_late > 0:
        lines.append(_lateness(grade))
    by_hand = {answer.name for answer in grade.by_hand}
    checked = [f for f in grade.findings if f.exercise not in by_hand]
    open_ = [f for f in checked if f.state != "passed"]
    lines += _found([f for f in open_ if f.state != "not attempted"])
    untouched = [f.exercise for f in open_ if f.state == "not attempted"]
    if untouched:
        lines.append(f"Not attempted: {', '.join(untouched)}.")
    for answer in grade.by_hand:
        given = "still to be marked, for"
        if answer.points is not None:
            given = f"{in_figures(answer.points)} of"
        lines.append(f"{answer.name}: {given} {in_figures(answer.max_points)}, by hand.")
    lines += [f"On {name}: {comment}" for name, comment in grade.comments]
    if checked and not open_:
        lines.append("Everything that was checked is right.")
    return lines


def text_as_html(lines: list[str]) -> str:
    """The lines as the HTML that Moodle's feedback comments hold."""
    first, *rest = map(escape, lines)
    items = "".join(f"<li>{line}</li>" for line in rest)
    return f"<p>{first}</p>" + (f"<ul>{items}</ul>" if items else "")


def in_figures(points: float) -> str:
    """Points with two decimals at most, which is all that Canvas and Moodle keep."""
    return f"{points:.2f}".rstrip("0").rstrip(".")


def duration(seconds: float) -> str:
    """In the two largest units: `1 day 3 hours`."""
    parts, left = [], round(seconds)
    for name, length in (("day", DAY), ("hour", HOUR), ("minute", MINUTE), ("second", 1)):
        count, left = divmod(left, length)
        if count:
            parts.append(f"{count} {name}{'s' * (count != 1)}")
    return " ".join(parts[:2]) or "less than a second"


def _lateness(grade: StudentGrade) -> str:
    late = "Handed in late"
    if grade.late_by_how_much:
        late = f"Handed in {duration(grade.seconds_late)} late"
    if not grade.penalty:
        return f"{late}; nothing is taken off."
    because = f" ({grade.policy})" if grade.policy else ""
    penalty = in_figures(grade.penalty)
    return f"{late}: {penalty} point{'s' * (penalty != '1')} taken off{because}."


def _found(findings: list[Finding]) -> list[str]:
    """A line for each thing that went wrong; the same mistake in several exercises is one."""
    together: dict[str, list[Finding]] = {}
    wrong = {finding.exercise for finding in findings}
    for finding in findings:
        depends = FOLLOWS if follows(finding, wrong) else ""
        together.setdefault(_said(finding) + depends, []).append(finding)
    lines = []
    for said, same in together.items():
        names = ", ".join(finding.exercise for finding in same)
        points = in_figures(sum(finding.points for finding in same))
        most = in_figures(sum(finding.max_points for finding in same))
        lines.append(f"{names}: {points} of {most}{said}")
    return lines


def _said(finding: Finding) -> str:
    """The name of the mistake, where it has one, and the first line of what is said about it."""
    said = finding.message.strip().partition("\n")[0]
    is_named = finding.mistake and not finding.mistake.startswith("answer ")
    named = f" ({finding.mistake})" if is_named else ""
    return f"{named}. {said if len(said) <= CHARACTERS else said[:CHARACTERS] + '...'}"
