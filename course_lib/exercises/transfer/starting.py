"""Which arrays learn: the head is in place first, and the optimiser is told of it last."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake, slip


def start_transfer(net, head, frozen):
    raise NotImplementedError


def ready_to_train(start_transfer, net, head, frozen):
    """The net with its head, what learns, and the velocities; or that it was refused."""
    sizes = {name: a.size for name, a in {**net, **head}.items()}
    try:
        back = start_transfer(net, head, frozen)
    except ValueError:
        return "ValueError", {}, {}, {}
    is_pair = type(back) in (tuple, list) and [isinstance(d, dict) for d in back] == [True, True]
    assert is_pair, "Two dicts must come back: the net, and the velocities of what learns."
    ready, velocity = back
    exchanged = set(ready) < set(velocity) == set(sizes)
    assert not exchanged, "The first of the two dicts should be the net, with all its arrays."
    unknown = [name for name in velocity if name not in sizes]
    assert not unknown, f"There is a velocity for {unknown[:1]}; the net has no array of that name."
    learns = {name: size if name in velocity else 0 for name, size in sizes.items()}
    return "two dicts", ready, learns, velocity


def starts(rng):
    def small(D, H, old):
        shapes = {"affine.w": (D, H), "affine.b": (H,), "head.w": (H, old), "head.b": (old,)}
        return {name: rng.normal(size=shape) for name, shape in shapes.items()}

    def deep(D, H, old):
        net = {"affine1.w": rng.normal(size=(D, 4)), "affine1.b": rng.normal(size=4)}
        for key in ("gamma", "beta", "mean", "var"):
            net[f"norm1.{key}"] = rng.uniform(0.5, 2, size=4)
        net |= {"affine10.w": rng.normal(size=(4, H)), "affine10.b": rng.normal(size=H)}
        return net | {"head.w": rng.normal(size=(H, old)), "head.b": rng.normal(size=old)}

    def head(H, new):
        return {"head.w": rng.normal(size=(H, new)), "head.b": np.zeros(new)}

    return (
        Case((small(2, 3, 4), head(3, 5), ["affine"]), "all but the head is frozen"),
        Case((small(3, 2, 4), head(2, 3), ["afine"]), "a layer's name with a slip in it"),
        Case((small(3, 4, 2), head(4, 5), []), "nothing is frozen"),
        Case((deep(3, 5, 2), head(5, 6), ["affine1", "norm1", "affine10"]), "a deeper net"),
        Case((deep(2, 3, 6), head(3, 4), []), "batchnorm with its averages, nothing frozen"),
        Case((deep(3, 2, 5), head(2, 4), ["affine1"]), "affine1 is frozen, affine10 is not"),
        Case((deep(5, 3, 4), head(3, 2), ["norm1"]), "a layer in the middle is frozen"),
        Case((deep(3, 5, 4), head(5, 2), ["affine1.w"]), "an array in place of a layer"),
    )


# Right ways.


def by_layers(net, head, frozen):
    layers = {name.split(".")[0] for name in net}
    for layer in frozen:
        if layer not in layers:
            raise ValueError(f"there is no layer {layer!r}")
    ready = {**net, **head}
    velocity = {}
    for name, a in ready.items():
        layer, key = name.split(".")
        if layer not in frozen and key not in ("mean", "var"):
            velocity[name] = np.zeros_like(a)
    return ready, velocity


def by_sets(net, head, frozen):
    if not set(frozen) <= {name.partition(".")[0] for name in net}:
        raise ValueError("a frozen layer is not in the net")
    ready = {name: head.get(name, a).copy() for name, a in net.items()}
    stays = tuple(f"{layer}." for layer in frozen)
    learning = [n for n in ready if not n.startswith(stays) and not n.endswith((".mean", ".var"))]
    return ready, {name: np.zeros(ready[name].shape) for name in learning}


# Wrong ones.


def a_slip_freezes_nothing(net, head, frozen):
    ready = {**net, **head}
    velocity = {}
    for name, a in ready.items():
        layer, key = name.split(".")
        if layer not in frozen and key not in ("mean", "var"):
            velocity[name] = np.zeros_like(a)
    return ready, velocity


def only_the_head_ever_learns(net, head, frozen):
    layers = {name.split(".")[0] for name in net}
    for layer in frozen:
        if layer not in layers:
            raise ValueError(f"there is no layer {layer!r}")
    return {**net, **head}, {name: np.zeros_like(a) for name, a in head.items()}


START_TRANSFER = Exercise(
    id="start-transfer",
    title="Freeze, and start the optimiser",
    points=2,
    concepts=("feature-extraction", "fine-tuning"),
    stub=start_transfer,
    reference=by_layers,
    cases=starts,
    drive=ready_to_train,
    returns=("the outcome", "net", "the count of numbers that learn", "velocity"),
    alternatives=(by_sets,),
    mistakes=(
        Mistake(
            a_slip_freezes_nothing,
            "A name in `frozen` that no layer has freezes nothing in yours, and nobody is told."
            " Raise ValueError: a slip of one letter lets the whole net learn.",
        ),
        Mistake(
            slip(
                by_layers,
                "stops_with_a_key_error",
                (
                    '{name.split(".")[0] for name in net}',
                    '{name.split(".")[0]: True for name in net}',
                ),
                (
                    """if layer not in layers:
            raise ValueError(f"there is no layer {layer!r}")""",
                    "layers[layer]",
                ),
            ),
            "A name in `frozen` that no layer has stops yours with a KeyError. It should be a"
            " ValueError that says which name: look for it first, and raise one.",
        ),
        Mistake(
            slip(
                by_layers, "results_exchanged", ("return ready, velocity", "return velocity, ready")
            ),
            "You return velocity, net; it should be net, velocity.",
        ),
        Mistake(
            slip(by_layers, "nothing_frozen", ("layer not in frozen and key", "key")),
            "Yours freezes nothing: there is a velocity for arrays of frozen layers too. Only what"
            " learns has one.",
        ),
        Mistake(
            slip(
                by_layers,
                "head_frozen_too",
                ("layer not in frozen", 'layer not in [*frozen, "head"]'),
            ),
            "In yours the head is frozen too, so that nothing new can be learnt. That happens to"
            " whoever puts the head on first, and then freezes all there is. Freeze the layers"
            " named, and no others.",
        ),
        Mistake(
            slip(by_layers, "velocity_of_the_old_head", ("ready.items()", "net.items()")),
            "Your velocities are for the old head: they have its shape. An optimiser that is set up"
            " before the head is replaced goes on training the old one. Go by the arrays of the new"
            " net.",
        ),
        Mistake(
            slip(by_layers, "old_head_kept", ("ready = {**net, **head}", "ready = dict(net)")),
            "Your net has its old head still. `head` holds the new head.w and head.b:"
            " {**net, **head}.",
        ),
        Mistake(
            slip(by_layers, "averages_learn", (' and key not in ("mean", "var")', "")),
            "In yours the running averages of a batchnorm, mean and var, learn too. They are"
            " counted, and have no gradient: leave them out.",
        ),
        Mistake(
            slip(
                by_layers,
                "freezes_by_prefix",
                (
                    'layer, key = name.split(".")',
                    "stays = any(name.startswith(layer) for layer in frozen)",
                ),
                (
                    'layer not in frozen and key not in ("mean", "var")',
                    'not stays and name.split(".")[1] not in ("mean", "var")',
                ),
            ),
            "Yours compares the beginning of names: to freeze affine1 freezes affine10 as well."
            " Compare the whole of what stands before the dot.",
        ),
        Mistake(
            slip(by_layers, "frozen_ones_learn", ("layer not in frozen", "layer in frozen")),
            "It is the wrong way round: yours has velocities for the frozen layers. They should be"
            " for the others.",
        ),
        Mistake(
            only_the_head_ever_learns,
            "In yours the head alone learns, whatever `frozen` says. All that is not frozen"
            " should.",
        ),
        Mistake(
            slip(by_layers, "velocities_are_the_weights", ("np.zeros_like(a)", "a.copy()")),
            "Your velocities are copies of the weights. At the start each should be 0:"
            " np.zeros_like.",
        ),
        Mistake(
            slip(
                by_layers,
                "net_changed_in_place",
                (
                    "ready = {**net, **head}",
                    """net.update(head)
    ready = net""",
                ),
            ),
            "Yours writes the new head into the dict it was given: the pretrained net has lost its"
            " own. Build a new dict, {**net, **head}.",
        ),
    ),
    hints=(
        "First the names in `frozen`: is each of them a layer? The layer of 'affine.w' is what"
        " stands before the dot.",
        "Then the head: ready = {**net, **head}. The velocities come last, by the arrays of ready.",
        "For each name: layer, key = name.split('.'). It learns if layer is not in frozen and key"
        " is neither mean nor var.",
    ),
)
