"""The `course_lib` of the jail: data and what runs there, and nothing that holds an answer."""

import shutil
from pathlib import Path

import course_lib

__all__ = ["PACKAGE", "make_stripped"]

PACKAGE = Path(course_lib.__file__).parent
SHARED = ("channel", "codec", "decode", "encode", "landlock", "root", "seccomp", "syscalls", "wire")
COPIED = (
    "__init__.py",
    "_shapes.py",
    "errors.py",
    "data/*.py",
    "data/*.npz",
    "checking/run.py",
    "grading/__init__.py",
    *(f"grading/jail/{name}.py" for name in SHARED),
    "grading/jail/inside/*.py",
)
EMPTY = ("checking/__init__.py", "grading/jail/__init__.py")
INSIDE = PACKAGE / "grading/jail/inside"


def make_stripped(folder: Path) -> None:
    """Write `course_lib` to `folder`: the files of COPIED; of the rest, a word that it is away."""
    package = folder / PACKAGE.name
    for pattern in COPIED:
        for path in PACKAGE.glob(pattern):
            _copy(path, package / path.relative_to(PACKAGE))
    for name in EMPTY:
        _write(package / name, "")
    _copy(INSIDE / "exercises.py", package / "exercises/__init__.py")
    for path in PACKAGE.iterdir():
        is_part = path.suffix == ".py" or (path / "__init__.py").exists()
        if is_part and not (package / path.name).exists():
            own = path.name if path.suffix else f"{path.name}/__init__.py"
            _copy(INSIDE / "not_available.py", package / own)


def _copy(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)


def _write(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text)
