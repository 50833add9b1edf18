"""Promises of the course as a whole."""

import subprocess
import sys
from pathlib import Path

from course_lib.exercises import EXERCISES
from course_lib.syllabus import gaps, load_syllabus

ROOT = Path(__file__).parents[1]


def test_every_concept_of_a_section_that_exists_is_taught_and_practised_as_marked():
    assert gaps(load_syllabus(), ROOT / "notebooks", EXERCISES) == ()


def test_importing_the_package_loads_nothing_heavy():
    """Beside NumPy: each of these costs more than all of the package may."""
    heavy = {
        "matplotlib",
        "scipy",
        "pandas",
        "IPython",
        "ipywidgets",
        "nbgrader",
        "rich",
        "jaxtyping",
    }
    code = (
        "import sys, course_lib.kernels; print(*{name.partition('.')[0] for name in sys.modules})"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert not heavy & set(loaded.stdout.split())
