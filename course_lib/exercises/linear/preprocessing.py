"""Preprocessing: fitted on the training set, applied to another; and a slip in well-known notes."""

import numpy as np

from course_lib.checking import Budget, Case, Exercise, Mistake


def standardise(x_train, x):
    raise NotImplementedError


def centre_channels(x_train, x):
    raise NotImplementedError


def two_sets(rng):
    """Sets of other sizes, and of other means and spreads, so that it shows whose were used."""

    def pair(N, M, D):
        spread, mean = rng.uniform(0.2, 6, D), rng.normal(scale=9, size=D)
        return rng.normal(size=(N, D)) * spread + mean, rng.normal(size=(M, D)) * spread * 2 + mean

    flat = pair(8, 5, 4)
    flat[0][:, 2] = 3.0
    return (
        Case((np.array([[0.0], [4.0]]), np.array([[2.0], [6.0]])), "one feature: 0 and 4 to learn"),
        Case(pair(5, 3, 2), "five examples to learn from, three to scale"),
        Case(pair(9, 7, 4), "9 examples to learn from, 7 to scale, 4 features"),
        Case(pair(6, 13, 3), "more to scale than to learn from"),
        Case(pair(12, 1, 5), "one example to scale", "generality"),
        Case(pair(40, 6, 1), "one feature", "generality"),
        Case(tuple(a.astype(np.float32) for a in pair(10, 4, 3)), "float32", "generality"),
        Case(
            flat,
            "a feature that never varies",
            "stability",
            advisory="A feature that never varies has the standard deviation 0, and something over"
            " 0 is nan or inf. Careful code divides by 1 there.",
        ),
    )


def mean_and_deviation(x_train, x):
    deviation = x_train.std(axis=0)
    return (x - x_train.mean(axis=0)) / np.where(deviation > 0, deviation, 1)


def by_the_sum_of_squares(x_train, x):
    mean = np.sum(x_train, axis=0) / len(x_train)
    return (x - mean) / np.sqrt(np.mean((x_train - mean) ** 2, axis=0))


def by_root_of_the_variance(x_train, x):
    return (x - np.mean(x_train, 0)) / np.var(x_train, 0) ** 0.5


def with_a_trace(x_train, x):
    return (x - x_train.mean(axis=0)) / (x_train.std(axis=0) + 1e-8)


def divided_by_the_variance(x_train, x):
    return (x - x_train.mean(axis=0)) / x_train.var(axis=0)


def divided_by_one_less(x_train, x):
    return (x - x_train.mean(axis=0)) / x_train.std(axis=0, ddof=1)


def only_the_mean_divided(x_train, x):
    return x - x_train.mean(axis=0) / x_train.std(axis=0)


def scaled_by_its_own(x_train, x):
    return (x - x.mean(axis=0)) / np.where(x.std(axis=0) > 0, x.std(axis=0), 1)


def own_mean(x_train, x):
    return (x - x.mean(axis=0)) / x_train.std(axis=0)


def own_deviation(x_train, x):
    return (x - x_train.mean(axis=0)) / np.where(x.std(axis=0) > 0, x.std(axis=0), 1)


def fitted_on_both(x_train, x):
    both = np.vstack([x_train, x])
    return (x - both.mean(axis=0)) / both.std(axis=0)


def not_centred(x_train, x):
    return x / x_train.std(axis=0)


def not_scaled(x_train, x):
    return x - x_train.mean(axis=0)


def one_mean_for_all(x_train, x):
    return (x - x_train.mean()) / x_train.std()


def along_the_examples(x_train, x):
    return (x - x.mean(axis=1, keepdims=True)) / (x.std(axis=1, keepdims=True) + 1e-12)


def smallest_to_largest(x_train, x):
    low, high = x_train.min(axis=0), x_train.max(axis=0)
    return (x - low) / (high - low)


def scales_the_training_set(x_train, x):
    return (x_train - x_train.mean(axis=0)) / x_train.std(axis=0)


def divides_before_it_centres(x_train, x):
    return x / x_train.std(axis=0) - x_train.mean(axis=0)


STANDARDISE = Exercise(
    id="standardise",
    title="Find the error: standardise",
    points=2,
    concepts=("preprocessing",),
    stub=standardise,
    reference=mean_and_deviation,
    cases=two_sets,
    alternatives=(by_the_sum_of_squares, by_root_of_the_variance, with_a_trace),
    mistakes=(
        Mistake(
            divided_by_the_variance,
            "That is the line of the notes: it divides by the variance. The spread is then 1/σ, in"
            " place of 1. Divide by the standard deviation, its root.",
        ),
        Mistake(
            divided_by_one_less,
            "Your deviation divides by N - 1 (ddof=1); it should divide by N, as np.std does of"
            " itself.",
        ),
        Mistake(
            only_the_mean_divided,
            "Yours divides the mean alone: / comes before -. It should be brackets first,"
            " (x - mean) / deviation.",
        ),
        Mistake(
            scaled_by_its_own,
            "Your mean and deviation are those of x itself; they should be those of x_train."
            " Otherwise a single new example would become all 0.",
        ),
        Mistake(
            own_mean, "Your mean is that of x; it should be that of x_train, as the deviation is."
        ),
        Mistake(own_deviation, "Your deviation is that of x; it should be that of x_train."),
        Mistake(
            fitted_on_both,
            "Your mean and deviation are those of both sets together: then the training has"
            " looked at data it must not know. Use x_train alone.",
        ),
        Mistake(not_centred, "The mean is not taken off."),
        Mistake(not_scaled, "Yours is centred, but not divided by the standard deviation."),
        Mistake(
            one_mean_for_all,
            "You take one mean and one deviation for everything; each feature, each column,"
            " should have its own: axis=0.",
        ),
        Mistake(
            along_the_examples,
            "Yours gives every example (row) the mean 0; it should be every feature (column):"
            " axis=0.",
        ),
        Mistake(
            smallest_to_largest,
            "Yours is min-max scaling, from 0 to 1; it should be x less the mean, over the"
            " standard deviation.",
        ),
        Mistake(
            scales_the_training_set, "Yours is the training set, scaled; it should be x, scaled."
        ),
        Mistake(
            divides_before_it_centres,
            "You divide x first, and then take off the mean of the undivided data. First"
            " subtract, then divide the whole: brackets.",
        ),
    ),
    budget=Budget(
        lambda rng, n: (rng.normal(size=(n, n + 1)), rng.normal(size=(n, n + 1))), loops=0
    ),
    hints=(
        "What has the unit of the data: the variance, or its root?",
        "Both numbers come from x_train, and there is one of each for every column: axis=0.",
        "(x - x_train.mean(axis=0)) / x_train.std(axis=0)",
    ),
)


def colour_images(rng):
    """Channels with other means; N, C, H and W all differ."""

    def pair(N, M, C, H, W):
        level = rng.uniform(0, 200, (1, C, 1, 1))
        shade = rng.normal(scale=20, size=(1, C, H, W))
        make = [rng.normal(scale=9, size=(n, C, H, W)) + level + shade for n in (N, M)]
        return make[0], make[1] + 15

    return (
        Case(pair(2, 1, 3, 1, 2), "two images to learn from, 1 by 2 pixels"),
        Case(pair(4, 2, 3, 2, 5), "four images to learn from, 2 by 5 pixels"),
        Case(pair(3, 6, 2, 5, 4), "two channels, 5 by 4 pixels"),
        Case(pair(5, 3, 1, 4, 3), "one channel", "generality"),
        Case(tuple(a.astype(np.float32) for a in pair(4, 2, 3, 5, 2)), "float32", "generality"),
    )


def a_mean_a_channel(x_train, x):
    return x - x_train.mean(axis=(0, 2, 3), keepdims=True)


def channel_by_channel(x_train, x):
    out = np.zeros(x.shape)
    for c in range(x.shape[1]):
        out[:, c] = x[:, c] - np.mean(x_train[:, c])
    return out


def means_reshaped(x_train, x):
    means = x_train.transpose(1, 0, 2, 3).reshape(x_train.shape[1], -1).mean(axis=1)
    return x - means.reshape(1, -1, 1, 1)


def mean_image(x_train, x):
    return x - x_train.mean(axis=0)


def a_single_mean(x_train, x):
    return x - x_train.mean()


def means_of_x(x_train, x):
    return x - x.mean(axis=(0, 2, 3), keepdims=True)


def each_image_by_itself(x_train, x):
    return x - x.mean(axis=(2, 3), keepdims=True)


def divided_by_the_deviation_too(x_train, x):
    means = x_train.mean(axis=(0, 2, 3), keepdims=True)
    return (x - means) / x_train.std(axis=(0, 2, 3), keepdims=True)


def mean_of_the_channels(x_train, x):
    return x - x_train.mean(axis=1, keepdims=True).mean(axis=0)


def means_alone(x_train, x):
    return x_train.mean(axis=(0, 2, 3))


CENTRE_CHANNELS = Exercise(
    id="centre-channels",
    title="Centre images by channel",
    points=1,
    concepts=("preprocessing",),
    stub=centre_channels,
    reference=a_mean_a_channel,
    cases=colour_images,
    alternatives=(channel_by_channel, means_reshaped),
    mistakes=(
        Mistake(
            mean_image,
            "Yours takes off a mean image, one number a pixel; it should take off one number"
            " a channel.",
        ),
        Mistake(
            a_single_mean, "You take one mean for everything; each channel should have its own."
        ),
        Mistake(means_of_x, "Your means are those of x; they should be those of x_train."),
        Mistake(
            each_image_by_itself,
            "Yours centres every image by its own means; they should be those of x_train.",
        ),
        Mistake(
            divided_by_the_deviation_too, "Yours is divided as well; it should only be centred."
        ),
        Mistake(
            mean_of_the_channels,
            "You take the mean over the channels, which mixes them; it should be over all"
            " images, rows and columns: axes 0, 2 and 3.",
        ),
        Mistake(means_alone, "Yours are the means; it should be the images without them."),
    ),
    hints=(
        "x has the shape (N, C, H, W). Over which of these axes is the mean of one channel taken?",
        "mean(axis=(0, 2, 3), keepdims=True) has the shape (1, C, 1, 1), and broadcasts.",
    ),
)
