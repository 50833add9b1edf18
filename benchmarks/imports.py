"""What importing costs beyond NumPy, each time in a fresh process."""

import subprocess
import sys

from benchmarks.race import Race, told

__all__ = ["races"]

PROGRAM = """
import time, numpy
start = time.perf_counter()
import {module}
print(1e3 * (time.perf_counter() - start))
"""


def races() -> list[Race]:
    """The rows on importing; the limit is on the package itself."""
    return [_race("course_lib", limit=10.0)] + [
        _race(f"course_lib.{layer}", limit=None) for layer in ("kernels", "optim", "nn")
    ]


def _race(module: str, *, limit: float | None) -> Race:
    return Race(
        work=f"import {module}, beyond NumPy",
        ours=lambda: _cost(module),
        limit=limit,
        measure=told,
    )


def _cost(module: str) -> float:
    """Import in a new process; give the milliseconds."""
    command = [sys.executable, "-c", PROGRAM.format(module=module)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
