"""What a class did in an assignment: a page to read on Monday morning, and the same as data.

`report_on` reads what grading left and gives a Report; `as_html`, `as_json` and `as_csv` write it.
"""

from course_lib.grading.report.facts import Report
from course_lib.grading.report.page import as_csv, as_html, as_json
from course_lib.grading.report.summary import report_on

__all__ = ["Report", "as_csv", "as_html", "as_json", "report_on"]
