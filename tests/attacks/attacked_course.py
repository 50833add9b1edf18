"""A course folder to attack, graded the stock way and ours; watched from outside while it is.

Everything in it may be written by everybody: what holds an attacker back must be the jail, not the
luck of another user's files.
"""

import contextlib
import ctypes
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from attacking import ATTACKER, SECRETS, VICTIM, Attack, submission
from nbformat import NotebookNode
from nbgrader.apps.api import NbGraderAPI
from traitlets.config import Config
from watching import Descendants, Listeners, differing, fingerprints, listeners

from course_lib.building.source import read_assignment
from course_lib.exercises import EXERCISES
from course_lib.grading.graded import Job
from course_lib.grading.jail import Limits
from course_lib.grading.secret import student_key

ASSIGNMENT = "attacked"
HERE = Path(__file__).parent
LIMITS = Limits(
    cell_seconds=1.5,
    check_seconds=1.5,
    total_seconds=6,
    memory_bytes=700 << 20,
    output_bytes=200_000,
    reply_bytes=8 << 20,
    scratch_bytes=16 << 20,
)


def source_notebook() -> NotebookNode:
    """The instructor's version; one of its check cells is nbgrader's ordinary kind."""
    notebook = read_assignment(HERE / "small_assignment.py", {e.id: e.points for e in EXERCISES})
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "check-double":
            cell.metadata.nbgrader.grade_id = "test-double"
        if "BEGIN SOLUTION" in cell.source:
            begin, end = cell.source.split("### BEGIN SOLUTION\n")
            indent = begin[len(begin.rstrip(" ")) :]
            note = f"{indent}# {SECRETS['source']}"
            cell.source = f"{begin}### BEGIN SOLUTION\n{note}\n{end}"
    return notebook


def stock_config(root: Path, patience: int = 30) -> Config:
    """Stock nbgrader, but for a stub that `check` knows; `patience` in seconds a cell."""
    config = Config()
    config.CourseDirectory.root = str(root)
    config.ClearSolutions.code_stub = {"python": "raise NotImplementedError"}
    config.Execute.timeout_func = lambda cell: 30 if "from course_lib" in cell.source else patience
    config.Execute.iopub_timeout = patience
    config.Execute.shutdown_kernel = "immediate"
    config.Execute.extra_arguments = ["--IPKernelApp.log_level=50"]
    return config


def make_course(root: Path) -> None:
    """A released assignment and one student's work, before anybody attacks."""
    (root / "source" / ASSIGNMENT).mkdir(parents=True)
    nbformat.write(source_notebook(), root / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb")
    done = NbGraderAPI(config=stock_config(root)).generate_assignment(ASSIGNMENT)
    assert done["success"], done
    shutil.copy(HERE.parents[1] / "assignments" / "nbgrader_config.py", root)
    (root / ".grading-secret").write_text(SECRETS["secret"])
    answer = f"rotated_data = 'b'  # {SECRETS['work']}"
    honest = Attack(answers={"rotated-data": answer}, solved=(), no_stock="no attack")
    hand_in(root, VICTIM, submission(honest, read_release(root), {}), {})


def read_release(root: Path) -> NotebookNode:
    """What students were given."""
    return nbformat.read(root / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", 4)


def hand_in(root: Path, student: str, notebook: bytes, files: Mapping[str, bytes]) -> None:
    """Put a submission where nbgrader collects it."""
    folder = root / "submitted" / student / ASSIGNMENT
    folder.mkdir(parents=True)
    for name, content in {f"{ASSIGNMENT}.ipynb": notebook, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


@dataclass
class Scene:
    """One attacker at one fresh copy of the course, and everything that is watched."""

    root: Path
    elsewhere: Path
    victim: subprocess.Popen[bytes]
    doors: Listeners
    descendants: Descendants

    @property
    def place(self) -> dict[str, object]:
        """The names that an attacker's code finds defined: assume that they know it all."""
        return {
            "COURSE": str(self.root),
            "ELSEWHERE": str(self.elsewhere),
            "PORT": self.doors.tcp.getsockname()[1],
            "UDP_PORT": self.doors.udp.getsockname()[1],
            "VICTIM_PID": self.victim.pid,
            "GRADER_PID": os.getpid(),
            "SHM_KEY": _shm_key(),
        }

    def submit(self, attack: Attack, student: str = ATTACKER) -> None:
        """Hand the attack in."""
        notebook = submission(attack, read_release(self.root), self.place)
        hand_in(self.root, student, notebook, attack.files)

    def job(self, student: str) -> Job:
        """What a worker of ours is sent."""
        handed_in = self.root / "submitted" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        return Job(
            student=student,
            assignment=ASSIGNMENT,
            notebook=ASSIGNMENT,
            submitted=handed_in.read_bytes(),
            release=(self.root / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_bytes(),
            key=student_key(bytes.fromhex(SECRETS["secret"]), ASSIGNMENT, student),
            limits=LIMITS,
        )

    def seen(self, before: dict[str, str], own: tuple[str, ...]) -> dict[str, Any]:
        """What the machine looks like now, as fields of a Run. Paths of `own` do not count."""
        altered = differing(before, self.fingerprints())
        return {
            # a folder that holds what is the attacker's own is made with it
            "altered": frozenset(
                p for p in altered if not any(p.startswith(o) or o.startswith(f"{p}/") for o in own)
            ),
            "knocked": self.doors.knocked(),
            "left": tuple(self.descendants.left()),
            "victim_alive": self.victim.poll() is None,
        }

    def fingerprints(self) -> dict[str, str]:
        """Of the course, of what lies beside it, and of memory that outlives processes."""
        shared = {"shared file": str(_shared_file().exists()), "segment": str(_has_segment())}
        return fingerprints(self.root.parent) | shared


def _shm_key() -> int:
    """Of a shared memory segment; each process that runs tests has its own."""
    return 0x5EC70000 + os.getpid() % 0x10000


def _shared_file() -> Path:
    return Path(f"/dev/shm/{ATTACKER}-{os.getpid()}")


def _has_segment() -> bool:
    lines = Path("/proc/sysvipc/shm").read_text("ascii").splitlines()[1:]
    return any(int(line.split()[0]) == _shm_key() for line in lines)


def _remove_shared() -> None:
    _shared_file().unlink(missing_ok=True)
    libc = ctypes.CDLL(None)
    segment = libc.shmget(_shm_key(), 0, 0)
    if segment >= 0:
        libc.shmctl(segment, 0, None)  # IPC_RMID


@contextlib.contextmanager
def scene(template: Path) -> Iterator[Scene]:
    """A copy of the course at `template` with a victim, doors and a folder beside it."""
    base = Path(tempfile.mkdtemp(prefix="attacked-"))
    victim = subprocess.Popen(["sleep", "600"])
    try:
        root, elsewhere = base / "course", base / "elsewhere"
        shutil.copytree(template, root)
        elsewhere.mkdir()
        (elsewhere / "note.txt").write_text("leave me alone")
        (elsewhere / "folder").mkdir()
        (elsewhere / "folder" / "inside.txt").write_text("me too")
        for path in [base, *base.rglob("*")]:
            path.chmod(0o777 if path.is_dir() else 0o666)
        with listeners(elsewhere) as doors:
            yield Scene(root, elsewhere, victim, doors, Descendants())
    finally:
        victim.kill()
        victim.wait()
        _remove_shared()
        shutil.rmtree(base)
