"""The page of feedback that a student gets: nbgrader's, with a summary that names the exercises,
formulas that every browser sets by itself, and nothing that is loaded from elsewhere."""

from course_lib.grading.feedback.page import FeedbackPage
from course_lib.grading.feedback.summary import Line, summary_of

__all__ = ["FeedbackPage", "Line", "summary_of"]
