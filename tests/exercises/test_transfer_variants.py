"""Assignment 08 in other hands: what is wrong fails, and a common slip is called what it is."""

import numpy as np
import pytest

from course_lib.checking import judge
from course_lib.exercises import find


def always_float64(own, kept):
    if set(own) != set(kept):
        raise ValueError("names")
    for name in own:
        if own[name].shape != kept[name].shape:
            raise ValueError(name)
    return {name: kept[name].astype(np.float64) for name in own}


def head_of(spread):
    def new_head(net, classes, rng):
        w = rng.normal(size=(len(net["head.w"]), classes)) * spread(len(net["head.w"]))
        return {**net, "head.w": w, "head.b": np.zeros(classes)}

    return new_head


def velocity_first(net, head, frozen):
    ready = {**net, **head}
    layer_of = {name: name.split(".")[0] for name in ready}
    if any(layer not in layer_of.values() for layer in frozen):
        raise ValueError("no such layer")
    velocity = {}
    for name, array in ready.items():
        if layer_of[name] not in frozen and not name.endswith((".mean", ".var")):
            velocity[name] = np.zeros_like(array)
    return velocity, ready


def fine_tune_by(step="rate * moving[name]", back="new, moving"):
    source = f"""
def fine_tune_step(net, velocity, grads, rates, rho):
    new, moving = dict(net), dict(velocity)
    for name, g in grads.items():
        rate = rates.get(name.split(".")[0], 0.0)
        if rate > 0:
            moving[name] = rho * velocity[name] + g
            new[name] = net[name] - {step}
    return {back}
"""
    student = {"np": np}
    exec(source, student)
    return student["fine_tune_step"]


def either_will_do(x, norm, train, frozen):
    mean, var, rho = norm["mean"], norm["var"], norm["momentum"]
    if train or not frozen:
        mean, var = x.mean(axis=0), x.var(axis=0)
        norm = dict(norm)
        norm["mean"] = rho * norm["mean"] + (1 - rho) * mean
        norm["var"] = rho * norm["var"] + (1 - rho) * var
    return norm["gamma"] * (x - mean) / np.sqrt(var + norm["eps"]) + norm["beta"], norm


def features_by(scale='net["norm.gamma"]', root='np.sqrt(net["norm.var"] + 1e-5)', onehot="1"):
    source = f"""
def feature_extraction(net, x, y, lr, steps):
    a = (x - net["pixels.mean"]) / net["pixels.std"] @ net["affine.w"] + net["affine.b"]
    a = {scale} * (a - net["norm.mean"]) / {root}
    f = np.maximum(a + net["norm.beta"], 0)
    w, b = net["head.w"], net["head.b"]
    for _ in range(steps):
        s = f @ w + b
        p = np.exp(s - s.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        p[np.arange(len(y)), y] -= {onehot}
        d = p / len(y)
        w, b = w - lr * f.T @ d, b - lr * d.sum(axis=0)
    return {{**net, "head.w": w, "head.b": b}}
"""
    student = {"np": np}
    exec(source, student)
    return student["feature_extraction"]


SLIPS = [
    ("load-weights", always_float64, "always-float64"),
    ("new-head", head_of(lambda H: 0.01), "fixed-spread"),
    ("new-head", head_of(lambda H: 0.001), "fixed-spread"),
    ("new-head", head_of(lambda H: 0.1), "fixed-spread"),
    ("new-head", head_of(lambda H: 1 / H), "divided-by-the-features"),
    ("start-transfer", velocity_first, "results-exchanged"),
    ("fine-tune-step", fine_tune_by(back="moving, new"), "results-exchanged"),
    ("fine-tune-step", fine_tune_by(step="rate * velocity[name]"), "steps-by-the-old-velocity"),
    ("frozen-norm", either_will_do, "one-of-both-is-enough"),
    ("feature-extraction", features_by(root='np.sqrt(net["norm.var"])'), "eps-left-out"),
    (
        "feature-extraction",
        features_by(root='(net["norm.var"] ** 0.5 + 1e-5)'),
        "eps-after-the-root",
    ),
    ("feature-extraction", features_by(onehot="0"), "one-hot-not-subtracted"),
    ("feature-extraction", features_by(scale="1"), "gamma-forgotten"),
]


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize(("id", "answer", "name"), SLIPS, ids=lambda v: v if type(v) is str else "")
def test_a_common_slip_is_called_what_it_is(id, answer, name, seed):
    verdict = judge(find(id), answer, np.random.default_rng(seed))
    assert (verdict.state, verdict.mistake) == ("wrong", name), verdict.message


def test_a_small_spread_that_is_no_round_number_is_not_called_fixed():
    verdict = judge(find("new-head"), head_of(lambda H: H**-0.75), np.random.default_rng(0))
    assert verdict.state == "wrong"
    assert verdict.mistake != "fixed-spread"


def test_exchanged_results_are_spoken_of_as_the_student_s_own():
    verdict = judge(find("start-transfer"), velocity_first, np.random.default_rng(0))
    assert "velocity, net" in verdict.message
    assert "count of numbers" not in verdict.message
