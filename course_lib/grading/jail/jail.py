"""The jail: one warm process, from which the session of each submission is forked."""

import contextlib
import os
import random
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from course_lib.errors import CourseError
from course_lib.grading.jail import channel, codec
from course_lib.grading.jail.channel import MESSAGE_CAP
from course_lib.grading.jail.limits import Limits
from course_lib.grading.jail.process import Gate, LostError, Process, cpu_seconds, pair
from course_lib.grading.jail.root import HOME
from course_lib.grading.jail.session import FORK_SECONDS, Session
from course_lib.grading.jail.stripped import PACKAGE, make_stripped

__all__ = ["Jail", "JailError"]

START_SECONDS = 60
PREFIX = "course-jail-"
# Of the range that is set aside for users who exist for a while only, see systemd's UIDS-GIDS.
FIRST_UID, UIDS = 61184, 4000
SYSTEM = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/fonts",
    "/usr/share/fonts",
    "/usr/share/zoneinfo",
)


class JailError(CourseError):
    """A jail that cannot be made here, or was lost."""


class Jail:
    """A place to run what others wrote; a context manager.

    `course` is a folder that must not be seen. Raises JailError where the system cannot jail, and
    JailError on anything but Linux; with `unsafe` there is a process with limits and no walls, for
    those who trust every submission.
    """

    def __init__(
        self, limits: Limits | None = None, *, course: Path | None = None, unsafe: bool = False
    ) -> None:
        self.limits, self.unsafe = limits or Limits(), unsafe
        if sys.platform != "linux":
            raise _cannot(f"this is {sys.platform}")
        self._sweep()
        self._sessions_seconds = 0.0
        self._folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
        try:
            self._control, self._zygote = self._start(course)
        except BaseException:
            shutil.rmtree(self._folder)
            raise
        if not unsafe:
            shutil.rmtree(self._folder)

    def __enter__(self) -> "Jail":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the warm process; sessions that are open end with it."""
        self._control.close()
        self._zygote.kill()
        self._zygote.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    @contextlib.contextmanager
    def open(self) -> Iterator[Session]:
        """A new session in a new place of its own. Raises JailError when the jail is lost."""
        ours, theirs = pair()
        life, their_life = socket.socketpair()
        gate = Gate()
        first = Process(ours, gate)
        try:
            scratch = tempfile.mkdtemp(dir=self._folder) if self.unsafe else ""
            request = {"uid": FIRST_UID + random.randrange(UIDS), "scratch": scratch}
            fds = [theirs.fileno(), their_life.fileno()]
            channel.send(self._control, codec.encode(request, MESSAGE_CAP), fds)
            theirs.close()
            their_life.close()
            first.meet(time.monotonic() + FORK_SECONDS, is_first=True)
        except (LostError, OSError) as error:
            raise _cannot(str(error)) from error
        session = Session(first, gate, self.limits)
        try:
            yield session
        finally:
            session.close()
            life.close()
            self._sessions_seconds += session.cpu_seconds

    @property
    def cpu_seconds(self) -> float:
        """Processor time that the warm process and the sessions that ended took so far."""
        return cpu_seconds(self._zygote.pid) + self._sessions_seconds

    def _start(self, course: Path | None) -> tuple[socket.socket, subprocess.Popen]:
        kept, place = self._folder / "course", self._folder / "root"
        place.mkdir()
        make_stripped(kept)
        _copy_font_list(kept)
        ours, theirs = socket.socketpair()
        code = (
            f"import sys; sys.path[:] = [{str(kept)!r}, *sys.path, *{_libraries()!r}];"
            " from course_lib.grading.jail.inside.zygote import main; main(int(sys.argv[1]))"
        )
        zygote = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", code, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            env=_environment(kept),
            stdin=subprocess.DEVNULL,
        )
        theirs.close()
        shown = [*_libraries(), *_standard(), *SYSTEM]
        setting = {
            "unsafe": self.unsafe,
            "place": str(place),
            "kept": str(kept),
            "shown": shown,
            "hidden": [str(path) for path in _hidden(course, shown)],
            "limits": asdict(self.limits),
        }
        ours.settimeout(START_SECONDS)
        try:
            channel.send(ours, codec.encode(setting, MESSAGE_CAP))
            reply: dict[str, Any] = codec.decode(channel.receive(ours, MESSAGE_CAP)[0])
        except (OSError, channel.ClosedError) as error:
            reply = {"error": f"the warm process did not start: {error}"}
        if "error" in reply:
            zygote.kill()
            zygote.wait()
            raise _cannot(reply["error"])
        return ours, zygote

    @staticmethod
    def _sweep() -> None:
        """Remove what a judge left who was killed while a jail was starting."""
        for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
            owner = folder.name.removeprefix(PREFIX).split("-")[0]
            if owner.isdigit() and not Path(f"/proc/{owner}").exists():
                shutil.rmtree(folder, ignore_errors=True)


def _cannot(reason: str) -> JailError:
    from course_lib.grading.jail.probe import remedy

    return JailError(
        f"submissions cannot be jailed here: {reason}",
        why="a student's code could read answers, change grades, or run on after its grading",
        how=remedy(),
    )


def _environment(kept: Path) -> dict[str, str]:
    return {
        "HOME": HOME,
        "USER": "student",
        "TMPDIR": HOME,
        "LANG": "C.UTF-8",
        "IPYTHONDIR": f"{HOME}/.ipython",
        "MPLCONFIGDIR": str(kept / "matplotlib"),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        # Threads that are asleep in a library do not survive a fork.
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
    }


def _libraries() -> list[str]:
    """Where installed packages are."""
    paths = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), *sys.path]
    named = [p for p in paths if Path(p).name in ("site-packages", "dist-packages")]
    return [path for path in dict.fromkeys(named) if Path(path).is_dir()]


def _standard() -> list[str]:
    """Where Python's own modules and its shared library are."""
    paths = [sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")]
    base = sysconfig.get_path("stdlib", vars={"base": sys.base_prefix})
    return [path for path in [*paths, base, sysconfig.get_config_var("LIBDIR")] if path]


def _hidden(course: Path | None, shown: Iterable[str]) -> list[Path]:
    """What must not be seen, should it lie in what is shown: each course_lib that is installed."""
    patterns = [f"{folders}{PACKAGE.name}" for folders in ("", "*-packages/", "*/*-packages/")]
    hidden = [found for path in shown for p in patterns for found in Path(path).glob(p)]
    hidden.append(PACKAGE)
    if PACKAGE.parent.name not in ("site-packages", "dist-packages"):
        hidden.append(PACKAGE.parent)
    if course is not None:
        hidden.append(course.resolve())
    return [path for path in hidden if path.is_dir()]


def _copy_font_list(kept: Path) -> None:
    """matplotlib's list of fonts, which takes it seconds to make."""
    import matplotlib

    (kept / "matplotlib").mkdir()
    for path in Path(matplotlib.get_cachedir()).glob("fontlist-*.json"):
        shutil.copy(path, kept / "matplotlib")
