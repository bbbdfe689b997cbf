"""Going about a page with the keyboard."""

import pytest
from playwright.sync_api import Locator

from tests.journeys.visitor import Visitor


def go_to(one: Visitor, wanted: Locator) -> None:
    """Go on with Tab until the keyboard is there; it must be within reach."""
    wanted.wait_for()
    for _ in range(80):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        one.page.keyboard.press("Tab")
    pytest.fail(f"the keyboard does not reach {wanted}")


def typed(one: Visitor, label: str, words: str) -> None:
    """Go to a field and type into it."""
    go_to(one, one.field(label))
    one.page.keyboard.type(words)


def tap(one: Visitor, words: str) -> None:
    """Press the first button that is called so."""
    one.press(one.page.get_by_role("main").get_by_role("button", name=words).first)
