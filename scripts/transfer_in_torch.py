"""The net of lecture 08 in PyTorch: our weights in it, the same scores out of it.

    pip install torch            (and torchvision, for the second part)
    python scripts/transfer_in_torch.py

The second part loads a net that was trained on a million photographs, which is fetched once, and
gives it a new head. It says why when it cannot.
"""

import importlib.util
from urllib.error import URLError

import numpy as np
import torch
from torch import nn

from course_lib.nn import Sequential, load_pair, load_pretrained


def transfer_net(classes: int) -> nn.Sequential:
    """Give the layers of course_lib.nn.transfer_net, under the same names."""
    net = nn.Sequential()
    net.add_module("conv1", nn.Conv2d(1, 8, 5, padding=2))
    net.add_module("norm1", nn.BatchNorm2d(8))
    net.add_module("relu1", nn.ReLU())
    net.add_module("pool1", nn.MaxPool2d(2))
    net.add_module("conv2", nn.Conv2d(8, 16, 3, padding=1))
    net.add_module("norm2", nn.BatchNorm2d(16))
    net.add_module("relu2", nn.ReLU())
    net.add_module("pool2", nn.MaxPool2d(2))
    net.add_module("flatten", nn.Flatten())
    net.add_module("affine", nn.Linear(16 * 4 * 4, 64))
    net.add_module("relu3", nn.ReLU())
    net.add_module("head", nn.Linear(64, classes))
    return net


THEIR_NAMES = {
    "w": "weight",
    "b": "bias",
    "gamma": "weight",
    "beta": "bias",
    "mean": "running_mean",
    "var": "running_var",
}


def as_torch(net: Sequential) -> dict[str, torch.Tensor]:
    """Give our arrays under their names. A torch Linear keeps its weights as (out, in)."""
    state = {}
    for name, a in net.arrays.items():
        layer, _, key = name.partition(".")
        state[f"{layer}.{THEIR_NAMES[key]}"] = torch.from_numpy(
            a.T.copy() if a.ndim == 2 else a.copy()
        )
    return state


def same_net(ours: Sequential, classes: int) -> nn.Sequential:
    """Give the net in torch with our weights, as at test. Raises RuntimeError unless all fit."""
    net = transfer_net(classes)
    missing = net.load_state_dict(as_torch(ours), strict=False)
    # Torch also counts the batches that a batchnorm has seen, which changes nothing.
    if missing.unexpected_keys or not all("num_batches" in key for key in missing.missing_keys):
        raise RuntimeError(str(missing))
    return net.eval()


def freeze_for_features(net: nn.Module, head: nn.Module) -> None:
    """Freeze all but the head. `requires_grad` alone does not stop a batchnorm's running averages.

    eval() does, and so has to be called again after every net.train().
    """
    for p in net.parameters():
        p.requires_grad_(False)
    for p in head.parameters():
        p.requires_grad_(True)
    for layer in net.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.eval()


def photographs(classes: int) -> nn.Module | str:
    """Give a ResNet-18 trained on ImageNet, with a new head; or say why there is none."""
    if importlib.util.find_spec("torchvision") is None:
        return "torchvision is not installed"
    from torchvision.models import ResNet18_Weights, resnet18

    try:
        net = resnet18(weights=ResNet18_Weights.IMAGENET1K_V1)
    except (URLError, OSError) as error:
        return f"its weights could not be fetched: {error}"
    net.fc = nn.Linear(net.fc.in_features, classes)
    freeze_for_features(net, net.fc)
    return net


def main() -> None:
    """Compare the scores, stop unless they agree to 1e-5, then look for a larger net."""
    source = load_pretrained("digits", dtype=np.float64)
    x = source.prepare(load_pair("UCI digits").test[0])
    with torch.no_grad():
        theirs = same_net(source.net, 10).double()(torch.from_numpy(x)).numpy()
    ours = source.net.scores(x)
    apart = np.abs(theirs - ours).max()
    print(f"{len(x)} images: the largest difference of two scores is {apart:.1e}")
    if not apart < 1e-5:
        raise SystemExit("these are not the same net")
    net = photographs(10)
    print(f"ResNet-18: {net}" if isinstance(net, str) else "ResNet-18: ready, its head is new")


if __name__ == "__main__":
    main()
