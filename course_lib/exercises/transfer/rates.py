"""A rate for each layer: the last that learns has the full one, those before it less and less."""

from course_lib.checking import Case, Exercise, Mistake


def layer_rates(layers, frozen, lr, factor):
    raise NotImplementedError


def rates_of_all(layer_rates, layers, frozen, lr, factor):
    """The rate of each layer; one that is left out has 0."""
    given = list(layers)
    rates = layer_rates(layers, frozen, lr, factor)
    is_dict = isinstance(rates, dict)
    assert is_dict, "A dict must come back, layer -> rate. Is the `return` missing?"
    unknown = [layer for layer in rates if layer not in given]
    assert not unknown, f"There is a rate for {unknown[:1]}; no layer of that name was given."
    return {layer: rates.get(layer, 0.0) for layer in given}


def nets(rng):
    lr = float(rng.uniform(0.05, 0.5))
    deep = ["conv1", "norm1", "conv2", "norm2", "affine", "head"]
    return (
        Case((["affine", "head"], [], lr, 3.0), "nothing frozen"),
        Case((["conv1", "conv2", "affine", "head"], [], lr, 2.6), "four layers learn"),
        Case((["conv1", "affine", "head"], ["conv1"], lr, 4.0), "the first is frozen"),
        Case((deep, ["conv1", "norm1"], lr, 2.5), "the first two of six are frozen"),
        Case((deep, ["conv1", "norm1", "norm2"], lr, 1.7), "one in the middle is frozen"),
        Case((deep[:3], deep[:2], lr, 2.0), "only the last learns"),
        Case((["conv1", "conv2", "head"], [], lr, 1.0), "factor 1", "generality"),
        Case((["affine1", "affine10", "head"], ["affine1"], lr, 2.2), "affine10", "generality"),
    )


# Right ways.


def from_the_back(layers, frozen, lr, factor):
    rates, rate = {}, lr
    for layer in reversed(layers):
        if layer in frozen:
            rates[layer] = 0.0
        else:
            rates[layer] = rate
            rate = rate / factor
    return rates


def by_place_among_the_learning(layers, frozen, lr, factor):
    learning = [layer for layer in layers if layer not in frozen]
    last = len(learning) - 1
    return {layer: lr * factor ** (i - last) for i, layer in enumerate(learning)}


# Wrong ones.


def one_rate_for_all(layers, frozen, lr, factor):
    return {layer: 0.0 if layer in frozen else lr for layer in layers}


def old_layers_faster(layers, frozen, lr, factor):
    rates, rate = {}, lr
    for layer in layers:
        rates[layer] = 0.0 if layer in frozen else rate
        if layer not in frozen:
            rate = rate / factor
    return rates


def multiplied_from_the_back(layers, frozen, lr, factor):
    rates, rate = {}, lr
    for layer in reversed(layers):
        rates[layer] = 0.0 if layer in frozen else rate
        if layer not in frozen:
            rate = rate * factor
    return rates


def first_layer_has_the_full_rate(layers, frozen, lr, factor):
    rates, rate = {}, lr
    for layer in layers:
        rates[layer] = 0.0 if layer in frozen else rate
        if layer not in frozen:
            rate = rate * factor
    return rates


def frozen_ones_counted(layers, frozen, lr, factor):
    rates, rate = {}, lr
    for layer in reversed(layers):
        rates[layer] = 0.0 if layer in frozen else rate
        rate = rate / factor
    return rates


def frozen_has_a_rate(layers, frozen, lr, factor):
    rates, rate = {}, lr
    for layer in reversed(layers):
        rates[layer] = rate
        rate = rate / factor
    return rates


def head_divided_too(layers, frozen, lr, factor):
    rates, rate = {}, lr
    for layer in reversed(layers):
        if layer not in frozen:
            rate = rate / factor
        rates[layer] = 0.0 if layer in frozen else rate
    return rates


def divided_by_the_place(layers, frozen, lr, factor):
    rates, place = {}, 1.0
    for layer in reversed(layers):
        rates[layer] = 0.0 if layer in frozen else lr / place
        if layer not in frozen:
            place = factor if place == 1.0 else place + factor
    return rates


def one_slow_rate_for_the_old(layers, frozen, lr, factor):
    rates = {layer: 0.0 if layer in frozen else lr / factor for layer in layers}
    rates[layers[-1]] = lr
    return rates


def factor_subtracted(layers, frozen, lr, factor):
    rates, rate = {}, lr
    for layer in reversed(layers):
        rates[layer] = 0.0 if layer in frozen else rate
        if layer not in frozen:
            rate = rate - factor
    return rates


def frozen_for_learning(layers, frozen, lr, factor):
    rates, rate = {}, lr
    for layer in reversed(layers):
        rates[layer] = rate if layer in frozen else 0.0
        if layer in frozen:
            rate = rate / factor
    return rates


LAYER_RATES = Exercise(
    id="layer-rates",
    title="Smaller rates for older layers",
    points=1,
    concepts=("fine-tuning",),
    stub=layer_rates,
    reference=from_the_back,
    cases=nets,
    drive=rates_of_all,
    alternatives=(by_place_among_the_learning,),
    mistakes=(
        Mistake(
            one_rate_for_all,
            "In yours all layers that learn have the same rate, lr. Only the last has it; each"
            " before it `factor` times less than the one after.",
        ),
        Mistake(
            old_layers_faster,
            "It is the wrong way round: in yours the first layers move most. They hold what is"
            " general and should move least. Count from the back.",
        ),
        Mistake(
            multiplied_from_the_back,
            "In yours each layer before the last is `factor` times *faster* than the one after. It"
            " should be that much slower: divide.",
        ),
        Mistake(
            first_layer_has_the_full_rate,
            "In yours the first layer has lr and the rates grow from there. The last should have"
            " lr, and no rate be larger.",
        ),
        Mistake(
            frozen_ones_counted,
            "Yours divides by `factor` for frozen layers too. Only those that learn are counted:"
            " the last of them but one has lr / factor.",
        ),
        Mistake(
            frozen_has_a_rate,
            "In yours frozen layers have a rate. Theirs should be 0, and they are not counted.",
        ),
        Mistake(
            head_divided_too,
            "Yours divides once too often: the last layer should have lr itself.",
        ),
        Mistake(
            divided_by_the_place,
            "Your rates are lr / factor, lr / (2 factor), and so on. Each should be `factor` times"
            " less than the one after it: powers, lr / factor ** 2 comes next.",
        ),
        Mistake(
            one_slow_rate_for_the_old,
            "Yours has two rates, lr for the last layer and lr / factor for all others. Each layer"
            " should be `factor` times slower than the one after it.",
        ),
        Mistake(
            factor_subtracted,
            "Yours subtracts `factor`, so that rates turn negative. It should divide by it.",
        ),
        Mistake(
            frozen_for_learning,
            "It is the wrong way round: in yours the frozen layers learn and the others do not.",
        ),
    ),
    hints=(
        "Begin with the last layer, and go to the front: reversed(layers).",
        "Keep a rate that starts as lr. After each layer that learns, divide it by factor.",
        "A frozen layer gets 0.0, and the rate you keep stays as it is.",
    ),
)
