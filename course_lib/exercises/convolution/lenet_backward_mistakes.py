"""Wrong ways back through LeNet."""

from course_lib.checking import Mistake, slip
from course_lib.exercises.convolution.lenet_ways import layer_by_layer

FIRST_OF_TIES = (
    "    view1 = windows(around(x, K // 2))",
    """    def first(a):
        n, c, h, w = a.shape
        order = a.reshape(n, c, h // 2, 2, w // 2, 2).transpose(0, 1, 2, 4, 3, 5)
        best = order.reshape(n, c, h // 2, w // 2, 4).argmax(axis=4)
        wins = (best[..., None] == np.arange(4)).reshape(n, c, h // 2, w // 2, 2, 2)
        return wins.transpose(0, 1, 2, 4, 3, 5).reshape(a.shape)

    view1 = windows(around(x, K // 2))""",
)

LENET_BACKWARD_MISTAKES = (
    Mistake(
        slip(
            layer_by_layer,
            "mask_1_forgotten",
            FIRST_OF_TIES,
            ("d1 = up(back) * (on1 == up(low1)) * (on1 > 0)", "d1 = up(back) * first(on1)"),
        ),
        "The ReLU after the first convolution has no share in your way back. Where it gave "
        "0, dout should be stopped.",
    ),
    Mistake(
        slip(
            layer_by_layer,
            "mask_2_forgotten",
            FIRST_OF_TIES,
            (
                "d2 = up((d3 @ w3.T).reshape(low2.shape)) * (on2 == up(low2)) * (on2 > 0)",
                "d2 = up((d3 @ w3.T).reshape(low2.shape)) * first(on2)",
            ),
        ),
        "The ReLU after the second convolution has no share in your way back. Where it gave"
        " 0, dout should be stopped.",
    ),
    Mistake(
        slip(layer_by_layer, "mask_3_forgotten", ("d3 = d4 @ w4.T * (on3 > 0)", "d3 = d4 @ w4.T")),
        "The ReLU after the first affine layer has no share in your way back. Where it gave"
        " 0, dout should be stopped.",
    ),
    Mistake(
        slip(layer_by_layer, "mask_4_forgotten", ("d4 = d5 @ w5.T * (on4 > 0)", "d4 = d5 @ w5.T")),
        "The ReLU after the second affine layer has no share in your way back. Where it "
        "gave 0, dout should be stopped.",
    ),
    Mistake(
        slip(
            layer_by_layer,
            "not_flattened_back",
            (
                "    d2 = up((d3 @ w3.T).reshape(low2.shape)) * (on2 == up(low2)) * (on2 > 0)",
                """    d2 = (
        up((d3 @ w3.T).reshape(N, *low2.shape[2:], -1).transpose(0, 3, 1, 2))
        * (on2 == up(low2))
        * (on2 > 0)
    )""",
            ),
        ),
        "On the way back you give the numbers to other places of the maps than they came "
        "from. It should be dout.reshape(maps.shape).",
    ),
    Mistake(
        slip(
            layer_by_layer,
            "gradients_of_the_sum",
            (
                "d5 = (p - (np.arange(len(b5)) == y[:, None])) / N",
                "d5 = p - (np.arange(len(b5)) == y[:, None])",
            ),
        ),
        "Your loss is a mean, and your gradients are those of a sum: dscores should be (p -"
        " true) / N.",
    ),
    Mistake(
        slip(
            layer_by_layer,
            "true_class_not_subtracted",
            ("d5 = (p - (np.arange(len(b5)) == y[:, None])) / N", "d5 = p / N"),
        ),
        "Your dscores are the shares p themselves. 1 should be subtracted at the true class.",
    ),
    Mistake(
        slip(
            layer_by_layer,
            "sign_of_the_scores_turned",
            (
                "d5 = (p - (np.arange(len(b5)) == y[:, None])) / N",
                "d5 = ((np.arange(len(b5)) == y[:, None]) - p) / N",
            ),
        ),
        "Your dscores are true - p, so every gradient points the other way. It should be p - true.",
    ),
    Mistake(
        slip(
            layer_by_layer,
            "pool_given_to_all",
            (
                "d2 = up((d3 @ w3.T).reshape(low2.shape)) * (on2 == up(low2)) * (on2 > 0)",
                "d2 = up((d3 @ w3.T).reshape(low2.shape)) * (on2 > 0)",
            ),
            ("d1 = up(back) * (on1 == up(low1)) * (on1 > 0)", "d1 = up(back) * (on1 > 0)"),
        ),
        "In your way back through the pools every pixel gets dout. Only the largest of each"
        " window should.",
    ),
    Mistake(
        slip(
            layer_by_layer,
            "filters_not_turned_in_dx",
            (
                "back = conv(windows(around(d2, K - 1)), w2.swapaxes(0, 1)[:, :, ::-1, ::-1])",
                "back = conv(windows(around(d2, K - 1)), w2.swapaxes(0, 1))",
            ),
        ),
        "Your second convolution gives a wrong dx: as one convolution of dout it should be "
        "with the filters turned round.",
    ),
    Mistake(
        slip(
            layer_by_layer,
            "convolutions_not_learnt",
            (
                "    }",
                """    }
    grads = {name: 0 * dw for name, dw in grads.items()}
    d1, d2 = 0 * d1, 0 * d2""",
            ),
        ),
        "The gradients of your convolutions are 0. The way back should go on through "
        "flatten, pool and ReLU.",
    ),
    Mistake(
        slip(
            layer_by_layer,
            "first_convolution_not_learnt",
            (
                "    d1 = up(back) * (on1 == up(low1)) * (on1 > 0)",
                """    d1 = up(back) * (on1 == up(low1)) * (on1 > 0)
    d1 = 0 * d1""",
            ),
        ),
        "The gradients of your first convolution are 0. The way back should go on to the "
        "first layer.",
    ),
    Mistake(
        slip(
            layer_by_layer,
            "biases_not_learnt",
            (
                """    grads |= {"b1": d1.sum(axis=(0, 2, 3)), "b2": d2.sum(axis=(0, 2, 3))}
    return loss, grads | {"b3": d3.sum(axis=0), "b4": d4.sum(axis=0), "b5": d5.sum(axis=0)}""",
                """    grads |= {f"b{i}": np.zeros_like(params[f"b{i}"]) for i in range(1, 6)}
    return loss, grads""",
            ),
        ),
        "The gradients of your biases are 0. Each kernel's db should be among them.",
    ),
)
