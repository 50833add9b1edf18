"""What goes to a worker and what comes back: plain data, so that it can travel."""

import traceback
from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["Finding", "Graded", "Job", "failed"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What the check of one exercise found, and what it is worth.

    `state` is a verdict's, or "partial" of a check that gives parts of its points, "did not run"
    where the student's code came to no verdict, "not judged" where the grader came to none.
    `trusted` says whether it was judged outside the jail. A cell of asserts, as nbgrader's
    documentation shows them, runs beside the student's code, which can make it say anything.
    `case` and `leaf` are a verdict's: on which input it shows, and in which part of the result.
    Notebooks that were graded before these were recorded have neither.
    """

    exercise: str
    state: str
    mistake: str | None
    looked: str | None
    message: str
    points: float = 0
    max_points: float = 0
    trusted: bool = True
    case: str = ""
    leaf: str = ""

    @classmethod
    def from_json(cls, bundle: dict[str, Any]) -> "Finding":
        """From what `as_json` gave, or from a verdict's own JSON."""
        return cls(**{name: bundle[name] for name in cls.__slots__ if name in bundle})

    def as_json(self) -> dict[str, Any]:
        """For the notebook's VERDICT_MIME."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One notebook to grade. `key` makes its inputs and is good for this student's work alone."""

    student: str
    assignment: str
    notebook: str
    submitted: bytes
    release: bytes
    key: bytes
    limits: Any
    unsafe: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """What came of a Job: the notebook with its outputs, as JSON, and what to report.

    `outcome` is "set aside" where nothing could be taken from the file, and "failed" where it is
    the grader that could not do its work; `reason` says why, for people, `details` for the log.
    Without a notebook there is nothing to record.
    """

    outcome: Literal["graded", "set aside", "failed"]
    notebook: str = ""
    reason: str = ""
    details: str = ""
    findings: tuple[Finding, ...] = ()
    suspicious: tuple[str, ...] = ()
    seconds: float = 0


def failed(error: BaseException, what: str = "") -> Graded:
    """What the grader could not do; the traceback is for the log."""
    reason = f"{what}{type(error).__name__}: {error}".encode("utf-8", "replace").decode()
    details = "".join(traceback.format_exception(error))
    return Graded(outcome="failed", reason=reason, details=details)
