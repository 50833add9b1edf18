"""The references of assignment 07 against torch and definitions; its claims and its words."""

import re

import numpy as np
import pytest

from course_lib import kernels, nn
from course_lib.checking import judge
from course_lib.exercises import ASSIGNMENTS, find
from course_lib.exercises.convolution.conv_cases import conv_layer
from course_lib.optim import Momentum


def torch_conv(torch, x, w, b, stride, pad):
    conv = (torch.conv1d, torch.conv2d, torch.conv3d)[x.ndim - 3]
    return conv(x, w, b, stride=stride, padding=pad)


TORCH = {
    "conv-loops": torch_conv,
    "conv": torch_conv,
    "conv1d": torch_conv,
    "max-pool": lambda torch, x, KH, KW, s: torch.max_pool2d(x, (KH, KW), s),
    "avg-pool": lambda torch, x, KH, KW, s: torch.nn.functional.avg_pool2d(x, (KH, KW), s),
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
        want = [out.detach(), *(a.grad for a in theirs if isinstance(a, torch.Tensor))]
        got = exercise.drive(*exercise.reference, *case.args)
        for ours, tensor in zip(got, want, strict=True):
            np.testing.assert_allclose(ours, tensor.numpy(), rtol=1e-4, atol=1e-5)


def test_a_convolution_of_volumes_is_torchs(torch, rng):
    for case in find("conv3d").cases(rng):
        *arrays, stride, pad = case.args
        want = torch_conv(torch, *map(torch.tensor, arrays), stride, pad)
        got = find("conv3d").reference(*case.args)
        np.testing.assert_allclose(got, want.numpy(), rtol=1e-4, atol=1e-5)


def test_the_batchnorm_of_images_is_torchs(torch, rng):
    exercise = find("spatial-batchnorm")
    for case in exercise.cases(rng):
        dout, *arrays, running, momentum, eps = case.args
        x, gamma, beta = (torch.tensor(a, requires_grad=True) for a in arrays)
        mean, _ = (torch.tensor(running[name]) for name in ("mean", "var"))
        out = torch.batch_norm(x, gamma, beta, None, None, True, 0.0, eps, False)
        out.backward(torch.tensor(dout))
        got = exercise.drive(*exercise.reference, *case.args)
        for ours, theirs in zip(got, (out.detach(), x.grad, gamma.grad, beta.grad), strict=False):
            np.testing.assert_allclose(ours, theirs.numpy(), rtol=1e-3, atol=1e-5)
        moved = momentum * mean + (1 - momentum) * x.detach().mean(dim=(0, 2, 3))
        np.testing.assert_allclose(got[4], moved.numpy(), rtol=1e-5)
        averages = [torch.tensor(a.astype(x.detach().numpy().dtype)) for a in got[4:6]]
        weights = gamma.detach(), beta.detach()
        tested = torch.batch_norm(2 * x.detach() + 1, *weights, *averages, False, 0.0, eps, False)
        np.testing.assert_allclose(got[6], tested.numpy(), rtol=1e-3, atol=1e-5)


def test_lenets_gradients_are_torchs(torch, rng):
    for case in find("lenet-loss").cases(rng):
        params, x, y = case.args
        p = {name: torch.tensor(w, requires_grad=True) for name, w in params.items()}
        maps = torch.conv2d(torch.tensor(x), p["w1"], p["b1"], padding=p["w1"].shape[2] // 2)
        maps = torch.conv2d(torch.max_pool2d(torch.relu(maps), 2), p["w2"], p["b2"])
        out = torch.max_pool2d(torch.relu(maps), 2).flatten(1)
        for i in (3, 4):
            out = torch.relu(out @ p[f"w{i}"] + p[f"b{i}"])
        loss = torch.nn.functional.cross_entropy(out @ p["w5"] + p["b5"], torch.tensor(y))
        loss.backward()
        ours, grads = find("lenet-loss").reference(params, x, y)
        np.testing.assert_allclose(ours, loss.item(), rtol=1e-4)
        for name, tensor in p.items():
            np.testing.assert_allclose(grads[name], tensor.grad.numpy(), rtol=1e-3, atol=1e-5)


def test_training_is_torchs_descent(torch, rng):
    """On a loss of our own, whose gradient torch knows."""

    def loss(params, x, y):
        w = torch.tensor(params["w"], requires_grad=True)
        value = ((torch.tensor(x) @ w - torch.tensor(y)) ** 2).mean()
        value.backward()
        return value.item(), {"w": w.grad.numpy()}

    x, y, w = rng.normal(size=(7, 3)), rng.normal(size=7), rng.normal(size=3)
    p = torch.tensor(w, requires_grad=True)
    sgd = torch.optim.SGD([p], lr=0.1)
    for rows in [slice(0, 3), slice(3, 6), slice(6, 7)] * 2:
        sgd.zero_grad()
        ((torch.tensor(x[rows]) @ p - torch.tensor(y[rows])) ** 2).mean().backward()
        sgd.step()
    trained = find("lenet-train").reference[1](loss, {"w": w}, x, y, 0.1, 3, 2)
    np.testing.assert_allclose(trained["w"], p.detach().numpy(), rtol=1e-9)


def test_the_kernels_of_the_course_pass_too(rng):
    def conv(x, w, b, stride, pad):
        return kernels.conv2d_forward(x, w, b, stride=stride, pad=pad)

    def conv1d(x, w, b, stride, pad):
        return kernels.conv1d_forward(x, w, b, stride=stride, pad=pad)

    def largest(x, KH, KW, stride):
        return kernels.max_pool_forward(x, (KH, KW), stride)

    def mean(x, KH, KW, stride):
        return kernels.avg_pool_forward(x, (KH, KW), stride)

    pairs = {
        "conv": (conv, kernels.conv2d_backward),
        "conv1d": (conv1d, kernels.conv1d_backward),
        "max-pool": (largest, kernels.max_pool_backward),
        "avg-pool": (mean, kernels.avg_pool_backward),
    }
    for id, pair in pairs.items():
        assert judge(find(id), pair, rng).state == "passed", id


def test_strides_and_pads_fit_wherever_they_are_not_the_question(rng):
    """Whoever calls their own conv_output_size in a kernel must not be refused."""
    size = find("conv-output-size").reference
    for case in find("conv-cost").cases(rng):
        _, H, W, _, KH, KW, stride, pad = case.args
        assert size(H, KH, stride, pad) * size(W, KW, stride, pad) > 0
    for id in ("conv-loops", "conv1d", "conv3d", "max-pool", "avg-pool"):
        for case in find(id).cases(rng):
            x, *rest = case.args if id == "conv3d" else case.args[1:]
            pool = id.endswith("pool")
            K, pad = (rest[:2], 0) if pool else (rest[0].shape[2:], rest[-1])
            stride = rest[2] if pool else rest[-2]
            assert all(size(n, k, stride, pad) for n, k in zip(x.shape[2:], K, strict=True))


def test_sizes_and_costs_are_those_of_real_maps(rng):
    for case in find("conv-cost").cases(rng):
        C, H, W, F, KH, KW, stride, pad = case.args
        x, w, b = rng.normal(size=(1, C, H, W)), rng.normal(size=(F, C, KH, KW)), np.zeros(F)
        out, _ = kernels.conv2d_forward(x, w, b, stride=stride, pad=pad)
        parameters, multiply_adds = find("conv-cost").reference(*case.args)
        assert parameters == w.size + b.size
        assert multiply_adds == out.size * w[0].size
    for case in find("conv-output-size").cases(rng):
        size, K, stride, pad = case.args
        places = range(-pad, size + pad - K + 1, stride)
        fits = len(places) > 0 and places[-1] == size + pad - K
        got = find("conv-output-size").drive(find("conv-output-size").reference, *case.args)
        assert got == (len(places) if fits else "a ValueError")


def test_a_receptive_field_is_what_moves_one_number(rng):
    for case in find("receptive-field").cases(rng):
        kernels_, strides = case.args
        seen = {7}  # one number of the last map
        for K, stride in zip(reversed(kernels_), reversed(strides), strict=True):
            seen = {i * stride + k for i in seen for k in range(K)}
        assert find("receptive-field").reference(*case.args) == max(seen) - min(seen) + 1


def test_the_answers_to_the_questions_are_counted():
    right = {q.id: next(iter(q.right_answers.values())) for q in ASSIGNMENTS["07_convolution"]}
    net = nn.lenet5(rng=np.random.default_rng(0))
    rows = {row.name: row for row in net.table((1, 28, 28))}
    assert right["lenet-flattened"] == np.prod(rows["flatten"].shape)
    assert right["lenet-second-layer"] == rows["conv2"].learnt
    assert right["fc-parameters"] == 100 * (300 * 300 * 3 + 1)
    assert right["conv-parameters"] == 100 * (5 * 5 * 3 + 1)
    size, cost = find("conv-output-size").reference, find("conv-cost").reference
    field = find("receptive-field").reference
    assert size(41, 7, 1, right["padding-same"]) == 41
    height = 32
    for _ in range(6):
        height = size(height, 5, 1, 0)
    assert right["maps-shrink"] == height
    far, layers = field([3] * 4, [2] * 4), right["downsampling-buys"]
    assert field([3] * layers, [1] * layers) == far
    direct = cost(192, 28, 28, 32, 5, 5, 1, 2)[1]
    narrow = cost(192, 28, 28, 16, 1, 1, 1, 0)[1] + cost(16, 28, 28, 32, 5, 5, 1, 2)[1]
    assert right["bottleneck"] == pytest.approx(direct / narrow)
    assert f"{direct:,} directly" in find("bottleneck").choices[0].why


def usual_test_passes(pair):
    """The test most notebooks have: filters of 3 x 3, stride 1, pad 1, square images."""
    args = conv_layer(np.random.default_rng(231), 4, 3, 5, 5, 2, 3, 3, 1, 1)
    exercise = find("conv-loops")
    want = exercise.drive(*exercise.reference, *args)
    try:
        got = exercise.drive(*pair, *args)
    except (ValueError, IndexError, AssertionError):
        return False
    return len(got) == len(want) and all(
        np.shape(a) == np.shape(b) and np.allclose(a, b) for a, b in zip(got, want, strict=True)
    )


def test_what_the_usual_single_test_lets_pass_is_caught_and_named(rng):
    exercise = find("conv-loops")
    let_pass = {n: pair for n, pair in exercise.wrong_answers.items() if usual_test_passes(pair)}
    assert {"dx-cropped-by-one", "dx-empty-without-padding", "pad-of-one"} <= set(let_pass)
    assert len(let_pass) >= 12
    for name, pair in let_pass.items():
        assert judge(exercise, pair, rng).mistake == name


def windows_of_a_student(seen_stride, seen_pad, width_from, turned):
    """Both ways with the same fault in them, and with sizes of their own on the way back."""

    def sizes(x, w, stride, pad):
        H_out = (x.shape[2] + 2 * pad - w.shape[2]) // stride + 1
        return H_out, (x.shape[width_from] + 2 * pad - w.shape[3]) // stride + 1

    def forward(x, w, b, stride, pad):
        s, p = seen_stride(stride), seen_pad(pad)
        padded = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        out = np.zeros((len(x), len(w), *sizes(x, w, s, p)))
        for n, f, i, j in np.ndindex(out.shape):
            at = np.s_[n, :, i * s : i * s + w.shape[2], j * s : j * s + w.shape[3]]
            out[n, f, i, j] = np.sum(padded[at] * w[f, :, ::turned, ::turned]) + b[f]
        return out, (padded, w, s, p, x.shape, sizes(x, w, s, p))

    def backward(dout, cache):
        padded, w, s, p, (N, _, H, W), (H_out, W_out) = cache
        dpadded, dw = np.zeros_like(padded), np.zeros_like(w)
        for n, f, i, j in np.ndindex(N, len(w), H_out, W_out):
            at = np.s_[n, :, i * s : i * s + w.shape[2], j * s : j * s + w.shape[3]]
            dpadded[at] += dout[n, f, i, j] * w[f, :, ::turned, ::turned]
            dw[f] += dout[n, f, i, j] * padded[at][:, ::turned, ::turned]
        return dpadded[:, :, p : p + H, p : p + W], dw, dout.sum(axis=(0, 2, 3))

    return forward, backward


def itself(number):
    return number


BOTH_WAYS = {
    "stride-ignored": (lambda stride: 1, itself, 3, 1),
    "padding-ignored": (itself, lambda pad: 0, 3, 1),
    "pad-of-one": (itself, lambda pad: 1, 3, 1),
    "width-from-the-height": (itself, itself, 2, 1),
    "filter-turned-round": (itself, itself, 3, -1),
}


@pytest.mark.parametrize("id", ["conv-loops", "conv"])
@pytest.mark.parametrize("named", BOTH_WAYS)
def test_a_fault_both_ways_is_named_by_the_forward(id, named, rng):
    assert judge(find(id), windows_of_a_student(*BOTH_WAYS[named]), rng).mistake == named


def test_without_a_fault_the_same_code_is_right(rng):
    answer = windows_of_a_student(itself, itself, 3, 1)
    assert judge(find("conv-loops"), answer, rng).state == "passed"


def test_a_wrong_crop_is_told_first_and_dw_beside_it_is_left_for_later(rng):
    forward, backward = find("conv").reference

    def cropped(dout, cache):
        dx, dw, db = backward(dout, cache)
        return dx[:, :, 1:-1, 1:-1], 2 * dw, db[:1]

    verdict = judge(find("conv"), (forward, cropped), rng)
    assert (verdict.looked, verdict.leaf) == ("shape", "dx")


def test_ties_after_relu_cost_nothing_and_are_told(rng):
    exercise = find("max-pool")
    to_all = exercise.right_answers["largest-one-at-a-time"]
    verdict = judge(exercise, to_all, rng)
    assert verdict.state == "passed"
    assert "equally large" in verdict.notes[0]
    assert judge(exercise, exercise.right_answers["reference"], rng).notes == ()


SEEN = {
    "max-over-the-batch": lambda n, c: np.s_[:, c],
    "max-without-axes": lambda n, c: np.s_[:, :],
    "max-over-channels": lambda n, c: np.s_[n, :],
}


@pytest.mark.parametrize("named", SEEN)
def test_a_maximum_over_too_much_is_named_in_loops_with_a_way_back_of_their_own(named, rng):
    def forward(x, KH, KW, stride):
        N, C, H, W = x.shape
        out = np.empty((N, C, (H - KH) // stride + 1, (W - KW) // stride + 1))
        for n, c, i, j in np.ndindex(out.shape):
            top, left = i * stride, j * stride
            out[n, c, i, j] = x[SEEN[named](n, c)][..., top : top + KH, left : left + KW].max()
        return out, (x, out, KH, KW, stride)

    def backward(dout, cache):
        x, out, KH, KW, stride = cache
        dx = np.zeros(x.shape)
        for n, c, i, j in np.ndindex(dout.shape):
            at = np.s_[n, c, i * stride : i * stride + KH, j * stride : j * stride + KW]
            dx[at] += (x[at] == out[n, c, i, j]) * dout[n, c, i, j]
        return dx

    assert judge(find("max-pool"), (forward, backward), rng).mistake == named


@pytest.mark.parametrize("anew", [True, False], ids=["each epoch anew", "once and for all"])
@pytest.mark.parametrize("seed", range(3))
def test_rows_in_another_order_are_named_whatever_the_order(anew, seed, rng):
    def train(loss, params, x, y, lr, batch, epochs):
        order = np.random.default_rng(1000 + seed)
        rows = order.permutation(len(x))
        for _ in range(epochs):
            rows = order.permutation(len(x)) if anew else rows
            for start in range(0, len(x), batch):
                taken = rows[start : start + batch]
                grads = loss(params, x[taken], y[taken])[1]
                params = {name: w - lr * grads[name] for name, w in params.items()}
        return params

    exercise = find("lenet-train")
    verdict = judge(exercise, (exercise.reference[0], train), rng)
    assert verdict.mistake == "rows-shuffled"


def test_rows_taken_twice_are_not_taken_for_shuffled(rng):
    def train(loss, params, x, y, lr, batch, epochs):
        for _ in range(epochs):
            for start in range(0, len(x), batch):
                taken = np.arange(start, start + batch) % (len(x) - 1)
                grads = loss(params, x[taken], y[taken])[1]
                params = {name: w - lr * grads[name] for name, w in params.items()}
        return params

    exercise = find("lenet-train")
    verdict = judge(exercise, (exercise.reference[0], train), rng)
    assert (verdict.state, verdict.mistake) == ("wrong", None)


def test_a_right_backward_of_a_wrong_forward_is_told_so(rng):
    forward, backward = find("conv").reference

    def scaled(x, w, b, stride, pad):
        out, cache = forward(x, w, b, stride, pad)
        return out * 1.5 + 0.25, cache

    def scaled_back(dout, cache):
        return backward(1.5 * dout, cache)

    assert judge(find("conv"), (scaled, scaled_back), rng).mistake == "forward-to-mend"


def test_a_message_says_what_is_yours_and_what_it_should_be():
    """Of two statements in one breath the second is taken for what one did."""
    for exercise in ASSIGNMENTS["07_convolution"]:
        for mistake in getattr(exercise, "mistakes", ()):
            assert "here" not in re.findall(r"\w+", mistake.message.lower()), mistake.message
            assert re.search(r"\b[Yy]ou(r|rs)?\b|should", mistake.message), mistake.message
            second = re.search(r"; (it|they|here|by|that|one)\b.*", mistake.message)
            assert second is None or "should" in second[0], mistake.message


def test_the_two_ways_through_lenet_stay_together_over_real_digits(rng):
    """So that whoever trains rightly ends at the same weights, to far below what is compared."""
    exercise = find("lenet-train")
    *_, real = exercise.cases(rng)
    one, two = (
        exercise.drive(*exercise.right_answers[name], *real.args)
        for name in ("reference", "window-after-window")
    )
    for name in one:
        np.testing.assert_allclose(one[name], two[name], rtol=1e-6, atol=1e-9)


def read_with(conv_backward):
    """The share of dev digits read by LeNet as the assignment trains it."""
    digits, conv, largest = nn.load_digits(), find("conv").reference, find("max-pool").reference

    def my_conv(x, w, b, stride, pad, **_others):
        return conv[0](x, w, b, stride, pad)

    def my_pool(x, K, stride, pad):
        return largest[0](x, K, K, stride)

    net = nn.lenet5(rng=np.random.default_rng(0))
    net = net.using(nn.Conv2d, forward=my_conv, backward=conv_backward)
    net = net.using(nn.MaxPool2d, forward=my_pool, backward=largest[1])
    trainer = nn.Trainer(optimiser=Momentum(lr=0.02, rho=0.9), epochs=4, batch=25)
    trainer.fit(net, digits.train, digits.dev, rng=np.random.default_rng(0), watch=())
    return (net.predict(digits.dev[0]) == digits.dev[1]).mean()


def test_filters_that_never_learn_read_nearly_as_much():
    def no_dw(dout, cache):
        dx, dw, db = find("conv").reference[1](dout, cache)
        return dx, 0 * dw, db

    assert 0.935 < read_with(no_dw) < 0.965
