"""Calls to the Linux kernel that Python does not offer, by their numbers."""

import ctypes
import os
import platform
import sys

__all__ = [
    "CLONE_ALL",
    "KernelError",
    "call",
    "checked",
    "drop_capabilities",
    "libc",
    "number",
    "prctl",
    "unshare",
]

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
CLONE_ALL = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38

# From asm/unistd.h; all others used here have one number everywhere (from 424 on).
_NUMBERS = {
    "x86_64": {"seccomp": 317, "capset": 126, "pivot_root": 155},
    "aarch64": {"seccomp": 277, "capset": 91, "pivot_root": 41},
}
_EVERYWHERE = {
    "landlock_create_ruleset": 444,
    "landlock_add_rule": 445,
    "landlock_restrict_self": 446,
    "mount_setattr": 442,
}

libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class KernelError(OSError):
    """What the kernel refused; its first words name the call."""


def number(name: str) -> int:
    """The number of a system call on this machine. Raises KernelError on an unknown machine."""
    numbers = {**_EVERYWHERE, **_NUMBERS.get(platform.machine(), {})}
    if name not in numbers:
        raise KernelError(0, f"{name}: not known for {platform.machine()}")
    return numbers[name]


def call(name: str, *args: object) -> int:
    """Make a system call. Raises KernelError, which names it, when the kernel refuses."""
    assert libc is not None
    return checked(name, libc.syscall(number(name), *args))


def checked(name: str, result: int) -> int:
    """`result` of the call `name`; raises KernelError when it is an error."""
    if result < 0:
        error = ctypes.get_errno()
        raise KernelError(error, f"{name}: {os.strerror(error)}")
    return result


def prctl(option: int, value: int) -> None:
    """Change a property of this process."""
    assert libc is not None
    zero = ctypes.c_ulong(0)
    checked("prctl", libc.prctl(option, ctypes.c_ulong(value), zero, zero, zero))


def unshare(flags: int) -> None:
    """Leave the namespaces of `flags` for new ones."""
    assert libc is not None
    checked("unshare", libc.unshare(flags))


def drop_capabilities() -> None:
    """Give up every power over the namespaces that this process made."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # version 3; this process
    nothing = (ctypes.c_uint32 * 6)()
    call("capset", header, nothing)
