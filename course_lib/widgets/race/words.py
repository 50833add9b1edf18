"""A race in words: what a screen reader, a saved notebook and a question are told."""

import numpy as np

from course_lib.widgets.race.run import Ghost, Racer, Run
from course_lib.widgets.race.settings import label

__all__ = [
    "LANDSCAPE_WORDS",
    "QUESTIONS",
    "answer",
    "describe",
    "mine_words",
    "right",
    "target_words",
]

LANDSCAPE_WORDS = {
    "quadratic": "Narrow valley",
    "saddle": "Saddle",
    "rosenbrock": "Rosenbrock's bent valley",
    "beale": "Beale's cliffs",
    "himmelblau": "Himmelblau's four valleys",
    "plateau": "Plateau",
    "minibatch": "Minibatches",
}
QUESTIONS = {
    "diverges": "Which one diverges first?",
    "arrives": "Which one arrives first?",
}


def right(run: Run, question: str) -> tuple[str, ...]:
    """Give the names that answer a question rightly: none, one, or those that tie."""
    steps = {racer.name: _when(racer, question) for racer in run.racers}
    first = min((step for step in steps.values() if step >= 0), default=None)
    return tuple(name for name, step in steps.items() if step == first)


def answer(run: Run, question: str) -> str:
    """Give the answer to a question in a sentence."""
    names = right(run, question)
    steps = run.settings.steps
    below = f"below {run.settings.target:g}"
    if not names:
        none = "diverges" if question == "diverges" else f"comes {below}"
        return f"None of them {none} within {steps} steps."
    step = next(_when(racer, question) for racer in run.racers if racer.name == names[0])
    who = _joined([label(name) for name in names])
    verb = ("diverge" if question == "diverges" else "come") + ("" if len(names) > 1 else "s")
    return f"{who} {verb}{'' if question == 'diverges' else ' ' + below} first, at step {step}."


def target_words(run: Run, within: int) -> str:
    """Say who comes below the target within so many steps."""
    goal = f"Below {run.settings.target:g} in {within} steps"
    met = [racer for racer in run.racers if 0 <= racer.arrived <= within]
    if not met:
        return f"{goal}: nobody yet."
    met.sort(key=lambda racer: racer.arrived)
    return f"{goal}: met by {_joined([f'{racer.label} ({racer.arrived})' for racer in met])}."


def mine_words(run: Run) -> str:
    """Say what is wrong with the student's step, if anything, and how it compares."""
    words = ""
    if run.ghost is not None:
        yours = run.racers[-1]
        stopped = run.fault and yours.last < run.settings.steps and not yours.left
        # One that stopped did not get far enough to compare.
        words = "" if stopped else _compared(yours, run.ghost)
    return " ".join(filter(None, [run.fault, words, run.note]))


def describe(run: Run) -> str:
    """Say in words what the picture of a race shows."""
    s = run.settings
    parts = [f"{racer.label} {_fate(racer, s.target)}" for racer in run.racers]
    rates = "each at its best rate" if s.best_rates else f"all at rate {s.lr:g}"
    text = (
        f"{LANDSCAPE_WORDS[s.surface]}: the paths of {len(run.racers)} optimisers from "
        f"{_point(s.start)}, {rates}, {s.steps} steps. " + "; ".join(parts) + "."
    )
    return " ".join(filter(None, [text, mine_words(run)]))


def _compared(yours: Racer, ghost: Ghost) -> str:
    """Say how the student's step compares with the reference."""
    like = ghost.racer
    if ghost.parted >= 0:
        moves = _told_apart(yours, like, ghost.parted)
        return (
            f"Your step parts from {like.label} at step {ghost.parted}: "
            f"yours {moves[0]}, {like.label} {moves[1]}."
        )
    words = f"Your step does what {like.label} does, at all {yours.last} steps."
    if ghost.drifted >= 0:
        words += (
            f" That the paths part at step {ghost.drifted} is rounding: here the landscape makes "
            "a difference in the sixteenth digit grow at every step."
        )
    return words


def _told_apart(yours: Racer, like: Racer, k: int) -> list[str]:
    """Say of both what they did at step k, in as many digits as it takes to tell them apart."""
    both = (yours, like)
    if any(racer.left and racer.last <= k for racer in both):
        return ["goes far off the picture" if r.left and r.last <= k else _move(r, k) for r in both]
    moves = [_move(racer, k) for racer in both]
    if moves[0] != moves[1]:
        return moves
    # They came apart bit by bit, and this step is as good as the same.
    places = [[f"goes to {_point(r.path[k, :2], n)}" for r in both] for n in range(3, 10)]
    return next((pair for pair in places if pair[0] != pair[1]), places[-1])


def _move(racer: Racer, k: int) -> str:
    places = racer.path[k - 1 : k + 1, :2]
    # A path is float32: digits of the step below the last one of its ends mean nothing.
    digits = -int(np.ceil(np.log10(2 * np.spacing(np.abs(places).max()))))
    step = np.diff(places.astype(float), axis=0)[0].round(digits)
    return "moves by " + "({:+.3g}, {:+.3g})".format(*step).replace("-", "−")


def _fate(racer: Racer, target: float) -> str:
    if racer.left:
        return f"diverges at step {racer.last}"
    if racer.arrived >= 0:
        return f"is below {target:g} from step {racer.arrived}"
    return f"ends {racer.path[racer.last, 2]:.2g} above the lowest"


def _when(racer: Racer, question: str) -> int:
    return (racer.last if racer.left else -1) if question == "diverges" else racer.arrived


def _joined(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _point(w: object, digits: int = 3) -> str:
    x, y = (float(v) for v in w)  # type: ignore[attr-defined]
    return f"({x:.{digits}g}, {y:.{digits}g})".replace("-", "−")
