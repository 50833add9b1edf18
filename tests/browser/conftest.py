"""A browser for the session and one server of each application, started when first asked for."""

import contextlib
import os

import harness
import pytest
from playwright.sync_api import sync_playwright


@pytest.fixture(scope="session")
def browser():
    """Chromium; without one the test is skipped, or fails where COURSE_REQUIRE_BROWSER=1."""
    if harness.CHROMIUM is None:
        reason = "no Chromium in PATH; on Debian: apt-get install chromium"
        if os.environ.get("COURSE_REQUIRE_BROWSER") == "1":
            pytest.fail(f"COURSE_REQUIRE_BROWSER=1, but {reason}")
        pytest.skip(reason)
    with sync_playwright() as playwright, harness.chromium(playwright) as browser:
        yield browser


@pytest.fixture(scope="session")
def serve(browser):
    """`serve("lab")` or `serve("notebook")` gives the running Server."""
    running = {}
    with contextlib.ExitStack() as stack:

        def start(app):
            if app not in running:
                running[app] = stack.enter_context(harness.server(app))
            return running[app]

        yield start


@pytest.fixture(scope="session")
def opened(browser, serve):
    """`opened(app, name, *sources)` gives a Window on that notebook, run; the same one every time.

    Opening takes seconds, so tests of one notebook share its page and put back what they change.
    """
    windows = {}
    with contextlib.ExitStack() as stack:

        def give(app, name, *sources):
            if (app, name) not in windows:
                window = stack.enter_context(harness.window(browser))
                window.open(serve(app), serve(app).notebook(name, *sources))
                windows[app, name] = window
            return windows[app, name]

        yield give
