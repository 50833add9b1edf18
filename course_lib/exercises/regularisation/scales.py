"""Augmentation: every image enlarged or shrunk about its middle."""

import numpy as np

from course_lib.checking import Case, Exercise, Measured, Mistake, slip
from course_lib.exercises.regularisation.chance import even_mean, generator, marked, one, share
from course_lib.exercises.regularisation.epochs import pairs_of, ten_epochs

ZERO = 10.0  # what pixel 0 holds: a pixel that is 0 came from outside
ASIDE = 0.3  # of a pixel; rounding down is 0.5 off, the middle taken for H / 2 up to 0.25
BLUR = 0.09  # how exactly a factor is read off an image of some 20 pixels


def random_scale(x, rng, low, high):
    raise NotImplementedError


def images(rng):
    """The first channel tells the row of each pixel, the second its column."""

    def batch(N, H, W, low, high):
        rows, columns = np.meshgrid(np.arange(H), np.arange(W), indexing="ij")
        x = np.tile(np.stack([rows, columns]) + ZERO, (N, 1, 1, 1)).astype(np.float32)
        return x, generator(rng), low, high

    return (
        Case(batch(23, 19, 17, 0.7, 1.2), "23 images, 0.7 to 1.2 times as large"),
        Case(batch(25, 17, 21, 0.8, 1.6), "25 images, 0.8 to 1.6 times as large"),
        Case(batch(21, 21, 23, 0.6, 0.9), "21 images, all made smaller", "generality"),
    )


def how_it_was_scaled(args, got):
    """The factor of each image, read off it, and whether its pixels come from where they should."""
    x, _rng, low, high = args
    H, W = x.shape[2:]
    rows, columns = got[:, :, 0, :, W // 2] - ZERO, got[:, :, 1, H // 2, :] - ZERO
    down, across = _factors(rows), _factors(columns)
    middle = np.abs(rows[:, :, H // 2] - H // 2) < 0.6
    larger = down > (low + high) / 2
    within, between = pairs_of(larger)
    unmoved = np.abs(columns - np.arange(W)).max(axis=2) < 0.6
    return {
        "the share of images whose middle stays": Measured(middle.mean(), 1, 0),
        "the share of images whose columns all stay": Measured(unmoved.mean(), 0, 0.5),
        "the largest difference of the factors down and across": Measured(
            np.abs(down - across).max(), 0, 2 * BLUR
        ),
        "the smallest factor": Measured(down.min(), (low + high) / 2, (high - low) / 2 + BLUR),
        "the largest factor": Measured(down.max(), (low + high) / 2, (high - low) / 2 + BLUR),
        "the share of pixels that come from where they should": Measured(
            min(_in_place(rows, down), _in_place(columns, across)), 1, 0
        ),
        "how many pixels off to one side they come from, on the mean": Measured(
            max(_aside(rows, down), _aside(columns, across), key=abs), 0, ASIDE
        ),
        "the mean factor": even_mean(down.mean(), low, high, down.size, slack=BLUR),
        "the share of the pairs of images that are both larger or both smaller than usual": share(
            within.mean(), 0.5, within.size
        ),
        "the share of the images that two calls treat alike": share(
            between.mean(), 0.5, between.size
        ),
    }


def _factors(places):
    """Of lines of pixels (10, N, n) that tell where they come from; 0 where none can be read."""
    there = places > -ZERO + 0.5
    inside = np.zeros_like(there)
    # The outermost pixels may be a mixture of the image and of nothing.
    inside[:, :, 1:-1] = there[:, :, :-2] & there[:, :, 1:-1] & there[:, :, 2:]
    count = np.maximum(inside.sum(axis=2, keepdims=True), 1)
    at = np.arange(places.shape[2])
    at = at - (inside * at).sum(axis=2, keepdims=True) / count
    slope = (inside * at * places).sum(axis=2) / np.maximum((inside * at**2).sum(axis=2), 1)
    return np.where(slope > 0.1, 1 / np.maximum(slope, 0.1), 0)


def _source(n, factors):
    """Where pixels 0 to n - 1 of images enlarged by these factors should come from, (10, N, n)."""
    middle = (n - 1) / 2
    return (np.arange(n) - middle) / np.maximum(factors, 0.1)[:, :, None] + middle


def _aside(places, factors):
    """How far pixels well inside come from beside where they should, with its sign."""
    n = places.shape[2]
    source = _source(n, factors)
    there = (source > 1) & (source < n - 2) & (places > -ZERO + 0.5)
    return (places - source)[there].mean() if there.any() else 0.0


def _in_place(places, factors):
    """Whatever the way of rounding: a pixel off at most, and 0 where there was no image."""
    n = places.shape[2]
    source = _source(n, factors)
    well_inside, outside = (source > 1) & (source < n - 2), (source < -1) | (source > n)
    off = well_inside & (np.abs(places - source) > 1.1) | outside & (np.abs(places + ZERO) > 0.5)
    return 1 - off.mean()


def corner_stays(_case, got, _want):
    """A sign: it is pixel (0, 0) that stays, not the middle."""
    middle = got[:, :, 0, got.shape[3] // 2, got.shape[4] // 2]
    stays = np.abs(middle - ZERO - got.shape[3] // 2) < 0.6
    return bool((got[:, :, 0, 0, 0] == ZERO).all() and not stays.all())


def below_its_place(case, got, _want):
    """A sign: on the mean, pixels come from half a pixel below their place."""
    found = how_it_was_scaled(case.args, got)
    return bool(
        abs(found["how many pixels off to one side they come from, on the mean"].got + 0.5) < 0.15
    )


def full_of_holes(case, got, _want):
    """A sign: where an image grows, a pixel without anything has some on either side."""
    if case.args[3] <= 1:
        return None
    lit = got[:, :, 0, :, got.shape[4] // 2] > 0.5
    return bool((lit[:, :, :-2] & ~lit[:, :, 1:-1] & lit[:, :, 2:]).any())


def only_brighter(case, got, _want):
    """A sign: each image is its old one, times a number."""
    factor = got / case.args[0]
    return bool(np.ptp(factor, axis=(2, 3, 4)).max() < 1e-5 and np.ptp(factor) > 1e-3)


def no_zeros(case, got, _want):
    """A sign: images that shrink are full, and their first row is the first of the image."""
    if case.args[2] >= 1:
        return None
    return bool(got.min() >= ZERO and (got[:, :, 0, 0] <= ZERO + got.shape[3] // 2).all())


def far_side_comes_in(case, got, _want):
    """A sign: somewhere the first row is one of the last."""
    return bool((got[:, :, 0, 0] > ZERO + got.shape[3] / 2).any() and got.max() > ZERO)


def nearest_pixel(x, rng, low, high):
    _, _, H, W = x.shape
    out = np.zeros_like(x)
    for n, factor in enumerate(rng.uniform(low, high, size=len(x))):
        rows = np.round((np.arange(H) - (H - 1) / 2) / factor + (H - 1) / 2).astype(int)
        columns = np.round((np.arange(W) - (W - 1) / 2) / factor + (W - 1) / 2).astype(int)
        i = np.flatnonzero((rows >= 0) & (rows < H))
        j = np.flatnonzero((columns >= 0) & (columns < W))
        out[n][:, i[:, None], j] = x[n][:, rows[i][:, None], columns[j]]
    return out


def pixel_by_pixel(x, rng, low, high):
    N, _, H, W = x.shape
    out = np.zeros(x.shape)
    for n in range(N):
        factor = low + (high - low) * rng.random()
        rows = [int(np.floor((i - (H - 1) / 2) / factor + H / 2)) for i in range(H)]
        columns = [int(np.floor((j - (W - 1) / 2) / factor + W / 2)) for j in range(W)]
        for i, row in enumerate(rows):
            for j, column in enumerate(columns):
                if 0 <= row < H and 0 <= column < W:
                    out[n, :, i, j] = x[n, :, row, column]
    return out


def all_images_at_once(x, rng, low, high):
    def lines(size, factors):
        middle = (size - 1) / 2
        at = np.rint((np.arange(size) - middle) / factors[:, None] + middle).astype(int)
        return np.clip(at, 0, size - 1), (at >= 0) & (at < size)

    factors = rng.uniform(low, high, size=len(x))
    (rows, has_row), (columns, has_column) = (lines(size, factors) for size in x.shape[2:])
    images, channels = np.ogrid[: len(x), : x.shape[1]]
    picked = x[
        images[:, :, None, None],
        channels[:, :, None, None],
        rows[:, None, :, None],
        columns[:, None, None, :],
    ]
    return picked * has_row[:, None, :, None] * has_column[:, None, None, :]


# Wrong ones.


def from_the_corner(x, rng, low, high):
    _, _, H, W = x.shape
    out = np.zeros_like(x)
    for n, factor in enumerate(rng.uniform(low, high, size=len(x))):
        rows, columns = (np.round(np.arange(size) / factor).astype(int) for size in (H, W))
        i, j = np.flatnonzero(rows < H), np.flatnonzero(columns < W)
        out[n][:, i[:, None], j] = x[n][:, rows[i][:, None], columns[j]]
    return out


def two_factors(x, rng, low, high):
    _, _, H, W = x.shape
    out = np.zeros_like(x)
    for n, (tall, wide) in enumerate(rng.uniform(low, high, size=(len(x), 2))):
        rows = np.round((np.arange(H) - (H - 1) / 2) / tall + (H - 1) / 2).astype(int)
        columns = np.round((np.arange(W) - (W - 1) / 2) / wide + (W - 1) / 2).astype(int)
        i = np.flatnonzero((rows >= 0) & (rows < H))
        j = np.flatnonzero((columns >= 0) & (columns < W))
        out[n][:, i[:, None], j] = x[n][:, rows[i][:, None], columns[j]]
    return out


def edge_for_zeros(x, rng, low, high):
    _, _, H, W = x.shape
    out = np.zeros_like(x)
    for n, factor in enumerate(rng.uniform(low, high, size=len(x))):
        rows = np.round((np.arange(H) - (H - 1) / 2) / factor + (H - 1) / 2).astype(int)
        columns = np.round((np.arange(W) - (W - 1) / 2) / factor + (W - 1) / 2).astype(int)
        rows, columns = np.clip(rows, 0, H - 1), np.clip(columns, 0, W - 1)
        out[n] = x[n][:, rows[:, None], columns]
    return out


def pushed_apart(x, rng, low, high):
    _, _, H, W = x.shape
    out = np.zeros_like(x)
    for n, factor in enumerate(rng.uniform(low, high, size=len(x))):
        rows = np.round((np.arange(H) - (H - 1) / 2) * factor + (H - 1) / 2).astype(int)
        columns = np.round((np.arange(W) - (W - 1) / 2) * factor + (W - 1) / 2).astype(int)
        i = np.flatnonzero((rows >= 0) & (rows < H))
        j = np.flatnonzero((columns >= 0) & (columns < W))
        out[n][:, rows[i][:, None], columns[j]] = x[n][:, i[:, None], j]
    return out


def pixels_multiplied(x, rng, low, high):
    return x * rng.uniform(low, high, size=(len(x), 1, 1, 1))


RANDOM_SCALE = Exercise(
    id="random-scale",
    title="Augmentation: scale",
    points=2,
    concepts=("data-augmentation",),
    stub=random_scale,
    reference=nearest_pixel,
    cases=images,
    drive=ten_epochs,
    measure=how_it_was_scaled,
    alternatives=(pixel_by_pixel, all_images_at_once),
    mistakes=(
        Mistake(
            slip(
                nearest_pixel,
                "one_factor_for_all",
                ("rng.uniform(low, high, size=len(x))", "np.full(len(x), rng.uniform(low, high))"),
            ),
            "You draw one factor for the batch. Each image should have its own.",
            marked(how_it_was_scaled, ("pairs of images", one), ("from where they should", one)),
        ),
        Mistake(
            slip(
                nearest_pixel,
                "factor_upside_down",
                ("(np.arange(H) - (H - 1) / 2) / factor", "(np.arange(H) - (H - 1) / 2) * factor"),
                ("(np.arange(W) - (W - 1) / 2) / factor", "(np.arange(W) - (W - 1) / 2) * factor"),
            ),
            "Your images shrink where they should grow. Pixel i of the result comes from a place"
            " nearer the middle when the factor is above 1: it should be divided by the factor.",
        ),
        Mistake(
            from_the_corner,
            "You scale about the corner, pixel (0, 0). It should be about the middle: subtract"
            " (H - 1) / 2 before, add it afterwards.",
            corner_stays,
        ),
        Mistake(
            two_factors,
            "Rows and columns have factors of their own in yours, so a circle becomes an ellipse."
            " It should be one for both.",
        ),
        Mistake(
            slip(
                nearest_pixel,
                "rows_only",
                (
                    "np.round((np.arange(W) - (W - 1) / 2) / factor + (W - 1) / 2).astype(int)",
                    "np.arange(W)",
                ),
            ),
            "Your rows are scaled, your columns are not; both should be.",
        ),
        Mistake(
            edge_for_zeros,
            "Your images go on with copies of their edge. What lies outside should be 0.",
            no_zeros,
        ),
        Mistake(
            slip(
                nearest_pixel,
                "wrapped_round",
                (
                    """i = np.flatnonzero((rows >= 0) & (rows < H))
        j = np.flatnonzero((columns >= 0) & (columns < W))""",
                    "i, j = np.flatnonzero(rows < H), np.flatnonzero(columns < W)",
                ),
            ),
            "Rows below 0 count from the end in Python, so the far side of the image comes in. It"
            " should be 0 there: ask for rows >= 0 as well.",
            far_side_comes_in,
        ),
        Mistake(
            slip(
                nearest_pixel,
                "rounded_down",
                (
                    "np.round((np.arange(H) - (H - 1) / 2) / factor + (H - 1) / 2)",
                    "np.floor((np.arange(H) - (H - 1) / 2) / factor + (H - 1) / 2)",
                ),
                (
                    "np.round((np.arange(W) - (W - 1) / 2) / factor + (W - 1) / 2)",
                    "np.floor((np.arange(W) - (W - 1) / 2) / factor + (W - 1) / 2)",
                ),
            ),
            "You round down: int() and astype(int) cut off what stands behind the point, so your"
            " images lie half a pixel aside. It should be the nearest pixel: round first.",
            below_its_place,
        ),
        Mistake(
            pushed_apart,
            "You send each pixel of x to its new place. Where the image grows, no pixel is sent to"
            " some places: holes. It should go the other way: for each pixel of the result, look"
            " up where it comes from.",
            full_of_holes,
        ),
        Mistake(
            pixels_multiplied,
            "You multiply the pixels, which makes the image brighter; it should become larger.",
            only_brighter,
        ),
        Mistake(
            slip(
                nearest_pixel,
                "the_same_scales",
                (
                    "rng.uniform(low, high, size=len(x))",
                    "np.random.default_rng(0).uniform(low, high, size=len(x))",
                ),
            ),
            "Every call draws the same factors. They should come from the rng that is given.",
        ),
    ),
    hints=(
        "Go through the pixels of the result, and ask where each comes from.",
        "rows = np.round((np.arange(H) - (H - 1) / 2) / factor + (H - 1) / 2).astype(int); those"
        " from 0 to H - 1 exist.",
        "i = np.flatnonzero((rows >= 0) & (rows < H)), j likewise; then out[n][:, i[:, None], j] ="
        " x[n][:, rows[i][:, None], columns[j]].",
    ),
)
