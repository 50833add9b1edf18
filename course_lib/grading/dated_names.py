"""When each file was handed in, for nbgrader's zip_collect: from its name, dashes and all."""

from typing import Any

from nbgrader.plugins import FileNameCollectorPlugin

__all__ = ["DatedNames"]

DAY = len("2026-03-01")


class DatedNames(FileNameCollectorPlugin):
    """The time in a name is written 2026-03-01-12-34-56, of which nbgrader takes -56 for a zone."""

    def collect(self, submitted_file: str) -> dict[str, Any] | None:
        """What the name of the file says; None for a file that is to be left out."""
        found: dict[str, Any] | None = super().collect(submitted_file)
        if found and found.get("timestamp"):
            day, clock = found["timestamp"][:DAY], found["timestamp"][DAY + 1 :]
            found["timestamp"] = f"{day} {clock.replace('-', ':')}"
        return found
