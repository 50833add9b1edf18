"""Every attack meets a fresh course folder, once graded the stock way and once ours."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest
from attacked_course import LIMITS, make_course
from attacking import SECRETS
from both_graders import grade_ours, grade_stock
from watching import adopting_orphans

from course_lib.grading.jail import Jail, probe, process, session

# nbgrader 0.9.6 on today's SQLAlchemy, Python and Jupyter: none of these is about our code.
THEIRS = (
    "ignore::DeprecationWarning",
    "ignore::PendingDeprecationWarning",
    "ignore::FutureWarning",
    "ignore::ResourceWarning",
    "ignore::UserWarning:nbgrader",
    "ignore::pytest.PytestUnraisableExceptionWarning",
    "ignore:Object of type <Submitted:sqlalchemy.exc.SAWarning",
)


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            for warning in THEIRS:
                item.add_marker(pytest.mark.filterwarnings(warning))


@pytest.fixture(scope="module")
def own_home():
    """Jupyter and IPython settings of these tests alone: some attacks write into them."""
    with (
        adopting_orphans(),
        pytest.MonkeyPatch.context() as patch,
        tempfile.TemporaryDirectory() as home,
    ):
        for name in ("HOME", "IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR"):
            patch.setenv(name, home)
        patch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
        patch.setenv("GRADER_PASSWORD", SECRETS["environment"])
        yield Path(home)


@pytest.fixture(scope="module")
def template(own_home):
    """The course folder as it is before an attack."""
    base = Path(tempfile.mkdtemp(prefix="attacked-template-"))
    make_course(base / "course")
    yield base / "course"
    shutil.rmtree(base)


@pytest.fixture
def stock(template):
    """Grade an attack by stock nbgrader: `stock(attack)` gives the Run."""
    return lambda attack: grade_stock(template, attack)


def require_jail():
    """Skip where the system cannot jail; fail there where COURSE_REQUIRE_JAIL=1."""
    report = probe()
    if not report.can_jail:
        if os.environ.get("COURSE_REQUIRE_JAIL") == "1":
            pytest.fail(f"COURSE_REQUIRE_JAIL=1, but: {report.remedy}")
        pytest.skip(f"no jail here: {report.remedy}")


@pytest.fixture(scope="module")
def jail():
    """One warm jail for all attacks of a file: what one leaves in it the next ones meet."""
    require_jail()
    with pytest.MonkeyPatch.context() as patch, Jail(limits=LIMITS) as jail:
        # How long the judge waits for what takes milliseconds: some attacks make it wait that long.
        patch.setattr(process, "REPLY_SECONDS", 1)
        patch.setattr(session, "FORK_SECONDS", 3)
        yield jail


@pytest.fixture
def ours(template, jail):
    """Grade an attack by our own pipeline: `ours(attack)` gives the Run."""
    return lambda attack: grade_ours(template, jail, attack)
