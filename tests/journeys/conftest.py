"""A browser for journeys; it ends with each module (tests/browser.py says why)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import launched


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The pinned Chromium."""
    with launched() as browser:
        yield browser
