"""Each fault passes plain nbval and fails here; what is in order passes both."""

import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree

import nbval_notebooks
import pytest
from nbval_notebooks import FAULTY, FAULTY_FOR_BOTH, SOUND

from course_lib.building.source import notebook_metadata

NOTEBOOKS = FAULTY | FAULTY_FOR_BOTH | SOUND
STRICT = ("-p", "course_lib.building.nbval_strict")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nbval")
    nbval_notebooks.write_all(folder, NOTEBOOKS, notebook_metadata)
    (folder / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n")
    return folder


def run(folder: Path, *options: str) -> dict[str, list[str]]:
    """Notebook -> the messages of its failures, by a pytest of its own."""
    report = folder / "report.xml"
    command = [sys.executable, "-m", "pytest", "--nbval", f"--junitxml={report}", *options]
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONHASHSEED"}
    done = subprocess.run(
        [*command, "-p", "no:cacheprovider", "."],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    failures: dict[str, list[str]] = defaultdict(list)
    for case in ElementTree.parse(report).iter("testcase"):
        notebook = f"{case.get('classname')}{case.get('name')}".partition(".ipynb")[0]
        failures[notebook] += [failed.text or "" for failed in case if failed.tag != "skipped"]
    assert failures.keys() == NOTEBOOKS.keys()
    return failures


@pytest.fixture(scope="module")
def plain(folder):
    return run(folder)


@pytest.fixture(scope="module")
def strict(folder):
    return run(folder, *STRICT)


@pytest.mark.parametrize("notebook", FAULTY)
def test_a_fault_passes_nbval_and_fails_here(notebook, plain, strict):
    assert not plain[notebook]
    assert strict[notebook]
    assert all("Notebook cell execution failed" in failure for failure in strict[notebook])


@pytest.mark.parametrize("notebook", FAULTY_FOR_BOTH)
def test_a_fault_that_nbval_sees_is_still_seen(notebook, plain, strict):
    assert plain[notebook]
    assert strict[notebook]


@pytest.mark.parametrize("notebook", SOUND)
def test_what_is_in_order_passes(notebook, strict):
    assert not strict[notebook]


def test_without_nbval_the_plugin_imports_nothing(tmp_path):
    (tmp_path / "test_cheap.py").write_text(
        "import sys\n"
        "def test_cheap(pytestconfig):\n"
        "    heavy = {'numpy', 'matplotlib', 'PIL', 'nbclient', 'jaxtyping', 'jupytext'}\n"
        "    assert not heavy & set(sys.modules)\n"
        "    assert not pytestconfig.pluginmanager.hasplugin('course-nbval-strict')\n"
    )
    command = [sys.executable, "-m", "pytest", *STRICT, "-p", "no:cacheprovider"]
    # Other plugins that pytest finds installed import what they like.
    environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(
        [*command, "."], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout
