"""The one console that all commands write to."""

from rich.console import Console

__all__ = ["console", "errors"]

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)
