"""Augmentation: zeros around every image, and a window of the old size out of it."""

import numpy as np

from course_lib.checking import Case, Exercise, Measured, Mistake
from course_lib.exercises.regularisation.chance import beside, generator, marked, one, share
from course_lib.exercises.regularisation.epochs import pairs_of, ten_epochs


def random_crop(x, rng, pad):
    raise NotImplementedError


def images(rng):
    def batch(N, C, H, W, pad):
        return rng.uniform(0.1, 1, size=(N, C, H, W)), generator(rng), pad

    return (
        Case(batch(41, 1, 5, 7, 2), "41 images, pad 2"),
        Case(batch(51, 3, 7, 6, 1), "51 colour images, pad 1"),
        Case(batch(61, 2, 6, 9, 3), "61 images, pad 3"),
        Case(batch(31, 2, 4, 5, 0), "pad 0: nothing can move", "generality"),
    )


def where_it_was_cut(args, got):
    """The place of each window, found by trying all: each as likely, down and across."""
    x, _rng, pad = args
    places = {mode: _places(x, got, pad, mode) for mode in ("constant", "wrap", "edge")}
    down, across = places.pop("constant")
    missing = down < 0
    again, copied = ((there >= 0) & missing for there, _ in places.values())
    whole = {
        "the share of images that come in again on the other side": Measured(again.mean(), 0, 0),
        "the share of images with copies of their edge": Measured(copied.mean(), 0, 0),
        "the share of images that are a window of their own padded image": Measured(
            1 - missing.mean(), 1, 0
        ),
    }
    return whole if missing.any() or not pad else {**whole, **_spread(down, across, pad)}


def _spread(down, across, pad):
    """Each of the 2 * pad + 1 places is as likely as the others, each draw a new one."""
    n, odds, middle = down.size, 1 / (2 * pad + 1), beside(down.size, pad, pad)
    within, between = pairs_of(down)
    last_down, last_across, equal = down == 2 * pad, across == 2 * pad, down == across
    return {
        "the mean place of the window, down": Measured(down.mean(), pad, middle),
        "the mean place of the window, across": Measured(across.mean(), pad, middle),
        "the share of windows in the last place, down": share(last_down.mean(), odds, n),
        "the share of windows in the last place, across": share(last_across.mean(), odds, n),
        "the share of windows that are as far down as across": share(equal.mean(), odds, n),
        "the share of the pairs of images that are cut equally far down": share(
            within.mean(), odds, within.size
        ),
        "the share of the images that two calls cut equally far down": share(
            between.mean(), odds, between.size
        ),
    }


def _places(x, got, pad, mode):
    """Rows and columns at which each window was cut, -1 where it is none."""
    H, W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode=mode)
    down, across = (np.full(got.shape[:2], -1) for _ in range(2))
    for i in range(2 * pad + 1):
        for j in range(2 * pad + 1):
            window = padded[:, :, i : i + H, j : j + W]
            there = np.abs(got - window).max(axis=(2, 3, 4)) < 1e-6
            down[there], across[there] = i, j
    return down, across


def window_by_window(x, rng, pad):
    N, _, H, W = x.shape
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    tops, lefts = rng.integers(0, 2 * pad + 1, size=(2, N))
    return np.stack(
        [image[:, i : i + H, j : j + W] for image, i, j in zip(padded, tops, lefts, strict=True)]
    )


def shifted_into_zeros(x, rng, pad):
    N, C, H, W = x.shape
    out = np.zeros_like(x)
    for n in range(N):
        big = np.zeros((C, H + 2 * pad, W + 2 * pad))
        big[:, pad : pad + H, pad : pad + W] = x[n]
        i, j = rng.choice(2 * pad + 1), int(rng.random() * (2 * pad + 1))
        out[n] = big[:, i : i + H, j : j + W]
    return out


def by_indices(x, rng, pad):
    N, C, H, W = x.shape
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    rows = rng.integers(0, 2 * pad, size=N, endpoint=True)[:, None] + np.arange(H)
    columns = rng.integers(0, 2 * pad, size=N, endpoint=True)[:, None] + np.arange(W)
    return padded[
        np.arange(N)[:, None, None, None],
        np.arange(C)[:, None, None],
        rows[:, None, :, None],
        columns[:, None, None, :],
    ]


def one_place_for_all(x, rng, pad):
    H, W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    i, j = rng.integers(0, 2 * pad + 1, size=2)
    return padded[:, :, i : i + H, j : j + W].copy()


def last_place_never(x, rng, pad):
    H, W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    places = rng.integers(0, max(2 * pad, 1), size=(len(x), 2))
    return np.stack([a[:, i : i + H, j : j + W] for a, (i, j) in zip(padded, places, strict=True)])


def up_to_pad_only(x, rng, pad):
    H, W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    places = rng.integers(0, pad + 1, size=(len(x), 2))
    return np.stack([a[:, i : i + H, j : j + W] for a, (i, j) in zip(padded, places, strict=True)])


def same_place_down_and_across(x, rng, pad):
    H, W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    places = rng.integers(0, 2 * pad + 1, size=len(x))
    return np.stack([a[:, i : i + H, i : i + W] for a, i in zip(padded, places, strict=True)])


def rolled(x, rng, pad):
    moves = rng.integers(-pad, pad + 1, size=(len(x), 2))
    return np.stack([np.roll(a, m, axis=(1, 2)) for a, m in zip(x, moves, strict=True)])


def edges_repeated(x, rng, pad):
    H, W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode="edge")
    places = rng.integers(0, 2 * pad + 1, size=(len(x), 2))
    return np.stack([a[:, i : i + H, j : j + W] for a, (i, j) in zip(padded, places, strict=True)])


def always_the_middle(x, rng, pad):
    H, W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    return padded[:, :, pad : pad + H, pad : pad + W].copy()


def padded_and_not_cut(x, rng, pad):
    return np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))


def images_drawn_too(x, rng, pad):
    H, W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    out = []
    for _ in range(len(x)):
        n = rng.integers(len(x))
        i, j = rng.integers(0, 2 * pad + 1, size=2)
        out.append(padded[n, :, i : i + H, j : j + W])
    return np.array(out)


def across_alone(x, rng, pad):
    H, W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    lefts = rng.integers(0, 2 * pad + 1, size=len(x))
    return np.stack([a[:, pad : pad + H, j : j + W] for a, j in zip(padded, lefts, strict=True)])


RANDOM_CROP = Exercise(
    id="random-crop",
    title="Augmentation: crop",
    points=2,
    concepts=("data-augmentation",),
    stub=random_crop,
    reference=window_by_window,
    cases=images,
    drive=ten_epochs,
    measure=where_it_was_cut,
    alternatives=(shifted_into_zeros, by_indices),
    mistakes=(
        Mistake(
            one_place_for_all,
            "You cut all images at one place. Each should have its own.",
            marked(where_it_was_cut, ("pairs of images", one)),
        ),
        Mistake(
            last_place_never,
            "Your windows never reach the last place. They should lie at 0 to 2 * pad, and"
            " rng.integers(0, n) ends before n: write 2 * pad + 1.",
        ),
        Mistake(
            up_to_pad_only,
            "Your windows lie at 0 to pad, so images move one way only. They should lie at 0 to"
            " 2 * pad: there is padding on both sides.",
        ),
        Mistake(
            same_place_down_and_across,
            "Your windows are always as far down as across. There should be two draws.",
        ),
        Mistake(
            rolled,
            "What leaves your image on one side comes in on the other. There should be zeros:"
            " pad first.",
            marked(where_it_was_cut, ("on the other side", lambda found, _args: found > 0.5)),
        ),
        Mistake(
            edges_repeated,
            "You pad with copies of the edge; it should be zeros: np.pad(x, ...).",
            marked(where_it_was_cut, ("copies of their edge", lambda found, _args: found > 0.5)),
        ),
        Mistake(always_the_middle, "Your window is always in the middle, so nothing moves."),
        Mistake(padded_and_not_cut, "You pad and do not cut: the images should keep their size."),
        Mistake(
            images_drawn_too,
            "You draw which image is cut as well, so it gets another one's label. Window n should"
            " come from image n.",
        ),
        Mistake(across_alone, "Your windows move across only; they should move down as well."),
    ),
    hints=(
        "Pad H and W alone: np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad))).",
        "The window can begin in rows 0 to 2 * pad: rng.integers(0, 2 * pad + 1). Draw for every"
        " image, down and across.",
        "window = padded[n, :, i : i + H, j : j + W], for each n; np.stack makes a batch of them.",
    ),
)
