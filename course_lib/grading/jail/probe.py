"""Whether this system can jail, feature by feature, and what to do where it cannot."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from course_lib.grading.jail import landlock, root, seccomp, syscalls

__all__ = ["Feature", "Report", "probe", "remedy"]

NOBODY = 65534
IMAGE = (
    "grade inside the image of the course's Dockerfile, or on a Linux machine: docs/threat-model.md"
)
SWITCHES = (
    (
        "kernel/apparmor_restrict_unprivileged_userns",
        "1",
        "AppArmor keeps user namespaces from ordinary programs (Ubuntu 23.10 and later):"
        " sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0",
    ),
    (
        "kernel/unprivileged_userns_clone",
        "0",
        "user namespaces are switched off: sudo sysctl kernel.unprivileged_userns_clone=1",
    ),
    (
        "user/max_user_namespaces",
        "0",
        "user namespaces are switched off: sudo sysctl user.max_user_namespaces=10000",
    ),
)
CONTAINER = (
    "a container's default profile forbids namespaces: start it with --security-opt"
    " seccomp=unconfined --security-opt apparmor=unconfined"
)
LANDLOCK = (
    "Landlock needs Linux 5.13 or later, and to be on the list that the kernel is booted with:"
    " lsm=landlock,..."
)


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing that the jail is made of; `detail` says which version, or why it is missing."""

    name: str
    works: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Report:
    """What was found, and what to do where something is missing (empty: nothing)."""

    features: tuple[Feature, ...]
    remedy: str

    @property
    def can_jail(self) -> bool:
        """Whether everything is there; the jail needs all of it."""
        return all(feature.works for feature in self.features)


def probe() -> Report:
    """Try everything that the jail needs, in processes of its own."""
    if sys.platform != "linux":
        return Report((Feature("Linux", False, f"this is {sys.platform}"),), remedy())
    code = "from course_lib.grading.jail.probe import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    features = tuple(Feature(*row) for row in json.loads(done.stdout))
    missing = [feature.name for feature in features if not feature.works]
    return Report(features, remedy() if missing else "")


def remedy() -> str:
    """What to do on a system that cannot jail, as far as it shows."""
    if sys.platform != "linux":
        return IMAGE + "; on Windows, WSL 2 is such a machine"
    found = [words for name, bad, words in SWITCHES if _switch(name) == bad]
    if landlock.abi() < 1:
        found.append(LANDLOCK)
    if any(Path(mark).exists() for mark in ("/.dockerenv", "/run/.containerenv")):
        found.append(CONTAINER)
    return "; ".join(
        [*found, IMAGE] if found else [f"`course doctor` says what is missing; {IMAGE}"]
    )


def _switch(name: str) -> str:
    path = Path("/proc/sys") / name
    return path.read_text().strip() if path.exists() else ""


def main() -> None:
    """Print a list of [name, works, detail], as JSON."""
    print(json.dumps([[name, *_tried(attempt)] for name, attempt in ATTEMPTS.items()]))


def _tried(attempt: Callable[[], str]) -> tuple[bool, str]:
    """Do it in a process of its own, which may never be the same again."""
    read, write = os.pipe()
    if os.fork() == 0:
        try:
            said = "+" + attempt()
        except OSError as error:
            said = f"-{error.args[-1]}"
        os.write(write, said.encode()[:1000])
        os._exit(0)
    os.close(write)
    os.wait()
    with os.fdopen(read) as pipe:
        said = pipe.read()
    return said.startswith("+"), said[1:]


def _another_user() -> str:
    if os.getuid():
        return "not needed: this is an ordinary user"
    _become_nobody()
    return "root becomes a user of its own for each submission"


def _namespace(flag: int) -> Callable[[], str]:
    def attempt() -> str:
        _become_nobody()
        uid, gid, proc = os.getuid(), os.getgid(), os.open("/proc", os.O_PATH)
        syscalls.unshare(syscalls.CLONE_NEWUSER | flag)
        root.write_id_maps(uid, gid, proc)
        return "a new one for each submission"

    return attempt


def _file_system() -> str:
    _become_nobody()
    proc = os.open("/proc", os.O_PATH)
    with tempfile.TemporaryDirectory() as folder:
        place, kept = Path(folder, "root"), Path(folder, "kept")
        place.mkdir()
        kept.mkdir()
        # In a process of its own: this one must still find the folder, to remove it.
        works, said = _tried(lambda: _mounted(place, kept, proc))
    if not works:
        raise OSError(0, said)
    return said


def _mounted(place: Path, kept: Path, proc: int) -> str:
    root.enter_root(place, ["/usr/lib"], [], kept, proc)
    root.mount_scratch(2**20, 10)
    root.seal_root()
    return "a tree of its own, read-only, and a scratch in memory"


def _limits() -> str:
    import resource  # which Windows lacks

    for what in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_NPROC):
        resource.setrlimit(what, (resource.getrlimit(what)[0], resource.getrlimit(what)[0]))
    return "memory, processor time, threads, files"


def _landlock() -> str:
    syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
    landlock.restrict(read=["/usr"], write=[], devices=root.DEVICES)
    return f"version {landlock.abi()}"


def _seccomp() -> str:
    syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
    os.close(seccomp.install())
    return "system calls filtered; the judge is asked before a process starts"


def _become_nobody() -> None:
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        syscalls.prctl(syscalls.PR_SET_DUMPABLE, 1)


ATTEMPTS: dict[str, Callable[[], str]] = {
    "another user": _another_user,
    "user namespace": _namespace(0),
    "process namespace": _namespace(syscalls.CLONE_NEWPID),
    "network namespace": _namespace(syscalls.CLONE_NEWNET),
    "IPC namespace": _namespace(syscalls.CLONE_NEWIPC),
    "mount namespace": _namespace(syscalls.CLONE_NEWNS),
    "a file system of its own": _file_system,
    "limits": _limits,
    "Landlock": _landlock,
    "seccomp": _seccomp,
}
