"""Exercises that know how they go wrong: what is asked, judged, diagnosed and shown."""

from course_lib.checking.exercise import (
    VERDICT_MIME,
    Budget,
    Case,
    Choice,
    Exercise,
    Mistake,
    Question,
    UnknownExerciseError,
    Verdict,
)
from course_lib.checking.judging import judge, judge_answer
from course_lib.checking.run import Answer, Cost, LocalAnswer, Outcome, Raised

__all__ = [
    "VERDICT_MIME",
    "Answer",
    "Budget",
    "Case",
    "Choice",
    "Cost",
    "Exercise",
    "LocalAnswer",
    "Mistake",
    "Outcome",
    "Question",
    "Raised",
    "UnknownExerciseError",
    "Verdict",
    "judge",
    "judge_answer",
]
