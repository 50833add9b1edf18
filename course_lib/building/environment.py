"""Where notebooks run: this environment's Python, and nothing of the person who runs them."""

import os
import sysconfig
from pathlib import Path

__all__ = ["kernel_environment"]

# A person's own start-up files, warnings and colours would change what cells print.
_PERSONAL = ("PYTHONSTARTUP", "PYTHONWARNINGS", "FORCE_COLOR", "NO_COLOR", "COLUMNS", "LINES")


def kernel_environment(scratch: Path) -> dict[str, str]:
    """Environment variables for a kernel whose outputs repeat; `scratch` is an empty folder.

    One BLAS thread, as sums over several depend on their number; a fixed hash seed, as the order of
    sets depends on it; inline figures by Matplotlib's own defaults; no personal IPython profile.
    """
    kept = {name: value for name, value in os.environ.items() if name not in _PERSONAL}
    threads = ("OPENBLAS", "OMP", "MKL", "BLIS")
    return kept | {
        **{f"{name}_NUM_THREADS": "1" for name in threads},
        "VECLIB_MAXIMUM_THREADS": "1",
        "PYTHONHASHSEED": "0",
        "IPYTHONDIR": str(scratch),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MATPLOTLIBRC": str(_matplotlib_defaults()),
    }


def _matplotlib_defaults() -> Path:
    return Path(sysconfig.get_path("platlib"), "matplotlib", "mpl-data", "matplotlibrc")
