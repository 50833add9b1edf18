import itertools

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from course_lib.widgets import OptimizerRace
from course_lib.widgets.race.picture import picture
from course_lib.widgets.race.settings import RACERS


@pytest.mark.parametrize(
    ("surface", "optimizers", "options"),
    [
        ("quadratic", ["sgd"], {}),
        ("saddle", ["momentum", "rmsprop", "adam", "adam-uncorrected"], {}),
        ("beale", list(RACERS), {"lr": 0.3}),
        ("quadratic", list(RACERS), {"steps": 2000, "best_rates": True}),
    ],
)
def test_no_part_of_the_picture_is_cut_off_and_none_covers_another(surface, optimizers, options):
    fig = picture(OptimizerRace(surface, optimizers, **options).result)
    FigureCanvasAgg(fig).draw()
    (legend,) = fig.legends
    assert len(legend.get_texts()) == len(optimizers)
    parts = [legend.get_window_extent(), *(axes.get_tightbbox() for axes in fig.axes)]
    for box in parts:
        assert fig.bbox.x0 <= box.x0 < box.x1 <= fig.bbox.x1
        assert fig.bbox.y0 <= box.y0 < box.y1 <= fig.bbox.y1
    for a, b in itertools.combinations(parts, 2):
        assert not a.overlaps(b)
