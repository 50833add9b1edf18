"""A new head on an old body: drawn for the classes of now, and nothing else touched."""

import numpy as np

from course_lib.checking import Case, Exercise, Measured, Mistake


def new_head(net, classes, rng):
    raise NotImplementedError


def with_a_new_head(new_head, net, classes, rng):
    """What comes back, which is to be the whole net."""
    names = list(net)
    back = new_head(net, classes, rng)
    is_dict = isinstance(back, dict)
    assert is_dict, "A dict of arrays must come back, name -> array. Is the `return` missing?"
    missing = [name for name in names if not isinstance(back.get(name), np.ndarray)]
    assert not missing, f"The whole net must come back; there is no array {missing[0]!r} in it."
    return back


def heads(rng):
    def case(D, H, old, new, about, stage="value"):
        shapes = {"affine.w": (D, H), "affine.b": (H,), "head.w": (H, old), "head.b": (old,)}
        net = {name: rng.normal(size=shape) for name, shape in shapes.items()}
        return Case((net, new, np.random.default_rng(rng.integers(2**32))), about, stage)

    return (
        case(3, 40, 7, 29, "7 old classes, 29 new ones"),
        case(5, 150, 11, 8, "11 old classes, 8 new ones"),
        case(2, 200, 5, 5, "as many classes as before, but others", "generality"),
        case(2, 3, 4, 600, "three features", "generality"),
    )


def spread_and_the_rest(args, got):
    """How wide the head is drawn (in units of 1 / sqrt(H)), and what else moved."""
    net, _, _ = args
    w, H = got["head.w"], len(net["head.w"])
    moved = max(_change(got[name], net[name]) for name in net if not name.startswith("head."))
    empty = float((w == 0).mean())
    as_before = _change(w, net["head.w"]) < 1e-9
    spread = float(w.std() * np.sqrt(H))
    return {
        "the largest change of an array that is not the head's": Measured(moved, 0, 0),
        "how many heads are still the old one": Measured(float(as_before), 0, 0),
        "the share of head.w that is 0": Measured(empty, 0, 0.01),
        "the spread of head.w, times sqrt(H),": Measured(spread, 1.2, 0.45),
        "the mean of head.w, times sqrt(H),": Measured(float(w.mean() * np.sqrt(H)), 0, 0.25),
        "the largest number in head.b": Measured(float(np.abs(got["head.b"]).max()), 0, 0),
        # Wider than the spread itself: never wrong alone, it tells small spreads from one another.
        "the log of the spread": Measured(np.log(max(spread, 1e-6)), 0.2, 0.55),
    }


def _change(new, old):
    """The largest; where the shapes differ, a large one."""
    return float(np.abs(new - old).max()) if new.shape == old.shape else 1e9


# Right ways.


def drawn_anew(net, classes, rng):
    H = len(net["head.w"])
    w = rng.normal(size=(H, classes)) / np.sqrt(H)
    return {**net, "head.w": w, "head.b": np.zeros(classes)}


def wider_and_copied(net, classes, rng):
    new = {name: array.copy() for name, array in net.items()}
    H = new["head.w"].shape[0]
    new["head.w"] = rng.standard_normal((H, classes)) * (2 / H) ** 0.5
    new["head.b"] = np.zeros(classes)
    return new


def even_draws(net, classes, rng):
    H = net["head.w"].shape[0]
    end = np.sqrt(3 / H)
    new = dict(net)
    new.update({"head.w": rng.uniform(-end, end, (H, classes)), "head.b": np.zeros((classes,))})
    return new


# Wrong ones.


def old_head_left(net, classes, rng):
    return {name: array.copy() for name, array in net.items()}


def bias_of_the_old_head(net, classes, rng):
    H = len(net["head.w"])
    return {**net, "head.w": rng.normal(size=(H, classes)) / np.sqrt(H)}


def old_columns_reused(net, classes, rng):
    columns = np.arange(classes) % net["head.w"].shape[1]
    return {**net, "head.w": net["head.w"][:, columns], "head.b": np.zeros(classes)}


def head_turned(net, classes, rng):
    H = len(net["head.w"])
    w = rng.normal(size=(classes, H)) / np.sqrt(H)
    return {**net, "head.w": w, "head.b": np.zeros(classes)}


def features_of_the_first_layer(net, classes, rng):
    D = len(net["affine.w"])
    w = rng.normal(size=(D, classes)) / np.sqrt(D)
    return {**net, "head.w": w, "head.b": np.zeros(classes)}


def whole_net_drawn_anew(net, classes, rng):
    new = {}
    for name, array in net.items():
        if name.endswith(".w"):
            shape = (len(array), classes) if name == "head.w" else array.shape
            new[name] = rng.normal(size=shape) / np.sqrt(len(array))
        else:
            new[name] = np.zeros(classes if name == "head.b" else len(array))
    return new


def drawn_as_wide_as_one(net, classes, rng):
    w = rng.normal(size=(len(net["head.w"]), classes))
    return {**net, "head.w": w, "head.b": np.zeros(classes)}


def spread_by_classes(net, classes, rng):
    w = rng.normal(size=(len(net["head.w"]), classes)) / np.sqrt(classes)
    return {**net, "head.w": w, "head.b": np.zeros(classes)}


def fixed_spread(net, classes, rng):
    w = 0.01 * rng.normal(size=(len(net["head.w"]), classes))
    return {**net, "head.w": w, "head.b": np.zeros(classes)}


def one_of_the_fixed_ones(case, got, want):
    """A sign in words: the same round number, whatever H is."""
    spread = got["head.w"].std()
    fixed = next((s for s in (0.1, 0.01, 0.001) if abs(spread / s - 1) < 0.1), None)
    return fixed is not None and (
        f"Yours is drawn with a spread of {fixed}, however many features there are; it should be"
        " 1 / sqrt(H), H features."
    )


def divided_by_the_features(net, classes, rng):
    H = len(net["head.w"])
    return {**net, "head.w": rng.normal(size=(H, classes)) / H, "head.b": np.zeros(classes)}


def positive_only(net, classes, rng):
    H = len(net["head.w"])
    w = rng.random(size=(H, classes)) / np.sqrt(H)
    return {**net, "head.w": w, "head.b": np.zeros(classes)}


def head_of_zeros(net, classes, rng):
    H = len(net["head.w"])
    return {**net, "head.w": np.zeros((H, classes)), "head.b": np.zeros(classes)}


def bias_drawn_too(net, classes, rng):
    H = len(net["head.w"])
    w = rng.normal(size=(H, classes)) / np.sqrt(H)
    return {**net, "head.w": w, "head.b": rng.normal(size=classes) / np.sqrt(H)}


def only_the_head_back(net, classes, rng):
    H = len(net["head.w"])
    w = rng.normal(size=(H, classes)) / np.sqrt(H)
    return {"head.w": w, "head.b": np.zeros(classes)}


def caller_s_net_changed(net, classes, rng):
    H = len(net["head.w"])
    net["head.w"] = rng.normal(size=(H, classes)) / np.sqrt(H)
    net["head.b"] = np.zeros(classes)
    return net


NEW_HEAD = Exercise(
    id="new-head",
    title="A new head",
    points=1,
    concepts=("pretrained-weights", "feature-extraction"),
    stub=new_head,
    reference=drawn_anew,
    cases=heads,
    drive=with_a_new_head,
    measure=spread_and_the_rest,
    alternatives=(wider_and_copied, even_draws),
    mistakes=(
        Mistake(
            old_head_left,
            "Yours is still the old head, with a score for each old class. It should have"
            " `classes` columns, drawn anew, even where the number of classes is the same.",
        ),
        Mistake(
            bias_of_the_old_head,
            "Your head.b is still that of the old head. There should be one bias for each of the"
            " new `classes`, all 0.",
        ),
        Mistake(
            old_columns_reused,
            "Your head is made of columns of the old one. They know other classes: draw all of it.",
        ),
        Mistake(
            head_turned,
            "Your head.w is (classes, H); it should be (H, classes): scores are x @ w + b.",
        ),
        Mistake(
            features_of_the_first_layer,
            "Your head has as many rows as the net has inputs. The head gets the features of the"
            " layer before it: as many rows as the old head, len(net['head.w']).",
        ),
        Mistake(
            whole_net_drawn_anew,
            "Yours draws the whole net anew: nothing is left of what was learnt. Only head.w and"
            " head.b are new.",
        ),
        Mistake(
            drawn_as_wide_as_one,
            "Yours is drawn with a spread of 1; it should be 1 / sqrt(H), H features. The scores of"
            " yours are sqrt(H) times too large, and so is the first loss.",
        ),
        Mistake(
            spread_by_classes,
            "Yours divides by sqrt(classes); it should be by sqrt(H): a score sums over the"
            " H features.",
        ),
        Mistake(
            fixed_spread,
            "Yours is drawn with a fixed spread, however many features there are; it should be"
            " 1 / sqrt(H), H features.",
            one_of_the_fixed_ones,
        ),
        Mistake(
            divided_by_the_features,
            "Yours divides by H; it should be by sqrt(H). What adds up over H features is the"
            " variance.",
        ),
        Mistake(
            positive_only,
            "Yours are all positive: `rng.random` draws from 0 to 1. It should be"
            " `rng.normal`, about 0.",
        ),
        Mistake(
            head_of_zeros,
            "Your head.w is all 0. It should be drawn from `rng`, with a spread of 1 / sqrt(H).",
        ),
        Mistake(bias_drawn_too, "Your head.b is drawn; it should be 0."),
        Mistake(
            only_the_head_back,
            "Yours gives the head alone. It should be the whole net with the new head in it:"
            " {**net, 'head.w': ..., 'head.b': ...}.",
        ),
        Mistake(
            caller_s_net_changed,
            "Yours writes into the dict it was given: the pretrained net has lost its head for"
            " everybody. Build a new dict.",
        ),
    ),
    hints=(
        "How many rows has a head? As many as the layer before it gives features: that stays.",
        "w = rng.normal(size=(H, classes)) / np.sqrt(H), with H = len(net['head.w']).",
        "{**net, 'head.w': w, 'head.b': np.zeros(classes)} is a new dict with two new arrays.",
    ),
)
