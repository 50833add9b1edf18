"""Exercises that know how they go wrong: what is asked, judged, diagnosed and shown."""

from course_lib.checking.exercise import (
    Budget,
    Case,
    Convention,
    Exercise,
    Measured,
    Mistake,
    UnknownExerciseError,
)
from course_lib.checking.judging import judge, judge_answer
from course_lib.checking.question import Choice, Question
from course_lib.checking.run import Answer, Cost, Drive, LocalAnswer, Outcome, Raised
from course_lib.checking.slips import slip
from course_lib.checking.verdict import VERDICT_MIME, Verdict

__all__ = [
    "VERDICT_MIME",
    "Answer",
    "Budget",
    "Case",
    "Choice",
    "Convention",
    "Cost",
    "Drive",
    "Exercise",
    "LocalAnswer",
    "Measured",
    "Mistake",
    "Outcome",
    "Question",
    "Raised",
    "UnknownExerciseError",
    "Verdict",
    "judge",
    "judge_answer",
    "slip",
]
