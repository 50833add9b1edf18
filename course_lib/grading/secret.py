"""The inputs that a student's answers are judged on: nobody can guess them, a regrade has the same.

The secret never leaves the process that coordinates: workers are sent a key that is good for one
student's submission.
"""

import hmac
import os
import secrets
from pathlib import Path

import numpy as np

__all__ = ["NAME", "course_secret", "inputs_of", "key_of_work", "student_key"]

NAME = ".grading-secret"


def course_secret(root: Path) -> bytes:
    """The secret of the course folder at `root`, made at the first call; for its owner's eyes."""
    path = root / NAME
    if not path.exists():
        own = root / f"{NAME}.{os.getpid()}"
        with open(own, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(own, path)  # unlike a rename it fails where another was quicker
        except FileExistsError:
            pass
        finally:
            own.unlink()
    return bytes.fromhex(path.read_text())


def student_key(secret: bytes, assignment: str, student: str) -> bytes:
    """What a worker is sent in place of the secret."""
    name = f"{assignment}\0{student}".encode(errors="surrogateescape")  # a folder's name is bytes
    return hmac.digest(secret, name, "sha256")


def key_of_work(key: bytes, work: str) -> bytes:
    """The key for just this text of the answers.

    Who hands in again is judged on other inputs: a function may remember, and show in the feedback,
    what it was asked, and a table of right answers to it is no solution.
    """
    return hmac.digest(key, work.encode(), "sha256")


def inputs_of(key: bytes, exercise: str) -> np.random.Generator:
    """The generator of one student's inputs to one exercise."""
    return np.random.default_rng(int.from_bytes(hmac.digest(key, exercise.encode(), "sha256")))
