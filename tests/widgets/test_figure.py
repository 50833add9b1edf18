import base64
import io
import re

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from course_lib.errors import CourseError
from course_lib.figures import LOOKS, figure, figure_bundle, style
from course_lib.figures.bundle import DPI


def _drawn(colour=None):
    with style():
        fig = Figure(figsize=(3, 2))
        fig.add_subplot(title="losses").plot([3, 1, 2], color=colour)
    return fig


def _picture(data):
    return Image.open(io.BytesIO(base64.b64decode(data["image/png"])))


def test_the_three_forms_show_the_same_picture_and_words():
    data, metadata = figure_bundle(_drawn(), alt="A line\n  falls, then <rises>.", caption="a & b")
    assert set(data) == {"text/html", "image/png", "text/plain"}
    assert data["text/plain"] == "A line falls, then <rises>."
    assert f"base64,{data['image/png']}" in data["text/html"]
    assert 'alt="A line falls, then &lt;rises&gt;."' in data["text/html"]
    assert "<figcaption>a &amp; b</figcaption>" in data["text/html"]
    assert metadata["image/png"]["alt"] == data["text/plain"]


def test_the_same_figure_gives_the_same_bytes_without_date_or_version():
    assert figure_bundle(_drawn(), alt="A line.") == figure_bundle(_drawn(), alt="A line.")
    picture = _picture(figure_bundle(_drawn(), alt="A line.")[0])
    assert set(picture.info) <= {"dpi"}
    assert picture.size == (3 * DPI, 2 * DPI)


def test_what_the_user_sets_does_not_change_the_picture():
    before = figure_bundle(_drawn(), alt="A line.")
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "red", "lines.linewidth": 9}):
        assert figure_bundle(_drawn(), alt="A line.") == before


def test_the_style_is_applied_inside_and_nowhere_else():
    before = dict(matplotlib.rcParams)
    with style():
        assert dict(matplotlib.rcParams) != before
        cycle = [entry["color"].upper() for entry in matplotlib.rcParams["axes.prop_cycle"]]
    assert dict(matplotlib.rcParams) == before
    assert [f"#{colour.lstrip('#')}" for colour in cycle] == [look.colour for look in LOOKS]


def test_the_ground_is_opaque_so_that_it_reads_in_a_dark_theme():
    picture = _picture(figure_bundle(_drawn(), alt="A line.")[0])
    assert np.asarray(picture.convert("RGBA"))[..., 3].min() == 255


@pytest.mark.parametrize("alt", ["", "  \n", None])
@pytest.mark.usefixtures("own_messages")
def test_a_figure_without_description_is_refused(alt):
    with pytest.raises(CourseError, match="alt"):
        figure(_drawn(), alt=alt)


@pytest.mark.usefixtures("own_messages")
def test_what_is_no_figure_is_refused():
    with pytest.raises(CourseError, match="Axes"):
        figure(_drawn().axes[0], alt="A line.")
    with pytest.raises(CourseError, match="caption"):
        figure(_drawn(), alt="A line.", caption=3)


def test_a_figure_of_pyplot_is_not_left_to_be_shown_again():
    import matplotlib.pyplot as plt

    with matplotlib.rc_context({"backend": "agg"}):
        fig = plt.figure()
        figure(fig, alt="An empty figure.")
        assert not plt.fignum_exists(fig.number)


def test_every_look_differs_in_colour_marker_dash_and_word():
    for values in zip(*LOOKS, strict=True):
        assert len(set(values)) == len(LOOKS)
    assert all(re.fullmatch(r"#[0-9A-F]{6}", look.colour) for look in LOOKS)
