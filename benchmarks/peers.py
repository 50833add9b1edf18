"""Packages to compare with, where they are installed."""

import importlib
import importlib.util
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np

__all__ = ["optional", "torch_gradients", "torch_where_installed"]


def optional(name: str) -> ModuleType | None:
    """Give the module, or None where its package is not installed."""
    if importlib.util.find_spec(name.partition(".")[0]) is None:
        return None
    return importlib.import_module(name)


def torch_where_installed() -> Any:
    """Give torch, held to one thread, or None."""
    torch = optional("torch")
    if torch is not None:
        torch.set_num_threads(1)
    return torch


def torch_gradients(
    forward: Callable[..., Any], dout: np.ndarray, *arrays: np.ndarray
) -> Callable[[], Any]:
    """Make the work: `forward(*arrays)`, then the gradients of all arrays by autograd."""
    torch = torch_where_installed()
    leaves = [torch.from_numpy(a).requires_grad_() for a in arrays]
    upstream = torch.from_numpy(dout)
    return lambda: torch.autograd.grad(forward(*leaves), leaves, upstream)
