"""What an attack does to the machine: files altered, connections made, processes left behind."""

import contextlib
import ctypes
import hashlib
import os
import select
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

PR_SET_CHILD_SUBREAPER = 36
LAST_BREATH = 2  # seconds at most for what was told to end to be gone


@contextlib.contextmanager
def adopting_orphans() -> Iterator[None]:
    """Be the parent of what our children leave behind: it cannot hide by losing its own.

    It ends with the block. A process that went on adopting would keep the dead of whatever runs in
    it later, for it waits for none of them.
    """
    known = set(psutil.Process().children())
    _adopt(True)
    try:
        yield
    finally:
        _adopt(False)
        for orphan in set(psutil.Process().children()) - known:
            if orphan.status() == psutil.STATUS_ZOMBIE:
                with contextlib.suppress(ChildProcessError):  # its own Popen was quicker
                    os.waitpid(orphan.pid, os.WNOHANG)


def _adopt(on: bool) -> None:
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, int(on), 0, 0, 0)


def fingerprints(root: Path) -> dict[str, str]:
    """Path -> what is there: kind, mode, number of names and a hash, of all below `root`."""
    found = {}
    for path in sorted(root.rglob("*")):
        status = path.lstat()
        content = ""
        if path.is_symlink():
            content = os.readlink(path)
        elif path.is_file():
            content = hashlib.sha256(path.read_bytes()).hexdigest()
        links = status.st_nlink if path.is_file() else 0
        found[str(path.relative_to(root))] = f"{status.st_mode:o} {links} {content}"
    return found


def differing(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """What was made, altered or removed."""
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


@dataclass
class Listeners:
    """Doors that must stay shut: TCP and UDP on loopback, a socket by path and one by name."""

    tcp: socket.socket
    udp: socket.socket
    path: socket.socket
    abstract: socket.socket

    def knocked(self) -> int:
        """How many of them somebody knocked at; they are open to the next one again."""
        doors = [self.tcp, self.udp, self.path, self.abstract]
        ready, _, _ = select.select(doors, [], [], 0)
        for door in ready:
            if door is self.udp:
                door.recv(100)
            else:
                door.accept()[0].close()
        return len(ready)


@contextlib.contextmanager
def listeners(folder: Path) -> Iterator[Listeners]:
    """Open the four; the one by path is `folder`/socket, the one by name that path after a NUL."""
    with contextlib.ExitStack() as stack:

        def door(family: int, kind: int, address: object) -> socket.socket:
            made = stack.enter_context(socket.socket(family, kind))
            made.bind(address)
            if kind == socket.SOCK_STREAM:
                made.listen()
            return made

        path = str(folder / "socket")
        made = Listeners(
            door(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
            door(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
            door(socket.AF_UNIX, socket.SOCK_STREAM, path),
            door(socket.AF_UNIX, socket.SOCK_STREAM, "\0" + path),
        )
        os.chmod(path, 0o777)
        yield made


@dataclass
class Descendants:
    """Who descends from this process; `left()` are those that were not there at the start."""

    before: set[psutil.Process] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.before = set(psutil.Process().children(recursive=True))

    def left(self) -> list[str]:
        """The newcomers that are still running, as command lines; they are ended."""
        new = set(psutil.Process().children(recursive=True)) - self.before
        _, alive = psutil.wait_procs(new, timeout=LAST_BREATH if new else 0)
        said = []
        for process in alive:
            with contextlib.suppress(psutil.NoSuchProcess):
                said.append(" ".join(process.cmdline())[:200])
                process.kill()
        psutil.wait_procs(alive, timeout=LAST_BREATH)
        return said
