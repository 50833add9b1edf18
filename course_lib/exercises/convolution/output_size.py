"""The size of what a convolution gives, and a refusal where nothing fits."""

from course_lib.checking import Case, Exercise, Mistake


def conv_output_size(size, K, stride, pad):
    raise NotImplementedError


def size_or_refusal(output_size, size, K, stride, pad):
    """What came back, or that a ValueError was raised; its words must name the numbers."""
    try:
        back = output_size(size, K, stride, pad)
    except ValueError as error:
        words = str(error)
        says = any(character.isdigit() for character in words)
        needs = "Your ValueError should say what does not fit: name the sizes in its message."
        assert says, needs
        return "a ValueError"
    except AssertionError:
        return "an AssertionError"
    given_back = "Your ValueError is returned. It should be raised: `raise ValueError(...)`."
    assert not isinstance(back, Exception), given_back
    return back


def sizes(_rng):
    return (
        Case((7, 3, 1, 0), "7 pixels, K = 3, stride 1"),
        Case((8, 3, 1, 1), "padded by 1"),
        Case((7, 3, 2, 0), "stride 2"),
        Case((9, 4, 3, 2), "K = 4, stride 3, pad 2"),
        Case((11, 5, 2, 2), "K = 5, stride 2, pad 2"),
        Case((12, 6, 4, 1), "K = 6, stride 4, pad 1"),
        Case((28, 5, 1, 2), "the first layer of LeNet"),
        Case((8, 3, 2, 0), "stride 2 does not divide 8 - 3"),
        Case((10, 3, 3, 2), "stride 3 does not divide 10 - 3 + 4"),
        Case((5, 5, 3, 0), "a filter as large as the image", "generality"),
        Case((6, 1, 5, 0), "a filter of one pixel, stride 5", "generality"),
        Case((2, 5, 1, 1), "a filter larger than the padded image", "generality"),
        Case((3, 7, 2, 1), "a filter larger by a stride", "generality"),
    )


# Right ways.


def by_the_formula(size, K, stride, pad):
    room = size + 2 * pad - K
    if room < 0:
        raise ValueError(f"a filter of {K} does not fit into {size} + 2 * {pad} pixels")
    if room % stride != 0:
        raise ValueError(f"stride {stride} does not divide {size} - {K} + 2 * {pad} = {room}")
    return room // stride + 1


def by_counting(size, K, stride, pad):
    starts = [i for i in range(size + 2 * pad - K + 1) if i % stride == 0]
    if not starts or starts[-1] + K != size + 2 * pad:
        raise ValueError(f"size {size}, K {K}, stride {stride} and pad {pad} do not fit")
    return len(starts)


def by_a_fraction(size, K, stride, pad):
    out = (size - K + 2 * pad) / stride + 1
    if out < 1 or out != int(out):
        raise ValueError(f"there is no room for {out} windows")
    return int(out)


# Wrong ones.


def rounded_down(size, K, stride, pad):
    if size + 2 * pad < K:
        raise ValueError(f"{K} is more than {size + 2 * pad}")
    return (size + 2 * pad - K) // stride + 1


def never_refused(size, K, stride, pad):
    return (size + 2 * pad - K) // stride + 1


def fraction_returned(size, K, stride, pad):
    return (size + 2 * pad - K) / stride + 1


def large_filter_let_in(size, K, stride, pad):
    if (size + 2 * pad - K) % stride:
        raise ValueError(f"{stride} does not divide {size + 2 * pad - K}")
    return (size + 2 * pad - K) // stride + 1


def one_forgotten(size, K, stride, pad):
    room = size + 2 * pad - K
    if room < 0 or room % stride:
        raise ValueError(f"{room} and {stride}")
    return room // stride


def one_within_the_division(size, K, stride, pad):
    room = size + 2 * pad - K + 1
    if room < 0 or room % stride:
        raise ValueError(f"{room} and {stride}")
    return room // stride


def padded_on_one_side(size, K, stride, pad):
    room = size + pad - K
    if room < 0 or room % stride:
        raise ValueError(f"{room} and {stride}")
    return room // stride + 1


def padding_left_out(size, K, stride, pad):
    room = size - K
    if room < 0 or room % stride:
        raise ValueError(f"{room} and {stride}")
    return room // stride + 1


def stride_left_out(size, K, stride, pad):
    room = size + 2 * pad - K
    if room < 0:
        raise ValueError(f"{room} and {stride}")
    return room + 1


def divided_too_early(size, K, stride, pad):
    if size + 2 * pad < K or (size + 2 * pad - K) % stride:
        raise ValueError(f"{size}, {K}, {stride} and {pad}")
    return size - K + 2 * pad // stride + 1


def filter_not_taken_off(size, K, stride, pad):
    if size + 2 * pad < K or (size + 2 * pad - K) % stride:
        raise ValueError(f"{size}, {K}, {stride} and {pad}")
    return (size + 2 * pad) // stride


def whole_side_by_side(size, K, stride, pad):
    if size + 2 * pad < K or (size + 2 * pad - K) % stride:
        raise ValueError(f"{size}, {K}, {stride} and {pad}")
    return (size + 2 * pad) // K


def nothing_for_a_refusal(size, K, stride, pad):
    room = size + 2 * pad - K
    if room < 0 or room % stride:
        return None
    return room // stride + 1


def words_for_a_refusal(size, K, stride, pad):
    room = size + 2 * pad - K
    if room < 0 or room % stride:
        return "does not fit"
    return room // stride + 1


def error_given_back(size, K, stride, pad):
    room = size + 2 * pad - K
    if room < 0 or room % stride:
        return ValueError(f"{room} and {stride}")
    return room // stride + 1


def asserted(size, K, stride, pad):
    room = size + 2 * pad - K
    assert room >= 0
    assert room % stride == 0
    return room // stride + 1


def silent_refusal(size, K, stride, pad):
    room = size + 2 * pad - K
    if room < 0 or room % stride:
        raise ValueError
    return room // stride + 1


FORMULA = "It should be (size + 2 * pad - K) / stride + 1."

CONV_OUTPUT_SIZE = Exercise(
    id="conv-output-size",
    title="The size of a map",
    points=2,
    concepts=("conv-arithmetic",),
    stub=conv_output_size,
    reference=by_the_formula,
    cases=sizes,
    drive=size_or_refusal,
    alternatives=(by_counting, by_a_fraction),
    mistakes=(
        Mistake(
            never_refused,
            "Yours refuses nothing: // rounds down without a word. Where the stride does not"
            " divide, and where the filter is too large, it should raise a ValueError.",
        ),
        Mistake(
            rounded_down,
            "Where the stride does not divide, yours rounds down without a word, and the last"
            " pixels are never seen. It should raise a ValueError.",
        ),
        Mistake(
            fraction_returned,
            "Yours gives back a fraction where the stride does not divide. There is no half"
            " window: it should raise a ValueError.",
        ),
        Mistake(
            large_filter_let_in,
            "A filter larger than the padded image has nowhere to lie. Yours gives 0 windows or"
            " fewer; it should raise a ValueError.",
        ),
        Mistake(one_forgotten, f"The window you begin with is not counted in yours. {FORMULA}"),
        Mistake(
            one_within_the_division, f"The 1 in yours is divided by the stride, too. {FORMULA}"
        ),
        Mistake(padded_on_one_side, f"Yours counts the padding on one side only. {FORMULA}"),
        Mistake(padding_left_out, f"Yours leaves the padding out. {FORMULA}"),
        Mistake(stride_left_out, f"Yours leaves the stride out. {FORMULA}"),
        Mistake(
            divided_too_early,
            f"Your stride divides 2 * pad alone: brackets are missing. {FORMULA}",
        ),
        Mistake(filter_not_taken_off, f"Yours takes no notice of K. {FORMULA}"),
        Mistake(
            whole_side_by_side, f"Yours lays the filters side by side and divides by K. {FORMULA}"
        ),
        Mistake(
            nothing_for_a_refusal,
            "Yours gives back None where nothing fits. Whoever calls it would not notice: it"
            " should raise a ValueError.",
        ),
        Mistake(
            words_for_a_refusal,
            "Yours gives back a text where nothing fits. It should raise a ValueError with that"
            " text.",
        ),
        Mistake(
            error_given_back,
            "Yours returns the error. It should be raised: `raise ValueError(...)`.",
        ),
        Mistake(
            asserted,
            "You assert. That vanishes when Python runs with -O; it should be a ValueError.",
        ),
        Mistake(
            silent_refusal,
            "Your ValueError is silent. It should say which sizes do not fit.",
        ),
    ),
    hints=(
        "A window of K pixels can begin at 0, stride, 2 * stride, ... The last one should end with"
        " the last pixel.",
        "(size + 2 * pad - K) / stride + 1. When is that no whole number, or below 1?",
        "room = size + 2 * pad - K; if room < 0 or room % stride: raise ValueError(f'...').",
    ),
)
