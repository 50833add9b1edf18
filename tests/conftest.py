"""What all tests share: shapes checked while they run, a generator, the oracle."""

import os
import zlib

import jaxtyping
import pytest

WITH_SHAPES = ["course_lib.data", "course_lib.kernels", "course_lib.optim", "course_lib.nn"]

jaxtyping.install_import_hook(
    WITH_SHAPES, "beartype.beartype(conf=beartype.BeartypeConf(is_pep484_tower=True))"
)


@pytest.fixture
def own_messages():
    """Let the library's own messages speak, not jaxtyping's."""
    jaxtyping.config.update("jaxtyping_disable", True)
    yield
    jaxtyping.config.update("jaxtyping_disable", False)


@pytest.fixture
def rng(request):
    """A generator of its own for every test, the same at every run."""
    import numpy as np

    return np.random.default_rng(zlib.crc32(request.node.nodeid.encode()))


@pytest.fixture(scope="session")
def torch():
    """The oracle of whole layers and nets; a large download, so it is an extra."""
    if os.environ.get("COURSE_REQUIRE_ORACLE") == "1":
        import torch
    else:
        torch = pytest.importorskip("torch", reason="compared with nothing: see extra oracle")
    torch.set_num_threads(1)
    return torch
