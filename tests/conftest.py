"""What all tests share: shapes checked while they run, a generator, the oracle."""

import os
import zlib
from collections import Counter

import hypothesis
import jaxtyping
import pytest

WITH_SHAPES = ["course_lib.data", "course_lib.kernels", "course_lib.optim", "course_lib.nn"]

jaxtyping.install_import_hook(
    WITH_SHAPES, "beartype.beartype(conf=beartype.BeartypeConf(is_pep484_tower=True))"
)


# How long a machine takes is no property of what is tested.
hypothesis.settings.register_profile(
    "course", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("course")

# Files of many small tests that share nothing costly: all workers do them at once, in pieces.
# Of any other file one worker does the whole, for what its tests share is dear.
IN_PIECES = {
    "tests/exercises/test_catalogue.py": 24,
    "tests/exercises/test_students.py": 4,
    "tests/grading/jail/test_same_verdict.py": 12,
}


def pytest_collection_modifyitems(items):
    """Files of few tests first: they are whole classes and browsers; no worker ends with one."""
    tests = Counter(item.path for item in items)
    items.sort(key=lambda item: tests[item.path])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers():
    """Half as many again as processors: a third of the time browsers and servers are waited for."""
    return 3 * (os.cpu_count() or 1) // 2


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    from xdist.scheduler import LoadFileScheduling

    config.option.loadscopereorder = False  # which would put them last

    class InPieces(LoadFileScheduling):
        def _split_scope(self, nodeid):
            file = nodeid.split("::", 1)[0]
            pieces = IN_PIECES.get(file, 1)
            return f"{file} {zlib.crc32(nodeid.encode()) % pieces}"

    return InPieces(config, log) if config.getvalue("dist") == "loadfile" else None


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
