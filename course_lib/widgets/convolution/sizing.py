"""How many windows fit: the formula, filled in, and what to do where it does not come out."""

from dataclasses import dataclass
from fractions import Fraction

from course_lib.widgets.convolution.setup import Setup

__all__ = ["Sizing", "sizing"]


@dataclass(frozen=True, slots=True)
class Sizing:
    """out: windows along a side, 0 where there are none; unread: rows that none of them reads.

    Rows are counted from 0, padding included; columns are alike. left: how many the division
    leaves at the end; formula: the lines that work it out; problem: why there is no output;
    advice: what to change where something is never read. Texts are empty where all is well.
    """

    out: int
    left: int
    unread: tuple[int, ...]
    formula: tuple[str, ...]
    problem: str
    advice: str


def sizing(setup: Setup) -> Sizing:
    """Work out the formula for one side of the square."""
    padded = setup.size + 2 * setup.pad
    room = padded - setup.span
    problem = _problem(setup, padded, room)
    out = 0 if problem else room // setup.stride + 1
    left = room % setup.stride if out else 0
    step = 1 if setup.pools else setup.dilation
    read = {i * setup.stride + k * step for i in range(out) for k in range(setup.K)}
    unread = tuple(i for i in range(padded) if i not in read) if out else ()
    advice = _advice(setup, room) if left else ""
    if out > 1 and setup.stride > setup.K:  # in a single one, gaps are the dilation's
        advice = f"The stride is larger than the kernel: between windows pixels go unread. {advice}"
    return Sizing(out, left, unread, _formula(setup, room), problem, advice.strip())


def _formula(setup: Setup, room: int) -> tuple[str, ...]:
    H, K, P, S, D = setup.size, setup.K, setup.pad, setup.stride, setup.dilation
    exact = Fraction(room, S) + 1
    result = f"{_word(Fraction(room))} / {S} + 1 = {_word(exact)}"
    if exact.denominator > 1 and room >= 0:
        result += f", rounded down to {int(exact)}"
    if D > 1 and not setup.pools:
        return (
            "H′ = (H + 2P − D(K − 1) − 1) / S + 1",
            f"= ({H} + 2·{P} − {D}·({K} − 1) − 1) / {S} + 1",
            f"= {result}",
        )
    return "H′ = (H − K + 2P) / S + 1", f"= ({H} − {K} + 2·{P}) / {S} + 1", f"= {result}"


def _problem(setup: Setup, padded: int, room: int) -> str:
    if setup.pools and setup.pad >= setup.K:
        return (
            f"A window of {setup.K} would lie wholly in a padding of {setup.pad}, where there is "
            "nothing to pool. Take less padding, or a larger window."
        )
    if room >= 0:
        return ""
    spread = f" with its gaps (dilation {setup.dilation})" if setup.span > setup.K else ""
    around = f", padding included ({setup.size} + 2·{setup.pad})" if setup.pad else ""
    cures = ["a smaller kernel", "more padding", "a larger picture"]
    if spread:
        cures.insert(0, "less dilation")
    return (
        f"Impossible: the window is {setup.span} wide{spread}, the picture only {padded}{around}. "
        f"It does not fit even once. Take {', '.join(cures[:-1])} or {cures[-1]}."
    )


def _advice(setup: Setup, room: int) -> str:
    left, S = room % setup.stride, setup.stride
    lines = "the last row and column" if left == 1 else f"the last {left} rows and columns"
    lines += " (of the padding) are" if left <= setup.pad else " are"
    fits = [s for s in range(1, 5) if room % s == 0 and s != S]
    cures = [f"stride {' or '.join(map(str, fits))}"]
    cures += [f"padding {p}" for p in range(3) if (room + 2 * (p - setup.pad)) % S == 0
              and room + 2 * (p - setup.pad) >= 0]  # fmt: skip
    cures.append(f"a picture of {setup.size - left} or {setup.size - left + S}")
    return f"{room} does not divide by {S}: {lines} never read. It fits with {', '.join(cures)}."


def _word(number: Fraction) -> str:
    text = str(int(number)) if number.denominator == 1 else f"{float(number):.2f}".rstrip("0")
    return text.replace("-", "−")
