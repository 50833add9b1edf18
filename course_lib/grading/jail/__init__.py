"""Run what others wrote, behind walls, and judge it from outside.

`Jail` keeps a warm process; `Jail.open` forks a session from it; a session runs cells, and serves
functions to be called. docs/threat-model.md says what holds a student's code back, and what not.
"""

from course_lib.grading.jail.answer import JailedAnswer
from course_lib.grading.jail.jail import Jail, JailError
from course_lib.grading.jail.limits import Limits
from course_lib.grading.jail.outside import too_slow
from course_lib.grading.jail.probe import Feature, Report, probe
from course_lib.grading.jail.session import CellOutcome, Session

__all__ = [
    "CellOutcome",
    "Feature",
    "Jail",
    "JailError",
    "JailedAnswer",
    "Limits",
    "Report",
    "Session",
    "probe",
    "too_slow",
]
