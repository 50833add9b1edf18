"""Wrong ways through LeNet; the way back fits most of them."""

from course_lib.checking import Mistake, slip
from course_lib.exercises.convolution.lenet_ways import layer_by_layer

LENET_FORWARD_MISTAKES = (
    Mistake(
        slip(
            layer_by_layer,
            "no_relu_1",
            (
                "on1 = np.maximum(conv(view1, w1) + b1[:, None, None], 0)",
                "on1 = conv(view1, w1) + b1[:, None, None]",
            ),
            ("d1 = up(back) * (on1 == up(low1)) * (on1 > 0)", "d1 = up(back) * (on1 == up(low1))"),
        ),
        "There is no ReLU after your first convolution. It should be conv, ReLU, pool, "
        "twice; then affine, ReLU, affine, ReLU, affine.",
    ),
    Mistake(
        slip(
            layer_by_layer,
            "no_relu_2",
            (
                "on2 = np.maximum(conv(view2, w2) + b2[:, None, None], 0)",
                "on2 = conv(view2, w2) + b2[:, None, None]",
            ),
            (
                "d2 = up((d3 @ w3.T).reshape(low2.shape)) * (on2 == up(low2)) * (on2 > 0)",
                "d2 = up((d3 @ w3.T).reshape(low2.shape)) * (on2 == up(low2))",
            ),
        ),
        "There is no ReLU after your second convolution. It should be conv, ReLU, pool, "
        "twice; then affine, ReLU, affine, ReLU, affine.",
    ),
    Mistake(
        slip(
            layer_by_layer,
            "no_relu_3",
            ("on3 = np.maximum(flat @ w3 + b3, 0)", "on3 = flat @ w3 + b3"),
            ("d3 = d4 @ w4.T * (on3 > 0)", "d3 = d4 @ w4.T"),
        ),
        "There is no ReLU after your first affine layer. It should be conv, ReLU, pool, "
        "twice; then affine, ReLU, affine, ReLU, affine.",
    ),
    Mistake(
        slip(
            layer_by_layer,
            "no_relu_4",
            ("on4 = np.maximum(on3 @ w4 + b4, 0)", "on4 = on3 @ w4 + b4"),
            ("d4 = d5 @ w5.T * (on4 > 0)", "d4 = d5 @ w5.T"),
        ),
        "There is no ReLU after your second affine layer. It should be conv, ReLU, pool, "
        "twice; then affine, ReLU, affine, ReLU, affine.",
    ),
    Mistake(
        slip(
            layer_by_layer,
            "relu_on_the_scores",
            ("scores = on4 @ w5 + b5", "scores = np.maximum(on4 @ w5 + b5, 0)"),
            (
                "    d5 = (p - (np.arange(len(b5)) == y[:, None])) / N",
                """    d5 = (p - (np.arange(len(b5)) == y[:, None])) / N
    d5 = d5 * (scores > 0)""",
            ),
        ),
        "Your scores go through ReLU, too. The last affine layer should have nothing after "
        "it but the loss.",
    ),
    Mistake(
        slip(
            layer_by_layer,
            "means_pooled",
            (
                "return a.reshape(n, c, h // 2, 2, w // 2, 2).max(axis=(3, 5))",
                "return a.reshape(n, c, h // 2, 2, w // 2, 2).mean(axis=(3, 5))",
            ),
            (
                "d2 = up((d3 @ w3.T).reshape(low2.shape)) * (on2 == up(low2)) * (on2 > 0)",
                "d2 = up((d3 @ w3.T).reshape(low2.shape)) / 4 * (on2 > 0)",
            ),
            ("d1 = up(back) * (on1 == up(low1)) * (on1 > 0)", "d1 = up(back) / 4 * (on1 > 0)"),
        ),
        "You pool by the mean; it should be by the largest number.",
    ),
    Mistake(
        slip(
            layer_by_layer,
            "channels_flattened_last",
            ("flat = low2.reshape(N, -1)", "flat = low2.transpose(0, 2, 3, 1).reshape(N, -1)"),
            (
                "    d2 = up((d3 @ w3.T).reshape(low2.shape)) * (on2 == up(low2)) * (on2 > 0)",
                """    d2 = (
        up((d3 @ w3.T).reshape(N, *low2.shape[2:], -1).transpose(0, 3, 1, 2))
        * (on2 == up(low2))
        * (on2 > 0)
    )""",
            ),
        ),
        "You flatten with the channels last. It should be reshape(N, -1) as the maps stand:"
        " channels, rows, columns.",
    ),
    Mistake(
        slip(
            layer_by_layer,
            "losses_added_up",
            (
                """    loss = -np.log(p[np.arange(N), y]).mean()
    d5 = (p - (np.arange(len(b5)) == y[:, None])) / N""",
                """    loss = -np.log(p[np.arange(N), y]).sum()
    d5 = p - (np.arange(len(b5)) == y[:, None])""",
            ),
        ),
        "You add up the losses of the examples; it should be their mean, with a gradient to match.",
    ),
    Mistake(
        slip(
            layer_by_layer,
            "scores_too_large_for_exp",
            ("p = np.exp(scores - scores.max(axis=1, keepdims=True))", "p = np.exp(scores)"),
        ),
        "exp of your scores overflows. The largest score of each row should be subtracted first.",
    ),
    Mistake(
        slip(
            layer_by_layer,
            "log_left_out",
            ("loss = -np.log(p[np.arange(N), y]).mean()", "loss = -p[np.arange(N), y].mean()"),
        ),
        "Your loss is the mean of -p; it should be that of -log p of the true class.",
    ),
    Mistake(
        slip(
            layer_by_layer,
            "accuracy_for_loss",
            ("loss = -np.log(p[np.arange(N), y]).mean()", "loss = (p.argmax(axis=1) == y).mean()"),
        ),
        "Yours gives the accuracy; it should be the loss.",
    ),
)
