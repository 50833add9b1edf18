"""A jailed process: does what the judge asks, one thing at a time.

The judge has a new process made (`fork`) for each cell, check and question; so whatever a student's
code does to its process, the one before it is still there.
"""

import contextlib
import functools
import os
import resource
import signal
import socket
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_lib.checking import run
from course_lib.grading.jail import channel, codec
from course_lib.grading.jail.channel import NONCE_BYTES

__all__ = ["SPARE_FILES", "serve", "silence"]

SPARE_FILES = 8
REQUEST_CAP = 2**30
Reply = dict[str, Any]


def serve(sock: socket.socket, shell: Any, limits: dict[str, Any]) -> None:
    """Answer one request after another; ends the process when the judge is gone.

    A request is a nonce and a dict, a reply the same nonce and the answer to it: so a student's
    code cannot have answered beforehand. Each of a request's `args` is a call, and has a reply.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sock.send(b"R")
    while True:
        try:
            body, fds = channel.receive(sock, REQUEST_CAP)
        except (channel.ClosedError, ConnectionError):
            os._exit(0)
        nonce, request = body[:NONCE_BYTES], codec.decode(body[NONCE_BYTES:])
        if request["do"] == "fork":
            sock = _fork(sock, fds[0])
            continue
        for once in [{**request, "args": a} for a in request.get("args", [()])]:
            with _as_student(limits["open_files"]):
                answer = _DO[once["do"]](shell, once)
            channel.send(sock, nonce + _encoded(answer, limits["reply_bytes"]))


def _fork(sock: socket.socket, fd: int) -> socket.socket:
    """Split in two: the new process speaks with the judge over `fd`, the old one as before."""
    new = socket.socket(fileno=fd)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that threads are lost is known
        try:
            is_new = os.fork() == 0
        except OSError:  # the judge sees that nobody speaks
            is_new = False
    if not is_new:
        new.close()
        return sock
    sock.close()
    os.setpgid(0, 0)  # whoever kills its whole group kills itself
    new.send(b"R")
    return new


def _encoded(reply: Reply, cap: int) -> bytes:
    try:
        return codec.encode(reply, cap)
    except codec.CodecError as error:
        return codec.encode(
            _raised(run.Raised("TooLarge", f"the result cannot be looked at: {error}")), cap
        )


def _cell(shell: Any, request: Reply) -> Reply:
    try:
        outputs, number = _interruptible(lambda: shell.run(request["source"]))
    except KeyboardInterrupt:  # it came between two lines of ours
        outputs, number = shell.outputs.finished(), shell.number
    return {"outputs": outputs, "count": number}


def _value(shell: Any, request: Reply) -> Reply:
    name = request["name"]
    if name not in shell.user_ns:
        return _raised(_missing(name))
    return {"value": shell.user_ns[name]}


def _call(shell: Any, request: Reply) -> Reply:
    found = _found(shell, request)
    if isinstance(found, run.Raised):
        return _raised(found)
    answer, args, drive = found
    try:
        outcome = _interruptible(lambda: answer.call(args, drive))
    except KeyboardInterrupt as interrupt:
        return _raised(run.as_data(interrupt, answer.functions, drive))
    reply = {"value": outcome.value, "changed": list(outcome.changed), "printed": outcome.printed}
    return {**reply, **_raised(outcome.raised)} if outcome.raised else reply


def _cost(shell: Any, request: Reply) -> Reply:
    found = _found(shell, request)
    if isinstance(found, run.Raised):
        return _raised(found)
    answer, args, drive = found
    try:
        cost = _interruptible(lambda: answer.cost(args, drive))
    except KeyboardInterrupt as interrupt:
        return _raised(run.as_data(interrupt, answer.functions, drive))
    if isinstance(cost, run.Raised):
        return _raised(cost)
    return {"steps": cost.steps, "memory": cost.memory}


_DO: dict[str, Callable[[Any, Reply], Reply]] = {
    "cell": _cell,
    "value": _value,
    "call": _call,
    "cost": _cost,
}


def _found(shell: Any, request: Reply) -> tuple[run.LocalAnswer, tuple, Any] | run.Raised:
    functions = []
    for name in request["names"]:
        if name not in shell.user_ns:
            return _missing(name)
        function = shell.user_ns[name]
        if not callable(function):
            kind = type(function).__name__
            return run.Raised("TypeError", f"{name} is no longer a function, but a {kind}")
        functions.append(function)
    drive = _drive(**request["drive"]) if request["drive"] else None
    return run.LocalAnswer(*functions), request["args"], drive


@functools.cache
def _drive(source: str, name: str) -> Any:
    names: dict[str, Any] = {"np": np}
    exec(compile(source, "<drive>", "exec"), names)
    return names[name]


@contextlib.contextmanager
def _as_student(open_files: int) -> Iterator[None]:
    """What belongs to a student's code: with every file left open, ours can still open its own."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (open_files, open_files + SPARE_FILES))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (open_files + SPARE_FILES,) * 2)


def _interruptible(work: Callable[[], Any]) -> Any:
    """Do it, and let the judge interrupt."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return work()
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _missing(name: str) -> run.Raised:
    return run.Raised("NameError", f"name {name!r} is not defined")


def _raised(raised: run.Raised) -> Reply:
    place = [raised.function, raised.line, raised.source]
    return {"raised": [raised.kind, raised.message, *place]}


def silence() -> None:
    """Nobody reads what is written past Python's streams."""
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)
    sys.stdin = open(os.devnull)  # noqa: SIM115
