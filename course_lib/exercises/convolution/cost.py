"""What a convolution costs: parameters, and multiplications with an addition each."""

from course_lib.checking import Case, Exercise, Mistake


def conv_cost(C, H, W, F, KH, KW, stride, pad):
    raise NotImplementedError


def layers(_rng):
    return (
        Case((1, 3, 4, 2, 2, 3, 1, 0), "2 filters of 2 x 3 on 1 x 3 x 4"),
        Case((3, 5, 7, 4, 3, 3, 1, 1), "4 filters of 3 x 3 on 3 x 5 x 7, pad 1"),
        Case((2, 7, 9, 5, 3, 5, 2, 0), "5 filters of 3 x 5 on 2 x 7 x 9, stride 2"),
        Case((3, 8, 11, 6, 4, 1, 2, 1), "6 filters of 4 x 1 on 3 x 8 x 11, stride 2, pad 1"),
        Case((6, 13, 22, 16, 5, 5, 3, 2), "16 filters of 5 x 5 on 6 x 13 x 22, stride 3, pad 2"),
        Case((64, 9, 8, 32, 1, 1, 1, 0), "filters of one pixel", "generality"),
        Case((5, 6, 4, 1, 6, 4, 1, 0), "one filter for the whole image", "generality"),
    )


# Right ways.


def counted_by_formula(C, H, W, F, KH, KW, stride, pad):
    H_out = (H + 2 * pad - KH) // stride + 1
    W_out = (W + 2 * pad - KW) // stride + 1
    return F * (C * KH * KW + 1), F * H_out * W_out * C * KH * KW


def counted_one_by_one(C, H, W, F, KH, KW, stride, pad):
    windows = 0
    for top in range(-pad, H + pad - KH + 1, stride):
        windows += len(range(-pad, W + pad - KW + 1, stride))
        assert top >= -pad
    weights = C * KH * KW
    return weights * F + F, windows * weights * F


# Wrong ones.


def biases_left_out(C, H, W, F, KH, KW, stride, pad):
    H_out = (H + 2 * pad - KH) // stride + 1
    W_out = (W + 2 * pad - KW) // stride + 1
    return F * C * KH * KW, F * H_out * W_out * C * KH * KW


def one_bias(C, H, W, F, KH, KW, stride, pad):
    H_out = (H + 2 * pad - KH) // stride + 1
    W_out = (W + 2 * pad - KW) // stride + 1
    return F * C * KH * KW + 1, F * H_out * W_out * C * KH * KW


def a_bias_a_channel(C, H, W, F, KH, KW, stride, pad):
    H_out = (H + 2 * pad - KH) // stride + 1
    W_out = (W + 2 * pad - KW) // stride + 1
    return F * C * (KH * KW + 1), F * H_out * W_out * C * KH * KW


def a_bias_a_pixel(C, H, W, F, KH, KW, stride, pad):
    H_out = (H + 2 * pad - KH) // stride + 1
    W_out = (W + 2 * pad - KW) // stride + 1
    return F * C * KH * KW + F * H_out * W_out, F * H_out * W_out * C * KH * KW


def filters_of_one_channel(C, H, W, F, KH, KW, stride, pad):
    H_out = (H + 2 * pad - KH) // stride + 1
    W_out = (W + 2 * pad - KW) // stride + 1
    return F * (KH * KW + 1), F * H_out * W_out * C * KH * KW


def parameters_of_one_filter(C, H, W, F, KH, KW, stride, pad):
    H_out = (H + 2 * pad - KH) // stride + 1
    W_out = (W + 2 * pad - KW) // stride + 1
    return C * KH * KW + 1, F * H_out * W_out * C * KH * KW


def weights_for_every_pixel(C, H, W, F, KH, KW, stride, pad):
    H_out = (H + 2 * pad - KH) // stride + 1
    W_out = (W + 2 * pad - KW) // stride + 1
    return F * H_out * W_out * (C * KH * KW + 1), F * H_out * W_out * C * KH * KW


def parameters_of_square_filters(C, H, W, F, KH, KW, stride, pad):
    H_out = (H + 2 * pad - KH) // stride + 1
    W_out = (W + 2 * pad - KW) // stride + 1
    return F * (C * KH * KH + 1), F * H_out * W_out * C * KH * KW


def fully_connected(C, H, W, F, KH, KW, stride, pad):
    H_out = (H + 2 * pad - KH) // stride + 1
    W_out = (W + 2 * pad - KW) // stride + 1
    return F * (C * H * W + 1), F * H_out * W_out * C * KH * KW


def products_of_one_channel(C, H, W, F, KH, KW, stride, pad):
    H_out = (H + 2 * pad - KH) // stride + 1
    W_out = (W + 2 * pad - KW) // stride + 1
    return F * (C * KH * KW + 1), F * H_out * W_out * KH * KW


def products_of_one_filter(C, H, W, F, KH, KW, stride, pad):
    H_out = (H + 2 * pad - KH) // stride + 1
    W_out = (W + 2 * pad - KW) // stride + 1
    return F * (C * KH * KW + 1), H_out * W_out * C * KH * KW


def products_over_the_image(C, H, W, F, KH, KW, stride, pad):
    return F * (C * KH * KW + 1), F * H * W * C * KH * KW


def products_of_one_window(C, H, W, F, KH, KW, stride, pad):
    return F * (C * KH * KW + 1), F * C * KH * KW


def products_at_stride_one(C, H, W, F, KH, KW, stride, pad):
    H_out, W_out = H + 2 * pad - KH + 1, W + 2 * pad - KW + 1
    return F * (C * KH * KW + 1), F * H_out * W_out * C * KH * KW


def products_without_padding(C, H, W, F, KH, KW, stride, pad):
    H_out, W_out = (H - KH) // stride + 1, (W - KW) // stride + 1
    return F * (C * KH * KW + 1), F * H_out * W_out * C * KH * KW


def products_of_a_square_map(C, H, W, F, KH, KW, stride, pad):
    H_out = (H + 2 * pad - KH) // stride + 1
    return F * (C * KH * KW + 1), F * H_out * H_out * C * KH * KW


def products_with_the_bias(C, H, W, F, KH, KW, stride, pad):
    H_out = (H + 2 * pad - KH) // stride + 1
    W_out = (W + 2 * pad - KW) // stride + 1
    return F * (C * KH * KW + 1), F * H_out * W_out * (C * KH * KW + 1)


def additions_counted_as_well(C, H, W, F, KH, KW, stride, pad):
    H_out = (H + 2 * pad - KH) // stride + 1
    W_out = (W + 2 * pad - KW) // stride + 1
    return F * (C * KH * KW + 1), 2 * F * H_out * W_out * C * KH * KW


def numbers_in_the_output(C, H, W, F, KH, KW, stride, pad):
    H_out = (H + 2 * pad - KH) // stride + 1
    W_out = (W + 2 * pad - KW) // stride + 1
    return F * (C * KH * KW + 1), F * H_out * W_out


PARAMETERS = "The parameters should be F * (C * KH * KW + 1)."
PRODUCTS = "The multiply-adds should be F * H_out * W_out * C * KH * KW."

CONV_COST = Exercise(
    id="conv-cost",
    title="What a convolution costs",
    points=2,
    concepts=("conv-arithmetic",),
    stub=conv_cost,
    reference=counted_by_formula,
    builds_on=("conv-output-size",),
    cases=layers,
    returns=("parameters", "multiply_adds"),
    rtol=1e-9,
    alternatives=(counted_one_by_one,),
    mistakes=(
        Mistake(biases_left_out, f"You leave the biases out: one a filter. {PARAMETERS}"),
        Mistake(one_bias, f"You count one bias in all; every filter has its own. {PARAMETERS}"),
        Mistake(
            a_bias_a_channel,
            f"You count a bias for each channel of each filter; a filter has one. {PARAMETERS}",
        ),
        Mistake(
            a_bias_a_pixel,
            f"You count a bias for every pixel of the output; a filter has one. {PARAMETERS}",
        ),
        Mistake(
            filters_of_one_channel,
            f"Your filters have one channel; each should reach through all C. {PARAMETERS}",
        ),
        Mistake(parameters_of_one_filter, f"Yours are those of one filter of F. {PARAMETERS}"),
        Mistake(
            weights_for_every_pixel,
            "You count the weights anew for every pixel of the output. They are shared: that is"
            f" the point of a convolution. {PARAMETERS}",
        ),
        Mistake(
            parameters_of_square_filters, f"You count KH * KH; KW is another size. {PARAMETERS}"
        ),
        Mistake(
            fully_connected,
            "Yours are those of a fully connected layer, a weight for each pixel of the image."
            f" {PARAMETERS}",
        ),
        Mistake(
            products_of_one_channel,
            f"You count the products of one channel; there are C. {PRODUCTS}",
        ),
        Mistake(
            products_of_one_filter, f"You count the products of one filter; there are F. {PRODUCTS}"
        ),
        Mistake(
            products_over_the_image,
            f"You count a window for every pixel of the image. It should be one for every pixel of"
            f" the output. {PRODUCTS}",
        ),
        Mistake(
            products_of_one_window,
            f"You count a single window. It should be H_out * W_out of them. {PRODUCTS}",
        ),
        Mistake(products_at_stride_one, f"Your output size leaves the stride out. {PRODUCTS}"),
        Mistake(products_without_padding, f"Your output size leaves the padding out. {PRODUCTS}"),
        Mistake(products_of_a_square_map, f"Your map is H_out by H_out. {PRODUCTS}"),
        Mistake(
            products_with_the_bias,
            f"You count the bias as a product, and it is only added. {PRODUCTS}",
        ),
        Mistake(
            additions_counted_as_well,
            "You count additions and multiplications each. A multiply-add is both at once, and"
            f" should be counted once. {PRODUCTS}",
        ),
        Mistake(
            numbers_in_the_output,
            "You count the numbers of the output. Each of them should count its C * KH * KW"
            f" products. {PRODUCTS}",
        ),
    ),
    hints=(
        "One filter has a weight for each pixel of its window in each of the C channels, and one"
        " bias. There are F filters.",
        "Each number of the output is a sum of C * KH * KW products. How many numbers has the"
        " output?",
        "F * (C * KH * KW + 1), and F * H_out * W_out * C * KH * KW with H_out = (H + 2 * pad -"
        " KH) // stride + 1.",
    ),
)
