import pytest


@pytest.fixture(scope="session")
def torch():
    """The oracle of whole layers; a large download, so it is an extra."""
    torch = pytest.importorskip(
        "torch", reason="torch is not installed, so nothing was compared with it: see extra oracle"
    )
    torch.set_num_threads(1)
    return torch


@pytest.fixture
def rng(request):
    """A generator of its own for every test, the same at every run."""
    import zlib

    import numpy as np

    return np.random.default_rng(zlib.crc32(request.node.nodeid.encode()))
