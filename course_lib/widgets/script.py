"""Views of several JavaScript files: a browser is given one module, and nothing is built."""

from pathlib import Path

__all__ = ["script"]


def script(*names: str) -> str:
    """One module from files of this directory, in this order; the last exports the view."""
    folder = Path(__file__).parent
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in names)
