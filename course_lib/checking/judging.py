"""Judge an answer: find the first thing that is wrong, and name it."""

import math
from dataclasses import replace
from typing import Any

import numpy as np

from course_lib.checking.compare import Difference
from course_lib.checking.diagnose import Named, name_of, name_of_change
from course_lib.checking.exercise import Budget, Case, Exercise, Stage
from course_lib.checking.leaves import at, same, unasked
from course_lib.checking.question import Choice, Question
from course_lib.checking.run import Answer, Cost, LocalAnswer, Outcome, Raised, as_data
from course_lib.checking.tried import Tried, call, calls, look, made_by, stopped
from course_lib.checking.verdict import Looked, State, Verdict

STAGES: tuple[Stage, ...] = ("value", "generality", "stability")
SMALL, LARGE = 8, 32  # the two sizes at which cost is counted
TWO_ANSWERS = (
    "The same input gave two different answers: is there randomness in it, or something kept from"
    " an earlier call?"
)
OTHER_DRAWS = (
    "The same input and the same `rng` gave two different answers. Draw from the `rng` that is"
    " given, not from np.random or a generator of your own, and keep nothing from an earlier call."
)


def judge(exercise: Exercise | Question, answer: Any, rng: np.random.Generator) -> Verdict:
    """Judge `answer` on inputs from `rng`: a function, a tuple of functions, a question's value."""
    if isinstance(exercise, Question):
        return _judge_question(exercise, answer)
    functions = answer if isinstance(answer, tuple) else (answer,)
    if refused := _not_functions(exercise, functions):
        return _verdict(exercise, "wrong", refused, looked="type")
    try:
        return judge_answer(exercise, LocalAnswer(*functions), rng)
    except KeyboardInterrupt as interrupt:
        at_work = as_data(interrupt, functions, exercise.drive)
        where = f" in line {at_work.line}, `{at_work.source}`" if at_work.source else ""
        text = f"It was still running{where}, when it was stopped. Does every loop in it end?"
        return _verdict(exercise, "wrong", text, looked="runs")


def _not_functions(exercise: Exercise, functions: tuple[Any, ...]) -> str:
    wanted = ", ".join(f"`{name}`" for name in exercise.functions)
    if len(functions) != len(exercise.functions):
        return f"check needs {wanted}, and got {len(functions)} things."
    other = next((f for f in functions if not callable(f)), None)
    if all(map(callable, functions)):
        return ""
    itself = "the function itself" if len(functions) == 1 else "the functions themselves"
    return (
        f"check needs {itself}, {wanted}, not what came back ({type(other).__name__}). Leave the"
        " brackets away."
    )


def judge_answer(exercise: Exercise, answer: Answer, rng: np.random.Generator) -> Verdict:
    """As `judge`, for functions that run wherever `answer` runs them."""
    cases = [*exercise.cases(rng), *_sizes(exercise.budget, rng)]
    cases.sort(key=lambda c: (STAGES.index(c.stage), c.size))
    first = call(exercise, answer, cases[0])
    if first.raised and first.raised.kind == "NotImplementedError":
        return _unwritten(exercise, first.raised)
    outcomes = [*zip(cases, calls(exercise, answer, cases), strict=True)]
    tried, note = _by_the_nearest_convention(exercise, outcomes)
    if fickle := _fickle(exercise, answer, first, tried):
        return _verdict(exercise, "wrong", fickle.message, looked="value", named=fickle)
    if shown := next((t for t in tried if t.failed), None):
        return _wrong(exercise, tried, shown, answer)
    altered = [t for t in tried if t.outcome.changed]
    if kept := next((t for t in altered if _spoilt(exercise, t)), None):
        return _altered(exercise, tried, kept)
    if exercise.budget and (dear := _too_dear(exercise, exercise.budget, answer, rng)):
        known = next((m for m in exercise.mistakes if m.costs == dear.looked), None)
        named = Named(known.name, known.message) if known else None
        text = f"{named.message}\n{dear.message}" if named else dear.message
        return _verdict(exercise, "wrong", text, looked=dear.looked, named=named)
    notes = [note, *(t.case.advisory for t in tried if t.difference), *_asides(exercise, tried)]
    text = f"Right, on all {len(tried)} inputs."
    return _verdict(exercise, "passed", text, notes=tuple(n for n in notes if n))


def _by_the_nearest_convention(
    exercise: Exercise, outcomes: list[tuple[Case, Outcome]]
) -> tuple[list[Tried], str]:
    """Every case compared with one and the same convention: that with the fewest failures."""
    ways = [(exercise.reference, ""), *((c.code, c.note) for c in exercise.conventions)]
    compared = [
        ([look(exercise, c, o, made_by(exercise, way, c).value) for c, o in outcomes], note)
        for way, note in ways
    ]
    return min(compared, key=lambda found: sum(t.failed for t in found[0]))


def _spoilt(exercise: Exercise, t: Tried) -> list[str]:
    """The arguments that were changed and may not be."""
    names = exercise.arguments(t.case)
    return [names[i] for i in t.outcome.changed if names[i] not in exercise.may_change]


def _asides(exercise: Exercise, tried: list[Tried]) -> list[str]:
    """What is no mistake, and worth a word."""
    asides = []
    if edited := {exercise.arguments(t.case)[i] for t in tried for i in t.outcome.changed}:
        asides.append(
            f"`{sorted(edited)[0]}` is changed in place. That is no mistake here; but whoever wants"
            " the old one must have copied it."
        )
    if more := sorted({key for t in tried for key in unasked(t.outcome.value, t.want)}):
        asides.append(f"There are keys that nobody asked for: {', '.join(more)}.")
    return asides


def _sizes(budget: Budget | None, rng: np.random.Generator) -> list[Case]:
    """What will be counted must first be right; one size twice, as a cache may go by the shape."""
    if budget is None:
        return []
    return [
        Case(budget.inputs(rng, n), f"a larger input, of size {n}", "generality")
        for n in (SMALL, SMALL, LARGE)
    ]


def _unwritten(exercise: Exercise, raised: Raised) -> Verdict:
    called = raised.function.replace("_", "-")
    others = called in exercise.builds_on or called.startswith(
        tuple(f"{id}-" for id in exercise.builds_on)
    )
    if others and raised.function not in exercise.functions:
        text = f"It calls `{raised.function}`, which is not written yet."
        return _verdict(exercise, "wrong", text, looked="runs")
    unwritten = raised.function if raised.function in exercise.functions else exercise.function
    text = (
        f"Write the body of `{unwritten}` in place of the line `raise NotImplementedError`, then"
        " run this cell again."
    )
    return _verdict(exercise, "not attempted", text, looked="attempted")


def _fickle(exercise: Exercise, answer: Answer, first: Outcome, tried: list[Tried]) -> Named | None:
    """Whether the same input gives two answers; `first` came before all others."""
    failed = [t for t in tried if t.failed]
    repeated = calls(exercise, answer, [t.case for t in failed])
    for one, again in [(tried[0], first), *zip(failed, repeated, strict=True)]:
        two = replace(one, outcome=again)
        both = one.is_numbers and two.is_numbers
        if both and not same(one.outcome.value, two.outcome.value, exercise.rtol):
            drawn = "rng" in exercise.arguments(one.case)
            return Named("not-the-same-twice", OTHER_DRAWS if drawn else TWO_ANSWERS)
    return None


def _wrong(exercise: Exercise, tried: list[Tried], shown: Tried, answer: Answer) -> Verdict:
    found = shown.difference
    assert found is not None  # what makes it the one to show
    named = name_of(exercise, tried, answer)
    text = found.message
    if not named and found.advice:
        text = f"{text} {found.advice}"
    if shown.case.stage != "value":
        text = f"Right on ordinary inputs, wrong on this one: {shown.case.about}. {text}"
    if named:
        text = f"{named.message}\n{text}"
    elif exercise.builds_on and not shown.outcome.raised:
        others = " and ".join(f"`{id}`" for id in exercise.builds_on)
        text += f"\nIf it calls what you wrote for {others}, what is wrong there shows here too."
    return _verdict(exercise, "wrong", text, looked=found.looked, named=named, shown=shown)


def _altered(exercise: Exercise, tried: list[Tried], altered: Tried) -> Verdict:
    named = name_of_change(exercise, tried)
    text = (
        f"The result is right, but `{_spoilt(exercise, altered)[0]}` was changed by the call: the"
        " caller's data are spoilt. Work on a copy, or write `x = x - m` rather than `x -= m`."
    )
    if named:
        text = f"{named.message}\n{text}"
    return _verdict(exercise, "wrong", text, looked="inputs", named=named)


def _too_dear(
    exercise: Exercise, budget: Budget, answer: Answer, rng: np.random.Generator
) -> Difference | None:
    small = answer.cost(budget.inputs(rng, SMALL), exercise.drive)
    args = budget.inputs(rng, LARGE)
    large = answer.cost(args, exercise.drive)
    for cost in (small, large):
        if isinstance(cost, Raised):
            again = "It was right, and stopped when it was called again: does it keep something?"
            return Difference("runs", f"{again} {stopped(cost)}")
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
    if isinstance(answer, bool) or not isinstance(
        answer, int | float | str | np.integer | np.floating
    ):
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
    path = shown.difference.path if shown and shown.difference else ()
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
        arguments=exercise.arguments(shown.case)
        if shown and isinstance(exercise, Exercise)
        else (),
        leaf=shown.difference.leaf if shown and shown.difference else "",
        want=at(shown.want, path) if shown else None,
        got=at(shown.outcome.value, path) if shown and not shown.outcome.raised else None,
        printed=shown.outcome.printed if shown else "",
        notes=notes,
    )
