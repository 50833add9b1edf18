"""A computational graph as a still picture: every value and every gradient."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_lib.figures import BLUE, VERMILLION, style
from course_lib.nn import Graph
from course_lib.widgets.backprop.graph_layout import Place, places
from course_lib.widgets.backprop.graph_steps import names_of
from course_lib.widgets.explorer import in_words

__all__ = ["picture"]

INK = "#303030"
WIDE, HIGH = 0.72, 0.74  # of a box, where a step along or across is 1
WIDEST = 8.6  # inches


def picture(g: Graph) -> Figure:
    """Boxes from left to right: name and gate, the value in blue, the gradient below in red."""
    where = places(g)
    along, across = max(p.along for p in where), max(p.across for p in where)
    with style():
        size = (min(WIDEST, 1.25 * (along + 1)), 0.85 * (across + 1))
        fig = Figure(figsize=size)
        fig.set_layout_engine("none")  # the boxes are laid out already
        axes = fig.add_axes((0, 0, 1, 1))
        axes.set(xlim=(-0.5, along + 0.5), ylim=(across + 0.5, -0.5))
        axes.set_axis_off()
        for edge in g.edges:
            _draw_edge(axes, where[edge.start], where[edge.end])
        for i in range(len(g.nodes)):
            _draw_node(axes, g, i, where[i])
    return fig


def _draw_edge(axes: Axes, start: Place, end: Place) -> None:
    axes.annotate(
        "", (end.along - WIDE / 2, end.across), (start.along + WIDE / 2, start.across), zorder=1,
        arrowprops={"arrowstyle": "-|>", "color": "#707070", "lw": 1.2, "shrinkA": 0, "shrinkB": 0},
    )  # fmt: skip


def _draw_node(axes: Axes, g: Graph, i: int, place: Place) -> None:
    from matplotlib.patches import FancyBboxPatch

    node, name = g.nodes[i], names_of(g)[i]
    x, y = place
    corner = (x - WIDE / 2, y - HIGH / 2)
    axes.add_patch(
        FancyBboxPatch(corner, WIDE, HIGH, boxstyle="round,pad=0,rounding_size=0.08", fc="white",
                       ec=INK, lw=1.4 if node.op else 0.8, zorder=2)
    )  # fmt: skip
    constant = not node.op and not node.label
    gate = {"*": "×"}.get(node.op, node.op).replace("-", "−")
    head = f"{name}: {gate}" if node.op else "a constant" if constant else name
    axes.text(x, y - 0.22, head, ha="center", va="center", fontsize=8.5, color=INK)
    value = in_words(node.value, 4)
    axes.text(x, y, value, ha="center", va="center", fontsize=9.5, color=BLUE, weight="bold")
    if not constant:
        grad = in_words(node.grad, 4)
        axes.text(x, y + 0.23, grad, ha="center", va="center", fontsize=9.5, color=VERMILLION)
