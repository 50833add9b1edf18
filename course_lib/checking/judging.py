"""Judge an answer: find the first thing that is wrong, and name it."""

import math
from typing import Any

import numpy as np

from course_lib.checking.advice import advice, is_python_2
from course_lib.checking.compare import Difference, agree, difference
from course_lib.checking.diagnose import Named, Tried, name_of, name_of_change
from course_lib.checking.exercise import (
    Budget,
    Case,
    Choice,
    Exercise,
    Looked,
    Question,
    Stage,
    State,
    Verdict,
)
from course_lib.checking.run import Answer, Cost, LocalAnswer, Raised, as_data

STAGES: tuple[Stage, ...] = ("value", "generality", "stability")
SMALL, LARGE = 8, 32  # the two sizes at which cost is counted


def judge(exercise: Exercise | Question, answer: Any, rng: np.random.Generator) -> Verdict:
    """Judge `answer` (a function, or the value that answers a question) on inputs from `rng`."""
    if isinstance(exercise, Question):
        return _judge_question(exercise, answer)
    if not callable(answer):
        return _verdict(
            exercise,
            "wrong",
            f"check needs the function itself, `{exercise.function}`, not what it returned"
            f" ({type(answer).__name__}). Leave the brackets away.",
            looked="type",
        )
    try:
        return judge_answer(exercise, LocalAnswer(answer), rng)
    except KeyboardInterrupt as interrupt:
        stopped = as_data(interrupt, answer)
        where = f" in line {stopped.line}, `{stopped.source}`" if stopped.source else ""
        text = f"It was still running{where}, when it was stopped. Does every loop in it end?"
        return _verdict(exercise, "wrong", text, looked="runs")


def judge_answer(exercise: Exercise, answer: Answer, rng: np.random.Generator) -> Verdict:
    """As `judge`, for a function that runs wherever `answer` runs it."""
    cases = [*exercise.cases(rng), *_sizes(exercise.budget, rng)]
    cases.sort(key=lambda c: (STAGES.index(c.stage), c.size))
    first = _try(exercise, cases[0], answer)
    if (raised := first.outcome.raised) and raised.kind == "NotImplementedError":
        return _unwritten(exercise, raised)
    tried = [_try(exercise, case, answer) for case in cases]
    shown = next((t for t in tried if t.failed), None)
    if fickle := _fickle(exercise, answer, [first, *(t for t in tried if t.failed)]):
        return _verdict(exercise, "wrong", fickle.message, looked="value", named=fickle)
    if shown:
        return _wrong(exercise, tried, shown)
    if altered := next((t for t in tried if t.outcome.changed), None):
        return _altered(exercise, tried, altered)
    if exercise.budget and (dear := _too_dear(exercise.budget, answer, rng)):
        known = next((m for m in exercise.mistakes if m.costs == dear.looked), None)
        named = Named(known.name, known.message) if known else None
        text = f"{named.message}\n{dear.message}" if named else dear.message
        return _verdict(exercise, "wrong", text, looked=dear.looked, named=named)
    notes = tuple(t.case.advisory for t in tried if t.difference)
    return _verdict(exercise, "passed", f"Right, on all {len(tried)} inputs.", notes=notes)


def _sizes(budget: Budget | None, rng: np.random.Generator) -> list[Case]:
    """What will be counted must first be right; one size twice, as a cache may go by the shape."""
    if budget is None:
        return []
    return [
        Case(budget.inputs(rng, n), f"a larger input, of size {n}", "generality")
        for n in (SMALL, SMALL, LARGE)
    ]


def _try(exercise: Exercise, case: Case, answer: Answer) -> Tried:
    # Through the same door as the answer: it too gets copies, of a random generator for example.
    want = LocalAnswer(exercise.reference).call(case.args).value
    outcome = answer.call(case.args)
    if outcome.raised:
        looked: Looked = "python 2" if is_python_2(outcome.raised) else "runs"
        return Tried(case, outcome, want, _stopped(looked, outcome.raised))
    return Tried(case, outcome, want, difference(outcome.value, want, exercise.rtol))


def _unwritten(exercise: Exercise, raised: Raised) -> Verdict:
    if raised.function.replace("_", "-") in exercise.builds_on:
        text = f"It calls `{raised.function}`, which is not written yet."
        return _verdict(exercise, "wrong", text, looked="runs")
    text = (
        f"Write the body of `{exercise.function}` in place of the line `raise"
        " NotImplementedError`, then run this cell again."
    )
    return _verdict(exercise, "not attempted", text, looked="attempted")


def _fickle(exercise: Exercise, answer: Answer, tried: list[Tried]) -> Named | None:
    """Whether the same input gives two answers."""
    for one in tried:
        two = _try(exercise, one.case, answer)
        both = one.is_numbers and two.is_numbers
        if both and not agree(one.outcome.value, two.outcome.value, exercise.rtol):
            return Named(
                "not-the-same-twice",
                "The same input gave two different answers: is there randomness in it, or something"
                " kept from an earlier call?",
            )
    return None


def _wrong(exercise: Exercise, tried: list[Tried], shown: Tried) -> Verdict:
    found = shown.difference
    assert found is not None  # what makes it the one to show
    named = name_of(exercise, tried)
    text = found.message
    if not named and found.advice:
        text = f"{text} {found.advice}"
    if shown.case.stage != "value":
        text = f"Right on ordinary inputs, wrong on this one: {shown.case.about}. {text}"
    if named:
        text = f"{named.message}\n{text}"
    elif exercise.builds_on and not shown.outcome.raised:
        others = " and ".join(f"`{id}`" for id in exercise.builds_on)
        text += f"\nIt calls what you wrote for {others}: what is wrong there shows here too."
    return _verdict(exercise, "wrong", text, looked=found.looked, named=named, shown=shown)


def _altered(exercise: Exercise, tried: list[Tried], altered: Tried) -> Verdict:
    named = name_of_change(exercise, tried)
    which = altered.outcome.changed[0] + 1
    text = (
        f"The result is right, but argument {which} was changed by the call: the caller's data"
        " are spoilt. Work on a copy, or write `x = x - m` rather than `x -= m`."
    )
    if named:
        text = f"{named.message}\n{text}"
    return _verdict(exercise, "wrong", text, looked="inputs", named=named)


def _stopped(looked: Looked, raised: Raised) -> Difference:
    where = f" in line {raised.line}, `{raised.source}`" if raised.source else ""
    text = f"It stopped with {raised.kind}: {raised.message}{where}."
    return Difference(looked, text, advice(raised))


def _too_dear(budget: Budget, answer: Answer, rng: np.random.Generator) -> Difference | None:
    small = answer.cost(budget.inputs(rng, SMALL))
    args = budget.inputs(rng, LARGE)
    large = answer.cost(args)
    for cost in (small, large):
        if isinstance(cost, Raised):
            again = "It was right, and stopped when it was called again: does it keep something?"
            return Difference("runs", f"{again} {_stopped('runs', cost).message}")
    assert isinstance(small, Cost)
    assert isinstance(large, Cost)
    grows = large.steps / max(small.steps, 1)
    times = LARGE // SMALL
    power = math.log(max(grows, 1)) / math.log(times)
    if power > budget.loops + 0.4:
        allowed = ("no loop", "one loop", "two loops")[budget.loops]
        return Difference(
            "loops",
            f"Counted: {small.steps:,} Python steps at size {SMALL}, {large.steps:,} at {LARGE};"
            f" {times} times the size, {grows:.1f} times the steps. Asked for: {allowed} over the"
            " data.",
        )
    if budget.memory and large.memory > (limit := budget.memory(*args)):
        return Difference(
            "memory",
            f"Counted: {large.memory:,} bytes held at once at size {LARGE}, where {limit:,} are"
            f" plenty. {budget.why}",
        )
    return None


def _judge_question(question: Question, answer: Any) -> Verdict:
    if answer is None or answer is ...:
        text = f"Put your answer into `{question.variable}`, then run this cell again."
        return _verdict(question, "not attempted", text, looked="attempted")
    for choice in question.choices:
        if _chosen(choice, answer):
            if choice.right:
                return _verdict(question, "passed", choice.why)
            named = Named(f"answer {choice.answer}", choice.why)
            return _verdict(question, "wrong", choice.why, looked="value", named=named)
    if isinstance(answer, str) and not any(isinstance(c.answer, str) for c in question.choices):
        text = "A text came back; give a number, without quotes and unit."
        return _verdict(question, "wrong", text, looked="type")
    return _verdict(question, "wrong", question.otherwise, looked="value")


def _chosen(choice: Choice, answer: Any) -> bool:
    if isinstance(choice.answer, str):
        return isinstance(answer, str) and answer.strip().strip("().").lower() == choice.answer
    number = _number(answer)
    return number is not None and math.isclose(number, choice.answer, rel_tol=5e-3)


def _number(answer: Any) -> float | None:
    if isinstance(answer, np.ndarray) and answer.ndim == 0:
        answer = answer.item()
    if isinstance(answer, bool) or not isinstance(answer, int | float | str | np.floating):
        return None
    try:
        return float(answer)
    except (ValueError, OverflowError):  # words, or more digits than a float holds
        return None


def _verdict(
    exercise: Exercise | Question,
    state: State,
    message: str,
    *,
    looked: Looked | None = None,
    named: Named | None = None,
    shown: Tried | None = None,
    notes: tuple[str, ...] = (),
) -> Verdict:
    return Verdict(
        exercise=exercise.id,
        title=exercise.title,
        state=state,
        points=exercise.points if state == "passed" else 0,
        max_points=exercise.points,
        message=message,
        looked=looked,
        mistake=named.name if named else None,
        case=shown.case if shown else None,
        arguments=exercise.arguments if shown and isinstance(exercise, Exercise) else (),
        want=shown.want if shown else None,
        got=shown.outcome.value if shown and not shown.outcome.raised else None,
        printed=shown.outcome.printed if shown else "",
        notes=notes,
    )
