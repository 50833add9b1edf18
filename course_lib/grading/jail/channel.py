"""Messages over a socket: a length, then that many bytes; files may come along with the length."""

import os
import socket
import struct
from collections.abc import Sequence

__all__ = ["HEADER", "MESSAGE_CAP", "NONCE_BYTES", "ClosedError", "receive", "send"]

HEADER = struct.Struct(">I")
NONCE_BYTES = 16  # with which every request and its reply begin
MESSAGE_CAP = 2**20  # of what the judge and the warm process say to each other


class ClosedError(EOFError):
    """The other side is gone."""


def send(sock: socket.socket, body: bytes, fds: Sequence[int] = ()) -> None:
    """Send one message, and open files with it. Raises OSError when the other side is gone."""
    header = HEADER.pack(len(body))
    if fds:
        socket.send_fds(sock, [header], list(fds))
        sock.sendall(body)
    else:
        sock.sendall(header + body)


def receive(sock: socket.socket, cap: int) -> tuple[bytes, list[int]]:
    """Wait for one message of at most `cap` bytes; it and the open files that came with it.

    Raises ClosedError when the other side is gone. This is for the side that trusts the other; the
    judge reads with a deadline, see `process.py`.
    """
    header, fds, _flags, _address = socket.recv_fds(sock, HEADER.size, 4)
    for fd in fds:
        os.set_inheritable(fd, False)
    header += _exactly(sock, HEADER.size - len(header)) if header else b""
    if not header:
        raise ClosedError("closed")
    (length,) = HEADER.unpack(header)
    if length > cap:
        raise ClosedError(f"a message of {length} bytes")
    return _exactly(sock, length), fds


def _exactly(sock: socket.socket, length: int) -> bytes:
    parts = bytearray()
    while len(parts) < length:
        part = sock.recv(min(length - len(parts), 2**20))
        if not part:
            raise ClosedError("closed in the middle of a message")
        parts += part
    return bytes(parts)
