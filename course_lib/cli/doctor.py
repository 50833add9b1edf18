"""`course doctor`: whether grading works on this machine, and what to do where it does not."""

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from course_lib.cli.console import console

PACKAGES = ("numpy", "matplotlib", "ipython", "nbformat", "nbconvert", "nbgrader", "jupyterlab")
ROOM_BYTES = 500 * 2**20


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the table; where it is not good, `remedy` says what to do."""

    what: str
    good: bool
    found: str
    remedy: str = ""


def doctor(
    course: Annotated[
        Path | None, typer.Option(help="The course folder; here, or assignments/ below.")
    ] = None,
) -> None:
    """Say whether this machine can grade in a jail; exit code 0 only when it can."""
    from rich.table import Table

    from course_lib.grading.jail import probe

    report = probe()
    jail = [Finding(f"jail: {f.name}", f.works, f.detail) for f in report.features]
    findings = [*jail, _python(), *_packages(), _alembic(), _font(), *_folder(course or _here())]
    table = Table()
    for name in ("", "what", "found"):
        table.add_column(name, overflow="fold")
    for f in findings:
        table.add_row("[green]ok[/]" if f.good else "[red]no[/]", f.what, f.found)
    console.print(table)
    for words in filter(None, [report.remedy, *(f.remedy for f in findings if not f.good)]):
        console.print(f"To do: {words}.", soft_wrap=True, markup=False)
    if not report.can_jail:
        console.print("Submissions cannot be jailed here.", style="red")
        raise typer.Exit(1)
    console.print("Submissions can be jailed here.")


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("Python", sys.version_info >= (3, 11), version, "install Python 3.11 or newer")


def _packages() -> list[Finding]:
    from importlib.metadata import PackageNotFoundError, version

    findings = []
    for name in PACKAGES:
        try:
            findings.append(Finding(name, True, version(name)))
        except PackageNotFoundError:
            remedy = f"install the course's requirements again: {name} is missing"
            findings.append(Finding(name, False, "missing", remedy))
    return findings


def _alembic() -> Finding:
    # nbgrader starts it, by its name, to bring an older gradebook up to date.
    beside = Path(sys.executable).parent
    found = shutil.which("alembic") or shutil.which("alembic", path=str(beside))
    if shutil.which("alembic") is None and found:
        by_hand = "to run nbgrader by hand, activate the environment: it must be on the PATH"
        return Finding("alembic", True, f"beside Python; {by_hand}")
    return Finding("alembic", found is not None, found or "missing", "pip install alembic")


def _font() -> Finding:
    from matplotlib import font_manager

    path = Path(font_manager.findfont("DejaVu Sans"))
    return Finding("font", path.exists(), path.name, "install matplotlib again: its font is gone")


def _here() -> Path:
    """This folder, if it is a course folder; else the one below that should be."""
    return Path() if Path("nbgrader_config.py").exists() else Path("assignments")


def _folder(course: Path) -> list[Finding]:
    """The gradebook, and room to work in."""
    if not course.is_dir():
        remedy = "run this in the course's checkout, or say --course FOLDER"
        return [Finding("course folder", False, f"there is no {course}", remedy)]
    book = course / "gradebook.db"
    writable = os.access(book if book.exists() else course, os.W_OK)
    free = shutil.disk_usage(course).free
    return [
        Finding("gradebook", writable, str(book), f"allow writing to {book}"),
        Finding("room on disk", free > ROOM_BYTES, f"{free / 2**30:.1f} GiB", "make room on disk"),
    ]
