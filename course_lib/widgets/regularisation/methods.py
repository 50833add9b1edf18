"""Ways to regularise, as they are compared in lecture 06: the net and the training of each.

Every one is trained for the same number of steps of the same size, on the same few digits and from
the same first weights as the plain net of its family; only the regulariser differs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

import numpy as np

from course_lib._shapes import Array, Generator
from course_lib.kernels import (
    fractional_max_pool_forward,
    random_crop,
    random_flip,
    random_scale,
)
from course_lib.nn import (
    Affine,
    BatchNorm,
    Conv2d,
    DropConnect,
    Dropout,
    Flatten,
    FractionalMaxPool,
    Layer,
    MaxPool2d,
    ReLU,
    Residual,
)
from course_lib.optim import PolyakAverage

__all__ = ["METHODS", "Method", "cosine_cycles"]

HIDDEN, BLOCKS, CYCLES, MEMBERS, DRAWS = 128, 4, 5, 5, 5
Layers = dict[str, Layer]
Family = Literal["plain net", "plain residual net", "plain conv net"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One way to regularise.

    family: the plain net that it is compared with; strengths: what was tried, from none to much;
    word: what a strength is; layers: the net of a strength; settings: of its trainer. At test:
    members: nets that vote; draws: how often each is asked, with other noise, its answers averaged.
    """

    name: str
    family: Family
    layers: Callable[[float], Layers]
    strengths: tuple[float, ...] = (0.0,)
    word: str = ""
    settings: Callable[[float], Mapping[str, Any]] = field(default=lambda strength: {})
    stops_early: bool = False
    snapshots: int = 0
    members: int = 1
    draws: int = 1


def dense(
    between: Callable[[], Layers] = dict, affine: Callable[[int, int], Layer] = Affine
) -> Layers:
    """784 to 128 to 128 to 10; what `between` gives follows each hidden affine layer's ReLU."""
    layers: Layers = {"flatten": Flatten()}
    for i, D in enumerate((784, HIDDEN), 1):
        layers |= {f"affine{i}": affine(D, HIDDEN), f"relu{i}": ReLU()}
        layers |= {f"{name}{i}": layer for name, layer in between().items()}
    return layers | {"affine3": Affine(HIDDEN, 10)}


def dropped(keep: float) -> Layers:
    """With dropout after each ReLU."""
    return dense(lambda: {"dropout": Dropout(keep)})


def disconnected(keep: float) -> Layers:
    """With DropConnect in the hidden layers."""
    return dense(affine=lambda D, M: DropConnect(D, M, keep=keep))


def normalised(_batch: float) -> Layers:
    """With batch normalisation before each ReLU."""
    layers: Layers = {"flatten": Flatten()}
    for i, D in enumerate((784, HIDDEN), 1):
        layers |= {f"affine{i}": Affine(D, HIDDEN), f"norm{i}": BatchNorm(HIDDEN)}
        layers |= {f"relu{i}": ReLU()}
    return layers | {"affine3": Affine(HIDDEN, 10)}


def residual(keep: float) -> Layers:
    """784 to 128, four blocks of two affine layers that add to it, then 10."""
    layers: Layers = {"flatten": Flatten(), "affine1": Affine(784, HIDDEN), "relu1": ReLU()}
    for i in range(BLOCKS):
        branch: Layers = {
            "first": Affine(HIDDEN, HIDDEN),
            "relu": ReLU(),
            "second": Affine(HIDDEN, HIDDEN),
        }
        layers[f"block{i + 1}"] = Residual(branch, keep)
    return layers | {"affine2": Affine(HIDDEN, 10)}


def convolutional(pool: Callable[[], Layer], side: int) -> Layers:
    """Two conv layers of 8 and 16 filters, each pooled, then 10; the last maps have `side`."""
    return {
        "conv1": Conv2d(1, 8, 5, pad=2),
        "relu1": ReLU(),
        "pool1": pool(),
        "conv2": Conv2d(8, 16, 5, pad=2),
        "relu2": ReLU(),
        "pool2": pool(),
        "flatten": Flatten(),
        "affine": Affine(16 * side * side, 10),
    }


def fractional(ratio: float) -> Layers:
    """With fractional max pooling."""
    return convolutional(lambda: FractionalMaxPool(ratio), _side(ratio))


def fractional_still(ratio: float) -> Layers:
    """As `fractional`, but the regions are drawn once for ever: the pooling without the noise."""
    return convolutional(lambda: FractionalMaxPool(ratio, forward=_still), _side(ratio))


def _still(x: Array, ratio: float, rng: Generator) -> Any:
    return fractional_max_pool_forward(x, ratio, np.random.default_rng(0))


def _side(ratio: float) -> int:
    return int((int(27 // ratio) - 1) // ratio)


def augmented(pixels: float) -> Mapping[str, Any]:
    """Each digit moved by up to so many pixels, and made up to 10 % larger or smaller."""

    def augment(x: Array, rng: Generator) -> Array:
        return random_crop(random_scale(x, rng, 1 / 1.1, 1.1), rng, x.shape[2:], pad=int(pixels))

    return {"augment": augment}


def cosine_cycles(epochs: int, cycles: int) -> Callable[[int], float]:
    """A factor on the rate that falls from 1 to 0 along half a cosine, `cycles` times over."""

    def factor(epoch: int) -> float:
        along = (epoch * cycles / epochs) % 1
        return 0.5 + 0.5 * float(np.cos(np.pi * along))

    return factor


def _method(name: str, **kwargs: Any) -> Method:
    return Method(name=name, **{"family": "plain net", "layers": lambda _: dense(), **kwargs})


_KEEPS = (0.9, 0.7, 0.5, 0.3)
_RATIOS = (1.42, 1.6)
_LISTED = (
    _method("plain net"),
    _method(
        "L2",
        strengths=(1e-4, 1e-3, 1e-2, 3e-2, 1e-1),
        word="reg",
        settings=lambda reg: {"reg": reg},
    ),
    _method("dropout", layers=dropped, strengths=_KEEPS, word="keep"),
    _method("DropConnect", layers=disconnected, strengths=_KEEPS, word="keep"),
    _method(
        "batchnorm",
        layers=normalised,
        strengths=(64, 32, 16, 8),
        word="examples a batch",
        settings=lambda batch: {"batch": int(batch)},
    ),
    _method("augmentation", settings=augmented, strengths=(1, 2, 3, 4), word="pixels"),
    _method(
        "mirrored digits",
        settings=lambda share: {"augment": lambda x, rng: random_flip(x, rng, share)},
        strengths=(0.5,),
        word="share mirrored",
    ),
    _method("early stopping", stops_early=True),
    _method(
        "Polyak average",
        settings=lambda rho: {"average": PolyakAverage(rho=rho)},
        strengths=(0.98, 0.995, 0.999),
        word="rho",
    ),
    _method("5 snapshots", snapshots=CYCLES),
    _method("5 nets", members=MEMBERS),
    _method(
        "all together",
        layers=lambda _: dropped(0.7),
        settings=augmented,
        strengths=(2, 3, 4),
        word="pixels",
        members=MEMBERS,
    ),
    _method("plain residual net", family="plain residual net", layers=lambda _: residual(1.0)),
    _method(
        "stochastic depth",
        family="plain residual net",
        layers=residual,
        strengths=_KEEPS,
        word="keep",
    ),
    _method(
        "plain conv net",
        family="plain conv net",
        layers=lambda _: convolutional(lambda: MaxPool2d(2), 7),
    ),
    _method(
        "fractional pooling, no noise",
        family="plain conv net",
        layers=fractional_still,
        strengths=_RATIOS,
        word="ratio",
    ),
    _method(
        "fractional pooling",
        family="plain conv net",
        layers=fractional,
        strengths=_RATIOS,
        word="ratio",
        draws=DRAWS,
    ),
)
METHODS: Mapping[str, Method] = MappingProxyType({method.name: method for method in _LISTED})
