"""Shapes written in signatures are checked while the tests run."""

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
