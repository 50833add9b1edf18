"""What both ends of the codec hold to: bounds, and which names and dtypes may cross."""

import keyword
import re
from typing import Any

__all__ = [
    "DEPTH",
    "DIMENSIONS",
    "HOLLOW_DTYPE",
    "INT_BYTES",
    "KINDS",
    "NAME_CHARACTERS",
    "NODES",
    "SENT_DTYPE",
    "STATE_BYTES",
    "CodecError",
    "is_field",
]

DEPTH, NODES, DIMENSIONS, KINDS = 32, 1_000_000, 32, 100
INT_BYTES = 512  # 1233 digits: more cannot be printed by everyone
STATE_BYTES = 16  # each of the two numbers that PCG64 consists of
NAME_CHARACTERS = 60

SENT_DTYPE = re.compile(r"[<>|][biufc](1|2|4|8|16|32)")
# Arrays of these are told apart by shape and dtype, their contents stay behind.
HOLLOW_DTYPE = re.compile(r"\|O|\|S\d{1,7}|[<>]U\d{1,7}|[<>][mM]8(\[\d{0,3}[a-zA-Z]{1,2}\])?")


class CodecError(ValueError):
    """Bytes that mean nothing here, or a value that is too large to cross."""


def is_field(word: Any) -> bool:
    """Whether it may name a record, or a field of one."""
    good = type(word) is str and len(word) <= NAME_CHARACTERS and word.isidentifier()
    return good and word.isascii() and not keyword.iskeyword(word) and not word.startswith("_")
