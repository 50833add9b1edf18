"""Bytes to values; see `codec.py`. It believes nothing."""

import functools
import math
import re
import struct
from collections import namedtuple
from typing import Any

import numpy as np

from course_lib.checking.run import Unkept
from course_lib.grading.jail.wire import (
    DEPTH,
    DIMENSIONS,
    HOLLOW_DTYPE,
    INT_BYTES,
    KINDS,
    NAME_CHARACTERS,
    NODES,
    SENT_DTYPE,
    STATE_BYTES,
    CodecError,
    is_field,
)

__all__ = ["Foreign", "decode"]


class Foreign:
    """Stands for a value of a type that may not cross; the marker's own type has its name."""

    __slots__ = ()


def decode(raw: bytes | memoryview) -> Any:
    """The value that `raw` stands for.

    Takes memory in proportion to `raw`, whatever it says. Raises CodecError when it is not what
    `encode` writes.
    """
    reader = _Reader(memoryview(raw))
    value = reader.read(0)
    if len(reader.raw) > reader.at:
        raise CodecError("there are bytes left over")
    return value


class _Reader:
    def __init__(self, raw: memoryview) -> None:
        self.raw, self.at, self.nodes = raw, 0, 0
        self.kinds: set[str] = set()

    def read(self, depth: int) -> Any:
        self.nodes += 1
        if depth > DEPTH or self.nodes > NODES:
            raise CodecError("nested too deep, or of too many parts")
        kind = bytes(self.take(1))
        if kind not in _READERS:
            raise CodecError(f"there is no kind {kind!r}")
        return _READERS[kind](self, depth)

    def take(self, length: int) -> memoryview:
        if length > len(self.raw) - self.at:
            raise CodecError(f"cut short: {length} bytes announced")
        self.at += length
        return self.raw[self.at - length : self.at]

    def numbers(self, form: str) -> tuple[Any, ...]:
        return struct.unpack(form, self.take(struct.calcsize(form)))

    def data(self) -> memoryview:
        return self.take(self.numbers(">I")[0])

    def text(self) -> str:
        try:
            return str(self.data(), "utf-8")
        except UnicodeDecodeError as error:
            raise CodecError("text that is not UTF-8") from error

    def read_int(self, _depth: int) -> int:
        data = self.data()
        if not 0 < len(data) <= INT_BYTES:
            raise CodecError(f"a number of {len(data)} bytes")
        return int.from_bytes(data, "big", signed=True)

    def items(self, depth: int) -> list[Any]:
        (count,) = self.numbers(">I")
        if count > len(self.raw) - self.at:  # each takes a byte at least
            raise CodecError(f"cut short: {count} items announced")
        return [self.read(depth + 1) for _ in range(count)]

    def read_dict(self, depth: int) -> dict:
        flat = self.items(depth)
        keys, values = flat[::2], flat[1::2]
        if len(keys) != len(values) or not all(type(key) in (str, int) for key in keys):
            raise CodecError("a dict with other keys than str and int")
        return dict(zip(keys, values, strict=True))

    def read_array(self, _depth: int) -> np.ndarray:
        dtype, shape = self.dtype(SENT_DTYPE), self.shape()
        return _numbers(self.data(), dtype, math.prod(shape)).reshape(shape)

    def scalar(self, _depth: int) -> Any:
        dtype = self.dtype(SENT_DTYPE)
        return _numbers(self.data(), dtype, 1)[0]

    def hollow(self, _depth: int) -> np.ndarray:
        dtype, shape = self.dtype(HOLLOW_DTYPE), self.shape()
        if max(math.prod(shape), 1) * dtype.itemsize >= 2**62:
            raise CodecError(f"an array of shape {shape}")
        # One element that is seen at every index: no room is taken.
        return np.broadcast_to(np.zeros((), dtype), shape)

    def dtype(self, allowed: re.Pattern[str]) -> np.dtype:
        name = self.text()
        try:
            if allowed.fullmatch(name):
                return np.dtype(name)
        except (TypeError, ValueError):  # of a size that does not exist
            pass
        raise CodecError(f"there is no dtype {name[:NAME_CHARACTERS]!r}")

    def shape(self) -> tuple[int, ...]:
        (ndim,) = self.numbers(">B")
        if ndim > DIMENSIONS:
            raise CodecError(f"an array of {ndim} dimensions")
        shape = self.numbers(f">{ndim}Q")
        # A shape with a 0 in it has no elements, but NumPy multiplies the others all the same.
        if math.prod(n or 1 for n in shape) >= 2**48:
            raise CodecError(f"an array of shape {shape}")
        return shape

    def generator(self, _depth: int) -> np.random.Generator:
        state, inc = (int.from_bytes(self.take(STATE_BYTES), "big") for _ in range(2))
        has_uint32, uinteger = self.numbers(">BI")
        if not inc % 2 or has_uint32 > 1:
            raise CodecError("a state that no PCG64 has")
        bits = np.random.PCG64(0)
        bits.state = {
            "bit_generator": "PCG64",
            "state": {"state": state, "inc": inc},
            "has_uint32": has_uint32,
            "uinteger": uinteger,
        }
        return np.random.Generator(bits)

    def record(self, depth: int) -> Any:
        name, fields, values = self.text(), self.read(depth + 1), self.read(depth + 1)
        good = type(fields) is tuple and type(values) is tuple and len(fields) == len(values)
        if not good or not all(is_field(word) for word in (name, *fields)):
            raise CodecError("a record with fields that no record has")
        if len(set(fields)) < len(fields):
            raise CodecError("a record with a field twice")
        self._one_more(name + repr(fields))
        return _record(name, fields)._make(values)

    def foreign(self, _depth: int) -> Foreign:
        name = self.text()
        if not 0 < len(name) <= NAME_CHARACTERS or not name.isprintable():
            raise CodecError("a type without a name")
        self._one_more(name)
        return _foreign(name)()

    def unkept(self, _depth: int) -> Unkept:
        name = self.text()
        if not 0 < len(name) <= NAME_CHARACTERS or not name.isprintable():
            raise CodecError("a type without a name")
        return Unkept(name)

    def _one_more(self, kind: str) -> None:
        self.kinds.add(kind)
        if len(self.kinds) > KINDS:  # each becomes a class here, which is large
            raise CodecError("too many types")


_READERS: dict[bytes, Any] = {
    b"N": lambda _reader, _depth: None,
    b"E": lambda _reader, _depth: ...,
    b"T": lambda _reader, _depth: True,
    b"F": lambda _reader, _depth: False,
    b"I": _Reader.read_int,
    b"D": lambda reader, _depth: reader.numbers(">d")[0],
    b"C": lambda reader, _depth: complex(*reader.numbers(">dd")),
    b"S": lambda reader, _depth: reader.text(),
    b"L": _Reader.items,
    b"U": lambda reader, depth: tuple(reader.items(depth)),
    b"M": _Reader.read_dict,
    b"A": _Reader.read_array,
    b"s": _Reader.scalar,
    b"h": _Reader.hollow,
    b"R": _Reader.generator,
    b"P": _Reader.record,
    b"x": _Reader.foreign,
    b"k": _Reader.unkept,
}


def _numbers(data: memoryview, dtype: np.dtype, count: int) -> np.ndarray:
    if len(data) != count * dtype.itemsize:
        raise CodecError(f"{len(data)} bytes for {count} numbers of {dtype}")
    numbers = np.frombuffer(data, dtype).copy()
    if dtype.kind == "b" and numbers.view(np.uint8).max(initial=0) > 1:
        raise CodecError("a bool that is neither True nor False")
    return numbers


@functools.lru_cache(maxsize=1000)
def _record(name: str, fields: tuple[str, ...]) -> Any:
    return namedtuple(name, fields)


@functools.lru_cache(maxsize=1000)
def _foreign(name: str) -> type[Foreign]:
    return type(name, (Foreign,), {"__slots__": ()})
