"""Weights from a framework: other names, and affine weights kept the other way round."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake, slip


def from_framework(state, names):
    raise NotImplementedError


def arrays_under_our_names(from_framework, state, names):
    """The arrays by our names."""
    expected = set()
    for layer in names.values():
        expected |= {f"{layer}.{key}" for key in ("w", "b", "gamma", "beta", "mean", "var")}
    net = from_framework(state, names)
    is_dict = isinstance(net, dict)
    assert is_dict, "A dict of arrays must come back, name -> array. Is the `return` missing?"
    more = sorted(set(net) - expected)
    assert not more, f"There is an array {more[0]!r}, which is not needed."
    return net


def states(rng):
    """States as torch gives them: conv (F, C, K, K), linear (M, D), batchnorm with its count."""

    def affine(layer, M, D):
        return {f"{layer}.weight": rng.normal(size=(M, D)), f"{layer}.bias": rng.normal(size=M)}

    def conv(layer, F, C, K):
        w = rng.normal(size=(F, C, K, K))
        return {f"{layer}.weight": w, f"{layer}.bias": rng.normal(size=F)}

    def norm(layer, C):
        return {
            f"{layer}.weight": rng.uniform(0.5, 2, size=C),
            f"{layer}.bias": rng.normal(size=C),
            f"{layer}.running_mean": rng.normal(size=C),
            f"{layer}.running_var": rng.uniform(0.5, 2, size=C),
            f"{layer}.num_batches_tracked": np.array(937),
        }

    return (
        Case((affine("fc", 2, 3), {"fc": "head"}), "one affine layer"),
        Case((norm("bn1", 3), {"bn1": "norm1"}), "one batchnorm"),
        Case((conv("conv1", 3, 2, 2), {"conv1": "conv1"}), "one convolution"),
        Case(
            (
                conv("features.0", 4, 2, 3) | norm("features.1", 4) | affine("classifier", 5, 6),
                {"features.0": "conv1", "features.1": "norm1", "classifier": "head"},
            ),
            "layers whose names have a dot in them",
            "generality",
        ),
        Case(
            (affine("fc1", 4, 4) | affine("fc10", 3, 4), {"fc1": "affine1", "fc10": "affine2"}),
            "fc1 beside fc10, and a weight as wide as it is high",
            "generality",
        ),
    )


# Right ways.


def by_key_and_axes(state, names):
    net = {}
    for name, a in state.items():
        layer, key = name.rsplit(".", 1)
        ours = names[layer]
        is_norm = f"{layer}.running_mean" in state
        if key == "weight":
            net[f"{ours}.{'gamma' if is_norm else 'w'}"] = a.T if a.ndim == 2 else a
        elif key == "bias":
            net[f"{ours}.{'beta' if is_norm else 'b'}"] = a
        elif key in ("running_mean", "running_var"):
            net[f"{ours}.{key.removeprefix('running_')}"] = a
    return net


def layer_by_layer(state, names):
    net = {}
    for theirs, ours in names.items():
        w, b = state[theirs + ".weight"], state[theirs + ".bias"]
        if w.ndim == 1:
            net[ours + ".gamma"], net[ours + ".beta"] = w.copy(), b.copy()
            net[ours + ".mean"] = state[theirs + ".running_mean"].copy()
            net[ours + ".var"] = state[theirs + ".running_var"].copy()
        else:
            net[ours + ".w"] = np.swapaxes(w, 0, 1).copy() if w.ndim == 2 else w.copy()
            net[ours + ".b"] = b.copy()
    return net


# Wrong ones.


def their_names_kept(state, names):
    net = {}
    for name, a in state.items():
        if not name.endswith("num_batches_tracked"):
            net[name] = a.T if a.ndim == 2 else a
    return net


FROM_FRAMEWORK = Exercise(
    id="from-framework",
    title="Weights from a framework",
    points=2,
    concepts=("pretrained-weights",),
    stub=from_framework,
    reference=by_key_and_axes,
    cases=states,
    drive=arrays_under_our_names,
    alternatives=(layer_by_layer,),
    mistakes=(
        Mistake(
            slip(
                layer_by_layer,
                "not_turned",
                ("np.swapaxes(w, 0, 1).copy() if w.ndim == 2 else w.copy()", "w.copy()"),
            ),
            "Yours keeps the weights of an affine layer as (M, D). The framework computes"
            " x @ weight.T, this course x @ w: turn them, `weight.T`.",
        ),
        Mistake(
            slip(
                layer_by_layer,
                "reshaped_not_turned",
                ("np.swapaxes(w, 0, 1).copy()", "w.reshape(w.shape[::-1])"),
            ),
            "Yours reshapes (M, D) into (D, M): the shape is right, and every number but a few is"
            " in the wrong place. Turn the array, `weight.T`.",
        ),
        Mistake(
            slip(
                layer_by_layer,
                "filters_turned_too",
                ("np.swapaxes(w, 0, 1).copy() if w.ndim == 2 else w.copy()", "w.T.copy()"),
            ),
            "Yours turns the filters of a convolution too. They are (F, C, K, K) in both:"
            " only what has two axes should be turned.",
        ),
        Mistake(
            slip(
                layer_by_layer,
                "turned_only_if_not_square",
                ("if w.ndim == 2 else", "if w.ndim == 2 and len(w) != w.shape[1] else"),
            ),
            "Yours turns the weights unless they are square. Square ones are kept the other way"
            " round as well, and no shape will ever tell you.",
        ),
        Mistake(
            slip(
                layer_by_layer,
                "averages_left_behind",
                ('state[theirs + ".running_mean"].copy()', "np.zeros_like(w)"),
                ('state[theirs + ".running_var"].copy()', "np.ones_like(w)"),
            ),
            "Yours starts the batchnorm's averages anew, at 0 and 1. They belong to what was"
            " learnt: running_mean and running_var.",
        ),
        Mistake(
            slip(
                layer_by_layer,
                "spread_for_variance",
                (
                    'state[theirs + ".running_var"].copy()',
                    'np.sqrt(state[theirs + ".running_var"])',
                ),
            ),
            "Yours takes the root of running_var. `var` is the variance: the root is taken where it"
            " is used.",
        ),
        Mistake(
            slip(
                layer_by_layer,
                "norm_like_the_others",
                ('ours + ".gamma"', 'ours + ".w"'),
                ('ours + ".beta"', 'ours + ".b"'),
            ),
            "Yours calls a batchnorm's weight and bias w and b. They should be gamma and beta.",
        ),
        Mistake(
            slip(
                layer_by_layer,
                "gamma_and_beta_exchanged",
                ("w.copy(), b.copy()", "b.copy(), w.copy()"),
            ),
            "Yours takes a batchnorm's bias for gamma. gamma, which multiplies, is the weight.",
        ),
        Mistake(
            slip(
                layer_by_layer,
                "count_carried_along",
                (
                    'net[ours + ".var"] =',
                    """key = ".num_batches_tracked"
            net[ours + key] = state[theirs + key]
            net[ours + ".var"] =""",
                ),
            ),
            "Yours carries num_batches_tracked along. It counts batches and nothing needs it:"
            " leave it out, or loading will refuse the name.",
        ),
        Mistake(
            their_names_kept,
            "Yours keeps the framework's names. `names` says what each layer should be called;"
            " weight becomes w or gamma, bias b or beta, running_mean mean, running_var var.",
        ),
        Mistake(
            slip(by_key_and_axes, "cut_at_the_first_dot", ('.rsplit(".", 1)', '.split(".")')),
            "Yours cuts the name at every dot. A layer's name may have a dot in it:"
            ' `name.rsplit(".", 1)` cuts at the last one only.',
        ),
    ),
    hints=(
        "How do you tell a batchnorm's weight from an affine layer's, and from filters? Look at"
        " ndim.",
        "One axis: gamma and beta, with the two averages. Two axes: w is weight.T. Four: as it is.",
        "for theirs, ours in names.items(): w, b = state[theirs + '.weight'], state[theirs +"
        " '.bias'], and then three cases of w.ndim.",
    ),
)
