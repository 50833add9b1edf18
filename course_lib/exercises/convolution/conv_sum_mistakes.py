"""Wrong sums in each window; the way back is right in each."""

from functools import partial

from course_lib.checking import Mistake, slip
from course_lib.exercises.convolution.conv_cases import window_by_window

forward = partial(slip, window_by_window)

SUM_MISTAKES = (
    Mistake(
        (forward("bias_missing", (" + b[f]", "")), None),
        "The bias is missing in your output: b[f] should be added to every number of map f.",
    ),
    Mistake(
        (forward("bias_subtracted", (" + b[f]", " - b[f]")), None),
        "You subtract the bias; it should be added.",
    ),
    Mistake(
        (forward("bias_once_a_channel", (" + b[f]", " + x.shape[1] * b[f]")), None),
        "You add the bias once for each channel. It should be added once a window, after "
        "the sum over the channels.",
    ),
    Mistake(
        (forward("bias_in_every_product", ("* w[f]) + b[f]", "* w[f] + b[f])")), None),
        "Your bias stands inside the sum, so it is added once for every weight. It should "
        "be added once, after the sum.",
    ),
    Mistake(
        (forward("one_bias_for_all", ("+ b[f]", "+ b[0]")), None),
        "Every map gets the bias b[0]. Map f should get b[f].",
    ),
    Mistake(
        (forward("filter_turned_round", ("* w[f]", "* w[f, :, ::-1, ::-1]")), None),
        "You turn the filter round, as mathematics does. In this field it should be laid on"
        " as it is: a cross-correlation.",
    ),
    Mistake(
        (
            forward(
                "filter_transposed", ("* w[f]", "* w[f].reshape(-1, KW, KH).transpose(0, 2, 1)")
            ),
            None,
        ),
        "Rows and columns of your filter are mixed up. It should be laid on as it is.",
    ),
    Mistake(
        (forward("first_channel_only", ("window * w[f]", "window[:1] * w[f, :1]")), None),
        "You see the first channel only. A window should reach through all C of them.",
    ),
    Mistake(
        (forward("last_channel_only", ("window * w[f]", "window[-1:] * w[f, -1:]")), None),
        "Only the last channel is left: your channels overwrite each other. Their products "
        "should be added up.",
    ),
    Mistake(
        (forward("first_filter_only", ("* w[f]", "* w[0]")), None),
        "All your maps come from the first filter. Map f should come from w[f].",
    ),
    Mistake(
        (forward("first_image_only", ("padded[n,", "padded[0,")), None),
        "All your maps come from the first image. The n-th should come from x[n].",
    ),
    Mistake(
        (forward("windows_averaged", ("np.sum(", "np.mean(")), None),
        "You take the mean over the window; it should be the sum.",
    ),
    Mistake(
        (forward("largest_product", ("np.sum(", "np.max(")), None),
        "You take the largest product; it should be their sum.",
    ),
    Mistake(
        (forward("rectified", ("return out,", "return np.maximum(out, 0),")), None),
        "Your output has no negative numbers: ReLU is a layer of its own and should come after.",
    ),
)
