"""A file goes up in a real browser: the server dies, the browser is closed, and it goes on."""

import hashlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from playwright.sync_api import Browser, Page, expect

from homeward.casework.cases.models import Evidence, Item
from homeward.foundation.access.models import Draft
from homeward.foundation.guard.context import opened
from homeward.foundation.vault.actions import custody_of
from tests.browser import axe_faults, launched, scrolls_sideways, watch
from tests.browser_client import signed_in
from tests.cases.test_pages import address
from tests.people import People, a_case

pytestmark = pytest.mark.browser

MIB = 1024**2
CONTENT = os.urandom(3 * 8 * MIB + 5)


class _Quiet(WSGIRequestHandler):
    def log_message(self, *arguments: Any) -> None:
        """Nothing: the test says what it needs."""


@dataclass
class Door:
    """The node behind one port: parts that came in, and one at which it stops."""

    port: int = 0
    stop_at: str = ""
    reached: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)
    parts: list[str] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "PUT":
            number = environ["PATH_INFO"].rstrip("/").rsplit("/", 1)[1]
            if number == self.stop_at:
                self.reached.set()
                self.go.wait(30)
                raise ConnectionAbortedError("the server died")
            self.parts.append(number)
        try:
            answer: Iterable[bytes] = self.application(environ, start)
            return list(answer)
        finally:
            connections.close_all()

    application: Any = None

    @contextmanager
    def open(self, stop_at: str = "") -> Iterator[None]:
        """Serve; a part of this number finds the server dying."""
        self.stop_at, self.reached, self.go = stop_at, threading.Event(), threading.Event()
        self.parts = []
        server = ThreadedWSGIServer(("127.0.0.1", self.port), _Quiet)
        self.port = server.server_address[1]
        server.daemon_threads = True
        server.set_app(self)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            self.go.set()
            server.shutdown()
            server.server_close()
            thread.join(10)


def opened_page(browser: Browser, door: Door, cookie: str, where: str) -> Page:
    context = browser.new_context(base_url=f"http://127.0.0.1:{door.port}")
    context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": cookie,
                "domain": "127.0.0.1",
                "path": "/",
            }
        ]
    )
    page = context.new_page()
    page.goto(where)
    return page


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of four parts, and a vault of the test's own."""
    monkeypatch.setattr(settings, "HOMEWARD_VAULT_FOLDER", tmp_path / "vault")
    monkeypatch.setattr(settings, "HOMEWARD_DISK_KEPT", 0)
    place = tmp_path / "disk.dd"
    place.write_bytes(CONTENT)
    return place


def test_an_upload_outlives_the_server_and_the_browser(people: People, file: Path) -> None:
    case = a_case(people)
    cookie = signed_in(people.alice).cookies[settings.SESSION_COOKIE_NAME].value
    where, door = address(case, "evidence/new/"), Door(application=get_wsgi_application())
    with launched() as browser:
        with door.open(stop_at="3"):
            page = opened_page(browser, door, cookie, where)
            page.set_input_files("input[type=file]", file)
            assert door.reached.wait(30)
            expect(page.get_by_text("16.0 of 24.0 MB sent")).to_be_visible()
            assert door.parts == ["1", "2"]
        expect(page.get_by_text("No connection. It goes on by itself")).to_be_visible(
            timeout=20_000
        )
        with door.open(stop_at="4"):  # the server came back; the page goes on by itself
            assert door.reached.wait(60)
            assert door.parts == ["3"]
            with page.expect_response(lambda one: "Image" in (one.request.post_data or "")):
                page.get_by_label("Title").fill("Image of a disk")
            page.context.close()
        with door.open():
            page = opened_page(browser, door, cookie, where)
            seen = watch(page.context)
            page.get_by_role("button", name="Go on with the draft").click()
            expect(page.get_by_label("Title")).to_have_value("Image of a disk")
            page.set_input_files("input[type=file]", file)
            expect(page.get_by_text("The file is here.")).to_be_visible(timeout=30_000)
            assert door.parts == ["4"], "only what is missing is sent"
            assert axe_faults(page) == []
            page.set_viewport_size({"width": 390, "height": 800})
            assert not scrolls_sideways(page)
            page.get_by_role("button", name="Take it in").click()
            expect(page.get_by_text(hashlib.sha256(CONTENT).hexdigest())).to_be_visible()
            assert axe_faults(page) == []
            assert not scrolls_sideways(page)
            assert seen.complaints == []
    with opened(people.alice.actor):
        evidence = Evidence.objects.get()
        assert (evidence.size, evidence.file_name) == (len(CONTENT), "disk.dd")
        assert len(custody_of(evidence.blob_id)) == 1
        assert Item.objects.get().title == "Image of a disk"
        assert not Draft.objects.exists(), "it was accepted"


def test_another_file_under_the_same_name_starts_anew(people: People, file: Path) -> None:
    case = a_case(people)
    cookie = signed_in(people.alice).cookies[settings.SESSION_COOKIE_NAME].value
    where, door = address(case, "evidence/new/"), Door(application=get_wsgi_application())
    other = CONTENT[: 8 * MIB] + os.urandom(len(CONTENT) - 8 * MIB)
    with launched() as browser:
        with door.open(stop_at="3"):
            page = opened_page(browser, door, cookie, where)
            page.set_input_files("input[type=file]", file)
            assert door.reached.wait(30)
            page.context.close()
        file.write_bytes(other)
        with door.open():
            page = opened_page(browser, door, cookie, where)
            page.set_input_files("input[type=file]", file)
            expect(page.get_by_text("The file is here.")).to_be_visible(timeout=30_000)
            assert door.parts == ["1", "2", "3", "4"]
            page.get_by_label("Title").fill("Another disk")
            page.get_by_role("button", name="Take it in").click()
            expect(page.get_by_text(hashlib.sha256(other).hexdigest())).to_be_visible()
