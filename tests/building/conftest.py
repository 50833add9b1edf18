"""A small course in a folder of its own."""

import pytest
import small_course


@pytest.fixture
def course(tmp_path):
    """Root of a checkout with one lecture and one assignment, not built yet."""
    return small_course.make(tmp_path)


@pytest.fixture
def points():
    return small_course.POINTS
