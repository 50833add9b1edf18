"""The one way a figure is shown, and the one style it is drawn in.

A figure is displayed as a single bundle of one picture in three forms; each viewer takes one:

    text/html   <figure> with alt text and caption: JupyterLab, Notebook 7, VS Code, nbconvert
                (whose template for bare pictures has no alt text) and what is built on them
    image/png   the same pixels for what shows no HTML: LaTeX, PDF, a check that compares pixels
    text/plain  the alt text: consoles, diffs, screen readers of the raw file
"""

import base64
import html
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure
from PIL import Image

from course_lib.errors import CourseError
from course_lib.figures.few_colours import in_few_colours

__all__ = ["figure", "figure_bundle", "style"]

STYLE = Path(__file__).with_name("course.mplstyle")
# One inch is 96 pixels in CSS; half as many again keep the lines sharp on dense screens.
CSS_PIXELS, DPI = 96, 144


@contextmanager
def style() -> Iterator[None]:
    """Apply the course's look to what is drawn inside, and to nothing else."""
    import matplotlib
    import matplotlib.style

    with matplotlib.rc_context():
        # From matplotlib's own defaults: a reader's matplotlibrc must not change the course.
        matplotlib.style.use(["default", STYLE])
        yield


def figure(fig: Figure, *, alt: str, caption: str | None = None) -> None:
    """Display `fig` with `alt`, what it shows in words, and a caption under it.

    Raises CourseError when alt is empty or fig is no matplotlib Figure.
    """
    from IPython.display import display

    data, metadata = figure_bundle(fig, alt=alt, caption=caption)
    display(data, metadata=metadata, raw=True)
    _close(fig)


def figure_bundle(
    fig: Figure, *, alt: str, caption: str | None = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the data and metadata of the bundle that `figure` displays.

    The same figure gives the same bytes: no date, no version, no setting of the user is in it.
    Raises CourseError when alt is empty or fig is no matplotlib Figure.
    """
    _check(fig, alt, caption)
    alt = " ".join(alt.split())
    width = round(fig.get_figwidth() * CSS_PIXELS)
    picture = base64.b64encode(_png(fig)).decode("ascii")
    data = {
        "text/html": _html(picture, width, alt, caption),
        "image/png": picture,
        "text/plain": alt,
    }
    return data, {"image/png": {"alt": alt, "width": width}}


def _png(fig: Figure) -> bytes:
    drawn, stream = io.BytesIO(), io.BytesIO()
    with style():  # some settings are read only when a figure is drawn
        fig.savefig(drawn, format="png", dpi=DPI, metadata={"Software": None})
    with Image.open(drawn) as picture:
        # A notebook keeps every picture twice: see the forms above.
        in_few_colours(picture).save(stream, "png", optimize=True, dpi=(DPI, DPI))
    return stream.getvalue()


def _html(picture: str, width: int, alt: str, caption: str | None) -> str:
    shown = f"<figcaption>{html.escape(caption)}</figcaption>" if caption else ""
    return (
        f'<figure style="margin: 0.5em 0"><img alt="{html.escape(alt)}" width="{width}" '
        'style="max-width: 100%; height: auto; border-radius: 4px" '
        f'src="data:image/png;base64,{picture}">{shown}</figure>'
    )


def _close(fig: Figure) -> None:
    # A figure made through pyplot would be shown a second time at the end of its cell.
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close(fig)


def _check(fig: object, alt: object, caption: object) -> None:
    if not isinstance(fig, Figure):
        raise CourseError(
            f"figure got {type(fig).__name__}, not a matplotlib Figure",
            why="the whole figure becomes one picture",
            how="draw on fig = matplotlib.figure.Figure() and give fig; of axes give ax.figure",
        )
    if not isinstance(alt, str) or not alt.strip():
        raise CourseError(
            f"figure got alt = {alt!r}",
            why="who cannot see the picture reads this instead",
            how="say in a sentence what the picture shows, not what kind of picture it is",
        )
    if caption is not None and not isinstance(caption, str):
        raise CourseError(
            f"figure got caption = {caption!r}",
            why="a caption is a line of text under the picture",
            how="give a string, or leave it out",
        )
