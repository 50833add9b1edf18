"""A wrong way that is a right one but for a line: only that line is written down."""

import inspect
import linecache
import textwrap
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from course_lib.errors import CourseError

__all__ = ["slip"]


def slip(right: Callable[..., Any], name: str, *changes: tuple[str, str]) -> Callable[..., Any]:
    """The function `right` as `name`, where each change is (what stands there, what is written).

    It has a source of its own, as if all of it had been written out; like every answer of the
    catalogue it may use `np`, and is otherwise whole in itself. Raises CourseError for what does
    not stand in `right` exactly once.
    """
    source = _source(right)
    for old, new in ((f"def {right.__name__}(", f"def {name}("), *changes):
        if (count := source.count(old)) != 1:
            raise CourseError(
                f"{name}: {old!r} stands {count} times in {right.__name__}",
                why="one place is changed, and it must be clear which",
                how="copy the line from the right way, and so much around it that it stands once",
            )
        source = source.replace(old, new)
    file = f"<{right.__module__}.{name}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    namespace: dict[str, Any] = {"np": np, "__name__": right.__module__}
    exec(compile(source, file, "exec"), namespace)
    wrong: Callable[..., Any] = namespace[name]
    return wrong


@cache
def _source(right: Callable[..., Any]) -> str:
    """Looked up once for all that goes wrong in it: that takes longer than to compile it."""
    return textwrap.dedent(inspect.getsource(right))
