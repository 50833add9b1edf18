"""What crosses arrives as it was; what may not cross arrives as its type's name; lies are found."""

import contextlib
import math
import struct
import tracemalloc
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from course_lib.checking.run import Unkept
from course_lib.grading.jail.codec import CodecError, Foreign, decode, encode

CAP = 2**20
KINDS = ["b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16"]
DTYPES = st.sampled_from([np.dtype(order + kind) for kind in KINDS for order in "<>"])
ARRAYS = hnp.arrays(DTYPES, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=5))
SCALARS = ARRAYS.filter(lambda a: a.size and a.dtype.isnative).map(lambda a: a.reshape(-1)[0])
LEAVES = (
    st.sampled_from([None, ...])
    | st.booleans()
    | st.integers(-(10**300), 10**300)
    | st.floats()
    | st.complex_numbers()
    | st.text(st.characters(exclude_categories=["Cs"]))
    | ARRAYS
    | SCALARS
    | st.integers(0, 2**64).map(lambda seed: np.random.Generator(np.random.PCG64(seed)))
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])) | st.integers(), inner)
    ),
    max_leaves=20,
)


def same(a, b):
    """Of the same exact types, and equal bit for bit; nan is nan."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray | np.generic):
        return (a.dtype.str, a.shape) == (b.dtype.str, b.shape) and a.tobytes() == b.tobytes()
    if isinstance(a, np.random.Generator):
        return a.bit_generator.state == b.bit_generator.state
    if isinstance(a, dict):
        return [*a] == [*b] and all(same(x, y) for x, y in zip(a.values(), b.values(), strict=True))
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, float):
        return struct.pack("d", a) == struct.pack("d", b)
    if isinstance(a, complex):
        return same(a.real, b.real) and same(a.imag, b.imag)
    return a == b


@given(VALUES)
def test_what_is_decoded_is_what_was_encoded(value):
    assert same(decode(encode(value, CAP)), value)


@given(ARRAYS.filter(lambda array: array.ndim), st.data())
def test_a_view_crosses_as_its_contents(array, data):
    steps = tuple(slice(None, None, data.draw(st.sampled_from([1, 2, -1]))) for _ in array.shape)
    view = array[steps].T
    got = decode(encode(view, CAP))
    np.testing.assert_array_equal(got, view)
    assert got.flags.c_contiguous
    assert got.flags.writeable


def test_a_generator_draws_on_where_it_stood(rng):
    rng.random(3)
    rng.integers(10, dtype=np.uint32)
    twin = decode(encode(rng, CAP))
    np.testing.assert_array_equal(twin.random(5), rng.random(5))


class Point(NamedTuple):
    x: int
    y: object


def test_a_named_tuple_arrives_with_its_fields():
    got = decode(encode(Point(1, [2]), CAP))
    assert isinstance(got, tuple)
    assert (type(got).__name__, got._fields, got) == ("Point", ("x", "y"), (1, [2]))


class Liar(np.ndarray):
    def __eq__(self, other):
        return True


class Meta(type):
    __name__ = property(lambda cls: 1 / 0)


class Hidden(metaclass=Meta):
    pass


class MyFloat(float):
    pass


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (np.zeros(3).view(Liar), "Liar"),
        (np.ma.masked_array([1.0]), "MaskedArray"),
        ({1, 2}, "set"),
        (b"raw", "bytes"),
        (range(3), "range"),
        (len, "builtin_function_or_method"),
        (MyFloat(1), "MyFloat"),
        (Hidden(), "Hidden"),
        ({(1, 2): 3}, "dict"),
        (np.random.Generator(np.random.MT19937(0)), "Generator"),
        (np.datetime64("2020-01-01"), "datetime64"),
        (np.str_("a"), "str_"),
        (10**2000, "int of more than a thousand digits"),
    ],
)
def test_of_anything_else_only_the_name_of_its_type_arrives(value, kind):
    for got in (decode(encode(value, CAP)), decode(encode([value], CAP))[0]):
        assert isinstance(got, Foreign)
        assert type.__dict__["__name__"].__get__(type(got)) == kind


def test_a_marker_of_something_that_cannot_be_copied_stays_one():
    assert decode(encode(Unkept("generator"), CAP)) == Unkept("generator")


@pytest.mark.parametrize("dtype", ["O", "U3", "S5", "M8[s]", "m8[ns]"])
def test_an_array_of_no_numbers_keeps_shape_and_dtype_only(dtype):
    array = np.zeros((2, 3), dtype)
    got = decode(encode(array, CAP))
    assert (type(got), got.dtype, got.shape) == (np.ndarray, array.dtype, (2, 3))


def test_too_much_is_refused_before_it_is_copied():
    tracemalloc.start()
    held = np.zeros(10 * CAP)
    before = tracemalloc.get_traced_memory()[0]
    tracemalloc.reset_peak()
    try:
        for value in (held, [held] * 1000, "a" * (2 * CAP), [0] * (2 * CAP)):
            before = max(before, tracemalloc.get_traced_memory()[0])
            tracemalloc.reset_peak()
            with pytest.raises(CodecError, match="more than"):
                encode(value, CAP)
            assert tracemalloc.get_traced_memory()[1] - before < 40 * CAP
    finally:
        tracemalloc.stop()


def test_what_contains_itself_is_refused():
    value = []
    value.append(value)
    with pytest.raises(CodecError, match="deep"):
        encode(value, CAP)


PIECES = st.binary(max_size=40) | VALUES.map(lambda value: encode(value, CAP))


@settings(max_examples=500)
@given(st.lists(PIECES, max_size=4).map(b"".join))
def test_bytes_are_decoded_or_refused(raw):
    try:
        value = decode(raw)
    except CodecError:
        return
    assert same(decode(encode(value, 2**24)), value) or has_marker(value)


def has_marker(value):
    if isinstance(value, list | tuple):
        return any(map(has_marker, value))
    if isinstance(value, dict):
        return any(map(has_marker, value.values()))
    hollow = isinstance(value, np.ndarray) and value.dtype.kind in "OUSMm"
    return hollow or isinstance(value, Foreign | Unkept)


@settings(max_examples=500)
@given(VALUES, st.data())
def test_one_wrong_byte_is_decoded_or_refused(value, data):
    raw = bytearray(encode(value, CAP))
    where = data.draw(st.integers(0, len(raw) - 1))
    raw[where] = data.draw(st.integers(0, 255))
    with contextlib.suppress(CodecError):
        decode(bytes(raw))


@given(VALUES, st.data())
def test_what_is_cut_short_is_refused(value, data):
    raw = encode(value, CAP)
    with pytest.raises(CodecError):
        decode(raw[: data.draw(st.integers(0, len(raw) - 1))])
    with pytest.raises(CodecError):
        decode(raw + b"N")


def length(n):
    return struct.pack(">I", n)


def array(dtype, shape, payload, announced=None):
    head = b"A" + length(len(dtype)) + dtype + struct.pack(f">B{len(shape)}Q", len(shape), *shape)
    return head + length(len(payload) if announced is None else announced) + payload


HOSTILE = {
    "nothing": b"",
    "unknown kind": b"Z",
    "a list of four thousand million": b"L" + length(2**32 - 1) + b"N" * 100,
    "a text of four thousand million": b"S" + length(2**32 - 1) + b"a" * 100,
    "deep": b"L\0\0\0\1" * 10_000 + b"N",
    "bytes that are no text": b"S" + length(2) + b"\xff\xfe",
    "a number without bytes": b"I" + length(0),
    "a number of many digits": b"I" + length(4000) + b"\x7f" * 4000,
    "a shape larger than the payload": array(b"<f8", (2**40,), bytes(8)),
    "a shape that overflows": array(b"<f8", (2**32, 2**32), bytes(8)),
    "a shape that overflows to nothing": array(b"<f8", (2**63, 2), b""),
    "a negative size, as it were": array(b"<f8", (2**64 - 1,), bytes(8)),
    "no elements, of a vast shape": array(b"<f8", (0, 2**62, 2**62), b""),
    "many dimensions": array(b"<f8", (1,) * 64, bytes(8)),
    "a payload that is cut short": array(b"<f8", (4,), bytes(8), announced=32),
    "a payload that is not whole numbers": array(b"<f8", (1,), bytes(9)),
    "objects": array(b"|O", (1,), bytes(8)),
    "a structure": array(b"<f8,<f8", (1,), bytes(16)),
    "a dtype that there is not": array(b"<f1", (1,), bytes(1)),
    "a dtype that is code": array(b"__import__('os')", (1,), bytes(1)),
    "a bool that is neither": array(b"|b1", (1,), b"\2"),
    "a dict with a key of arrays": b"M" + length(2) + array(b"<f8", (1,), bytes(8)) + b"N",
    "a dict with a key without value": b"M" + length(1) + b"N",
    "a generator of no state": b"R" + bytes(37),
    "a record that is a keyword": b"P" + length(2) + b"if" + b"U" + length(0) + b"U" + length(0),
    "a record of no name": b"P" + length(0) + b"U" + length(0) + b"U" + length(0),
    "a type of no name": b"x" + length(0),
    "a type of a long name": b"x" + length(2000) + b"a" * 2000,
    "a type with a name that moves the cursor": b"x" + length(4) + b"\x1b[2J",
    "types without end": b"L" + length(9000) + b"".join(b"x\0\0\0\4%04d" % i for i in range(9000)),
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_hostile_bytes_are_refused_and_take_no_room(raw):
    with pytest.raises(CodecError):
        decode(raw)
    tracemalloc.start()
    try:
        with pytest.raises(CodecError):
            decode(raw)
        assert tracemalloc.get_traced_memory()[1] < 20 * len(raw) + 500_000
    finally:
        tracemalloc.stop()


def test_a_hollow_array_takes_no_room():
    vast = b"h" + length(2) + b"|O" + struct.pack(">BQ", 1, 2**40)
    tracemalloc.start()
    try:
        assert decode(vast).shape == (2**40,)
        assert tracemalloc.get_traced_memory()[1] < 100_000
    finally:
        tracemalloc.stop()


@given(st.floats())
def test_a_float_keeps_its_sign_and_its_nan(value):
    got = decode(encode(value, CAP))
    assert math.copysign(1, got) == math.copysign(1, value)


@pytest.mark.parametrize("value", [len, {1, 2}, [object()], np.zeros(3).view(Liar), Hidden()])
def test_what_the_judge_sends_must_cross_whole(value):
    with pytest.raises(CodecError, match="may not cross"):
        encode(value, CAP, strict=True)
