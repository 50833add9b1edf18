"""One jail with small limits for many tests; one more that is in a hurry, for what hangs."""

import pytest
from jailed import SMALL

from course_lib.grading.jail import Jail, Limits


@pytest.fixture(scope="session")
def jail():
    with Jail(Limits(**SMALL)) as jail:
        yield jail


@pytest.fixture(scope="session")
def hasty_jail():
    with Jail(Limits(**SMALL, cell_seconds=1, check_seconds=1, total_seconds=20)) as jail:
        yield jail


@pytest.fixture(scope="session")
def roomy_jail():
    with Jail() as jail:
        yield jail


@pytest.fixture
def session(jail):
    with jail.open() as session:
        yield session


@pytest.fixture
def hasty(hasty_jail):
    with hasty_jail.open() as session:
        yield session
