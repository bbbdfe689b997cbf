"""A person at a real browser, who signs in as people do: name, password, code."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response, expect

from homeward.node.demo.cast import password_of
from homeward.node.demo.signins import current_code
from tests.browser import HEIGHT, WIDTHS, Watch, watch

CODE_SECONDS = 31
Who = TypeVar("Who", bound="Visitor")


@dataclass(slots=True)
class Visitor:
    """A browser window on one State's node, read in one language."""

    state: str
    base_url: str
    context: BrowserContext
    page: Page
    watch: Watch
    language: str = "en"

    # --- moving about -----------------------------------------------------------------------

    def open(self, path: str) -> Response:
        """Type an address of this node."""
        answer = self.page.goto(self.base_url + path, wait_until="load")
        assert answer is not None
        return answer

    def read_in(self, language: str) -> None:
        """From now on the node's pages are in this language, as the account menu would set it."""
        name = f"homeward_{self.state.lower()}_language"
        self.context.add_cookies([{"name": name, "value": language, "url": self.base_url}])
        self.language = language

    def word(self, text: str, context: str = "") -> str:
        """What stands for an English word of the pages in the reader's language."""
        with translation.override(self.language):
            return translation.pgettext(context, text) if context else translation.gettext(text)

    def follow(self, text: str, *, within: Locator | None = None, exact: bool = False) -> Response:
        """Click a link that is called so in English; the first of several."""
        place = within or self.page.locator("body")
        return self.press(place.get_by_role("link", name=self.word(text), exact=exact).first)

    def send(self, text: str, context: str = "") -> Response:
        """Press the button that is called so in English, which sends a form."""
        return self.press(
            self.page.get_by_role("main").get_by_role("button", name=self.word(text, context))
        )

    def press(self, what: Locator) -> Response:
        """Click what leads to another page; the page that comes, whatever it says."""
        with self.page.expect_navigation() as navigation:
            what.click()
        answer = navigation.value
        assert answer is not None
        return answer

    def field(self, label: str) -> Locator:
        """The field that is called so in English, optional or not."""
        return self.page.get_by_role("main").get_by_label(self.named(label))

    def named(self, label: str) -> re.Pattern[str]:
        """How a field that is called so in English is called here, optional or not."""
        return re.compile(rf"^\s*{re.escape(self.word(label))}\s*(\(|$)")

    def choose(self, group: str, value: str) -> None:
        """Choose one of several by a click on its words; `value` is what it stands for."""
        choice = self.page.locator(f"input[name={group}][value='{value}']")
        self.page.locator(f"label[for={choice.get_attribute('id')}]").click()
        expect(choice).to_be_checked()

    # --- sign-in ----------------------------------------------------------------------------

    def sign_in(self, username: str) -> None:
        """Password, then the code that the app shows now."""
        self.give_password(username, password_of(self.state))
        self.enter_code(lambda: current_code(username))
        expect(self.page.locator(".user-menu summary")).to_contain_text(f"of {self.state}")

    def give_password(self, username: str, password: str) -> Response:
        """The first step of sign-in."""
        self.open("/account/login/")
        self.field("Sign-in name").fill(username)
        self.field("Password").fill(password)
        return self.send("Sign in")

    def enter_code(self, code_now: Callable[[], str]) -> None:
        """A code that was used before, or that ran out on the way, is followed by the next one."""
        code = code_now()
        with self.watch.tolerating(400):
            answer = self._send_code(code)
        if answer.status == 400:
            self._send_code(_next(code_now, code))

    def _send_code(self, code: str) -> Response:
        self.page.locator("main [autocomplete=one-time-code]").fill(code)
        return self.press(self.page.locator("main form .btn-primary"))


def _next(code_now: Callable[[], str], used: str) -> str:
    """The code after the one that was used: the clock is what has to move on."""
    end = time.monotonic() + CODE_SECONDS
    while (code := code_now()) == used:
        if time.monotonic() > end:
            raise TimeoutError("the code did not change")
        time.sleep(0.2)
    return code


@contextmanager
def visitor(
    browser: Browser,
    state: str,
    base_url: str,
    *,
    language: str = "en",
    width: str = "desk",
    kind: type[Who] = Visitor,  # type: ignore[assignment]  a plain visitor where none is named
    **settings: Any,
) -> Iterator[Who]:
    """A fresh window; what it complained of is asserted to be nothing in the end.

    `kind` is what somebody is who comes to other pages than a node's own.
    """
    size: Any = {"width": WIDTHS[width], "height": HEIGHT}
    context = browser.new_context(viewport=size, reduced_motion="reduce", **settings)
    context.set_default_timeout(20_000)
    seen = watch(context)
    try:
        one = kind(state, base_url, context, context.new_page(), seen)
        one.read_in(language)
        yield one
        assert seen.complaints == [], seen.complaints
    finally:
        context.close()
