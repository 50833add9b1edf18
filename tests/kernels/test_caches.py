"""A backward goes on from what its own forward kept, and says so when given anything else."""

import inspect

import numpy as np
import pytest
from kernel_laws import assert_refused

from course_lib import kernels
from course_lib.errors import CourseError

BACKWARDS = [name for name in kernels.__all__ if name.endswith("_backward")]


def own_cache(name):
    kind = inspect.signature(getattr(kernels, name)).parameters["cache"].annotation
    assert kind.__name__.endswith("Cache")
    return kind


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize("name", BACKWARDS)
def test_another_cache_is_refused_and_the_right_one_named(name):
    x = np.ones((2, 3))
    for cache in (None, (), (x, x), {"x": x}, x, kernels.AffineCache(x, x), kernels.ReluCache(x)):
        if isinstance(cache, own_cache(name)):
            continue
        error = assert_refused(CourseError, getattr(kernels, name), x, cache)
        assert type(cache).__name__ in error.what
        assert own_cache(name).__name__ in error.why
        assert name.replace("backward", "forward") in error.how
