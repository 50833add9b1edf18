"""A net: layers one after another, by name, with the arrays they learn.

Arrays are named "layer.array", such as "conv1.w", in the order of the layers. They are changed in
place only, so nets that share arrays (`split`, `using`) go on sharing them while one is trained.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from course_lib._shapes import Array, Float, Generator, Int
from course_lib.errors import CourseError, DtypeError, ShapeError
from course_lib.nn._checks import (
    check_arrays,
    check_gradient,
    check_gradients,
    check_layers,
    check_rng,
)
from course_lib.nn.layer import (
    TEST,
    Arrays,
    Kernel,
    Layer,
    Mode,
    located,
    of_layer,
    prefixed,
    shapes_of,
)

__all__ = ["Row", "Sequential", "Tape"]

_CHUNK = 256  # examples that are looked at together at test: more would not be faster


class Tape(NamedTuple):
    """What a backward pass needs: the cache of each layer, and the shape that each was given."""

    caches: dict[str, Any]
    shapes: dict[str, tuple[int, ...]]


class Row(NamedTuple):
    """A line of `Sequential.table`: a layer, what it gives for one example, what it learns."""

    name: str
    layer: str
    shape: tuple[int, ...]
    learnt: int


class Sequential:
    """Layers by name, each given what the one before it gave.

    params: what is learnt; buffers: running averages; frozen: names of layers that stay as they
    are and run as at test (`transfer.freeze` sets them).
    Raises CourseError for names that are empty or hold a dot, or no layers at all.
    """

    def __init__(
        self,
        layers: Mapping[str, Layer],
        *,
        rng: Generator,
        dtype: DTypeLike = np.float32,
    ) -> None:
        self.layers = check_layers(layers)
        check_rng("Sequential", rng)
        self.dtype: np.dtype = np.dtype(dtype)
        self.frozen: set[str] = set()
        self.params: Arrays = {}
        self.buffers: Arrays = {}
        for name, layer in self.layers.items():
            with located(f"in layer {name!r}, when its first weights were drawn"):
                started = layer.start(rng, self.dtype)
            self.params |= prefixed(name, started)
            self.buffers |= prefixed(name, layer.start_buffers(self.dtype))

    def forward(
        self, x: Float[Array, "N *S"], *, train: bool, rng: Generator | None = None
    ) -> tuple[Array, Tape]:
        """Give what the last layer gives for `x` (N, ...), and the tape for `backward`.

        Training draws from `rng` where a layer is random, and moves running averages.
        Raises DtypeError when x has not the dtype of the net, and what a layer raises, with a note
        saying which layer it was and what shape it was given.
        """
        out, tape, buffers = self.forward_only(x, Mode(train, rng))
        for name, a in buffers.items():
            self.buffers[name][...] = a
        return out, tape

    def forward_only(self, x: Array, mode: Mode) -> tuple[Array, Tape, Arrays]:
        """As `forward`, moving nothing: the buffers as training would leave them are returned."""
        self._check_input(x)
        tape, buffers, giver = Tape({}, {}), dict[str, Array](), ""
        for name, layer in self.layers.items():
            params, kept = of_layer(name, self.params), of_layer(name, self.buffers)
            with located(f"in layer {name!r}, which was given {x.shape}{giver}"):
                ran = layer.run(x, params, kept, TEST if name in self.frozen else mode)
            tape.caches[name], tape.shapes[name] = ran.cache, x.shape
            buffers |= prefixed(name, ran.buffers)
            x, giver = ran.out, f" by {name!r}"
        return x, tape, buffers

    def backward(self, dout: Array, tape: Tape) -> Arrays:
        """Give the gradient of every array that is learnt and not frozen, by name, in order.

        `dout` has the shape of what `forward` gave. Goes back no further than it must. Raises what
        a layer raises, with a note saying which, and ShapeError for gradients that do not fit.
        """
        grads = self._backward(dout, tape, to_input=False)[1]
        return {name: grads[name] for name in self.trainable() if name in grads}

    def backward_to_input(self, dout: Array, tape: Tape) -> tuple[Array, Arrays]:
        """As `backward`, with the gradient at the input of the net before the others."""
        dx, grads = self._backward(dout, tape, to_input=True)
        return dx, {name: grads[name] for name in self.trainable()}

    def scores(self, x: Float[Array, "N *S"]) -> Array:
        """Give what the net gives at test for `x` (N, ...), looked at in chunks."""
        starts = range(0, max(len(x), 1), _CHUNK)
        return np.concatenate([self.forward_only(x[i : i + _CHUNK], TEST)[0] for i in starts])

    def predict(self, x: Float[Array, "N *S"]) -> Int[Array, " N"]:
        """Give the class with the largest score for each example, (N,)."""
        return self.scores(x).argmax(axis=1)

    def activations(self, x: Float[Array, "N *S"]) -> Arrays:
        """Give what every layer gives at test for `x`, by the name of the layer."""
        given: Arrays = {}
        for name in self.layers:
            x = self._sharing({name: self.layers[name]}).forward_only(x, TEST)[0]
            given[name] = x
        return given

    def trainable(self) -> tuple[str, ...]:
        """Name the arrays that training changes: those that are learnt, less the frozen."""
        return tuple(name for name in self.params if name.partition(".")[0] not in self.frozen)

    @property
    def arrays(self) -> Arrays:
        """All that must be kept to have the same net again: params, then buffers, not copied."""
        return self.params | self.buffers

    def put(self, arrays: Arrays) -> None:
        """Copy `arrays`, as named and shaped in `net.arrays`, into the net, or change nothing.

        Raises ShapeError for names that are missing or too many, and for shapes that differ.
        """
        own = self.arrays
        check_arrays(own, arrays)
        for name, a in arrays.items():
            own[name][...] = a

    def copy(self) -> "Sequential":
        """Give a net of the same layers with its own copies of all arrays."""
        other = self._sharing(self.layers)
        other.params = {name: a.copy() for name, a in self.params.items()}
        other.buffers = {name: a.copy() for name, a in self.buffers.items()}
        return other

    def using(self, kind: type[Layer], *, forward: Kernel, backward: Kernel) -> "Sequential":
        """Give a net on the same arrays in which every layer of `kind` has these kernels.

        Raises CourseError when there is no such layer.
        """
        own = self.layers
        layers = {name: v.with_kernels(kind, forward, backward) for name, v in own.items()}
        if all(layers[name] is own[name] for name in own):
            raise CourseError(
                f"there is no {kind.__name__} in this net",
                why="its kernels were to be replaced",
                how=f"choose among {', '.join(sorted({type(v).__name__ for v in own.values()}))}",
            )
        return self._sharing(layers)

    def split(self, last: str) -> tuple["Sequential", "Sequential"]:
        """Give two nets on the same arrays: the layers up to and including `last`, and the rest.

        Raises CourseError for an unknown layer or when there is no rest.
        """
        names = list(self.layers)
        cut = names.index(self.check_name(last)) + 1
        parts = ({name: self.layers[name] for name in part} for part in (names[:cut], names[cut:]))
        body, head = (self._sharing(check_layers(part)) for part in parts)
        return body, head

    def table(self, shape: tuple[int, ...]) -> tuple[Row, ...]:
        """Give a row for each layer when the net is given one example of `shape` (C, H, W)."""
        outs = self.activations(np.zeros((1, *shape), self.dtype))
        learnt = {name: of_layer(name, self.params).values() for name in self.layers}
        return tuple(
            Row(name, repr(self.layers[name]), out.shape[1:], sum(a.size for a in learnt[name]))
            for name, out in outs.items()
        )

    def check_name(self, name: str) -> str:
        """Give `name`; raise CourseError unless a layer is called so."""
        if name not in self.layers:
            raise CourseError(
                f"there is no layer {name!r}",
                why="a name that matches nothing would change nothing, silently",
                how=f"choose among {', '.join(self.layers)}",
            )
        return name

    def __repr__(self) -> str:
        rows = (
            f"  {name}: {layer!r}{', frozen' if name in self.frozen else ''}"
            for name, layer in self.layers.items()
        )
        return "\n".join([f"Sequential, {self.dtype}", *rows])

    def _backward(self, dout: Array, tape: Tape, *, to_input: bool) -> tuple[Any, Arrays]:
        names = list(self.layers)
        learning = {name.partition(".")[0] for name in self.trainable()}
        # Nothing beneath the lowest layer that learns needs a gradient.
        lowest = -1 if to_input else min(map(names.index, learning), default=len(names))
        grads: Arrays = {}
        dx: Any = dout
        for i in reversed(range(max(lowest, 0), len(names))):
            name, dout = names[i], dx
            layer, params = self.layers[name], of_layer(names[i], self.params)
            with located(f"in the backward pass of layer {name!r}, which was given {dout.shape}"):
                dx, dw = layer.back(dout, tape.caches[name], need_dx=i > lowest)
                check_gradients(layer.backward, dw, shapes_of(params), dout)
                if i > lowest:
                    check_gradient(layer.backward, "dx", dx, tape.shapes[name], dout)
            grads |= prefixed(name, dict(zip(params, dw, strict=True)))
        return dx, grads

    def _sharing(self, layers: dict[str, Layer]) -> "Sequential":
        """A net of some of the layers, or others in their place, on the same arrays."""
        other = object.__new__(Sequential)
        other.layers, other.dtype = layers, self.dtype
        other.frozen = self.frozen & set(layers)
        other.params = {n: a for n, a in self.params.items() if n.partition(".")[0] in layers}
        other.buffers = {n: a for n, a in self.buffers.items() if n.partition(".")[0] in layers}
        return other

    def _check_input(self, x: object) -> None:
        if not isinstance(x, np.ndarray) or x.dtype != self.dtype:
            got = x.dtype if isinstance(x, np.ndarray) else type(x).__name__
            raise DtypeError(
                f"a net of {self.dtype} got x of type {got}",
                why="everything is computed in the dtype of the weights: two of them mixed are "
                "twice as slow, and images from 0 to 255 saturate the first layer",
                how=f"convert and scale first, x.astype(np.{self.dtype}) / 255 for images",
            )
        if x.ndim == 0:
            raise ShapeError(
                "a net got x without axes",
                why="the first axis of x counts examples",
                how="give a batch (N, ...); for one example x[None]",
            )
