"""The script that puts our net into PyTorch: the same scores, and what frozen means there."""

import runpy
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

from course_lib.nn import PRETRAINED, load_pair, load_pretrained  # noqa: E402

SCRIPT = runpy.run_path(str(Path(__file__).parents[2] / "scripts" / "transfer_in_torch.py"))


@pytest.mark.parametrize("name", PRETRAINED)
def test_the_net_in_torch_gives_our_scores(name):
    source = load_pretrained(name, dtype=np.float64)
    x = source.prepare(load_pair("letters").test[0])
    net = SCRIPT["same_net"](source.net, PRETRAINED[name]).double()
    with torch.no_grad():
        theirs = net(torch.from_numpy(x)).numpy()
    np.testing.assert_allclose(theirs, source.net.scores(x), rtol=0, atol=1e-9)


def test_in_float32_scores_agree_to_1e_5_of_their_size():
    source = load_pretrained("digits")
    x = source.prepare(load_pair("UCI digits").test[0])
    with torch.no_grad():
        theirs = SCRIPT["same_net"](source.net, 10)(torch.from_numpy(x)).numpy()
    ours = source.net.scores(x)
    np.testing.assert_allclose(theirs, ours, rtol=0, atol=1e-5 * np.abs(ours).max())


def test_a_file_that_does_not_fit_is_refused():
    with pytest.raises(RuntimeError, match="head"):
        SCRIPT["same_net"](load_pretrained("digits 0 to 4").net, 10)


def test_frozen_for_features_moves_the_head_alone():
    net = SCRIPT["same_net"](load_pretrained("digits").net, 10).train()
    SCRIPT["freeze_for_features"](net, net.head)
    before = {name: a.clone() for name, a in net.state_dict().items()}
    rule = torch.optim.SGD([p for p in net.parameters() if p.requires_grad], lr=0.1)
    loss = torch.nn.functional.cross_entropy(net(torch.rand(7, 1, 16, 16)), torch.arange(7))
    loss.backward()
    rule.step()
    moved = {name for name, a in net.state_dict().items() if not torch.equal(a, before[name])}
    assert moved == {"head.weight", "head.bias"}


def test_the_larger_net_is_there_or_a_reason_is_given():
    torchvision = pytest.importorskip("torchvision", reason="torchvision is not installed")
    net = SCRIPT["photographs"](3)
    if isinstance(net, str):
        pytest.skip(net)
    assert isinstance(net, torchvision.models.ResNet)
    assert net.fc.out_features == 3
    assert {n for n, p in net.named_parameters() if p.requires_grad} == {"fc.weight", "fc.bias"}
