import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from course_lib.errors import CourseError
from course_lib.figures import LOOKS
from course_lib.optim import OPTIMISERS
from course_lib.widgets import OPTIMISER_LOOKS, optimiser_line
from course_lib.widgets.race.messages import fixed
from course_lib.widgets.race.settings import RACERS


def test_no_two_optimisers_look_alike_with_any_colour_vision():
    looks = [entry.look for entry in OPTIMISER_LOOKS.values()]
    for values in (
        [look.marker for look in looks],
        [look.shape for look in looks],
        [(look.colour, look.dash) for look in looks],
        [entry.label for entry in OPTIMISER_LOOKS.values()],
    ):
        assert len(set(values)) == len(looks)


def test_colours_are_those_of_the_house_and_none_is_lost_on_white():
    house = {look.colour for look in LOOKS} | {"#808080"}
    colours = {entry.look.colour for entry in OPTIMISER_LOOKS.values()}
    assert colours <= house - {"#F0E442"}  # yellow


def test_every_optimiser_of_the_course_and_every_racer_has_a_look():
    assert {rule.__name__.lower() for rule in OPTIMISERS} <= set(OPTIMISER_LOOKS)
    assert {*RACERS, "mine"} == set(fixed()["looks"])


@pytest.mark.parametrize("name", OPTIMISER_LOOKS)
def test_a_look_is_a_line_of_matplotlib(name):
    axes = Figure().add_subplot()
    (line,) = axes.plot(range(100), **optimiser_line(name, points=100))
    assert to_hex(line.get_color()).upper() == OPTIMISER_LOOKS[name].look.colour
    assert line.get_label() == OPTIMISER_LOOKS[name].label
    assert 5 <= 100 / line.get_markevery() <= 12


def test_an_unknown_optimiser_is_refused():
    with pytest.raises(CourseError, match="lion"):
        optimiser_line("lion")
