"""Ports of the room `web`: declared here, filled by higher rooms in `AppConfig.ready()`.

    register_menu(MenuItem(...))        an entry of the main menu
    register_work(source)               a section of My work
    register_search(source)             records that the search box can find

Registers refuse a second filler under the same code. Readers see only what the filler returns for
them: whether a person may see something is decided by the room that owns it, never here.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from homeward.foundation.web.errors import DuplicateRegistration
from homeward.foundation.web.tones import Tone

Text = str | Promise
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Coded(Protocol):
    """Anything a register can hold: it has a code and a place in the order."""

    @property
    def code(self) -> str: ...

    @property
    def order(self) -> int: ...


T = TypeVar("T", bound=Coded)


class Register(Generic[T]):
    """Fillers of one port by code, in their order; a code can be taken once."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._entries: dict[str, T] = {}

    def add(self, entry: T) -> T:
        """Add a filler. Raises DuplicateRegistration when its code is taken."""
        if entry.code in self._entries:
            raise DuplicateRegistration(name=entry.code, register=self.name)
        self._entries[entry.code] = entry
        return entry

    def __iter__(self) -> Iterator[T]:
        return iter(sorted(self._entries.values(), key=lambda entry: (entry.order, entry.code)))

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, code: str) -> T | None:
        """The filler of this code, or None."""
        return self._entries.get(code)

    @contextmanager
    def emptied(self) -> Iterator["Register[T]"]:
        """An empty register for the length of a test."""
        kept, self._entries = self._entries, {}
        try:
            yield self
        finally:
            self._entries = kept


def _everyone(request: HttpRequest) -> bool:
    return True


def _no_count(request: HttpRequest) -> int | None:
    return None


@dataclass(frozen=True, slots=True)
class MenuItem:
    """An entry of the main menu.

    `visible` hides it from readers who could not open it; `count` is the number of things waiting
    there (None or 0 shows none); `key` is the letter that opens it after `g`.
    """

    code: str
    label: Text
    url_name: str
    icon: str
    order: int = 100
    key: str = ""
    section: str = ""
    visible: Callable[[HttpRequest], bool] = _everyone
    count: Callable[[HttpRequest], int | None] = _no_count


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A menu item as one reader sees it on one page."""

    code: str
    label: str
    url: str
    icon: str
    key: str
    active: bool
    count: int | None


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One thing that waits for a person, with the one next step. `due` is aware UTC.

    With `answer_url` there is a button `answer` beside it, which posts there and nothing else.
    """

    title: Text
    url: str
    next_step: Text
    due: datetime | None = None
    tone: Tone = Tone.NEUTRAL
    state: Text = ""
    detail: Text = ""
    answer_url: str = ""
    answer: Text = ""


@runtime_checkable
class WorkSource(Protocol):
    """A section of My work."""

    @property
    def code(self) -> str: ...

    @property
    def title(self) -> Text: ...

    @property
    def order(self) -> int: ...

    def items(self, viewer: Any) -> Sequence[WorkItem]:
        """What waits for `viewer`, most urgent first; empty when nothing does."""
        ...


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One record found: what it is, its caption and where it opens."""

    kind: Text
    caption: Text
    url: str
    icon: str = "record"
    detail: Text = ""


@runtime_checkable
class SearchSource(Protocol):
    """Records of one room that the search box can find."""

    @property
    def code(self) -> str: ...

    @property
    def order(self) -> int: ...

    def search(self, viewer: Any, query: str, limit: int) -> Sequence[SearchHit]:
        """At most `limit` records that match `query` and that `viewer` may see, best first."""
        ...


menu: Register[MenuItem] = Register("menu")
work: Register[WorkSource] = Register("work")
search: Register[SearchSource] = Register("search")


def register_menu(item: MenuItem) -> MenuItem:
    """Add an entry to the main menu. Raises DuplicateRegistration."""
    return menu.add(item)


def register_work(source: WorkSource) -> WorkSource:
    """Add a section to My work. Raises DuplicateRegistration."""
    return work.add(source)


def register_search(source: SearchSource) -> SearchSource:
    """Add a room's records to the search box. Raises DuplicateRegistration."""
    return search.add(source)


def menu_for(request: HttpRequest, *, counted: bool = True) -> list[MenuEntry]:
    """The menu as the reader of `request` sees it, with the page's own entry marked active.

    A page that only says no counts nothing: counting is half of its work.

    The active entry is the one whose address is the longest beginning of the page's address.
    """
    shown = [(item, reverse(item.url_name)) for item in menu if item.visible(request)]
    here = [url for _, url in shown if request.path == url or request.path.startswith(url)]
    # The front page is the beginning of every address: it is active only on itself.
    active = max((url for url in here if url != "/" or request.path == "/"), key=len, default=None)
    return [
        MenuEntry(
            code=item.code,
            label=str(item.label),
            url=url,
            icon=item.icon,
            key=item.key,
            active=url == active,
            count=(item.count(request) or None) if counted else None,
        )
        for item, url in shown
    ]


@dataclass(frozen=True, slots=True)
class WorkSection:
    """A section of My work as one reader sees it."""

    code: str
    title: str
    items: Sequence[WorkItem]


def work_for(viewer: Any) -> list[WorkSection]:
    """The sections of My work that hold something for `viewer`, in their order."""
    sections = (WorkSection(s.code, str(s.title), s.items(viewer)) for s in work)
    return [section for section in sections if section.items]


def search_for(viewer: Any, query: str, limit: int = 20) -> list[SearchHit]:
    """What the rooms find for `viewer`, room by room; nothing for an empty query.

    Control characters part words as spaces do: no room has to expect them.
    """
    words = " ".join(_CONTROL.sub(" ", query).split())
    if not words:
        return []
    return [hit for source in search for hit in source.search(viewer, words, limit)]
