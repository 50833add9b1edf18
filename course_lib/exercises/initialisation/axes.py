"""The one computation behind all norms: standardise over some axes."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake
from course_lib.exercises.initialisation.faults import FIXED, LEFT_OUT, NO_ROOT, OUTSIDE
from course_lib.exercises.initialisation.inputs import images, single


def standardise(x, axes, eps):
    raise NotImplementedError


def blocks(rng):
    """x (N, C, H, W) and the axes of each of the norms."""

    def block(shape, axes, eps):
        return images(rng, *shape), axes, eps

    (x,) = single(images(rng, 3, 2, 4, 5))
    return (
        Case(block((2, 3, 1, 2), (0, 2, 3), 1e-2), "as batchnorm for images"),
        Case(block((2, 3, 4, 5), (1, 2, 3), 5e-2), "as layernorm"),
        Case(block((3, 2, 5, 4), (2, 3), 1e-2), "as instancenorm"),
        Case(block((4, 2, 3, 5), (1,), 2e-2), "each pixel over its channels"),
        Case(block((5, 3, 2, 4), (0,), 1e-2), "each number over the batch", "generality"),
        Case(block((3, 4, 2, 5), (0, 1, 2, 3), 1e-2), "all of them", "generality"),
        Case((rng.normal(size=(4, 6)), (0,), 1e-2), "two axes only", "generality"),
        Case((x, (0, 2, 3), 2e-2), "float32", "generality"),
    )


def kept_axes(x, axes, eps):
    mean, var = x.mean(axis=axes, keepdims=True), x.var(axis=axes, keepdims=True)
    return (x - mean) / np.sqrt(var + eps)


def axes_put_back(x, axes, eps):
    centred = x - np.expand_dims(x.mean(axis=axes), axes)
    var = np.expand_dims((centred**2).mean(axis=axes), axes)
    return centred * (var + eps) ** -0.5


def by_loops(x, axes, eps):
    out, rest = np.zeros(x.shape), [i for i in range(x.ndim) if i not in axes]
    for place in np.ndindex(*(x.shape[i] for i in rest)):
        where = [slice(None)] * x.ndim
        for i, at in zip(rest, place, strict=True):
            where[i] = at
        part = x[tuple(where)]
        out[tuple(where)] = (part - part.mean()) / np.sqrt(part.var() + eps)
    return out


def axes_not_kept(x, axes, eps):
    return (x - x.mean(axis=axes)) / np.sqrt(x.var(axis=axes) + eps)


def the_other_axes(x, axes, eps):
    axes = tuple(i for i in range(x.ndim) if i not in axes)
    mean, var = x.mean(axis=axes, keepdims=True), x.var(axis=axes, keepdims=True)
    return (x - mean) / np.sqrt(var + eps)


def one_axis_after_another(x, axes, eps):
    for axis in axes:
        mean, var = x.mean(axis=axis, keepdims=True), x.var(axis=axis, keepdims=True)
        x = (x - mean) / np.sqrt(var + eps)
    return x


def over_everything(x, axes, eps):
    return (x - x.mean()) / np.sqrt(x.var() + eps)


def first_axis_alone(x, axes, eps):
    mean, var = x.mean(axis=axes[0], keepdims=True), x.var(axis=axes[0], keepdims=True)
    return (x - mean) / np.sqrt(var + eps)


def always_as_batchnorm(x, axes, eps):
    axes = (0, 2, 3) if x.ndim == 4 else 0
    mean, var = x.mean(axis=axes, keepdims=True), x.var(axis=axes, keepdims=True)
    return (x - mean) / np.sqrt(var + eps)


def always_those_of_batchnorm(x, axes, eps):
    mean, var = x.mean(axis=(0, 2, 3), keepdims=True), x.var(axis=(0, 2, 3), keepdims=True)
    return (x - mean) / np.sqrt(var + eps)


def mean_alone_by_axes(x, axes, eps):
    return (x - x.mean(axis=axes, keepdims=True)) / np.sqrt(x.var() + eps)


def eps_outside_the_root(x, axes, eps):
    return (x - x.mean(axis=axes, keepdims=True)) / (x.std(axis=axes, keepdims=True) + eps)


def eps_left_out(x, axes, eps):
    return (x - x.mean(axis=axes, keepdims=True)) / x.std(axis=axes, keepdims=True)


def eps_fixed(x, axes, eps):
    var = x.var(axis=axes, keepdims=True)
    return (x - x.mean(axis=axes, keepdims=True)) / np.sqrt(var + 1e-5)


def divided_by_the_variance(x, axes, eps):
    return (x - x.mean(axis=axes, keepdims=True)) / (x.var(axis=axes, keepdims=True) + eps)


def variance_of_a_sample(x, axes, eps):
    var = x.var(axis=axes, ddof=1, keepdims=True)
    return (x - x.mean(axis=axes, keepdims=True)) / np.sqrt(var + eps)


def mean_not_subtracted(x, axes, eps):
    return x / np.sqrt(x.var(axis=axes, keepdims=True) + eps)


def centred_only(x, axes, eps):
    return x - x.mean(axis=axes, keepdims=True)


NORM_AXES = Exercise(
    id="norm-axes",
    title="All norms in one",
    points=1,
    concepts=("groupnorm-instancenorm",),
    stub=standardise,
    reference=kept_axes,
    cases=blocks,
    alternatives=(axes_put_back, by_loops),
    mistakes=(
        Mistake(
            axes_not_kept,
            "Without its axes the mean does not fit beside x, or fits in the wrong place:"
            " keepdims=True.",
        ),
        Mistake(
            the_other_axes,
            "You take the axes that are not named. `axes` should be those the mean goes over.",
        ),
        Mistake(
            one_axis_after_another,
            "You standardise over one axis after another. The mean should go over all `axes` at"
            " once: x.mean(axis=axes).",
        ),
        Mistake(over_everything, "You take one mean of all numbers, whatever `axes` says."),
        Mistake(first_axis_alone, "You take the first of the axes alone; it should be all."),
        Mistake(always_as_batchnorm, "Yours is batchnorm, whatever `axes` says."),
        Mistake(always_those_of_batchnorm, "Your axes are 0, 2 and 3, whatever `axes` says."),
        Mistake(
            mean_alone_by_axes,
            "Your mean goes over `axes`, your variance over everything; it should be the same"
            " axes.",
        ),
        Mistake(eps_outside_the_root, OUTSIDE),
        Mistake(eps_left_out, LEFT_OUT.replace("a column", "a part")),
        Mistake(eps_fixed, FIXED),
        Mistake(divided_by_the_variance, NO_ROOT),
        Mistake(
            variance_of_a_sample, "Your variance divides by one less than the count: no ddof=1."
        ),
        Mistake(mean_not_subtracted, "You do not subtract the mean."),
        Mistake(centred_only, "You subtract the mean, but do not divide by sqrt(var + eps)."),
    ),
    hints=(
        "NumPy's mean and var take several axes at once: axis=axes.",
        "keepdims=True leaves axes of one, so that the result fits beside x.",
        "(x - x.mean(axis=axes, keepdims=True)) / np.sqrt(x.var(axis=axes, keepdims=True) + eps)",
    ),
)
