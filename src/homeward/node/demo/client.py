"""A person at a browser: the demonstration uses the pages that people use, and nothing else."""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import TypeVar

import httpx

from homeward.node.demo.cast import password_of
from homeward.node.demo.page_forms import PageForm, forms_of
from homeward.node.demo.signins import current_code

T = TypeVar("T")
_MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
_TAGS = re.compile(r"<[^>]+>")
File = tuple[str, bytes, str]
Values = Mapping[str, str | Sequence[str]]  # what somebody types and chooses, by field


class Refused(Exception):
    """A page answered with an error, or did not show what it should; says what it showed."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A form on the screen of somebody who has not sent it yet."""

    address: str
    page: str
    values: Values


class Visitor:
    """Somebody at a browser, who has not signed in."""

    def __init__(self, base_url: str) -> None:
        self._http = httpx.Client(
            base_url=base_url, follow_redirects=True, timeout=90.0, trust_env=False
        )

    def get(self, path: str) -> str:
        """The text of a page."""
        return self._checked(self._http.get(path)).text

    def fetch(self, path: str) -> httpx.Response:
        """What stands at an address that is no page, such as a file."""
        return self._checked(self._http.get(path))

    def status(self, path: str) -> int:
        """Only the status with which an address answers."""
        return self._http.get(path).status_code

    def open(self, path: str, values: Values, *, to: str = "") -> "Filled":
        """Open the page at `path` and fill in a form of it: its own, or that which goes `to`.

        What the page filled in already stays unless `values` says otherwise, as in a browser.
        """
        return self.fill(self._checked(self._http.get(path)), values, to=to)

    def send(
        self,
        path: str,
        values: Values,
        *,
        to: str = "",
        files: dict[str, File] | None = None,
    ) -> httpx.Response:
        """Open the page at `path`, fill in a form and send it; what comes back."""
        return self._checked(self._post(self.open(path, values, to=to), files))

    def fill(self, page: httpx.Response, values: Values, *, to: str = "") -> "Filled":
        """Fill in a form of a page that is on the screen already."""
        form = self._form(page, values, to)
        address = form.action or page.url.raw_path.decode()
        return Filled(address, str(page.url), {**form.values, **values})

    def press(self, filled: "Filled") -> httpx.Response:
        """Send a form that was opened before."""
        return self._checked(self._post(filled))

    def complete(self, page: httpx.Response, values: Values, *, to: str = "") -> httpx.Response:
        """Fill in a form of a page that is on the screen already, and send it; what comes back.

        Of a form that was refused only what was wrong is said anew: the rest is still filled in.
        """
        return self.press(self.fill(page, values, to=to))

    def refused(
        self,
        path: str,
        values: Values,
        *,
        to: str = "",
        code: int = 400,
        says: str = "",
        files: dict[str, File] | None = None,
    ) -> httpx.Response:
        """Send a form that the node must refuse with this status, and with these words if any."""
        filled = self.open(path, values, to=to)
        return self.press_refused(filled, code=code, says=says, files=files)

    def press_refused(
        self,
        filled: "Filled",
        *,
        code: int = 400,
        says: str = "",
        files: dict[str, File] | None = None,
    ) -> httpx.Response:
        """Send a form that was opened before, which the node must refuse now."""
        answer = self._post(filled, files)
        if answer.status_code != code or says not in _words(answer):
            raise Refused(
                f"POST {filled.address}: {answer.status_code}, not {code} with {says!r}:"
                f" {_words(answer)[:700]}"
            )
        return answer

    def _post(self, filled: "Filled", files: dict[str, File] | None = None) -> httpx.Response:
        return self._http.post(
            filled.address, data=filled.values, files=files, headers={"Referer": filled.page}
        )

    def _form(self, page: httpx.Response, values: Values, to: str) -> PageForm:
        own = {"", page.url.path, page.url.raw_path.decode()}
        for form in forms_of(page.text):
            is_meant = form.action.endswith(to) if to else form.action in own
            if is_meant and set(values) <= form.names:
                return form
        raise Refused(f"{page.url.path} shows no form for {to or sorted(values)}")

    def wait_for(
        self, path: str, seen: Callable[[str], T | None], what: str, seconds: float = 90
    ) -> T:
        """Read a page again until it shows something; fails naming what did not come."""
        end = time.monotonic() + seconds
        while True:
            found = seen(self.get(path))
            if found:
                return found
            if time.monotonic() > end:
                raise Refused(f"{what} did not appear on {path} within {seconds:.0f} seconds")
            time.sleep(0.3)

    @staticmethod
    def _checked(answer: httpx.Response) -> httpx.Response:
        if answer.status_code >= 400:
            where = f"{answer.request.method} {answer.url.path}"
            raise Refused(f"{where}: {answer.status_code} {_words(answer)[:700]}")
        return answer


class Person(Visitor):
    """Somebody who signed in to a node with password and second factor.

    Without `password` and `code`, which gives the app's present one, those of the demonstration.
    """

    def __init__(
        self,
        base_url: str,
        state: str,
        username: str,
        *,
        password: str = "",
        code: Callable[[], str] | None = None,
    ) -> None:
        super().__init__(base_url)
        self.state, self.username = state, username
        self._sign_in(password or password_of(state), code or (lambda: current_code(username)))

    def _sign_in(self, password: str, shown: Callable[[], str]) -> None:
        answer = self.send("/account/login/", {"login": self.username, "password": password})
        if "authenticate" not in answer.url.path:
            raise Refused(f"{self.username} was not asked for a second factor: {answer.url}")
        code = shown()
        try:
            self.send(answer.url.path, {"code": code})
        except Refused:
            # On a busy machine the half minute may end while the code is on its way.
            if shown() == code:
                raise
            self.send(answer.url.path, {"code": shown()})


def _words(answer: httpx.Response) -> str:
    """What a page shows, without its marks."""
    shown = _MAIN.search(answer.text)
    words = _TAGS.sub(" ", shown.group(0) if shown else answer.text)
    return " ".join(unescape(words).split())
