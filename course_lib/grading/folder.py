"""nbgrader's steps on one course folder, from Python: release, collect, grade, feed back."""

import os
import re
import shutil
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from course_lib.errors import CourseError

__all__ = ["CourseFolder", "GradingError", "find_own_scripts", "known_warnings"]

MADE_HERE = ".made-by-course"  # an instructor's own course folder has none, and is never replaced


class GradingError(CourseError):
    """A step of nbgrader's that did not succeed."""


@dataclass(frozen=True, slots=True)
class CourseFolder:
    """A folder with source/ and nbgrader_config.py, as nbgrader's docs lay it out."""

    root: Path

    @classmethod
    def create(cls, root: Path, source: Path) -> "CourseFolder":
        """A new folder at `root` with the sources and the configuration of the one at `source`.

        What an earlier call made at `root` is removed; anything else there is left alone. Raises
        GradingError then, and when there is nothing to copy.
        """
        for part in ("nbgrader_config.py", "source"):
            if not (source / part).exists():
                raise GradingError(
                    f"{source} has no {part}",
                    why="a course folder holds nbgrader's configuration and the assignments",
                    how="run this at the top of the course's checkout, after `course build`",
                )
        root = root.resolve()  # nbgrader takes a relative root for one below the source folder
        if root.exists():
            if any(root.iterdir()) and not (root / MADE_HERE).exists():
                raise GradingError(
                    f"{root} is not empty",
                    why="its contents would be replaced, and they were not made by this command",
                    how="name an empty or a new folder",
                )
            shutil.rmtree(root)
        try:
            root.mkdir(parents=True)
            (root / MADE_HERE).touch()
            shutil.copy(source / "nbgrader_config.py", root)
            shutil.copytree(source / "source", root / "source")
        except OSError as error:
            raise GradingError(
                f"no course folder can be made at {root}",
                why=str(error),
                how="name a place that can be written to",
            ) from error
        return cls(root)

    def release(self, assignment: str) -> Path:
        """Make the students' version; the path of its notebook."""
        self._succeed(self._api.generate_assignment(assignment), f"releasing {assignment}")
        return self.root / "release" / assignment / f"{assignment}.ipynb"

    def hand_in(self, assignment: str, notebooks: Mapping[str, str], at: datetime) -> Path:
        """Put the students' notebooks (name -> JSON) into one archive, as an LMS exports them."""
        archive = self.root / "downloaded" / assignment / "archive" / "class.zip"
        archive.parent.mkdir(parents=True, exist_ok=True)
        stamp = at.astimezone(UTC).strftime("%Y-%m-%d-%H-%M-%S")
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
            for student, notebook in notebooks.items():
                file.writestr(f"{student}_{stamp}_{assignment}.ipynb", notebook)
        return archive

    def collect(self, assignment: str) -> None:
        """Sort what lies in downloaded/ASSIGNMENT/archive into submitted/, by nbgrader."""
        find_own_scripts()
        done = subprocess.run(
            ["nbgrader", "zip_collect", assignment, "--force"],
            cwd=self.root,
            capture_output=True,
            text=True,
            check=False,
        )
        self._succeed(
            {"success": done.returncode == 0, "log": done.stderr}, f"collecting {assignment}"
        )

    def submitted(self, assignment: str) -> list[str]:
        """Who handed in."""
        return sorted(self._api.get_submitted_students(assignment))

    def autograde(self, assignment: str, student: str) -> None:
        """Grade one submission; what went wrong is in the GradingError."""
        with known_warnings():
            self._succeed(self._api.autograde(assignment, student), f"grading {student}")

    def feedback(self, assignment: str, student: str) -> Path:
        """Write the student's feedback page; its path."""
        self._succeed(
            self._api.generate_feedback(assignment, student), f"writing feedback for {student}"
        )
        return self.root / "feedback" / student / assignment / f"{assignment}.html"

    def gradebook(self) -> Any:
        """nbgrader's gradebook; use it in a `with`."""
        return self._api.gradebook

    @property
    def directory(self) -> Any:
        """nbgrader's CourseDirectory: where files and the gradebook are."""
        from nbgrader.coursedir import CourseDirectory

        return CourseDirectory(config=self.config)

    @property
    def _api(self) -> Any:
        from nbgrader.apps.api import NbGraderAPI

        find_own_scripts()
        return NbGraderAPI(config=self.config)

    @property
    def config(self) -> Any:
        """What nbgrader_config.py says."""
        from traitlets.config import PyFileConfigLoader

        config = PyFileConfigLoader("nbgrader_config.py", str(self.root)).load_config()
        config.CourseDirectory.root = str(self.root)
        return config

    def _succeed(self, result: Mapping[str, Any], step: str) -> None:
        if result["success"]:
            return
        said = f"{result.get('error', '')}\n{result.get('log', '')}"
        errors = re.findall(r"^\s*([\w.]+(?:Error|Exception): .+)$", said, re.MULTILINE)
        raise GradingError(
            f"{step} failed",
            why=errors[-1] if errors else "nbgrader gave no reason",
            how=f"run the step by hand in {self.root.name}/ to see all of nbgrader's log",
        )


@contextmanager
def known_warnings() -> Iterator[None]:
    """SQLAlchemy 2.1 warns of an order of saving in nbgrader 0.9.6 that saves all the same."""
    from sqlalchemy.exc import SAWarning

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Object of type <Submitted", SAWarning)
        yield


def find_own_scripts() -> None:
    """Put this environment's programs first: nbgrader calls `alembic` by its bare name."""
    own = str(Path(sys.executable).parent)
    paths = [path for path in os.environ.get("PATH", "").split(os.pathsep) if path]
    if paths[:1] != [own]:
        os.environ["PATH"] = os.pathsep.join([own, *paths])
