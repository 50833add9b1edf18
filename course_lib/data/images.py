"""A labelled set of images: what every loader returns."""

import math
from dataclasses import dataclass

import numpy as np

from course_lib._shapes import Array, Float, Int, UInt8
from course_lib.errors import DtypeError, RangeError, ShapeError

__all__ = ["Images"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Images:
    """N labelled images, read-only, so that they can be shared without a copy.

    Shapes: x (N, C, H, W) uint8, from 0 to `top`, the value of full ink or light (255, or 16 for
    the UCI digits); y (N,) int64, each an index into `class_names`.
    Raises ShapeError, DtypeError or RangeError when these do not hold.
    """

    name: str
    x: UInt8[Array, "N C H W"]
    y: Int[Array, " N"]
    class_names: tuple[str, ...]
    top: int

    def __post_init__(self) -> None:
        _check_shapes(self)
        _check_dtypes(self)
        _check_ranges(self)
        object.__setattr__(self, "x", _read_only(self.x))
        object.__setattr__(self, "y", _read_only(self.y))

    def __len__(self) -> int:
        return len(self.x)

    def __repr__(self) -> str:
        return (
            f"Images({self.name}: x {self.x.shape} {self.x.dtype} 0..{self.top}, "
            f"y {self.y.shape} {self.y.dtype}, "
            f"{len(self.class_names)} classes: {', '.join(self.class_names)})"
        )

    def as_vectors(self, dtype: type[np.floating] = np.float32) -> Float[Array, "N D"]:
        """Give one image a row, its values scaled to 0..1: a new array (N, C*H*W) of `dtype`.

        Raises DtypeError when `dtype` is not a floating one.
        """
        if not np.issubdtype(dtype, np.floating):
            raise DtypeError(
                f"as_vectors got dtype {np.dtype(dtype)}",
                why="between 0 and 1 there is no other whole number, so the picture would be lost",
                how="ask for np.float32 or np.float64, or use x itself",
            )
        # The row length is written out: reshape cannot infer it for an empty set.
        vectors = self.x.reshape(len(self), math.prod(self.x.shape[1:])).astype(dtype)
        vectors /= self.top
        return vectors


def _check_shapes(images: Images) -> None:
    if images.x.ndim != 4 or images.y.shape != images.x.shape[:1]:
        raise ShapeError(
            f"Images got x {images.x.shape} and y {images.y.shape}",
            why="x holds images (N, C, H, W) and y one label for each of them, (N,)",
            how="give grey images a channel axis, x[:, None], and one label an image",
        )


def _check_dtypes(images: Images) -> None:
    if images.x.dtype != np.uint8 or images.y.dtype != np.int64:
        raise DtypeError(
            f"Images got x of {images.x.dtype} and y of {images.y.dtype}",
            why="images are kept as they were recorded, in uint8, and labels index in int64",
            how="convert with x.astype(np.uint8) and y.astype(np.int64); scale in as_vectors()",
        )


def _check_ranges(images: Images) -> None:
    classes = len(images.class_names)
    if not 1 <= images.top <= 255 or images.x.max(initial=0) > images.top:
        raise RangeError(
            f"Images got values up to {images.x.max(initial=0)} with top = {images.top}",
            why="top is the value of full ink or light, between 1 and 255: none lies above it",
            how="give the largest value that the recording can hold, 255 for most images",
        )
    if images.y.size and not 0 <= images.y.min() <= images.y.max() < classes:
        raise RangeError(
            f"Images got labels {images.y.min()}..{images.y.max()} and {classes} class names",
            why="label c belongs to class_names[c]",
            how=f"number the classes from 0 to {classes - 1}, or name every class",
        )


def _read_only(array: Array) -> Array:
    view = array.view()
    view.flags.writeable = False
    return view
