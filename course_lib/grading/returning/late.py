"""What late work costs: a policy in nbgrader_config.py, which all ways of grading keep to.

    c.AssignLatePenalties.plugin_class = "course_lib.grading.returning.late.LatePenalty"
    c.LatePenalty.penalty_method = "per day"
    c.LatePenalty.percent_per_day = 10
    c.LatePenalty.grace_minutes = 30
    c.LatePenalty.most_percent = 50

nbgrader's own plugin knows "none" and "zero" alone; both mean the same here.
"""

import math

from nbgrader.plugins import LateSubmissionPlugin
from traitlets import Enum, Float, TraitError, validate

__all__ = ["LatePenalty"]

DAY = 24 * 60 * 60


class LatePenalty(LateSubmissionPlugin):
    """Nothing, a share of the points for each day that has begun, or all of them."""

    penalty_method = Enum(
        ("none", "per day", "zero"),
        default_value="none",
        help="'none': nothing; 'per day': a share for each day begun; 'zero': all the points.",
    ).tag(config=True)
    percent_per_day = Float(10.0, help="Of the points earned, for each day begun.").tag(config=True)
    grace_minutes = Float(0.0, help="So much later is not late yet.").tag(config=True)
    most_percent = Float(100.0, help="No more than that is taken off.").tag(config=True)

    @validate("percent_per_day", "most_percent")
    def _is_percent(self, proposal: dict) -> float:
        if not 0 <= proposal["value"] <= 100:
            name = proposal["trait"].name
            raise TraitError(f"LatePenalty.{name} is {proposal['value']}: choose one from 0 to 100")
        return proposal["value"]

    @validate("grace_minutes")
    def _is_time(self, proposal: dict) -> float:
        if not 0 <= proposal["value"] < math.inf:
            raise TraitError(f"LatePenalty.grace_minutes is {proposal['value']}: choose 0 or more")
        return proposal["value"]

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        """The points to take off, never more than there are; None where there is no penalty."""
        late = total_seconds_late - 60 * self.grace_minutes
        if self.penalty_method == "none" or late <= 0:
            return None
        percent = 100.0
        if self.penalty_method == "per day":
            percent = min(math.ceil(late / DAY) * self.percent_per_day, self.most_percent)
        return min(max(score * (percent / 100), 0), max(score, 0))

    def in_words(self) -> str:
        """The policy, for students; empty where nothing is taken off."""
        if self.penalty_method == "none":
            return ""
        words = "late work gets no points"
        if self.penalty_method == "per day":
            words = f"{self.percent_per_day:g} % of the points earned for each day begun"
            words += f", {self.most_percent:g} % at most" if self.most_percent < 100 else ""
        return words + (f"; {self.grace_minutes:g} minutes are free" if self.grace_minutes else "")
