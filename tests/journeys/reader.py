"""Somebody's pages without a browser, to find the links in them and to read what is not drawn."""

import httpx
from django.conf import settings

from tests.journeys.office import Office


class Reader:
    """Who has signed in at an office."""

    state = "XA"

    def __init__(self, at: Office, name: str) -> None:
        self.username = name
        cookies = {settings.SESSION_COOKIE_NAME: at.sessions[name]}
        self._texts: dict[str, str] = {}
        self._http = httpx.Client(
            base_url=at.url, cookies=cookies, follow_redirects=True, timeout=60, trust_env=False
        )

    def get(self, path: str) -> str:
        """The text of a page, as it was when it was first asked for."""
        if path not in self._texts:
            answer = self._http.get(path)
            assert answer.status_code < 400, f"{self.username} at {path}: {answer.status_code}"
            self._texts[path] = answer.text
        return self._texts[path]

    def status(self, path: str) -> int:
        """How a page is answered."""
        return self._http.get(path).status_code
