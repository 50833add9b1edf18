"""On stock nbgrader one submission can use up what all need; here it costs itself."""

import pytest
from attacking import assert_harmless
from catalogue.exhaustion import EXHAUSTION

PROVEN = [module for module in EXHAUSTION if module.ATTACK.wins]


def name(module):
    return module.__name__.rpartition(".")[2]


@pytest.mark.parametrize("module", PROVEN, ids=name)
def test_it_wins_on_stock(module, stock):
    assert module.ATTACK.wins(stock(module.ATTACK))


@pytest.mark.parametrize("module", EXHAUSTION, ids=name)
def test_it_earns_what_was_solved_and_does_no_harm_here(module, ours):
    assert_harmless(module.ATTACK, ours(module.ATTACK))
