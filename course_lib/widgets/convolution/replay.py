"""The animator as a page of its own: the same view and its numbers, with no kernel behind them."""

from typing import TYPE_CHECKING

from course_lib.widgets.convolution.words import describe
from course_lib.widgets.offline import offline_page

if TYPE_CHECKING:
    from course_lib.widgets.convolution.animator import ConvAnimator

__all__ = ["page"]


def page(animator: "ConvAnimator") -> str:
    """Give the page of an animator as it stands: it plays, steps and scrubs, offline."""
    names = [name for name in animator.keys if not name.startswith("_")]
    plain = {"layout", "tabbable", "tooltip"}
    return offline_page(
        animator,
        {name: getattr(animator, name) for name in names if name not in plain},
        replay="convolution/replay.js",
        root="conv",
        width=900,
        title=animator.facts["summary"].partition(";")[0],
        without=describe(animator.result, animator.step),
    )
