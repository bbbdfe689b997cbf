"""The people of tests/people.py at browsers of their own, on one served node.

    with office(people.alice, people.carol) as at:
        at("Alice").open("/")

It costs seconds where staged nodes cost a minute. Make what the test needs before the block begins:
while the browser runs, Django refuses its database to this thread (`aside` has one of its own).
"""

import os
import re
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connections
from playwright.sync_api import Browser, Locator, Page, expect

from homeward.foundation.access.models import User
from tests.browser import HEIGHT, WIDTHS, axe_faults, launched, scrolls_sideways
from tests.journeys.visitor import Visitor, visitor
from tests.live import node_served, session_of

FOLDER = os.environ.get("HOMEWARD_SCREENSHOTS", "")


@dataclass(slots=True)
class Office:
    """Where everybody has a window; the same one whenever he is asked for."""

    url: str
    browser: Browser
    sessions: dict[str, str]
    stack: ExitStack
    windows: dict[str, Visitor] = field(default_factory=dict)

    def __call__(self, name: str, **options: Any) -> Visitor:
        """The window of a person; options are those of `visitor`, for a window that is new."""
        if name not in self.windows:
            self.windows[name] = self.stack.enter_context(self._new(name, options))
        return self.windows[name]

    @contextmanager
    def _new(self, name: str, options: dict[str, Any]) -> Iterator[Visitor]:
        with visitor(self.browser, settings.HOMEWARD_STATE, self.url, **options) as one:
            cookie: Any = {"name": settings.SESSION_COOKIE_NAME, "url": self.url}
            one.context.add_cookies([cookie | {"value": self.sessions[name]}])
            yield one

    def close_and_come_back(self, name: str, **options: Any) -> Visitor:
        """End a person's window with all that it kept, and open a new one, still signed in."""
        self.windows.pop(name).context.close()
        return self(name, **options)


@contextmanager
def office(*users: User) -> Iterator[Office]:
    """Serve the test's node to these people. What their windows complain of fails in the end."""
    sessions = {user.full_name: session_of(user) for user in users}
    with node_served() as url, launched() as browser, ExitStack() as stack:
        at = Office(url, browser, sessions, stack)
        try:
            yield at
        except BaseException:
            _tell(at)
            raise


def _tell(at: Office) -> None:
    """What everybody had before his eyes when the test failed."""
    for name, one in at.windows.items():
        if not one.page.is_closed():
            words = one.page.locator("body").inner_text()
            print(f"--- {name} at {one.page.url}\n{words[:4000]}", file=sys.stderr)


def aside(act: Callable[[], object]) -> None:
    """Do what the worker would do now, in a thread, where Django allows it."""

    def done() -> None:
        try:
            act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=1) as pool:
        pool.submit(done).result()


# --- what is asked of many pages, and done on many -----------------------------------------------


def sound(one: Visitor) -> None:
    """The page before somebody's eyes has no fault of access and fits its window."""
    faults = axe_faults(one.page)
    if scrolls_sideways(one.page):
        faults.append("scrolls sideways")
    assert not faults, f"{one.page.url}: {faults}"
    if FOLDER:
        _take_pictures(one.page)


def _take_pictures(page: Page) -> None:
    """For people to look at: at both widths, and in the dark."""
    place = re.sub(r"[^a-z]+", "-", urlsplit(page.url).path.lower()).strip("-")
    before = page.viewport_size
    for name, width in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.screenshot(path=Path(FOLDER) / f"{place}.{name}.png", full_page=True)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": WIDTHS["desk"], "height": HEIGHT})
    page.screenshot(path=Path(FOLDER) / f"{place}.dark.png", full_page=True)
    page.emulate_media(color_scheme="light")
    if before:
        page.set_viewport_size(before)


def says(one: Visitor, *words: str) -> None:
    """The page says all of this."""
    for each in words:
        expect(one.page.get_by_role("main")).to_contain_text(each)


def refused(one: Visitor, button: str, field: str, words: str) -> None:
    """The form comes back, and says at the field what is wrong with it."""
    with one.watch.expecting(400):
        one.send(button)
    shown = one.page.locator(".field").filter(has=one.page.get_by_label(one.named(field)))
    expect(shown).to_contain_text(words)


def let_in_to(one: Visitor, reference: str, name: str, compartment: str) -> None:
    """The lead lets a colleague into a compartment."""
    one.open(f"/cases/{reference}/members/")
    colleague = one.field("Colleague")
    value = colleague.locator("option", has_text=name).get_attribute("value")
    colleague.select_option(str(value))
    one.choose("compartment", compartment)
    one.send("Let this colleague in")
    expect(one.page.locator("#messages")).to_contain_text(name)


def pick(list_: Locator, words: str) -> None:
    """Choose the first entry of a list that says these words."""
    value = list_.locator("option", has_text=re.compile(words)).first.get_attribute("value")
    list_.select_option(str(value))
