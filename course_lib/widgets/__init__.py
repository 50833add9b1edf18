"""The interactives, and the one way a figure is shown."""

from course_lib.widgets.figure import figure, style
from course_lib.widgets.knn_boundary import KNNBoundary
from course_lib.widgets.palette import LOOKS

__all__ = ["LOOKS", "KNNBoundary", "figure", "style"]
