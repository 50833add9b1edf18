"""The receptive field of a stack of layers: an error to hunt."""

from course_lib.checking import Case, Exercise, Mistake


def receptive_field(kernels, strides):
    raise NotImplementedError


def stacks(rng):
    kernels = [int(K) for K in rng.integers(2, 6, 5)]
    strides = [int(s) for s in rng.integers(1, 4, 5)]
    return (
        Case(([3, 3], [1, 1]), "two layers of 3 x 3"),
        Case(([3, 3, 3], [1, 1, 1]), "three layers of 3 x 3"),
        Case(([3, 3, 3], [2, 2, 2]), "three layers of 3 x 3, stride 2"),
        Case(([5, 2, 5, 2], [1, 2, 1, 2]), "LeNet: conv 5, pool 2, conv 5, pool 2"),
        Case(([7, 3, 2], [3, 1, 2]), "kernels 7, 3, 2; strides 3, 1, 2"),
        Case(([3, 4, 5], [1, 3, 2]), "kernels 3, 4, 5; strides 1, 3, 2"),
        Case(([4], [3]), "a single layer, stride 3", "generality"),
        Case(([1, 3, 1, 3], [2, 1, 3, 1]), "layers of one pixel, strided", "generality"),
        Case(([2, 3, 3], [5, 1, 2]), "a stride larger than its kernel", "generality"),
        Case((kernels, strides), "five layers, drawn at random", "generality"),
    )


# Right ways.


def by_jumps(kernels, strides):
    field, jump = 1, 1
    for K, stride in zip(kernels, strides, strict=True):
        field += (K - 1) * jump
        jump *= stride
    return field


def from_the_top(kernels, strides):
    field = 1
    for K, stride in zip(kernels[::-1], strides[::-1], strict=True):
        field = (field - 1) * stride + K
    return field


def by_first_and_last(kernels, strides):
    first = last = 0
    for i in reversed(range(len(kernels))):
        first, last = first * strides[i], last * strides[i] + kernels[i] - 1
    return last - first + 1


def by_products(kernels, strides):
    import math

    return 1 + sum((K - 1) * math.prod(strides[:i]) for i, K in enumerate(kernels))


# Wrong ones.


def as_if_stride_one(kernels, strides):
    return 1 + sum(K - 1 for K in kernels)


def all_like_the_first(kernels, strides):
    return 1 + len(kernels) * (kernels[0] - 1)


def kernels_added_up(kernels, strides):
    return sum(kernels)


def kernels_multiplied(kernels, strides):
    field = 1
    for K in kernels:
        field *= K
    return field


def the_last_kernel(kernels, strides):
    return kernels[-1]


def jump_before_its_layer(kernels, strides):
    field, jump = 1, 1
    for K, stride in zip(kernels, strides, strict=True):
        jump *= stride
        field += (K - 1) * jump
    return field


def own_stride_only(kernels, strides):
    field = 1
    for K, stride in zip(kernels, strides, strict=True):
        field += (K - 1) * stride
    return field


def stride_of_the_layer_before(kernels, strides):
    field, before = 1, 1
    for K, stride in zip(kernels, strides, strict=True):
        field += (K - 1) * before
        before = stride
    return field


def strides_added_up(kernels, strides):
    field, jump = 1, 0
    for K, stride in zip(kernels, strides, strict=True):
        field += (K - 1) * max(jump, 1)
        jump += stride
    return field


def whole_kernels_by_jumps(kernels, strides):
    field, jump = 1, 1
    for K, stride in zip(kernels, strides, strict=True):
        field += K * jump
        jump *= stride
    return field


def from_zero(kernels, strides):
    field, jump = 0, 1
    for K, stride in zip(kernels, strides, strict=True):
        field += (K - 1) * jump
        jump *= stride
    return field


def downwards_from_the_first(kernels, strides):
    field = 1
    for K, stride in zip(kernels, strides, strict=True):
        field = (field - 1) * stride + K
    return field


def field_times_stride(kernels, strides):
    field = 1
    for K, stride in zip(kernels[::-1], strides[::-1], strict=True):
        field = field * stride + K - 1
    return field


def field_in_both_directions(kernels, strides):
    field, jump = 1, 1
    for K, stride in zip(kernels, strides, strict=True):
        field += (K - 1) * jump
        jump *= stride
    return field**2


def times_all_strides(kernels, strides):
    field, jump = 1, 1
    for K, stride in zip(kernels, strides, strict=True):
        field += K - 1
        jump *= stride
    return field * jump


def last_layer_left_out(kernels, strides):
    field, jump = 1, 1
    for K, stride in zip(kernels[:-1], strides[:-1], strict=True):
        field += (K - 1) * jump
        jump *= stride
    return field


TRUTH = "Layer l should add (K - 1) times the product of the strides of all layers before it."

RECEPTIVE_FIELD = Exercise(
    id="receptive-field",
    title="Find the error: the receptive field",
    points=3,
    concepts=("receptive-field",),
    stub=receptive_field,
    reference=by_jumps,
    cases=stacks,
    alternatives=(from_the_top, by_first_and_last, by_products),
    mistakes=(
        Mistake(
            all_like_the_first,
            "That is the flawed formula as it was shown: as if each layer were like the first,"
            f" and no stride above 1. {TRUTH}",
        ),
        Mistake(
            as_if_stride_one,
            "Yours takes each kernel's own size, and still no stride: 1 + L (K - 1) holds at"
            f" stride 1 only. {TRUTH}",
        ),
        Mistake(
            kernels_added_up,
            f"You add up the kernels. Neighbouring windows overlap. {TRUTH}",
        ),
        Mistake(kernels_multiplied, f"You multiply the kernels. {TRUTH}"),
        Mistake(the_last_kernel, f"Yours is what the last layer sees of the map below it. {TRUTH}"),
        Mistake(
            jump_before_its_layer,
            "Yours multiplies by the stride of a layer before it adds the layer. A layer's own"
            f" stride moves its windows apart and makes none of them larger. {TRUTH}",
        ),
        Mistake(
            own_stride_only,
            f"Each of your layers is multiplied by its own stride alone. {TRUTH}",
        ),
        Mistake(
            stride_of_the_layer_before,
            f"Yours knows the stride of one layer before; the product goes on. {TRUTH}",
        ),
        Mistake(
            strides_added_up,
            f"Your strides are added up; they should be multiplied. {TRUTH}",
        ),
        Mistake(whole_kernels_by_jumps, f"Yours adds K; it should be K - 1. {TRUTH}"),
        Mistake(from_zero, "Your field begins at 0; it should begin at 1, the pixel itself."),
        Mistake(
            downwards_from_the_first,
            "(field - 1) * stride + K is right going from the last layer down to the first. Yours"
            " goes the other way.",
        ),
        Mistake(
            field_times_stride,
            "Yours multiplies the field itself by the stride. Between the first and the last of"
            " its pixels there are field - 1 steps: it should be (field - 1) * stride + K.",
        ),
        Mistake(
            field_in_both_directions,
            "Yours is the number of pixels in the square. It should be the length of its side.",
        ),
        Mistake(
            times_all_strides,
            f"You multiply the whole by all strides at the end. {TRUTH}",
        ),
        Mistake(last_layer_left_out, f"Yours leaves the last layer out. {TRUTH}"),
    ),
    hints=(
        "Two layers of 3 x 3, the first with stride 2. Draw them along one line: which pixels do"
        " the three inputs of the second layer see?",
        "Neighbours in the map of layer l are as many pixels apart as the product of all strides"
        " up to l. Keep that number, `jump`, beside the field.",
        "field = jump = 1; for each layer: field += (K - 1) * jump, and then jump *= stride.",
    ),
)
