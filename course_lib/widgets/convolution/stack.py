"""A stack of layers over one row of pixels: which pixels a unit sees, and through whom."""

from typing import NamedTuple

__all__ = ["LAYERS", "Sees", "Stage", "sees", "sizes", "traced"]


class Stage(NamedTuple):
    """How the window of a layer moves."""

    K: int
    stride: int = 1
    dilation: int = 1


LAYERS: dict[str, Stage] = {
    "conv 3": Stage(3),
    "conv 5": Stage(5),
    "conv 3, stride 2": Stage(3, stride=2),
    "conv 3, dilation 2": Stage(3, dilation=2),
    "conv 3, dilation 4": Stage(3, dilation=4),
    "conv 1": Stage(1),
    "pool 2, stride 2": Stage(2, stride=2),
}


class Sees(NamedTuple):
    """What a unit of a layer sees: `width` pixels across; its neighbour sees `apart` further."""

    width: int
    apart: int


def sees(stages: tuple[Stage, ...]) -> tuple[Sees, ...]:
    """Give what a unit sees, from the pixels themselves (1 wide, 1 apart) to the last layer."""
    found = [Sees(1, 1)]
    for stage in stages:
        width, apart = found[-1]
        # A window of K units reaches over K - 1 steps, each as long as its units lie apart.
        found.append(Sees(width + (stage.K - 1) * stage.dilation * apart, apart * stage.stride))
    return tuple(found)


def sizes(n: int, stages: tuple[Stage, ...]) -> tuple[int, ...]:
    """Give the units of every layer over `n` pixels, without padding; 0 from where none fits."""
    found = [n]
    for K, stride, dilation in stages:
        room = found[-1] - dilation * (K - 1) - 1
        found.append(room // stride + 1 if found[-1] and room >= 0 else 0)
    return tuple(found)


def traced(stages: tuple[Stage, ...], unit: int) -> tuple[tuple[int, ...], ...]:
    """Give the units that `unit` of the last layer sees in every layer, from the pixels up."""
    found: list[tuple[int, ...]] = [(unit,)]
    for K, stride, dilation in reversed(stages):
        below = {u * stride + dilation * k for u in found[0] for k in range(K)}
        found.insert(0, tuple(sorted(below)))
    return tuple(found)
