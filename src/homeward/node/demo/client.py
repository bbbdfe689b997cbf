"""A person at a browser: the demonstration uses the pages that people use, and nothing else."""

import re
import time
from collections.abc import Callable
from html import unescape
from typing import Any

import httpx

from homeward.node.demo.cast import password_of
from homeward.node.demo.signins import current_code

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_ERRORS = re.compile(r'<div class="error-summary.*?</div>\s*</div>|<main.*?</main>', re.DOTALL)
_TAGS = re.compile(r"<[^>]+>")


class Refused(Exception):
    """A page answered with an error; the message is what the page says."""


class Person:
    """Somebody who signed in to a node with password and second factor."""

    def __init__(self, base_url: str, state: str, username: str) -> None:
        self.state, self.username = state, username
        self._http = httpx.Client(
            base_url=base_url, follow_redirects=True, timeout=60.0, trust_env=False
        )
        self._sign_in()

    def _sign_in(self) -> None:
        answer = self.post(
            "/account/login/", {"login": self.username, "password": password_of(self.state)}
        )
        if "/2fa/" not in str(answer.url):
            raise Refused(f"{self.username} was not asked for a second factor: {answer.url}")
        self.post(answer.url.path, {"code": current_code(self.username)})

    def get(self, path: str) -> str:
        """The text of a page."""
        answer = self._http.get(path)
        self._check(answer)
        return answer.text

    def post(
        self,
        path: str,
        data: dict[str, Any],
        files: dict[str, tuple[str, bytes, str]] | None = None,
        form_at: str | None = None,
    ) -> httpx.Response:
        """Open the page of a form, fill it in, send it. `form_at` is its page, else `path`."""
        page = self._http.get(form_at or path)
        self._check(page)
        token = _TOKEN.search(page.text)
        if token is None:
            raise Refused(f"{form_at or path} shows no form")
        headers = {"Referer": str(page.url)}
        sent = {**data, "csrfmiddlewaretoken": token.group(1)}
        answer = self._http.post(path, data=sent, files=files, headers=headers)
        self._check(answer)
        return answer

    def revision(self, path: str) -> str:
        """The revision that a page's forms carry, so that nothing newer is overwritten."""
        found = re.search(r'name="revision" value="(\d+)"', self.get(path))
        if found is None:
            raise Refused(f"{path} shows no form with a revision")
        return found.group(1)

    def wait_for(self, path: str, seen: Callable[[str], Any], what: str, seconds: float = 60) -> Any:
        """Read a page again until it shows something; fails naming what did not come."""
        end = time.monotonic() + seconds
        while True:
            found = seen(self.get(path))
            if found:
                return found
            if time.monotonic() > end:
                raise Refused(f"{what} did not appear on {path} within {seconds:.0f} seconds")
            time.sleep(0.4)

    def _check(self, answer: httpx.Response) -> None:
        if answer.status_code >= 400:
            shown = _ERRORS.search(answer.text)
            words = _TAGS.sub(" ", shown.group(0) if shown else answer.text)
            text = " ".join(unescape(words).split())[:600]
            raise Refused(f"{answer.request.method} {answer.url.path}: {answer.status_code} {text}")
