"""A real browser for tests: the pinned Chromium, what it complained of, and axe on its pages.

Where Chromium is missing nothing can be proved in a browser: a developer's run skips and says what
to do, and continuous integration (HOMEWARD_CI) fails. This is the only place that decides it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Response, sync_playwright

from tests.meta.repository import ROOT, tool

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = {"desk": 1366, "phone": 390}
HEIGHT = 900
# Nobody answers there: whatever is not loopback, which Chromium never sends to a proxy, gets lost.
NOWHERE = "--proxy-server=http://127.0.0.1:9"
MISSING = "Chromium is not installed, so no page was looked at in a browser. Run: make setup"
# Told by the answer's status as well, which says more.
_STATUS = "Failed to load resource: the server responded with a status of"


@contextmanager
def launched() -> Iterator[Browser]:
    """The pinned Chromium for the length of a block.

    End it with the module that uses it: while it runs, Django refuses its database to this thread.
    """
    executable = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(executable),
            env=dict(tool("chromium").chromium_environment(executable)),
            args=[NOWHERE],
        )
        try:
            yield browser
        finally:
            browser.close()


def chromium() -> Path:
    """The executable; without it the test is skipped, or fails in continuous integration."""
    path: Path | None = tool("chromium").chromium_path()
    if path is not None:
        return path
    if os.environ.get("HOMEWARD_CI"):
        pytest.fail(MISSING)
    pytest.skip(MISSING)


@dataclass(slots=True)
class Watch:
    """What the pages of a context complained of, asked of strangers, or were refused."""

    complaints: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)
    refused: list[int] = field(default_factory=list)

    @contextmanager
    def tolerating(self, *statuses: int) -> Iterator[None]:
        """Within the block such an answer is no complaint."""
        self.expected = set(statuses)
        try:
            yield
        finally:
            self.expected = set()

    @contextmanager
    def expecting(self, *statuses: int) -> Iterator[None]:
        """Within the block such an answer is right; that none comes is wrong."""
        before = len(self.refused)
        with self.tolerating(*statuses):
            yield
        assert self.refused[before:], f"nothing was answered with {statuses}"

    def on_request(self, request: Request) -> None:
        """Nothing is asked of anybody but the nodes of this machine."""
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.hostname != "127.0.0.1":
            self.complaints.append(f"{request.url} was asked for")

    def on_response(self, response: Response) -> None:
        """An error is a complaint unless the test asked for it."""
        if response.status < 400:
            return
        if response.status in self.expected:
            self.refused.append(response.status)
        else:
            self.complaints.append(f"{response.status} {response.request.method} {response.url}")

    def on_words(self, words: str) -> None:
        """The console stays empty; a breach of the content security policy shows there."""
        if not words.startswith(_STATUS):
            self.complaints.append(words)


def watch(context: BrowserContext) -> Watch:
    """Watch everything that a context's pages do from now on."""
    seen = Watch()
    context.on("console", lambda message: seen.on_words(message.text))
    context.on("weberror", lambda error: seen.on_words(str(error.error)))
    context.on("request", lambda request: seen.on_request(request))
    context.on("response", lambda response: seen.on_response(response))
    return seen


def axe_faults(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe finds on a page; `rules` looks at these only. The page's policy stays as it is."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": RULES}
    found = page.evaluate(
        "only => axe.run(document, {runOnly: only, resultTypes: ['violations']})", only
    )
    return [
        f"{fault['id']}: {node['html'][:200]} ({node['failureSummary'][:300]})"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


def scrolls_sideways(page: Page) -> bool:
    """Whether the page is wider than its window."""
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))
