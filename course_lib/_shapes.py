"""Shapes in signatures: jaxtyping's where it is loaded (type checker, tests), free elsewhere."""

import sys
from typing import TYPE_CHECKING, Annotated

import numpy as np

Array = np.ndarray

if TYPE_CHECKING or "jaxtyping" in sys.modules:  # the test suite imports it first
    from jaxtyping import Bool, Float, Int, Integer, Num, UInt8
    from numpy.random import Generator
else:

    class _Free:  # importing jaxtyping costs five times our whole budget
        def __class_getitem__(cls, item: tuple[type, str]) -> object:
            return Annotated[item]

    Bool = Float = Int = Integer = Num = UInt8 = _Free

    class Generator:  # importing numpy.random costs all of it
        """Stands for numpy.random.Generator in signatures."""


__all__ = ["Array", "Bool", "Float", "Generator", "Int", "Integer", "Num", "UInt8"]
