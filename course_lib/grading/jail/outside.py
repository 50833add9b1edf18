"""What an answer costs, seen from outside the jail, where nobody can cook the books.

Python steps and memory are counted in the student's own process, which can lie about them. So an
answer that passed is run once more at a size at which loops take their time, and the kernel is
asked what that took. The margins are wide: an honest answer is never met by them.
"""

import time
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from course_lib.checking import Budget, Case, Exercise
from course_lib.checking.run import LocalAnswer, Raised
from course_lib.checking.tried import look, made_by, stopped
from course_lib.grading.jail.answer import JailedAnswer

__all__ = ["too_slow"]

SIZES = (256, 192, 128, 64)
ARGUMENT_BYTES = 16 * 2**20
TIMES, SECONDS = 30, 0.1
MEMORY_TIMES, MEMORY_BYTES = 4, 24 * 2**20


def too_slow(exercise: Exercise, answer: JailedAnswer, rng: np.random.Generator) -> str | None:
    """Why an answer that passed may not pass after all: what it takes at a large size; or None.

    For exercises with a budget. Where a loop is asked for, time says little: at this size NumPy's
    own work takes as long as a second loop does.
    """
    budget = exercise.budget
    if budget is None:
        return None
    case = _large_case(budget, rng)
    taken = answer.taken(case.args, exercise.drive)
    if isinstance(taken, Raised):
        return f"Right on small inputs, but not on a large one. {stopped(taken)}"
    if not exercise.conventions:
        want = made_by(exercise, exercise.reference, case).value
        seen = look(exercise, case, taken.outcome, want)
        if seen.difference:
            return f"Right on small inputs, wrong on a large one. {seen.difference.message}"
    if budget.memory:
        room = MEMORY_TIMES * budget.memory(*case.args) + MEMORY_BYTES
        if taken.bytes > room:
            return (
                f"On a large input it held {taken.bytes / 2**20:.0f} MiB at once, where"
                f" {room / 2**20:.0f} are plenty. {budget.why}"
            )
    if budget.loops == 0 and taken.cpu_seconds > SECONDS:
        ours = _seconds(exercise, case)
        if taken.cpu_seconds > TIMES * ours:
            return (
                f"On a large input it took {taken.cpu_seconds:.2g} s of processor time, where"
                f" {ours:.2g} s do: there is a loop over the data."
            )
    return None


def _large_case(budget: Budget, rng: np.random.Generator) -> Case:
    """The largest of SIZES whose arguments are no burden; a smaller one where that tells enough."""
    for n in SIZES if budget.loops == 0 else SIZES[1:] if budget.memory else SIZES[-1:]:
        args = budget.inputs(rng, n)
        if _bytes(args) <= ARGUMENT_BYTES:
            break
    return Case(args, f"size {n}", "generality")


def _bytes(value: Any) -> int:
    if isinstance(value, np.ndarray):
        return value.nbytes
    if isinstance(value, dict):
        return _bytes([*value.values()])
    return sum(map(_bytes, value)) if isinstance(value, list | tuple) else 8


def _seconds(exercise: Exercise, case: Case) -> float:
    """Processor time of the reference when it is warm: the least of a few.

    With one thread, as in the jail: several would burn time while they wait for each other.
    """
    reference = LocalAnswer(*exercise.whole(exercise.reference))
    seconds = []
    with threadpool_limits(1):
        for _ in range(3):
            began = time.thread_time()
            reference.call(case.args, exercise.drive)
            seconds.append(time.thread_time() - began)
    return min(seconds)
