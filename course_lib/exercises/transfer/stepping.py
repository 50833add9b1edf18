"""Fine-tuning steps: each layer at its own rate, and those without one at rest."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake, slip


def fine_tune_step(net, velocity, grads, rates, rho):
    raise NotImplementedError


def some_steps(step, net, all_grads, all_rates, rho):
    """The weights after each step; how many numbers of resting layers have changed in all."""
    from copy import deepcopy

    velocity = {name: np.zeros_like(a) for name, a in net.items()}
    after, strayed = [], dict.fromkeys(net, 0)
    for grads, rates in zip(all_grads, all_rates, strict=True):
        before = deepcopy(net)
        back = step(net, velocity, deepcopy(grads), dict(rates), rho)
        is_pair = type(back) in (tuple, list) and len(back) == 2
        assert is_pair, "Two things must come back, net and velocity."
        net, velocity = back
        both = isinstance(net, dict) and isinstance(velocity, dict)
        assert both, "net and velocity must come back as dicts, name -> array."
        missing = [n for n in before if n not in net or n not in velocity]
        assert not missing, f"{missing[:1]} is not in what came back: all arrays belong there."
        bent = [n for n, a in before.items() if np.shape(net[n]) != a.shape]
        assert not bent, f"{bent[:1]} has come back in another shape."
        for name, a in before.items():
            rests = rates.get(name.split(".")[0], 0.0) == 0
            if rests:
                strayed[name] += int((net[name] != a).sum())
        after.append(deepcopy(net))
    return strayed, {f"step {i + 1}": net for i, net in enumerate(after)}


def lessons(rng):
    def lesson(shapes, all_rates, rho):
        net = {name: rng.normal(size=shape) for name, shape in shapes.items()}
        grads = [{n: rng.normal(size=shape) for n, shape in shapes.items()} for _ in all_rates]
        return net, grads, list(all_rates), rho

    two = {"affine.w": (2, 3), "head.w": (3, 4), "head.b": (4,)}
    both, head = {"affine": 0.03, "head": 0.2}, {"affine": 0.0, "head": 0.2}
    alike = {"affine1.w": (2, 4), "affine10.w": (4, 3), "head.w": (3, 5)}
    return (
        Case(lesson(two, [both], 0.7), "one step, two rates"),
        Case(lesson(two, [both] * 3, 0.6), "three steps"),
        Case(lesson(two, [head] * 3, 0.8), "affine is frozen, its rate is 0"),
        Case(lesson(two, [{"head": 0.1}] * 2, 0.7), "affine is frozen, it has no rate"),
        Case(
            lesson(two, [head, head, both, both], 0.8),
            "affine is frozen for two steps, and learns from the third on",
        ),
        Case(
            lesson(alike, [{"affine10": 0.1, "head": 0.3}] * 2, 0.5),
            "affine1 is frozen, affine10 is not",
            "generality",
        ),
        Case(lesson(two, [both] * 2, 0.0), "rho is 0", "generality"),
    )


# Right ways.


def name_by_name(net, velocity, grads, rates, rho):
    new, moving = dict(net), dict(velocity)
    for name, g in grads.items():
        rate = rates.get(name.split(".")[0], 0.0)
        if rate:
            moving[name] = rho * velocity[name] + g
            new[name] = net[name] - rate * moving[name]
    return new, moving


def two_dicts(net, velocity, grads, rates, rho):
    rate = {name: rates.get(name.partition(".")[0], 0) for name in net}
    v = {n: rho * velocity[n] + grads[n] if rate[n] > 0 else velocity[n].copy() for n in net}
    return {n: net[n] - rate[n] * v[n] if rate[n] > 0 else net[n].copy() for n in net}, v


def rate_inside(net, velocity, grads, rates, rho):
    new, moving = dict(net), dict(velocity)
    for name, g in grads.items():
        rate = rates.get(name.split(".")[0], 0.0)
        if rate:
            moving[name] = rho * velocity[name] + rate * g
            new[name] = net[name] - moving[name]
    return new, moving


# Wrong ones.


def one_rate_for_all(net, velocity, grads, rates, rho):
    new, moving = dict(net), dict(velocity)
    for name, g in grads.items():
        if rates.get(name.split(".")[0], 0.0):
            moving[name] = rho * velocity[name] + g
            new[name] = net[name] - max(rates.values()) * moving[name]
    return new, moving


def frozen_ones_move(net, velocity, grads, rates, rho):
    new, moving = dict(net), dict(velocity)
    for name, g in grads.items():
        rate = rates.get(name.split(".")[0], 0.0) or max(rates.values())
        moving[name] = rho * velocity[name] + g
        new[name] = net[name] - rate * moving[name]
    return new, moving


def velocity_gathers_while_frozen(net, velocity, grads, rates, rho):
    new, moving = dict(net), dict(velocity)
    for name, g in grads.items():
        moving[name] = rho * velocity[name] + g
        new[name] = net[name] - rates.get(name.split(".")[0], 0.0) * moving[name]
    return new, moving


def no_momentum(net, velocity, grads, rates, rho):
    new = dict(net)
    for name, g in grads.items():
        new[name] = net[name] - rates.get(name.split(".")[0], 0.0) * g
    return new, velocity


def velocity_not_kept(net, velocity, grads, rates, rho):
    new = dict(net)
    for name, g in grads.items():
        rate = rates.get(name.split(".")[0], 0.0)
        if rate:
            new[name] = net[name] - rate * (rho * velocity[name] + g)
    return new, dict(grads)


def only_the_head_moves(net, velocity, grads, rates, rho):
    new, moving = dict(net), dict(velocity)
    for name, g in grads.items():
        if name.startswith("head."):
            moving[name] = rho * velocity[name] + g
            new[name] = net[name] - rates["head"] * moving[name]
    return new, moving


def smallest_rate_for_all(net, velocity, grads, rates, rho):
    new, moving = dict(net), dict(velocity)
    for name, g in grads.items():
        if rates.get(name.split(".")[0], 0.0):
            moving[name] = rho * velocity[name] + g
            new[name] = net[name] - min(rates.values()) * moving[name]
    return new, moving


def in_place(net, velocity, grads, rates, rho):
    for name, g in grads.items():
        rate = rates.get(name.split(".")[0], 0.0)
        if rate:
            velocity[name] = rho * velocity[name] + g
            net[name] -= rate * velocity[name]
    return net, velocity


FINE_TUNE_STEP = Exercise(
    id="fine-tune-step",
    title="A step of fine-tuning",
    points=2,
    concepts=("fine-tuning",),
    stub=fine_tune_step,
    reference=name_by_name,
    cases=lessons,
    drive=some_steps,
    returns=("the count of frozen numbers that changed", "net"),
    alternatives=(two_dicts, rate_inside),
    mistakes=(
        Mistake(
            one_rate_for_all,
            "Yours takes one and the same rate for all layers. Each should have its own,"
            " rates[layer]: the layer is what stands before the dot.",
        ),
        Mistake(
            smallest_rate_for_all,
            "Yours takes the smallest rate for all layers. Each should have its own, rates[layer].",
        ),
        Mistake(
            frozen_ones_move,
            "In yours layers without a rate move too. A rate of 0, or none, means frozen.",
        ),
        Mistake(
            slip(
                name_by_name,
                "no_rate_means_a_full_one",
                (
                    'rates.get(name.split(".")[0], 0.0)',
                    'rates.get(name.split(".")[0], max(rates.values()))',
                ),
            ),
            "In yours a layer that is not in `rates` has the full rate. It should rest:"
            " rates.get(layer, 0.0).",
        ),
        Mistake(
            slip(
                name_by_name,
                "no_rate_is_an_error",
                ('rates.get(name.split(".")[0], 0.0)', 'rates[name.split(".")[0]]'),
            ),
            "Yours stops at a layer that is not in `rates`. Such a layer is frozen, and there is"
            " nothing to do for it: rates.get(layer, 0.0).",
        ),
        Mistake(
            velocity_gathers_while_frozen,
            "In yours the velocity of a frozen layer goes on gathering gradients. When the layer is"
            " let loose, it starts with a jump. Leave its velocity as it is.",
        ),
        Mistake(
            slip(name_by_name, "gradients_add_up", ("rho * velocity[name]", "velocity[name]")),
            "In yours gradients add up from step to step, and never fade: rho is missing."
            " v = rho * v + g.",
        ),
        Mistake(
            slip(
                name_by_name,
                "steps_by_the_old_velocity",
                ("rate * moving[name]", "rate * velocity[name]"),
            ),
            "Yours steps by the velocity of the step before; it should be the new one, in which"
            " the gradient of this step is: rho * v + g.",
        ),
        Mistake(
            slip(name_by_name, "results_exchanged", ("return new, moving", "return moving, new")),
            "You return velocity, net; it should be net, velocity.",
        ),
        Mistake(
            no_momentum,
            "Yours steps along the gradient alone. It should step along the velocity,"
            " v = rho * v + g.",
        ),
        Mistake(
            velocity_not_kept,
            "Yours gives back the gradient as the velocity: what the steps before gathered is"
            " lost. Give back v = rho * v + g.",
        ),
        Mistake(
            slip(
                name_by_name,
                "climbs",
                ("net[name] - rate * moving[name]", "net[name] + rate * moving[name]"),
            ),
            "Yours climbs: it should go against the velocity, w - rate * v.",
        ),
        Mistake(
            slip(
                name_by_name,
                "averaging_form",
                ("rho * velocity[name] + g", "rho * velocity[name] + (1 - rho) * g"),
            ),
            "Yours is the averaging form, (1 - rho) * g, slower by the factor 1 - rho. It should"
            " be v = rho * v + g.",
        ),
        Mistake(
            slip(
                name_by_name,
                "rates_by_prefix",
                (
                    'rate = rates.get(name.split(".")[0], 0.0)',
                    """layer = name.split(".")[0]
        rate = next((r for key, r in rates.items() if r and key.startswith(layer)), 0.0)""",
                ),
            ),
            "Yours finds the rate by the beginning of a name: affine1 gets that of affine10."
            " Compare all that stands before the dot.",
        ),
        Mistake(
            only_the_head_moves,
            "In yours only the head moves. Every layer with a rate above 0 should.",
        ),
        Mistake(
            slip(name_by_name, "nothing_moves", ('.split(".")[0]', "")),
            "In yours nothing moves. Do you look for 'head.w' in `rates`? They should be found by"
            " the layer: name.split('.')[0].",
        ),
        Mistake(
            slip(
                name_by_name, "weights_alone_move", ("if rate:", 'if rate and name.endswith(".w"):')
            ),
            "In yours the weights move and the biases do not. Every array of a layer should.",
        ),
        Mistake(
            in_place,
            "Yours changes the arrays it was given (`-=`, or assigning into the dict): the"
            " pretrained net is lost. Make new dicts, and w = w - rate * v.",
        ),
    ),
    hints=(
        "The layer of an array: name.split('.')[0]. Its rate: rates.get(layer, 0.0).",
        "If the rate is 0, the array and its velocity stay. Else v = rho * v + g, and"
        " w = w - rate * v.",
        "Begin with new, moving = dict(net), dict(velocity), and put new arrays into these.",
    ),
)
