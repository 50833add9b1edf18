"""Transfer: what was learnt on one task, kept, and used for another.

Freezing changes nothing but what training may touch: a frozen layer keeps its weights, and runs as
at test, so that a frozen batch norm keeps its running averages and uses them.
Source: CS231n notes, "Transfer Learning".
"""

from course_lib._shapes import Generator
from course_lib.errors import CourseError, RangeError, ShapeError
from course_lib.nn._checks import check_rng
from course_lib.nn.layer import Layer
from course_lib.nn.sequential import Sequential

__all__ = [
    "count_trainable",
    "discriminative_rates",
    "freeze",
    "freeze_up_to",
    "replace_head",
    "unfreeze",
]


def freeze(net: Sequential, *names: str) -> None:
    """Freeze the layers named. Raises CourseError for a name that no layer has."""
    net.frozen |= {net.check_name(name) for name in names}


def unfreeze(net: Sequential, *names: str) -> None:
    """Let the layers named learn again. Raises CourseError for a name that no layer has."""
    net.frozen -= {net.check_name(name) for name in names}


def freeze_up_to(net: Sequential, last: str) -> None:
    """Freeze all layers from the first to `last`, and no others. Raises CourseError if unknown."""
    names = list(net.layers)
    net.frozen = set(names[: names.index(net.check_name(last)) + 1])


def count_trainable(net: Sequential) -> int:
    """Give how many numbers training may change: look at it after freezing."""
    return sum(net.params[name].size for name in net.trainable())


def replace_head(net: Sequential, head: Layer, *, rng: Generator) -> None:
    """Put `head` in the place of the last layer, with new weights that will be trained.

    Raises CourseError when the last layer learns nothing, ShapeError when the new one does not
    take what the layer before it gives; the net is then unchanged.
    """
    check_rng("replace_head", rng)
    name = list(net.layers)[-1]
    old = net.params.get(f"{name}.w")
    if old is None:
        raise CourseError(
            f"the last layer {name!r} has no weights w",
            why="the head is the layer that turns features into scores, mostly an affine one",
            how="end the net with its affine layer: the softmax belongs to the loss",
        )
    started = head.start(rng, net.dtype)
    new = started.get("w")
    if new is None or _inputs(new.shape) != _inputs(old.shape):
        takes = "no weights" if new is None else f"w {new.shape}"
        raise ShapeError(
            f"a head with {takes} was to take the place of one with w {old.shape}",
            why=f"the layer before it gives {_inputs(old.shape)} features, and goes on giving them",
            how=f"give Affine({_inputs(old.shape)}, classes)",
        )
    prefix = f"{name}."
    net.layers[name] = head
    net.params = {n: a for n, a in net.params.items() if not n.startswith(prefix)}
    net.params |= {prefix + key: a for key, a in started.items()}
    # A new head that stays as it was drawn can learn nothing.
    net.frozen.discard(name)


def discriminative_rates(net: Sequential, factor: float = 2.6) -> dict[str, float]:
    """Give `Trainer(rates=...)`: 1 for the last layer that learns, `factor` less with each before.

    Frozen layers are left out. Raises RangeError for a factor below 1.
    Source: Howard & Ruder (2018), arXiv:1801.06146, section 3.2, whose factor is 2.6.
    """
    if not factor >= 1:
        raise RangeError(
            f"discriminative_rates got factor = {factor}",
            why="early layers hold what is general and move less than late ones, not more",
            how="choose 1 or more; 2.6 is a good first try",
        )
    learning = list(dict.fromkeys(name.partition(".")[0] for name in net.trainable()))
    return {name: factor**-i for i, name in enumerate(reversed(learning))}


def _inputs(shape: tuple[int, ...]) -> int:
    """How many features or channels the weights of an affine (D, M) or conv (F, C, ...) take."""
    return shape[0] if len(shape) == 2 else shape[1]
