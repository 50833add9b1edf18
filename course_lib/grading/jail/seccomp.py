"""Which system calls a jailed process may make, and the judge's say in each new process.

Threads may be started; a process only when the judge has just asked for one: the kernel stops
whoever forks until the judge, who holds the listener, says yes or no. So the judge knows every
process that there is. Source: the kernel's documentation, userspace-api/seccomp_filter.
"""

import ctypes
import errno
import platform
import struct

from course_lib.grading.jail.syscalls import KernelError, call

__all__ = ["Asking", "install", "next_asking"]

MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # AUDIT_ARCH_*

# name: number on x86_64, on aarch64 (None: does not exist there)
REFUSED: dict[str, tuple[int | None, int | None]] = {
    # other processes, other programs
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),
    "process_madvise": (440, 440),
    "kcmp": (312, 272),
    "execve": (59, 221),
    "execveat": (322, 281),
    # other namespaces, mounts
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "open_by_handle_at": (304, 265),
    # sockets, but for socketpair
    "socket": (41, 198),
    "connect": (42, 203),
    "bind": (49, 200),
    # memory that no limit counts
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    # large and rarely needed parts of the kernel
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "personality": (135, 92),
    "modify_ldt": (154, None),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "kexec_load": (246, 104),
    "quotactl": (179, 60),
    "fanotify_init": (300, 262),
    "name_to_handle_at": (303, 264),
}
CLONE, CLONE3 = (56, 220), (435, 435)
FORKS: tuple[tuple[int | None, int | None], ...] = ((57, None), (58, None))  # fork, vfork
CLONE_THREAD = 0x00010000
X32 = 0x40000000  # a second set of numbers on x86_64

LOAD, JUMP_IF_EQUAL, JUMP_IF_SET, JUMP_IF_AT_LEAST, RETURN = 0x20, 0x15, 0x45, 0x35, 0x06
ALLOW, ASK, KILL = 0x7FFF0000, 0x7FC00000, 0x80000000
REFUSE, UNKNOWN = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
AT_NUMBER, AT_MACHINE, AT_FIRST_ARGUMENT = 0, 4, 16  # in struct seccomp_data

SET_MODE_FILTER, NEW_LISTENER = 1, 1 << 3
RECEIVE, ANSWER = 0xC0502100, 0xC0182101  # ioctl numbers
CONTINUE = 1


def install() -> int:
    """Bind this process, and all that come of it, to the filter; the listener is given back.

    No new privileges must have been set before. Raises KernelError where that cannot be.
    """
    machine = platform.machine()
    if machine not in MACHINES:
        raise KernelError(0, f"seccomp: no filter for {machine}")
    program = _program(MACHINES[machine], list(MACHINES).index(machine))
    code = ctypes.create_string_buffer(b"".join(program))
    filter = struct.pack("HxxxxxxP", len(program), ctypes.addressof(code))
    return call("seccomp", SET_MODE_FILTER, NEW_LISTENER, filter)


def _program(machine: int, column: int) -> list[bytes]:
    """Berkeley packet filter: look at the machine, then compare the number with each on the list.

    A jump says how many instructions to skip when it holds, and when not.
    """
    refused = [n for row in REFUSED.values() if (n := row[column]) is not None]
    asked = [n for row in FORKS if (n := row[column]) is not None]
    program = [
        _step(LOAD, AT_MACHINE),
        _step(JUMP_IF_EQUAL, machine, 1, 0),
        _step(RETURN, KILL),
        _step(LOAD, AT_NUMBER),
    ]
    for compare, against, verdict in (
        (JUMP_IF_AT_LEAST, X32, UNKNOWN),
        # Its flags are in memory, where nobody can look; without it the C library takes clone.
        (JUMP_IF_EQUAL, CLONE3[column], UNKNOWN),
        *((JUMP_IF_EQUAL, number, REFUSE) for number in refused),
        *((JUMP_IF_EQUAL, number, ASK) for number in asked),
    ):
        program += [_step(compare, against, 0, 1), _step(RETURN, verdict)]
    return [
        *program,
        _step(JUMP_IF_EQUAL, CLONE[column], 1, 0),
        _step(RETURN, ALLOW),
        _step(LOAD, AT_FIRST_ARGUMENT),
        _step(JUMP_IF_SET, CLONE_THREAD, 0, 1),
        _step(RETURN, ALLOW),
        _step(RETURN, ASK),
    ]


def _step(code: int, value: int, if_so: int = 0, if_not: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_so, if_not, value)


class Asking:
    """Somebody in the jail is about to start a process, and waits for an answer."""

    def __init__(self, listener: int, id: int, pid: int) -> None:
        self.listener, self.id, self.pid = listener, id, pid

    def answer(self, *, allowed: bool) -> None:
        """Let it, or let it fail with PermissionError."""
        response = (
            struct.pack("QqiI", self.id, 0, 0, CONTINUE)
            if allowed
            else struct.pack("QqiI", self.id, 0, -errno.EPERM, 0)
        )
        _ioctl(self.listener, ANSWER, bytearray(response))


def next_asking(listener: int) -> Asking | None:
    """Who asks now; None when they were gone before they could be heard."""
    raw = bytearray(80)
    if not _ioctl(listener, RECEIVE, raw):
        return None
    id, pid = struct.unpack_from("QI", raw)
    return Asking(listener, id, pid)


def _ioctl(fd: int, request: int, raw: bytearray) -> bool:
    import fcntl  # which Windows lacks

    try:
        fcntl.ioctl(fd, request, raw)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.EINPROGRESS):  # the one who asked is gone
            return False
        raise
    return True
