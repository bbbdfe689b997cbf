"""A person at a real browser, who signs in as people do: name, password, code."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response, expect

from homeward.node.demo.cast import password_of
from homeward.node.demo.signins import current_code
from tests.browser import HEIGHT, WIDTHS, Watch, watch

CODE_SECONDS = 31


@dataclass(slots=True)
class Visitor:
    """A browser window on one State's node."""

    state: str
    base_url: str
    context: BrowserContext
    page: Page
    watch: Watch

    def open(self, path: str) -> Response:
        """Type an address of this node."""
        answer = self.page.goto(self.base_url + path, wait_until="load")
        assert answer is not None
        return answer

    def read_in(self, language: str) -> None:
        """From now on the node's pages are in this language, as the account menu would set it."""
        name = f"homeward_{self.state.lower()}_language"
        self.context.add_cookies([{"name": name, "value": language, "url": self.base_url}])

    def press(self, button: Locator) -> Response:
        """Press what sends a form; the page that comes back, whatever it says."""
        with self.page.expect_navigation() as navigation:
            button.click()
        answer = navigation.value
        assert answer is not None
        return answer

    def sign_in(self, username: str) -> None:
        """Password, then the code that the app shows now."""
        self.give_password(username)
        self.enter_code(username)

    def give_password(self, username: str) -> None:
        """The first step of sign-in, in English."""
        self.read_in("en")
        self.open("/account/login/")
        self.page.get_by_label("Sign-in name").fill(username)
        self.page.get_by_label("Password").fill(password_of(self.state))
        self.press(self.page.get_by_role("button", name="Sign in", exact=True))

    def enter_code(self, username: str) -> None:
        """A code opens one sign-in only: whoever has used it already waits for the next one."""
        code = current_code(username)
        self._send_code(code)
        if self.page.get_by_text("it was used already").count():
            self.watch.complaints.clear()  # the refusal that was just read
            self._send_code(next_code(username, code))
        expect(self.page.locator(".user-menu summary")).to_contain_text(f"of {self.state}")

    def _send_code(self, code: str) -> None:
        self.page.get_by_label("Code").fill(code)
        self.press(self.page.get_by_role("button", name="Sign in", exact=True))


def next_code(username: str, used: str) -> str:
    """The code after the one that was used: the clock is what has to move on."""
    end = time.monotonic() + CODE_SECONDS
    while (code := current_code(username)) == used:
        if time.monotonic() > end:
            raise TimeoutError("the code did not change")
        time.sleep(0.2)
    return code


@contextmanager
def visitor(
    browser: Browser, state: str, base_url: str, *, width: str = "desk", **settings: Any
) -> Iterator[Visitor]:
    """A fresh window in English; what it complained of is asserted to be nothing in the end."""
    size: Any = {"width": WIDTHS[width], "height": HEIGHT}
    context = browser.new_context(viewport=size, locale="en", reduced_motion="reduce", **settings)
    context.set_default_timeout(20_000)
    seen = watch(context)
    try:
        yield Visitor(state, base_url, context, context.new_page(), seen)
        assert seen.complaints == []
    finally:
        context.close()
