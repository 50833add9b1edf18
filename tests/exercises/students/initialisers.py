"""Initialisers, and the count of units that differ, as students write them."""

import math

import numpy as np

from .kept import kept

UNITS, right, wrong = kept()


@right("a list of what was seen")
def u1(w1, w2):
    seen = []
    for j in range(w1.shape[1]):
        me = np.concatenate([w1[:, j], w2[j]])
        if not any(np.allclose(me, other, rtol=0, atol=1e-6) for other in seen):
            seen.append(me)
    return len(seen)


@right("a set of rounded tuples")
def u2(w1, w2):
    units = set()
    for j in range(w2.shape[0]):
        units.add(tuple(np.round(w1[:, j], 6) + 0.0) + tuple(np.round(w2[j, :], 6) + 0.0))
    return len(units)


@right("np.unique over rounded rows")
def u3(w1, w2):
    both = np.hstack([w1.T, w2])
    return np.unique(both.round(5) + 0.0, axis=0).shape[0]


@right("differences of all pairs")
def u4(w1, w2):
    both = np.vstack([w1, w2.T])
    far = np.abs(both[:, :, None] - both[:, None, :]).max(axis=0)
    earlier = np.tril(far < 1e-6, -1)
    return int((~earlier.any(axis=1)).sum())


@wrong("exact comparison", "to-the-last-digit")
def u5(w1, w2):
    return len(np.unique(np.hstack([w1.T, w2]), axis=0))


@wrong("incoming weights alone", "weights-in-alone")
def u6(w1, w2):
    return len(np.unique(np.round(w1.T, 6), axis=0))


@wrong("rows of w1", "inputs-in-place-of-units")
def u7(w1, w2):
    return len({tuple(r) for r in np.round(w1, 6)})


@wrong("the rank", "rank-of-w1")
def u8(w1, w2):
    return int(np.linalg.matrix_rank(w1))


@wrong("all of them", "all-of-them")
def u9(w1, w2):
    return w1.shape[1]


@wrong("compared with the first only", "beside-the-first-only")
def u10(w1, w2):
    n = 1
    for j in range(1, w1.shape[1]):
        if not (np.allclose(w1[:, j], w1[:, 0]) and np.allclose(w2[j], w2[0])):
            n += 1
    return n


@wrong("yes or no")
def u11(w1, w2):
    return bool(np.ptp(w1, axis=1).max() < 1e-6)


def drawn(formula):
    """Normal numbers of the standard deviation that the formula gives for fan_in and fan_out."""

    def init(shape, rng):
        n_in = shape[0] if len(shape) == 2 else int(np.prod(shape[1:]))
        n_out = shape[1] if len(shape) == 2 else int(shape[0] * np.prod(shape[2:]))
        return formula(n_in, n_out, shape, rng)

    return init


XAVIER, right, wrong = kept()


@right("randn over the root")
def x1(shape, rng):
    fan_in = shape[0] if len(shape) == 2 else shape[1] * shape[2] * shape[3]
    return rng.standard_normal(shape) / np.sqrt(fan_in)


@right("uniform of the same spread")
def x2(shape, rng):
    fan_in = shape[0] if len(shape) == 2 else int(np.prod(shape[1:]))
    limit = math.sqrt(3 / fan_in)
    return rng.uniform(-limit, limit, size=shape)


@right("a double loop")
def x3(shape, rng):
    fan_in = shape[0] if len(shape) == 2 else np.prod(shape) // shape[0]
    w = np.empty(int(np.prod(shape)))
    for i in range(len(w)):
        w[i] = rng.normal(0, (1.0 / fan_in) ** 0.5)
    return w.reshape(shape)


@right("float32")
def x4(shape, rng):
    D = shape[0] if len(shape) < 4 else math.prod(shape[1:])
    return (rng.normal(size=shape) * D**-0.5).astype(np.float32)


wrong("he's", "two-over-fan-in")(drawn(lambda n, m, s, r: r.normal(size=s) * np.sqrt(2 / n)))
wrong("variance for deviation", "no-root-of-one")(drawn(lambda n, m, s, r: r.normal(0, 1 / n, s)))
wrong("fan out", "one-over-fan-out")(drawn(lambda n, m, s, r: r.normal(0, np.sqrt(1 / m), s)))
wrong("both fans", "mean-of-both-fans")(
    drawn(lambda n, m, s, r: r.normal(0, np.sqrt(2 / (n + m)), s))
)
wrong("both fans, undoubled", "sum-of-both-fans")(
    drawn(lambda n, m, s, r: r.normal(0, np.sqrt(1 / (n + m)), s))
)
wrong("zeros", "all-zeros")(lambda shape, rng: np.zeros(shape))
wrong("ones", "one-constant")(lambda shape, rng: np.ones(shape))
wrong("no scale", "deviation-of-one")(lambda shape, rng: rng.standard_normal(shape))
wrong("0.01", "fixed-deviation")(lambda shape, rng: 0.01 * rng.standard_normal(shape))
wrong("0.001", "fixed-deviation")(lambda shape, rng: 0.001 * rng.standard_normal(shape))
wrong("torch's own", "deviation-for-a-limit")(
    drawn(lambda n, m, s, r: r.uniform(-1 / np.sqrt(n), 1 / np.sqrt(n), s)),
)
wrong("from 0 to 1", "from-zero-to-one")(drawn(lambda n, m, s, r: r.random(s) / np.sqrt(n)))
wrong("times the root", "multiplied-by-the-root")(
    drawn(lambda n, m, s, r: r.normal(size=s) * np.sqrt(n))
)
wrong("glorot's uniform", "mean-of-both-fans")(
    drawn(lambda n, m, s, r: r.uniform(-np.sqrt(6 / (n + m)), np.sqrt(6 / (n + m)), s)),
)
wrong("the global generator", "global-generator")(
    drawn(lambda n, m, s, r: np.random.randn(*s) / np.sqrt(n))
)
wrong("a generator of its own", "generator-of-its-own")(
    drawn(lambda n, m, s, r: np.random.default_rng(42).normal(size=s) / np.sqrt(n))
)
wrong("one row for all", "one-row-copied")(
    drawn(lambda n, m, s, r: np.broadcast_to(r.normal(size=s[1:]), s) / np.sqrt(n))
)
wrong("absolute values", "only-positive")(
    drawn(lambda n, m, s, r: np.abs(r.normal(size=s)) / np.sqrt(n))
)


@wrong("shape[0] for conv, too", "filters-counted-as-inputs")
def xw1(shape, rng):
    return rng.normal(size=shape) / np.sqrt(shape[0])


@wrong("all but the last axis", "all-but-the-last-axis")
def xw2(shape, rng):
    return rng.normal(size=shape) / np.sqrt(np.prod(shape[:-1]))


@wrong("channels alone", "pixels-left-out")
def xw3(shape, rng):
    fan_in = shape[0] if len(shape) == 2 else shape[1]
    return rng.normal(size=shape) / np.sqrt(fan_in)


@wrong("turned")
def xw4(shape, rng):
    return rng.normal(size=shape[::-1]) / np.sqrt(shape[0])


@wrong("all but the first axis, affine too", "outputs-counted-as-inputs")
def all_but_the_first(shape, rng):
    return rng.normal(size=shape) / np.sqrt(np.prod(shape[1:]))


@wrong("1 / shape[0]", "no-root-of-axis-0")
def one_over_axis_0(shape, rng):
    return rng.normal(0, 1 / shape[0], shape)


GLOROT, right, wrong = kept()
right("normal")(drawn(lambda n, m, s, r: r.normal(0, np.sqrt(2 / (n + m)), s)))
right("uniform")(
    drawn(lambda n, m, s, r: r.uniform(-1, 1, s) * np.sqrt(6 / (n + m))),
)
right("by the mean fan")(drawn(lambda n, m, s, r: r.standard_normal(size=s) / np.sqrt((n + m) / 2)))
wrong("fan in", "one-over-fan-in")(drawn(lambda n, m, s, r: r.normal(0, np.sqrt(1 / n), s)))
wrong("undoubled", "sum-of-both-fans")(
    drawn(lambda n, m, s, r: r.normal(0, np.sqrt(1 / (n + m)), s))
)
wrong("the uniform's limit for a deviation", "limit-for-a-deviation-of-both")(
    drawn(lambda n, m, s, r: r.normal(0, np.sqrt(6 / (n + m)), s))
)
wrong("a deviation for the limit", "deviation-for-a-limit-of-both")(
    drawn(lambda n, m, s, r: r.uniform(-np.sqrt(2 / (n + m)), np.sqrt(2 / (n + m)), s))
)
wrong("mean of the roots")(
    drawn(lambda n, m, s, r: r.normal(size=s) * (1 / np.sqrt(n) + 1 / np.sqrt(m)) / 2)
)

HE, right, wrong = kept()
right("normal")(drawn(lambda n, m, s, r: r.normal(0, np.sqrt(2 / n), s)))
right("halved fan")(drawn(lambda n, m, s, r: r.standard_normal(s) / np.sqrt(n / 2)))
right("uniform")(drawn(lambda n, m, s, r: r.uniform(-np.sqrt(6 / n), np.sqrt(6 / n), s)))
wrong("xavier's", "one-over-fan-in")(drawn(lambda n, m, s, r: r.normal(0, np.sqrt(1 / n), s)))
wrong("two outside the root", "two-outside-the-root")(
    drawn(lambda n, m, s, r: r.normal(size=s) * 2 / np.sqrt(n))
)
wrong("two under the fraction", "two-on-the-wrong-side")(
    drawn(lambda n, m, s, r: r.normal(size=s) / np.sqrt(2 * n))
)
wrong("no root", "no-root-of-two")(drawn(lambda n, m, s, r: r.normal(size=s) * (2 / n)))
wrong("fan out", "two-over-fan-out")(drawn(lambda n, m, s, r: r.normal(size=s) * np.sqrt(2 / m)))


@wrong("all but the first axis, affine too", "outputs-counted-as-inputs-of-two")
def two_over_all_but_the_first(shape, rng):
    return rng.normal(size=shape) * np.sqrt(2 / np.prod(shape[1:]))


MENDED, right, wrong = kept()


@right("the half taken out")
def m1(fan_in, fan_out, rng):
    return rng.standard_normal((fan_in, fan_out)) / np.sqrt(fan_in)


@right("normal with a scale")
def m2(fan_in, fan_out, rng):
    return rng.normal(loc=0.0, scale=fan_in**-0.5, size=(fan_in, fan_out))


@wrong("as it stood", "flawed-as-it-was")
def m3(fan_in, fan_out, rng):
    return rng.normal(size=(fan_in, fan_out)) / np.sqrt(fan_in / 2)


@wrong("doubled in place of halved", "two-multiplied")
def m4(fan_in, fan_out, rng):
    return rng.normal(size=(fan_in, fan_out)) / np.sqrt(fan_in * 2)


@wrong("fan out in its place", "fan-out-in-its-place")
def m5(fan_in, fan_out, rng):
    return rng.normal(size=(fan_in, fan_out)) / np.sqrt(fan_out)


BY_EXERCISE = {
    "distinct-units": UNITS,
    "xavier-init": XAVIER,
    "glorot-init": GLOROT,
    "he-init": HE,
    "xavier-mended": MENDED,
}
