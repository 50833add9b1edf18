"""What happens at a window, in a sentence with its numbers; and what the whole costs."""

import numpy as np

from course_lib._shapes import Array
from course_lib.widgets.convolution.setup import BIAS
from course_lib.widgets.convolution.windows import Work
from course_lib.widgets.explorer import in_words

__all__ = ["costs", "describe", "number", "sentence"]

MANY = 27  # terms that are still written out one by one


def number(value: float) -> str:
    """A number of the picture: whole, or with two digits after the point."""
    if np.isinf(value):
        return "−∞"
    return in_words(round(float(value), 2), 5)


def sentence(done: Work, t: int) -> str:
    """Say what window `t` does."""
    row, column = divmod(t, done.sizing.out)
    head = f"Window {t + 1} of {done.sizing.out**2}, row {row + 1}, column {column + 1}: "
    if done.setup.backward:
        dropped = " What falls on the padding is dropped." if done.setup.pad else ""
        return head + _backward(done, t) + dropped
    if done.w is None:
        return head + _pooled(done, t)
    return head + _summed(done, t)


def costs(done: Work) -> str:
    """Say how many weights there are and what they cost, in numbers."""
    setup, out = done.setup, done.sizing.out
    if done.w is None:
        return "Weights: none. There is nothing to learn in a pool."
    K, C = setup.K, setup.C
    weights = f"Weights of one filter: C·K·K + 1 = {C}·{K}·{K} + 1 = {C * K * K + 1}."
    if not out:
        return weights
    products = out * out * C * K * K
    return f"{weights} Multiply-adds: H′·W′·C·K·K = {out}·{out}·{C}·{K}·{K} = {products:,}."


def describe(done: Work, t: int) -> str:
    """The whole in words, for a picture that stands still."""
    setup = done.setup
    what = {"convolution": "Convolution", "max pool": "Max pooling"}.get(
        setup.operation, "Average pooling"
    )
    way = " backward" if setup.backward else ""
    moves = f"kernel {setup.K}, stride {setup.stride}, padding {setup.pad}"
    if not setup.pools:
        moves += f", dilation {setup.dilation}"
    head = f"{what}{way} over {setup.size} by {setup.size}, {_channels(setup.C)}; {moves}."
    if done.sizing.problem:
        return f"{head} {done.sizing.problem}"
    return f"{head} Output {done.sizing.out} by {done.sizing.out}. {sentence(done, t)}"


def _channels(C: int) -> str:
    return "1 channel" if C == 1 else f"{C} channels"


def _signed(value: float) -> str:
    return f"({number(value)})" if value < 0 else number(value)


def _summed(done: Work, t: int) -> str:
    window, w = done.window(t), done.w
    assert w is not None  # a pool sums nothing
    total = number(done.out[0].flat[t])
    if window.size <= MANY:
        pairs = zip(window.flat, w.flat, strict=True)
        terms = " + ".join(f"{_signed(x)}·{_signed(v)}" for x, v in pairs)
        return f"{terms} + bias {BIAS} = {total}."
    sums = (window * w).sum(axis=(1, 2))
    if len(sums) == 1:
        return f"{window.size} products, together {number(sums[0])}; + bias {BIAS} = {total}."
    each = " + ".join(_signed(s) for s in sums)
    return f"{each} ({window[0].size} products from each channel) + bias {BIAS} = {total}."


def _pooled(done: Work, t: int) -> str:
    outs = done.out.reshape(len(done.out), -1)[:, t]
    parts = []
    for c, (window, out) in enumerate(zip(done.window(t), outs, strict=True)):
        where = f"channel {c + 1}: " if len(outs) > 1 else ""
        listed = [number(v) for v in window.flat]
        if done.setup.operation == "max pool":
            parts.append(f"{where}the largest of {', '.join(listed)} is {number(out)}")
        else:
            total = " + ".join(_signed(v) for v in window.flat)
            parts.append(f"{where}({total}) / {window.size} = {number(out)}")
    return "; ".join(parts) + "."


def _backward(done: Work, t: int) -> str:
    douts = [number(v) for v in done.dout.reshape(len(done.dout), -1)[:, t]]
    if done.w is not None:
        return (
            f"dout is {douts[0]} here. Every cell of the window gets {douts[0]} × the weight that "
            "stood on it; where windows overlap, the shares add up."
        )
    if done.setup.operation == "average pool":
        n = done.setup.K**2
        shares = [number(v) for v in done.gives[t][:, 0, 0]]
        return f"dout {_list(douts)} is shared: {_list(shares)} to each of the {n} cells."
    winners = [number(v) for v in _winners(done, t)]
    return f"dout {_list(douts)} goes to the cell that won, {_list(winners)}, and to no other."


def _winners(done: Work, t: int) -> Array:
    return done.window(t).reshape(len(done.padded), -1).max(axis=1)


def _list(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
