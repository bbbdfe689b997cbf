"""One node served to a real browser from within a test: its own database, and somebody signed in.

    @pytest.fixture
    def desk(people: People) -> Iterator[Desk]:
        with served(people.alice) as desk:
            yield desk

Make what the test needs before the block begins: while the browser runs, Django refuses its
database to this thread. The pages are answered in threads of their own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from wsgiref.simple_server import make_server

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import DEFAULT_DB_ALIAS, connections
from playwright.sync_api import Browser, BrowserContext, Page

from homeward.foundation.access.models import User
from tests.browser import HEIGHT, WIDTHS, Watch, launched, watch
from tests.browser_client import signed_in
from tests.serving import serving
from tests.web.sample_site import Quiet, Server


@dataclass(slots=True)
class Desk:
    """A browser at which somebody is signed in."""

    url: str
    browser: Browser
    session: str
    context: BrowserContext
    page: Page
    watch: Watch

    def close_and_come_back(self, width: str = "desk", **settings: Any) -> None:
        """End the browser's windows and all they kept, and open a new one, still signed in."""
        self.context.close()
        self.context, self.page, self.watch = _window(
            self.browser, self.url, self.session, width, **settings
        )

    def open(self, path: str) -> None:
        """Go to an address of the node."""
        self.page.goto(self.url + path, wait_until="load")


@contextmanager
def served(user: User, width: str = "desk") -> Iterator[Desk]:
    """Serve the test's node, and open a window in which `user` is signed in."""
    session = session_of(user)
    with node_served() as url, launched() as browser:
        context, page, seen = _window(browser, url, session, width)
        yield Desk(url, browser, session, context, page, seen)


def session_of(user: User) -> str:
    """The cookie of somebody who has signed in; to be made before there is a browser."""
    return signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value


@contextmanager
def node_served() -> Iterator[str]:
    """The test's node behind an address of this machine, with a pool of connections as it has when
    it is served: a new one for every page would cost as much as the page."""
    server = make_server("127.0.0.1", 0, get_wsgi_application(), Server, Quiet)
    with _pooled(), serving(server) as url:
        yield url


@contextmanager
def _pooled() -> Iterator[None]:
    connections.close_all()
    options = connections.settings[DEFAULT_DB_ALIAS]["OPTIONS"]
    options["pool"] = {"min_size": 1, "max_size": 12, "timeout": 20}
    try:
        yield
    finally:
        connections.close_all()
        connections[DEFAULT_DB_ALIAS].close_pool()  # type: ignore[attr-defined]
        del options["pool"]


def _window(
    browser: Browser, url: str, session: str, width: str, **settings_: Any
) -> tuple[BrowserContext, Page, Watch]:
    size: Any = {"width": WIDTHS[width], "height": HEIGHT}
    context = browser.new_context(viewport=size, **settings_)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
    seen = watch(context)
    return context, context.new_page(), seen
