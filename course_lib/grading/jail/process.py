"""The judge's hold on one jailed process: ask it with a deadline, interrupt it, end it."""

import contextlib
import hmac
import os
import secrets
import select
import signal
import socket
import struct
import time
from typing import Any

from course_lib.grading.jail import codec
from course_lib.grading.jail.channel import HEADER, NONCE_BYTES
from course_lib.grading.jail.seccomp import next_asking

__all__ = [
    "PATIENCE",
    "Gate",
    "LostError",
    "OverError",
    "Process",
    "SuspiciousError",
    "cpu_seconds",
    "pair",
    "waited_seconds",
]

CREDENTIALS = struct.Struct("iII")
PIECE_BYTES = 2**20
REQUEST_CAP = 2**30
REPLY_SECONDS = 5.0  # from the first byte of a reply to its last
PATIENCE = 9.0  # times a limit, for what got no processor on a machine that is overrun


class LostError(Exception):
    """The process is gone, or did not answer in time."""


class OverError(LostError):
    """The time is over."""


class SuspiciousError(LostError):
    """It did something that no honest process does; `event` names it."""

    def __init__(self, event: str) -> None:
        super().__init__(event)
        self.event = event


class Gate:
    """Lets a process of the session start another one when it has just been told to, and once.

    `listener` is where the kernel makes known who wants to; -1: nobody is asked.
    """

    def __init__(self) -> None:
        self.listener, self.expected, self.refused = -1, 0, 0

    def hear(self) -> None:
        """Answer the one who asks now."""
        asking = next_asking(self.listener)
        if asking is None:
            return
        if asking.pid == self.expected:
            self.expected = 0
            asking.answer(allowed=True)
        else:
            self.refused += 1
            asking.answer(allowed=False)

    def close(self) -> None:
        """Nobody will be asked any more; whoever waits is refused by the kernel."""
        if self.listener >= 0:
            os.close(self.listener)
            self.listener = -1


class Process:
    """One process in the jail.

    `sock` is the judge's end of its channel; it has yet to say hello, see `meet`.
    """

    def __init__(self, sock: socket.socket, gate: Gate) -> None:
        self.sock, self.gate = sock, gate
        self.pid, self._pidfd, self.is_late, self._nonce = 0, -1, False, b""
        self._asked, self._waited_before = 0.0, 0.0
        self.sock.setblocking(False)

    def meet(self, until: float, *, is_first: bool = False) -> None:
        """Wait for its hello, which the kernel signs with its number.

        The first one of a session, in which nobody else's code has run, hands over the listener.
        Raises LostError when none comes, SuspiciousError when it is something else.
        """
        word, pid, fd = self._signed(until)
        if word == b"L" and is_first:
            self.gate.listener = fd
            word, pid, fd = self._signed(until)
        if fd >= 0:
            os.close(fd)
        if word == b"E":
            raise LostError(self._rest())
        if word != b"R":
            raise SuspiciousError("bad-reply")
        try:
            self.pid, self._pidfd = pid, os.pidfd_open(pid)
        except ProcessLookupError as error:
            raise LostError("the process is gone") from error

    def ask(self, request: dict[str, Any], until: float) -> None:
        """Send it a request, see `hear`.

        Raises LostError, or SuspiciousError for bytes before they were asked for.
        """
        if self._ready(time.monotonic()):
            raise self._unasked()
        self._nonce, self.is_late = secrets.token_bytes(NONCE_BYTES), False
        self._asked, self._waited_before = time.monotonic(), waited_seconds(self.pid)
        body = self._nonce + codec.encode(request, REQUEST_CAP, strict=True)
        self._send(HEADER.pack(len(body)) + body, until)

    def hear(self, *, until: float, grace: float, cap: int) -> Any:
        """Its next answer, a decoded value; `is_late` says whether it took an interrupt to get it.

        After `until` it is interrupted, after `grace` more seconds given up. While it waits for a
        processor the clock stands still, up to PATIENCE times. Raises LostError, or
        SuspiciousError for bytes that are no reply.
        """
        if not self._ready_having_run(until):
            self.is_late = True
            self._signal(signal.SIGINT)
            until = time.monotonic() + grace
        if not self._ready(until):
            raise LostError("no answer in time")
        until = max(until, time.monotonic() + REPLY_SECONDS)  # it has begun
        (length,) = HEADER.unpack(self._exactly(HEADER.size, until))
        if not NONCE_BYTES < length <= cap:
            raise SuspiciousError("bad-reply")
        reply = self._exactly(length, until)
        if not hmac.compare_digest(reply[:NONCE_BYTES], self._nonce):
            raise SuspiciousError("bad-reply")
        try:
            return codec.decode(memoryview(reply)[NONCE_BYTES:])
        except codec.CodecError as error:
            raise SuspiciousError("bad-reply") from error

    def fork(self, until: float) -> "Process":
        """A new process that begins where this one stands. Raises LostError when it cannot."""
        if self._ready(time.monotonic()):
            raise self._unasked()
        ours, theirs = pair()
        new = Process(ours, self.gate)
        self.gate.expected = self.pid
        body = bytes(NONCE_BYTES) + codec.encode({"do": "fork"}, 2**10)
        try:
            socket.send_fds(self.sock, [HEADER.pack(len(body)) + body], [theirs.fileno()])
        except OSError as error:
            new.end()
            raise LostError("the process is gone") from error
        finally:
            theirs.close()
        try:
            new.meet(until)
        except LostError:
            new.end()
            raise
        finally:
            self.gate.expected = 0
        return new

    def end(self) -> None:
        """End it, whatever it is doing."""
        if self.pid:
            if self.gate.listener < 0:  # it could start others, which are of its group
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self.pid, signal.SIGKILL)
            self._signal(signal.SIGKILL)
            os.close(self._pidfd)
            self.pid, self._pidfd = 0, -1
        self.sock.close()

    def cpu_seconds(self) -> float:
        """Processor time that it took so far, by the kernel's books."""
        return cpu_seconds(self.pid) if self.pid else 0.0

    def starved_seconds(self) -> float:
        """How long, since it was asked, it was ready to run while others ran."""
        return max(0.0, waited_seconds(self.pid) - self._waited_before)

    def held_bytes(self) -> int:
        """Memory that it holds now."""
        return self._status("VmRSS") * 1024

    def peak_bytes(self) -> int:
        """The most memory that it ever held."""
        return self._status("VmHWM") * 1024

    def threads(self) -> int:
        """How many run in it."""
        return self._status("Threads")

    def _status(self, name: str) -> int:
        """A line of /proc/PID/status, where memory is in kB; 0 when the process is gone."""
        try:
            with open(f"/proc/{self.pid}/status") as status:
                lines = [line.split() for line in status if line.startswith(f"{name}:")]
        except OSError:
            return 0
        return int(lines[0][1]) if lines else 0

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):  # it is gone already
            signal.pidfd_send_signal(self._pidfd, number)

    def _ready_having_run(self, until: float) -> bool:
        """As `_ready`, but time in which it got no processor does not count."""
        patient_until = until
        while not self._ready(patient_until):
            later = until + min(self.starved_seconds(), PATIENCE * (until - self._asked))
            if later <= patient_until:
                return False
            patient_until = later
        return True

    def _ready(self, until: float) -> bool:
        """Whether there is something to read before `until`; meanwhile others are heard."""
        poll = select.poll()
        poll.register(self.sock, select.POLLIN)
        listener = self.gate.listener
        if listener >= 0:
            poll.register(listener, select.POLLIN)
        while True:
            left = until - time.monotonic()
            events = dict(poll.poll(max(0, left) * 1000))
            if events.get(listener, 0) & select.POLLIN:
                self.gate.hear()
            elif listener in events:
                poll.unregister(listener)  # nobody is left who could ask
            if self.sock.fileno() in events:
                return True
            if left <= 0:
                return False

    def _unasked(self) -> LostError:
        try:
            return SuspiciousError("spoke-unasked") if self.sock.recv(1) else LostError("gone")
        except OSError:
            return LostError("gone")

    def _send(self, data: bytes, until: float) -> None:
        self.sock.settimeout(max(0.001, until - time.monotonic()))
        try:
            self.sock.sendall(data)
        except OSError as error:
            raise LostError("it does not listen") from error
        finally:
            self.sock.setblocking(False)

    def _exactly(self, length: int, until: float) -> bytes:
        got = bytearray()
        while len(got) < length:
            piece = self._piece(min(PIECE_BYTES, length - len(got)), until)
            got += piece
        return bytes(got)

    def _piece(self, length: int, until: float) -> bytes:
        if not self._ready_having_run(until):
            raise SuspiciousError("bad-reply")  # no honest one stops in the middle of a reply
        try:
            piece = self.sock.recv(length)
        except OSError as error:
            raise LostError("the process is gone") from error
        if not piece:
            raise LostError("the process is gone")
        return piece

    def _signed(self, until: float) -> tuple[bytes, int, int]:
        """One byte, the number of the process that sent it, and the file that came with it."""
        if not self._ready(until):
            raise LostError("no answer in time")
        room = socket.CMSG_SPACE(CREDENTIALS.size) + socket.CMSG_SPACE(4)
        try:
            word, notes, _flags, _address = self.sock.recvmsg(1, room)
        except OSError as error:
            raise LostError("the process is gone") from error
        if not word:
            raise LostError("the process is gone")
        pid, fd = 0, -1
        for _level, kind, data in notes:
            if kind == socket.SCM_CREDENTIALS:
                pid = CREDENTIALS.unpack(data)[0]
            elif kind == socket.SCM_RIGHTS:
                fd = struct.unpack("i", data[:4])[0]
        return word, pid, fd

    def _rest(self) -> str:
        try:
            return self.sock.recv(1000).decode(errors="replace")
        except OSError:
            return "it ended without a word"


def cpu_seconds(pid: int) -> float:
    """Processor time that a process took so far; 0 when it is gone."""
    try:
        # clock_getcpuclockid(3), which Python lacks: a process's clock has its number in it.
        return time.clock_gettime(~pid << 3 | 2)
    except OSError:
        return 0.0


def waited_seconds(task: int | str) -> float:
    """How long a process, or "thread-self", stood in the kernel's queue for a processor so far.

    0 when it is gone, or the kernel keeps no such book.
    """
    try:
        with open(f"/proc/{task}/schedstat") as schedstat:
            return int(schedstat.read().split()[1]) / 1e9
    except OSError:
        return 0.0


def pair() -> tuple[socket.socket, socket.socket]:
    """The judge's end, on which the kernel says who speaks, and the jail's."""
    ours, theirs = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    return ours, theirs
