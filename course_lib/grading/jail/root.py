"""What a jailed process sees of the file system: Python, its libraries, fonts, the course's data.

The zygote builds a tree of its own in memory, binds into it, read-only, what is on the list, and
makes it its root. What is not on the list does not exist: no home, no course folder, no /proc.
"""

import ctypes
import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from course_lib.grading.jail.syscalls import (
    CLONE_NEWNS,
    CLONE_NEWUSER,
    call,
    checked,
    libc,
    unshare,
)

__all__ = ["DEVICES", "HOME", "enter_root", "mount_scratch", "seal_root", "write_id_maps"]

HOME = "/home/student"
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_BIND, MS_REC, MS_PRIVATE = 1, 2, 4, 0x1000, 0x4000, 1 << 18
MNT_DETACH = 2
ATTR_RDONLY, ATTR_NOSUID = 1, 2  # of mount_setattr
AT_FDCWD, AT_RECURSIVE = -100, 0x8000


def enter_root(
    place: Path, shown: Iterable[str], hidden: Iterable[str], kept: Path, proc: int
) -> None:
    """Make a tree with the folders and files `shown` this process's root, for good.

    Built on the empty folder `place`. `kept` is copied, under its own name; folders of `hidden`
    that lie in what is shown are covered up; `proc` is an open /proc. Raises OSError where the
    system does not allow it.
    """
    shown = _outermost([*shown, *DEVICES])
    hidden = [path for path in hidden if any(_lies_in(path, folder) for folder in shown)]
    uid, gid = os.getuid(), os.getgid()
    unshare(CLONE_NEWNS | (CLONE_NEWUSER if uid else 0))
    if uid:
        write_id_maps(uid, gid, proc)
    _mount(None, "/", None, MS_REC | MS_PRIVATE)
    _mount("tmpfs", str(place), "tmpfs", MS_NOSUID, "mode=755")
    for path in shown:
        _show(place, path)
    for path in hidden:
        covered = str(place / path.lstrip("/"))
        _mount("tmpfs", covered, "tmpfs", MS_RDONLY | MS_NOSUID | MS_NODEV, "mode=755")
    shutil.copytree(kept, place / str(kept).lstrip("/"), dirs_exist_ok=True)
    for path in (HOME, "/etc"):
        (place / path.lstrip("/")).mkdir(parents=True, exist_ok=True)
    _pivot(place)


def mount_scratch(bytes: int, files: int) -> None:
    """Give this process a home of its own, in memory, that ends with it."""
    options = f"size={bytes},nr_inodes={files},mode=700,uid={os.getuid()},gid={os.getgid()}"
    _mount("tmpfs", HOME, "tmpfs", MS_NOSUID | MS_NODEV, options)
    os.chdir(HOME)


def write_id_maps(uid: int, gid: int, proc: int) -> None:
    """In a new user namespace, be who one was; `proc` is an open /proc."""
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{uid} {uid} 1"),
        ("gid_map", f"{gid} {gid} 1"),
    ):
        fd = os.open(f"self/{name}", os.O_WRONLY, dir_fd=proc)
        try:
            os.write(fd, text.encode())
        finally:
            os.close(fd)


def _outermost(paths: Sequence[str]) -> list[str]:
    """Those that exist and lie in no other; of a link both the link and what it leads to."""
    there = {p for path in paths if os.path.exists(path) for p in _with_links(path)}
    return sorted(p for p in there if not any(_lies_in(p, q) for q in there if q != p))


def _with_links(path: str) -> list[str]:
    """`path` as it is written, and as the file system has it where links lead elsewhere."""
    path = os.path.normpath(path)
    real = os.path.realpath(path)
    return [path] if real == path else [path, real]


def _lies_in(path: str, folder: str) -> bool:
    return os.path.commonpath([path, folder]) == folder


def _show(place: Path, path: str) -> None:
    target = place / path.lstrip("/")
    if os.path.lexists(target):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if os.path.islink(path):
        target.symlink_to(os.path.realpath(path))
        return
    if os.path.isdir(path):
        target.mkdir()
    else:
        target.touch()
    _mount(path, str(target), None, MS_BIND | MS_REC)
    _set_read_only(str(target), AT_RECURSIVE)


def _pivot(place: Path) -> None:
    """Swap the old root for `place`, and let the old one go."""
    assert libc is not None
    os.chdir(place)
    call("pivot_root", b".", b".")
    checked("umount2", libc.umount2(b".", MNT_DETACH))
    os.chdir("/")


def seal_root() -> None:
    """Let nobody write to the tree any more."""
    _set_read_only("/", 0)


def _set_read_only(path: str, flags: int) -> None:
    attributes = (ctypes.c_uint64 * 4)(ATTR_RDONLY | ATTR_NOSUID, 0, 0, 0)
    size = ctypes.c_size_t(ctypes.sizeof(attributes))
    call("mount_setattr", AT_FDCWD, path.encode(), flags, attributes, size)


def _mount(
    source: str | None, target: str, kind: str | None, flags: int, options: str | None = None
) -> None:
    assert libc is not None
    texts = [text.encode() if text is not None else None for text in (source, target, kind)]
    result = libc.mount(*texts, ctypes.c_ulong(flags), options.encode() if options else None)
    checked(f"mount {target}", result)
