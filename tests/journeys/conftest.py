"""A browser for journeys, which ends with each module (tests/browser.py says why), and nodes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from homeward.node.demo.stage import Stage
from tests.browser import chromium, launched
from tests.story import on_stage


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The pinned Chromium."""
    with launched() as browser:
        yield browser


@pytest.fixture(scope="package")
def stage() -> Iterator[Stage]:
    """Fresh nodes of the demonstration, on which nobody has done anything yet."""
    chromium()  # without it nothing is worth staging
    with on_stage() as stage:
        yield stage
