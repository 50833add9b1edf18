"""Landlock: which files a process may touch, for itself and all that come of it.

Source: the kernel's documentation, userspace-api/landlock.
"""

import ctypes
import os
import struct
from collections.abc import Iterable

from course_lib.grading.jail.syscalls import KernelError, call, libc, number

__all__ = ["abi", "restrict"]

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = (1 << bit for bit in range(4))
MAKE_CHAR, MAKE_SOCK, MAKE_FIFO, MAKE_BLOCK = (1 << bit for bit in (6, 9, 10, 11))
TRUNCATE, IOCTL_DEV = 1 << 14, 1 << 15

# How many rights over files each version knows; then over TCP ports; then over others' signals.
FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
ALL_PORTS, ALL_SCOPES = 0b11, 0b11

CREATE_VERSION, RULE_PATH_BENEATH = 1, 1


def abi() -> int:
    """The version of Landlock that this kernel has; 0 without it."""
    assert libc is not None
    return max(0, libc.syscall(number("landlock_create_ruleset"), None, 0, CREATE_VERSION))


def restrict(*, read: Iterable[str], write: Iterable[str], devices: Iterable[str]) -> None:
    """Allow this process nothing but to read beneath `read` and all but devices beneath `write`.

    `devices` may be read and written to. No new privileges must have been set before. Raises
    KernelError where the kernel has no Landlock.
    """
    version = abi()
    if version < 1:
        raise KernelError(0, "landlock_create_ruleset: this kernel has no Landlock")
    files = (1 << FILE_RIGHTS.get(version, 16)) - 1
    wanted = [files, ALL_PORTS if version >= 4 else 0, ALL_SCOPES if version >= 6 else 0]
    length = 8 * (1 + (version >= 4) + (version >= 6))
    raw = struct.pack("QQQ", *wanted)[:length]
    rules = call("landlock_create_ruleset", raw, ctypes.c_size_t(length), 0)
    everything = files & ~(EXECUTE | MAKE_CHAR | MAKE_SOCK | MAKE_FIFO | MAKE_BLOCK)
    try:
        for paths, rights in (
            (read, READ_FILE | READ_DIR),
            (write, everything),
            (devices, files & (READ_FILE | WRITE_FILE | TRUNCATE | IOCTL_DEV)),
        ):
            for path in paths:
                _allow(rules, path, rights)
        call("landlock_restrict_self", rules, 0)
    finally:
        os.close(rules)


def _allow(rules: int, path: str, rights: int) -> None:
    fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", rights, fd)
        call("landlock_add_rule", rules, RULE_PATH_BENEATH, rule, 0)
    finally:
        os.close(fd)
