"""On stock nbgrader a submission does what its grader may do; here nothing gets out."""

import pytest
from attacked_course import LIMITS
from attacking import assert_harmless
from both_graders import grade_ours
from catalogue import escapes
from catalogue.escapes import ESCAPES

from course_lib.grading.jail import Jail

PROVEN = [module for module in ESCAPES if module.ATTACK.wins]


def name(module):
    return module.__name__.rpartition(".")[2]


@pytest.mark.parametrize("module", PROVEN, ids=name)
def test_it_wins_on_stock(module, stock):
    assert module.ATTACK.wins(stock(module.ATTACK))


@pytest.mark.parametrize("module", ESCAPES, ids=name)
def test_it_earns_what_was_solved_and_does_no_harm_here(module, ours):
    assert_harmless(module.ATTACK, ours(module.ATTACK))


# What does no harm to the machine that runs the tests, even without a jail.
UNJAILED = (
    escapes.climbed_out,
    escapes.killed_the_grader,
    escapes.left_running,
    escapes.phoned_home,
    escapes.read_what_is_not_theirs,
    escapes.rewritten_classmate,
    escapes.shared_memory,
    escapes.sql_trigger,
)


@pytest.fixture(scope="module")
def no_jail():
    with Jail(limits=LIMITS, unsafe=True) as jail:
        yield jail


@pytest.mark.parametrize("module", UNJAILED, ids=name)
def test_without_a_jail_it_does_harm_and_this_suite_sees_it(module, template, no_jail):
    with pytest.raises(AssertionError):
        assert_harmless(module.ATTACK, grade_ours(template, no_jail, module.ATTACK))
