"""Pretrained weights into a net: all of them, in the shapes of the net, or nothing."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake


def load_weights(own, kept):
    raise NotImplementedError


def tried_to_load(load_weights, own, kept):
    """What is loaded, and with how many bytes a number; or that it was refused."""
    names = list(own)
    try:
        loaded = load_weights(own, kept)
    except ValueError:
        return "ValueError", {}, {}
    is_dict = isinstance(loaded, dict)
    assert is_dict, "A dict of arrays must come back, name -> array. Is the `return` missing?"
    bytes_each = {n: getattr(loaded.get(n), "itemsize", 0) for n in names}
    return "a net", loaded, bytes_each


def nets(rng):
    """An own net, mostly of float64, and weights that fit it, or nearly."""

    def pair(D, H, M, dtype=np.float64, own_dtype=np.float64):
        shapes = {"affine.w": (D, H), "affine.b": (H,), "head.w": (H, M), "head.b": (M,)}
        own = {n: rng.normal(size=shape).astype(own_dtype) for n, shape in shapes.items()}
        kept = {n: rng.normal(size=shape).astype(dtype) for n, shape in shapes.items()}
        return own, kept

    def but(change, about, sizes):
        own, kept = pair(*sizes)
        change(kept)
        return Case((own, kept), about)

    own, kept = pair(4, 2, 5)
    turned = {name: kept[name] for name in reversed(kept)}
    return (
        Case(pair(2, 3, 4), "names and shapes are those of the net"),
        but(lambda k: k.update({"head.w": k["head.w"].T}), "head.w is turned", (2, 3, 4)),
        but(lambda k: k.update({"affine.b": k["affine.b"][:1]}), "one number for three", (2, 3, 4)),
        but(lambda k: k.pop("head.b"), "head.b is not in the file", (2, 3, 5)),
        but(lambda k: k.update({"old.w": np.ones((2, 3))}), "a name the net has not", (4, 3, 2)),
        but(lambda k: k.update({"head.w": k["head.w"][:, :3]}), "fewer classes", (3, 2, 5)),
        but(lambda k: k.update({"head.bias": k.pop("head.b")}), "another spelling", (3, 4, 2)),
        Case((own, turned), "the same names in another order", "generality"),
        Case(pair(3, 5, 2, np.float32), "the file is in float32, the net in float64", "generality"),
        Case(
            pair(2, 4, 3, own_dtype=np.float32),
            "the file is in float64, the net in float32",
            "generality",
        ),
    )


# Right ways.


def names_then_shapes(own, kept):
    if set(own) != set(kept):
        raise ValueError("the names differ")
    for name in own:
        if own[name].shape != kept[name].shape:
            raise ValueError("the shapes differ")
    return {name: kept[name].astype(own[name].dtype) for name in own}


def all_at_once(own, kept):
    if {n: a.shape for n, a in own.items()} != {n: a.shape for n, a in kept.items()}:
        raise ValueError("names or shapes differ")
    loaded = {}
    for name, a in own.items():
        loaded[name] = np.empty_like(a)
        loaded[name][...] = kept[name]
    return loaded


# Wrong ones.


def never_refuses(own, kept):
    return {name: kept[name].astype(own[name].dtype) for name in own if name in kept}


def net_unchanged(own, kept):
    if set(own) != set(kept) or any(own[n].shape != kept[n].shape for n in own):
        raise ValueError("names or shapes differ")
    return {name: a.copy() for name, a in own.items()}


def shapes_unseen(own, kept):
    if set(own) != set(kept):
        raise ValueError("the names differ")
    return {name: kept[name].astype(own[name].dtype) for name in own}


def reshaped(own, kept):
    if set(own) != set(kept) or any(own[n].size != kept[n].size for n in own):
        raise ValueError("names or sizes differ")
    return {n: kept[n].reshape(own[n].shape).astype(own[n].dtype) for n in own}


def spread_by_broadcasting(own, kept):
    if set(own) != set(kept):
        raise ValueError("the names differ")
    loaded = {}
    for name, a in own.items():
        loaded[name] = np.empty_like(a)
        loaded[name][...] = kept[name]
    return loaded


def missing_ones_skipped(own, kept):
    for name in kept:
        if name not in own or own[name].shape != kept[name].shape:
            raise ValueError("names or shapes differ")
    return {name: kept.get(name, own[name]).astype(own[name].dtype) for name in own}


def more_names_unseen(own, kept):
    for name in own:
        if name not in kept or own[name].shape != kept[name].shape:
            raise ValueError("names or shapes differ")
    return {name: kept[name].astype(own[name].dtype) for name in own}


def names_counted(own, kept):
    if len(own) != len(kept):
        raise ValueError("not as many names")
    for name in own:
        if name in kept and own[name].shape != kept[name].shape:
            raise ValueError("the shapes differ")
    return {name: kept.get(name, own[name]).astype(own[name].dtype) for name in own}


def misfits_skipped(own, kept):
    fits = {n: a for n, a in kept.items() if n in own and own[n].shape == a.shape}
    return {name: fits.get(name, own[name]).astype(own[name].dtype) for name in own}


def by_order(own, kept):
    if set(own) != set(kept) or any(own[n].shape != kept[n].shape for n in own):
        raise ValueError("names or shapes differ")
    pairs = zip(own, kept.values(), strict=True)
    return {name: a.astype(own[name].dtype) for name, a in pairs}


def dtype_of_the_file(own, kept):
    if set(own) != set(kept) or any(own[n].shape != kept[n].shape for n in own):
        raise ValueError("names or shapes differ")
    return {name: kept[name].copy() for name in own}


def always_float64(own, kept):
    if set(own) != set(kept) or any(own[n].shape != kept[n].shape for n in own):
        raise ValueError("names or shapes differ")
    return {name: kept[name].astype(np.float64) for name in own}


def loaded_before_looking(own, kept):
    for name in own:
        if name in kept and own[name].shape == kept[name].shape:
            own[name][...] = kept[name]
    if set(own) != set(kept) or any(own[n].shape != kept[n].shape for n in own):
        raise ValueError("names or shapes differ")
    return own


LOAD_WEIGHTS = Exercise(
    id="load-weights",
    title="Load pretrained weights",
    points=2,
    concepts=("pretrained-weights",),
    stub=load_weights,
    reference=names_then_shapes,
    cases=nets,
    drive=tried_to_load,
    returns=("the outcome", "net", "the number of bytes a number takes"),
    alternatives=(all_at_once,),
    mistakes=(
        Mistake(
            never_refuses,
            "Yours loads whatever it is given. Where a name is missing or too many, or a shape"
            " differs, it has to stop: `raise ValueError(...)`. A net that is loaded by half trains"
            " on, and is bad without a word.",
        ),
        Mistake(
            net_unchanged,
            "Yours checks, and then gives the net's own weights back. The values are to come from"
            " `kept`.",
        ),
        Mistake(
            shapes_unseen,
            "Yours compares names and not shapes. The right name may belong to a head with other"
            " classes, or to weights kept the other way round: compare `.shape` too.",
        ),
        Mistake(
            reshaped,
            "Yours compares how many numbers there are, and reshapes. (3, 4) and (4, 3) have as"
            " many; reshaped, every number lands in the wrong place. Compare `.shape`, and reshape"
            " nothing.",
        ),
        Mistake(
            spread_by_broadcasting,
            "Yours assigns into an array of the net, and NumPy spreads what is smaller: one bias"
            " becomes that of every unit. Compare the shapes first.",
        ),
        Mistake(
            missing_ones_skipped,
            "Yours leaves an array as it was drawn when the file has none of its name. Stop there,"
            " too: mostly it is a name that is spelt in another way.",
        ),
        Mistake(
            more_names_unseen,
            "Yours does not see a name in the file that the net has not. Then the file is of"
            " another net: refuse it.",
        ),
        Mistake(
            names_counted,
            "Yours counts the names. As many may be others: compare the names themselves.",
        ),
        Mistake(
            misfits_skipped,
            "Yours loads what fits and leaves the rest as it was drawn, without a word. That is how"
            " a net comes to be pretrained in name only: raise ValueError.",
        ),
        Mistake(
            by_order,
            "Yours goes by the order of the arrays. It should go by their names: `kept[name]`.",
        ),
        Mistake(
            dtype_of_the_file,
            "Yours keeps the dtype of the file; it should be that of the net,"
            " `kept[name].astype(own[name].dtype)`.",
        ),
        Mistake(
            always_float64,
            "Yours is float64, whatever the net is; it should be the dtype of the net,"
            " `kept[name].astype(own[name].dtype)`.",
        ),
        Mistake(
            loaded_before_looking,
            "Yours writes into `own` first and checks then: when it refuses, half of the net is"
            " overwritten. Check everything, then build a new dict.",
        ),
    ),
    hints=(
        "What must be true of the names? And then, of each name?",
        "`set(own) != set(kept)` compares names; `own[name].shape != kept[name].shape` shapes.",
        "After the checks: {name: kept[name].astype(own[name].dtype) for name in own}.",
    ),
)
