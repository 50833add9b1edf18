"""The warm process that every jailed one is forked from. It holds no secret."""

import gc
import os
import resource
import signal
import socket
from pathlib import Path
from typing import Any

from course_lib.grading.jail import channel, codec, landlock, root, seccomp, syscalls
from course_lib.grading.jail.inside.worker import SPARE_FILES, serve, silence

__all__ = ["main"]


def main(fd: int) -> None:
    """Get ready, say so, then make a session for each request until the judge is gone."""
    control = socket.socket(fileno=fd)
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(number, signal.SIG_IGN)
    setting = _receive(control)[0]
    proc = os.open("/proc", os.O_PATH | os.O_CLOEXEC)
    try:
        shell = _get_ready(setting, proc)
    except (OSError, ImportError) as error:
        _send(control, {"error": f"{type(error).__name__}: {error}"})
        return
    _send(control, {"ready": True})
    while True:
        try:
            request, fds = _receive(control)
        except (channel.ClosedError, ConnectionError):
            return
        if os.fork() == 0:
            control.close()
            _session(setting, request, fds, proc, shell)
        for fd in fds:
            os.close(fd)


def _send(control: socket.socket, message: dict[str, Any]) -> None:
    channel.send(control, codec.encode(message, channel.MESSAGE_CAP))


def _receive(control: socket.socket) -> tuple[dict[str, Any], list[int]]:
    body, fds = channel.receive(control, channel.MESSAGE_CAP)
    return codec.decode(body), fds


def _get_ready(setting: dict[str, Any], proc: int) -> Any:
    """Raise the walls, then import what is within them."""
    if setting["unsafe"]:
        return _preload(setting)
    place, kept = Path(setting["place"]), Path(setting["kept"])
    root.enter_root(place, setting["shown"], setting["hidden"], kept, proc)
    shell = _preload(setting)
    root.seal_root()
    return shell


def _preload(setting: dict[str, Any]) -> Any:
    """Import what students use, once, and do once what is slow the first time."""
    import matplotlib.pyplot as plt

    from course_lib.data import load_mnist
    from course_lib.grading.jail.inside.shell import make_shell

    silence()
    load_mnist()
    shell = make_shell(setting["limits"]["output_bytes"])
    plt.plot([0, 1])
    shell.run("print(1); 2")
    shell.run("1 / 0")
    shell.reset(new_session=True)
    gc.collect()
    gc.freeze()  # else the collector would touch, and so copy, every page after a fork
    return shell


def _session(setting: dict, request: dict, fds: list[int], proc: int, shell: Any) -> None:
    """In a process of its own: go to jail, and answer the judge over the first of `fds`."""
    sock, life = (socket.socket(fileno=fd) for fd in fds)
    limits, already = setting["limits"], _addresses(proc)
    try:
        if setting["unsafe"]:
            os.setsid()
            os.chdir(request["scratch"])
            _limit(limits, already)
        else:
            _enter_namespaces(request["uid"], proc)
            sock = _first_process(sock, life)
            root.mount_scratch(limits["scratch_bytes"], limits["scratch_files"])
            _limit(limits, already)
            _give_up_powers(sock)
        serve(sock, shell, limits)
    except BaseException as error:
        sock.send(f"E{type(error).__name__}: {error}".encode())
    finally:
        os._exit(0)


def _enter_namespaces(uid: int, proc: int) -> None:
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
        # Whoever changes its user may not write its own maps, were it not for this.
        syscalls.prctl(syscalls.PR_SET_DUMPABLE, 1)
    os.setsid()
    uid, gid = os.getuid(), os.getgid()
    syscalls.unshare(syscalls.CLONE_ALL)
    root.write_id_maps(uid, gid, proc)
    syscalls.prctl(syscalls.PR_SET_DUMPABLE, 0)


def _first_process(sock: socket.socket, life: socket.socket) -> socket.socket:
    """Become the second process of a new namespace; the first one waits for the judge's end.

    When the first one of a namespace ends, whatever its reason, the kernel kills all others.
    """
    if os.fork():
        os._exit(0)
    if os.fork():
        sock.close()
        _close_all_but(life.fileno())
        life.recv(1)
        os._exit(0)
    life.close()
    _close_all_but(sock.fileno())
    return sock


def _close_all_but(fd: int) -> None:
    os.closerange(3, fd)
    os.closerange(fd + 1, 2**16)


def _limit(limits: dict[str, Any], already: int) -> None:
    """Set the limits; `already` are the bytes that the libraries take."""
    seconds = int(2 * max(limits["cell_seconds"], limits["check_seconds"])) + 2
    for what, most in (
        (resource.RLIMIT_AS, already + limits["memory_bytes"]),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, limits["scratch_bytes"]),
        (resource.RLIMIT_NOFILE, limits["open_files"] + SPARE_FILES),
        (resource.RLIMIT_NPROC, limits["threads"]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _addresses(proc: int) -> int:
    """Bytes of address space in use."""
    fd = os.open("self/statm", os.O_RDONLY, dir_fd=proc)
    try:
        return int(os.read(fd, 100).split()[0]) * resource.getpagesize()
    finally:
        os.close(fd)


def _give_up_powers(sock: socket.socket) -> None:
    syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
    syscalls.drop_capabilities()
    landlock.restrict(read=["/"], write=[root.HOME], devices=root.DEVICES)
    listener = seccomp.install()
    socket.send_fds(sock, [b"L"], [listener])
    os.close(listener)
