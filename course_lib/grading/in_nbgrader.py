"""Our reading, running and judging inside `nbgrader autograde` and formgrader's button.

`nbgrader_config.py` names these in place of nbgrader's own: the exporter that opens what was handed
in, and the step that runs it. Recording stays nbgrader's.
"""

from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Dict

from course_lib.grading.grade import grade_rebuilt, set_aside
from course_lib.grading.graded import Job
from course_lib.grading.jail import Limits
from course_lib.grading.reading import UnreadableError, read_notebook
from course_lib.grading.secret import course_secret, student_key
from course_lib.grading.submissions import Submission
from course_lib.grading.workers import warm_jail

__all__ = ["DefensiveExporter", "TrustedExecute", "limits_of"]


class DefensiveExporter(NotebookExporter):
    """Opens what students handed in; where it is no notebook the reason goes on in its place."""

    def from_filename(
        self, filename: str, resources: Any = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        """As nbconvert's. Files in autograded/ are our own already."""
        folder, names = Path(filename).parent, resources["nbgrader"]
        places = CourseDirectory(parent=self)
        step = places.submitted_directory
        if folder != Path(places.format_path(step, names["student"], names["assignment"])):
            return super().from_filename(filename, resources, **options)
        resources["metadata"] = {"name": names["notebook"], "path": str(folder)}
        try:
            data = Submission(names["student"], folder).read(names["notebook"])
            notebook = read_notebook(data)
        except UnreadableError as error:
            reason = {"reason": f"{error.what}; {error.how}"}
            notebook = nbformat.v4.new_notebook(metadata={"course": reason})
        return self.from_notebook_node(notebook, resources, **options)


class TrustedExecute(NbGraderPreprocessor):
    """Runs a rebuilt notebook in the jail and judges its checks outside. In place of Execute."""

    limits = Dict(help="What a submission may use, as the fields of Limits.").tag(config=True)
    unsafe = Bool(False, help="Run without a jail where the system has none.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Give back the notebook with the outputs that nbgrader reads the points from."""
        names = resources["nbgrader"]
        secret = course_secret(Path(CourseDirectory(parent=self).root))
        job = Job(
            student=names["student"],
            assignment=names["assignment"],
            notebook=names["notebook"],
            submitted=b"",
            release=b"",
            key=student_key(secret, names["assignment"], names["student"]),
            limits=Limits(**self.limits),
            unsafe=self.unsafe,
        )
        if reason := nb.metadata.get("course", {}).get("reason"):
            graded = set_aside(nb, reason)
        else:
            graded = grade_rebuilt(nb, job, warm_jail(job.limits, job.unsafe))
        return nbformat.reads(graded.notebook, as_version=4), resources


def limits_of(config: Any) -> Limits:
    """The limits that nbgrader_config.py sets."""
    return Limits(**TrustedExecute(config=config).limits)
