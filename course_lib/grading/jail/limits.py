"""What a submission may use."""

from dataclasses import dataclass

__all__ = ["Limits"]

MIB = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds, bytes and numbers of things; generous for a student, dull for an attacker.

    `check_seconds` is for all calls that one check makes, `total_seconds` for a whole session.
    `memory_bytes` bounds the addresses of one process: of a session at most two run at a time.
    """

    cell_seconds: float = 30.0
    check_seconds: float = 30.0
    total_seconds: float = 300.0
    memory_bytes: int = 2048 * MIB
    output_bytes: int = 1 * MIB
    reply_bytes: int = 64 * MIB
    scratch_bytes: int = 64 * MIB
    scratch_files: int = 1000
    open_files: int = 64
    threads: int = 32
