"""The references of assignment 03 against others, and mistakes in other words."""

import numpy as np
import pytest

from course_lib import kernels, nn
from course_lib.checking import judge
from course_lib.exercises import find
from course_lib.exercises.backprop.two_layer_signs import data_term
from course_lib.exercises.backprop.two_layer_ways import all_rows_at_once
from course_lib.optim import Momentum

# Each given torch's x and the arguments after x, as tensors and numbers.
TORCH = {
    "affine": lambda torch, x, w, b: torch.nn.functional.linear(x, w.T, b),
    "relu": lambda torch, x: torch.relu(x),
    "sigmoid": lambda torch, x: torch.sigmoid(x),
    "tanh": lambda torch, x: torch.tanh(x),
    "leaky-relu": lambda torch, x, alpha: torch.nn.functional.leaky_relu(x, alpha),
    "prelu": lambda torch, x, alpha: torch.nn.functional.prelu(x, alpha),
    "elu": lambda torch, x, alpha: torch.nn.functional.elu(x, alpha),
    "maxout": lambda torch, x, k: x.reshape(len(x), -1, k).amax(dim=2),
}


@pytest.mark.parametrize("id", TORCH)
def test_the_reference_is_torchs_with_torchs_gradients(id, torch, rng):
    exercise = find(id)
    for case in exercise.cases(rng):
        dout, *inputs = case.args
        theirs = [
            torch.tensor(a, requires_grad=True) if isinstance(a, np.ndarray) else a for a in inputs
        ]
        out = TORCH[id](torch, *theirs)
        out.backward(torch.tensor(dout))
        arrays = [a for a in theirs if isinstance(a, torch.Tensor)]
        want = [out.detach(), *(a.grad for a in arrays)]
        got = exercise.drive(*exercise.reference, *case.args)
        for ours, tensor in zip(got, want, strict=True):
            np.testing.assert_allclose(ours, tensor.numpy(), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("id", ["affine", "relu", "sigmoid", "tanh", "elu", "maxout"])
def test_the_kernels_of_the_course_pass_too(id, rng):
    name = id.replace("-", "_")
    pair = tuple(getattr(kernels, f"{name}_{way}") for way in ("forward", "backward"))
    assert judge(find(id), pair, rng).state == "passed"


def test_the_engine_of_the_course_passes_too(rng):
    assert judge(find("scalar-engine"), nn.Value, rng).state == "passed"


def test_the_gradients_of_the_net_are_torchs(torch, rng):
    loss = find("two-layer-loss").reference
    for case in find("two-layer-loss").cases(rng):
        params, x, y, reg = case.args
        theirs = {name: torch.tensor(p, requires_grad=True) for name, p in params.items()}
        hidden = torch.relu(torch.tensor(x) @ theirs["w1"] + theirs["b1"])
        scores = hidden @ theirs["w2"] + theirs["b2"]
        total = torch.nn.functional.cross_entropy(scores, torch.tensor(y))
        total = total + 0.5 * reg * sum((theirs[name] ** 2).sum() for name in ("w1", "w2"))
        total.backward()
        ours, grads = loss(params, x, y, reg)
        np.testing.assert_allclose(ours, total.item(), rtol=1e-5)
        for name, p in theirs.items():
            np.testing.assert_allclose(grads[name], p.grad.numpy(), rtol=1e-4, atol=1e-6)


def test_what_the_mistakes_are_slips_of_is_right(rng):
    verdict = judge(find("two-layer-loss"), all_rows_at_once, rng)
    assert verdict.state == "passed", verdict.message


def test_the_signs_know_the_data_term(rng):
    loss = find("two-layer-loss").reference
    for case in find("two-layer-loss").cases(rng):
        params, x, y, _ = case.args
        want, slopes = loss(params, x, y, 0.0)
        got, found = data_term(params, x, y)
        np.testing.assert_allclose(got, want, rtol=1e-5)
        for name in slopes:
            np.testing.assert_allclose(found[name], slopes[name], rtol=1e-4, atol=1e-6)


def penalised(in_loss, in_grads):
    """A loss whose penalty counts each array so often, and a gradient that has it so often."""

    def loss(params, x, y, reg):
        value, grads = find("two-layer-loss").reference(params, x, y, 0.0)
        for name, times in in_loss.items():
            value += times * reg * np.sum(params[name] ** 2)
        return value, {k: g + in_grads.get(k, 0) * reg * params[k] for k, g in grads.items()}

    return loss


BOTH, BIASES = {"w1": 1, "w2": 1}, {"b1": 1, "b2": 1}
PENALTIES = [
    (BOTH, {"w1": 2, "w2": 2}, None),
    ({"w1": 0.5, "w2": 0.5}, BOTH, None),
    (BOTH, BOTH, "half-missing-in-the-loss"),
    (BOTH, {}, "penalty-not-in-the-gradients"),
    ({}, {"w1": 2, "w2": 2}, "penalty-not-in-the-loss"),
    (BOTH, {"w1": 2}, "penalty-not-in-dw2"),
    ({"w2": 1}, {"w2": 2}, "second-layer-only-penalised"),
    (BOTH | BIASES, dict.fromkeys(("w1", "w2", "b1", "b2"), 2), "biases-penalised"),
    ({"w1": 1}, {"w1": 2, "w2": 2}, "one-layer-in-the-loss"),
    ({"w1": 3, "w2": 3}, {"w1": 6, "w2": 6}, "forward-to-mend"),
]


@pytest.mark.parametrize(("in_loss", "in_grads", "named"), PENALTIES)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_penalty_is_known_however_strong_it_is(in_loss, in_grads, named, seed):
    verdict = judge(
        find("two-layer-loss"), penalised(in_loss, in_grads), np.random.default_rng(seed)
    )
    assert (verdict.state, verdict.mistake) == ("wrong" if named else "passed", named)


NET_FAULTS = ["mask-forgotten", "no-relu", "gradients-not-divided", "db-averaged", "no-shift"]


@pytest.mark.parametrize("fault", NET_FAULTS)
def test_a_fault_of_the_net_is_known_beside_one_of_the_penalty(fault, rng):
    wrong = find("two-layer-loss").wrong_answers[fault]

    def unpenalised(params, x, y, reg):
        return wrong(params, x, y, 0.0)

    assert judge(find("two-layer-loss"), unpenalised, rng).mistake == fault


def swish(x):
    s = 1 / (1 + np.exp(-x))
    return x * s, (x, s)


def swish_back(dout, cache):
    x, s = cache
    return dout * (s + x * s * (1 - s))


@pytest.mark.parametrize("id", ["relu", "tanh", "sigmoid"])
def test_a_right_backward_of_a_wrong_forward_is_told_so(id, rng):
    verdict = judge(find(id), (swish, swish_back), rng)
    assert verdict.mistake == "forward-to-mend"
    assert f"`{id}_backward` is right" in verdict.message


def test_dout_may_be_changed_in_place_and_x_may_not(rng):
    def in_place(dout, cache):
        dout *= cache > 0
        return dout

    def spoils(dout, cache):
        dx = dout * (cache > 0)
        cache[...] = 0
        return dx

    forward, _ = find("relu").reference
    verdict = judge(find("relu"), (forward, in_place), rng)
    assert verdict.state == "passed"
    assert "`dout` is changed in place" in verdict.notes[0]
    assert judge(find("relu"), (forward, spoils), rng).looked == "inputs"


SLIPS = ["twice as large", "sign turned", "one sign turned", "one number 0.03 % too large", "zero"]


@pytest.mark.parametrize("slip", SLIPS)
def test_the_slips_that_are_planted_are_slips_and_the_others_none(slip, rng):
    exercise = find("gradient-check")
    params = {"w": rng.normal(size=(3, 2)), "b": rng.normal(size=2), "u": rng.normal(size=5)}
    errors = exercise.drive(exercise.reference, {"u": slip}, params, 1e-3)
    assert errors["w"] == errors["b"] == 0
    assert errors["u"] > 2e-4


RETURNS = [
    ("scalar-engine", lambda data: None, "TypeError"),
    ("gates", (lambda dout, a, b: dout,) * 3 + (np.sum,), "two things, da and db"),
    ("gradient-check", lambda f, params, grads, h: ["w"], "Return a dict"),
    ("gradient-check", lambda f, params, grads, h: {"w": f(params["w"])}, "f must be given params"),
    ("affine", (lambda x, w, b: x @ w + b, lambda dout, cache: dout), "two things, out and cache"),
]


@pytest.mark.parametrize(("id", "answer", "words"), RETURNS)
def test_what_comes_back_is_looked_at_first(id, answer, words, rng):
    verdict = judge(find(id), answer, rng)
    assert verdict.state == "wrong"
    assert words in verdict.message


def test_gradients_may_come_in_a_list(rng):
    def listed(dout, cache):
        return list(find("affine").reference[1](dout, cache))

    assert judge(find("affine"), (find("affine").reference[0], listed), rng).state == "passed"


def test_three_affine_layers_are_one(rng):
    sizes = (100, 50, 20, 10)
    net = nn.mlp(sizes, rng=rng, dtype=np.float64, activation=nn.LeakyReLU(alpha=1.0))
    for a in net.params.values():
        a[...] = rng.normal(size=a.shape)
    b = net.scores(np.zeros((1, 100)))
    w = net.scores(np.eye(100)) - b
    x = rng.normal(size=(7, 100))
    np.testing.assert_allclose(net.scores(x), x @ w + b, rtol=1e-9)
    assert find("stacked-layers").right_answers == {"answer 1010": w.size + b.size}
    assert sum(a.size for a in net.params.values()) == 6280
    assert "answer 6280" in find("stacked-layers").wrong_answers


def test_the_failed_check_of_the_question_is_a_missing_penalty():
    w2, analytic = np.array([0.5, -0.2, 1.0]), np.array([0.30, -0.14, 0.05])
    numeric = np.array([0.35, -0.16, 0.15])
    np.testing.assert_allclose(numeric, analytic + 0.1 * w2)


def read_with(relu_backward):
    """The share of dev digits read by the net of the assignment, with the references' kernels."""
    digits = nn.load_digits()
    affine, (relu_forward, _) = find("affine").reference, find("relu").reference
    net = nn.two_layer_net(784, 100, 10, rng=np.random.default_rng(0))
    net = net.using(nn.Affine, forward=affine[0], backward=affine[1])
    net = net.using(nn.ReLU, forward=relu_forward, backward=relu_backward)
    trainer = nn.Trainer(optimiser=Momentum(lr=0.1, rho=0.9), epochs=8, reg=1e-4)
    trainer.fit(net, digits.train, digits.dev, rng=np.random.default_rng(0), watch=())
    return (net.predict(digits.dev[0]) == digits.dev[1]).mean()


def test_kernels_of_a_student_train_to_what_the_assignment_promises():
    assert read_with(find("relu").reference[1]) > 0.94


def test_without_the_mask_it_learns_too_and_less():
    assert 0.85 < read_with(lambda dout, cache: dout) < 0.93
