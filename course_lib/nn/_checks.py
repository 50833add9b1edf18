"""What a net refuses: arrays, gradients and layers that do not fit it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from course_lib._shapes import Array
from course_lib.errors import CourseError, DtypeError, RangeError, ShapeError
from course_lib.nn._calling import check_finite, check_floats, is_ours, name_of
from course_lib.nn.layer import Kernel, Layer

__all__ = ["check_arrays", "check_gradient", "check_gradients", "check_layers", "check_rng"]


def check_rng(where: str, rng: object) -> None:
    """Raise DtypeError unless `rng` is a NumPy generator."""
    if not isinstance(rng, np.random.Generator):
        raise DtypeError(
            f"{where} got rng = {rng!r}",
            why="what is drawn depends on a generator that is passed in, never on a global one",
            how="give rng=np.random.default_rng(0), or any other seed",
        )


def check_arrays(own: Mapping[str, Array], given: Mapping[str, Array]) -> None:
    """Raise ShapeError unless `given` has the names and shapes of `own`; DtypeError, RangeError.

    Says all that is missing, too much, or of another shape at once.
    """
    missing, extra = [n for n in own if n not in given], [n for n in given if n not in own]
    other = [
        f"{n} is {np.shape(given[n])} and should be {a.shape}"
        for n, a in own.items()
        if n in given and np.shape(given[n]) != a.shape
    ]
    lists = (("missing", missing), ("not in the net", extra), ("of another shape", other))
    wrong = [f"{what}: {', '.join(names)}" for what, names in lists if names]
    if wrong:
        raise ShapeError(
            f"the arrays do not fit the net; {'; '.join(wrong)}",
            why="each array goes to the place of its name: a shape that broadcasts or a name that "
            "matches nothing would give a net that runs and is wrong",
            how="build the net as it was when they were saved; for other classes, load first and "
            "then replace the head",
        )
    for name, a in given.items():
        _check_numbers(name, a)


def _check_numbers(name: str, a: object) -> None:
    if not isinstance(a, np.ndarray) or a.dtype.kind != "f":
        raise DtypeError(
            f"{name} is of type {getattr(a, 'dtype', type(a).__name__)}",
            why="weights and averages are real numbers in floating point",
            how="convert first, np.asarray(a, dtype=np.float32)",
        )
    if not np.isfinite(a).all():
        raise RangeError(
            f"{name} holds nan or infinity",
            why="they spread to every score, and nothing can be learnt from them",
            how="take weights from before the run broke: a Trainer restores the best ones",
        )


def check_gradients(
    backward: Kernel, grads: Sequence[Any], shapes: Mapping[str, tuple[int, ...]], dout: Array
) -> None:
    """Raise CourseError unless `grads` are those of the arrays that have these `shapes`."""
    if len(grads) != len(shapes):
        many = "one gradient" if len(grads) == 1 else f"{len(grads)} gradients"
        raise CourseError(
            f"{name_of(backward)} returned {many} beside dx",
            why=f"this layer learns {', '.join(shapes) or 'nothing'}: each has its gradient",
            how=f"end it with `return {', '.join(['dx', *(f'd{name}' for name in shapes)])}`",
        )
    for (name, shape), grad in zip(shapes.items(), grads, strict=True):
        check_gradient(backward, f"d{name}", grad, shape, dout)


def check_gradient(
    backward: Kernel, name: str, grad: object, shape: tuple[int, ...], dout: Array
) -> None:
    """Raise ShapeError unless `grad` is an array of `shape`, DtypeError unless it holds floats.

    Raises RangeError where a kernel that is not ours makes nan of a `dout` without it.
    """
    who = name_of(backward)
    if not isinstance(grad, np.ndarray) or grad.shape != shape:
        got = f"shape {grad.shape}" if isinstance(grad, np.ndarray) else type(grad).__name__
        raise ShapeError(
            f"{who} returned {name} of {got}",
            why=f"a gradient has the shape of what it belongs to, here {shape}: broadcasting would "
            "move weights by the gradients of others",
            how="return dx first, then the gradients in the order of the arguments; sum over the "
            "axes along which forward broadcast",
        )
    check_floats(who, name, grad)
    if not is_ours(backward):
        check_finite(who, name, grad, {"dout": dout})


def check_layers(layers: Mapping[str, Layer]) -> dict[str, Layer]:
    """Give `layers` as a dict; raise CourseError unless they are layers with usable names."""
    good = (isinstance(name, str) and name and "." not in name for name in layers)
    if not layers or not all(good):
        raise CourseError(
            f"a net got layers named {list(layers)}",
            why="arrays are called layer.array, so a layer needs a name without a dot; and a net "
            "has at least one layer",
            how='give {"affine1": Affine(784, 100), "relu": ReLU(), "affine2": Affine(100, 10)}',
        )
    for name, layer in layers.items():
        if not isinstance(layer, Layer):
            raise CourseError(
                f"layer {name!r} is {layer!r}",
                why="a net is made of layers such as Affine(784, 10): settings and kernels",
                how="call the class, ReLU() and not ReLU; for a function of your own give "
                "ReLU(forward=mine, backward=my_gradient)",
            )
    return dict(layers)
