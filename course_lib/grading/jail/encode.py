"""Values to bytes; see `codec.py`."""

import struct
from typing import Any

import numpy as np

from course_lib.checking.run import Unkept
from course_lib.grading.jail.wire import (
    DEPTH,
    HOLLOW_DTYPE,
    INT_BYTES,
    NAME_CHARACTERS,
    NODES,
    SENT_DTYPE,
    STATE_BYTES,
    CodecError,
    is_field,
)

__all__ = ["encode"]


def encode(value: Any, cap: int, *, strict: bool = False) -> bytes:
    """`value` as bytes. Raises CodecError when there are more than `cap` of them.

    What may not cross becomes a marker; with `strict` it is a CodecError.
    """
    writer = _Writer(cap, strict)
    writer.write(value, 0)
    return bytes(writer.out)


class _Writer:
    def __init__(self, cap: int, strict: bool) -> None:
        self.out, self.cap, self.strict, self.nodes = bytearray(), cap, strict, 0

    def write(self, value: Any, depth: int) -> None:
        self.nodes += 1
        if depth > DEPTH or self.nodes > NODES:
            raise CodecError("it is nested too deep, or of too many parts")
        kind = type(value)
        if kind in _WRITERS:
            _WRITERS[kind](self, value, depth)
        elif issubclass(kind, tuple) and _is_record(kind):
            self._record(value, depth)
        elif issubclass(kind, np.generic) and SENT_DTYPE.fullmatch(value.dtype.str):
            self.put(b"s", value.dtype.str)
            self.raw(value.tobytes())
        else:
            self.put(b"x", _name(kind))

    def put(self, kind: bytes, text: str = "") -> None:
        if self.strict and kind == b"x":
            raise CodecError(f"a value of type {text} may not cross")
        self.out += kind
        if text or kind in b"Skxs":
            self.raw(text.encode("utf-8", "replace"))

    def count(self, number: int) -> None:
        self.out += struct.pack(">I", number)

    def raw(self, data: bytes) -> None:
        if len(self.out) + len(data) > self.cap:
            raise CodecError(f"it takes more than {self.cap:,} bytes")
        self.count(len(data))
        self.out += data

    def put_int(self, value: int, _depth: int) -> None:
        length = value.bit_length() // 8 + 1
        if length > INT_BYTES:
            self.put(b"x", "int of more than a thousand digits")
            return
        self.put(b"I")
        self.raw(value.to_bytes(length, "big", signed=True))

    def items(self, kind: bytes, items: Any, depth: int) -> None:
        if len(self.out) + len(items) > self.cap:
            raise CodecError(f"it takes more than {self.cap:,} bytes")
        self.out += kind
        self.count(len(items))
        for item in items:
            self.write(item, depth + 1)

    def put_dict(self, value: dict, depth: int) -> None:
        if all(type(key) in (str, int) for key in value):
            flat = [part for pair in value.items() for part in pair]
            self.items(b"M", flat, depth)
        else:
            self.put(b"x", "dict")

    def array(self, value: np.ndarray, _depth: int) -> None:
        name = value.dtype.str
        sent = SENT_DTYPE.fullmatch(name)
        if not sent and not HOLLOW_DTYPE.fullmatch(name):
            self.put(b"x", "structured array")
            return
        if sent and value.nbytes > self.cap:
            raise CodecError(f"it takes more than {self.cap:,} bytes")
        self.out += b"A" if sent else b"h"
        self.raw(name.encode())
        self.out += struct.pack(f">B{value.ndim}Q", value.ndim, *value.shape)
        if sent:
            self.raw(value.tobytes())

    def generator(self, value: np.random.Generator, _depth: int) -> None:
        state = value.bit_generator.state
        if type(value.bit_generator) is not np.random.PCG64:
            self.put(b"x", "Generator")
            return
        self.out += b"R"
        for number in (state["state"]["state"], state["state"]["inc"]):
            self.out += number.to_bytes(STATE_BYTES, "big")
        self.out += struct.pack(">BI", state["has_uint32"], state["uinteger"])

    def _record(self, value: Any, depth: int) -> None:
        self.put(b"P")
        self.raw(_name(type(value)).encode())
        self.items(b"U", [*type(value)._fields], depth)
        self.items(b"U", [*tuple.__iter__(value)], depth)


_WRITERS: dict[type, Any] = {
    type(None): lambda writer, _value, _depth: writer.put(b"N"),
    type(...): lambda writer, _value, _depth: writer.put(b"E"),
    bool: lambda writer, value, _depth: writer.put(b"T" if value else b"F"),
    int: _Writer.put_int,
    float: lambda writer, value, _depth: writer.out.extend(struct.pack(">cd", b"D", value)),
    complex: lambda writer, value, _depth: writer.out.extend(
        struct.pack(">cdd", b"C", value.real, value.imag)
    ),
    str: lambda writer, value, _depth: writer.put(b"S", value),
    list: lambda writer, value, depth: writer.items(b"L", value, depth),
    tuple: lambda writer, value, depth: writer.items(b"U", value, depth),
    dict: _Writer.put_dict,
    np.ndarray: _Writer.array,
    np.random.Generator: _Writer.generator,
    Unkept: lambda writer, value, _depth: writer.put(b"k", str(value.kind)[:NAME_CHARACTERS]),
}


def _name(kind: type) -> str:
    # Not kind.__name__: a metaclass may make that anything.
    name = str(type.__dict__["__name__"].__get__(kind))[:NAME_CHARACTERS]
    return name if name and name.isprintable() else "object"


def _is_record(kind: type) -> bool:
    fields = kind.__dict__.get("_fields")
    return type(fields) is tuple and all(is_field(word) for word in (_name(kind), *fields))
