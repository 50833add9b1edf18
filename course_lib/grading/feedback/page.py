"""nbconvert's exporter for the page; `nbgrader_config.py` names it as that of feedback.

The template `course_feedback` extends nbgrader's `feedback`, which has the cells. The look is its
own.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nbgrader
from nbconvert.exporters import HTMLExporter
from traitlets.config import Config

from course_lib.grading.feedback.summary import summary_of
from course_lib.grading.returning.words import in_figures
from course_lib.grading.sanitise import clean, clean_markdown

__all__ = ["FeedbackPage"]

HERE = Path(__file__).parent
THEIRS = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader"


class FeedbackPage(HTMLExporter):
    """Makes the page of a notebook that nbgrader's GetGrades has put the scores into."""

    @property
    def default_config(self) -> Config:
        """The template is set for this class alone: formgrader's pages have others.

        nbgrader sets that of HTMLExporter to its own; what is said of the class itself is stronger.
        """
        config = super().default_config
        config.FeedbackPage.template_name = "course_feedback"
        config.FeedbackPage.sanitize_html = True
        config.FeedbackPage.template_file = "page.html"
        config.FeedbackPage.extra_template_basedirs = [str(HERE), str(THEIRS / "templates")]
        return config

    def default_filters(self) -> Iterable[tuple[str, Any]]:
        """Those of HTMLExporter, ours in their place, and what the template calls."""
        yield from super().default_filters()
        yield "clean_html", clean
        yield "markdown2html", clean_markdown
        yield "summary_of", summary_of
        yield "in_figures", in_figures
