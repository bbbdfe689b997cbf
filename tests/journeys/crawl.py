"""Every page of the nodes, found by following the links that people see.

Pages of one address pattern are alike, so a few examples of each are enough.
"""

import os
from collections import Counter, deque
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import Resolver404, ResolverMatch, URLPattern, URLResolver, get_resolver, resolve

IN_FULL = os.environ.get("HOMEWARD_PAGES") == "long"
in_full = pytest.mark.skipif(not IN_FULL, reason="`make pages` looks at them")
# Kinds of pages that differ by what they are about, and how many examples are looked at.
EXAMPLES = {"cooperation:request": 8, "proceeds:ledger": 3, "response:alert": 3}
EXAMPLES |= {"victims:file": 4, "victims:referral": 4, "victims:contact": 3, "victims:heard": 3}
EXAMPLES |= {"proceeds:money": 4}  # several cases, of which one has the order
EXAMPLES |= {"victims:claim": 3, "victims:consents": 2, "victims:loss": 2, "victims:view": 2}
# Pages that show each person something else.
PERSONAL = {"my_work", "proceeds:money"}
# Pages through which one comes to others.
WAYS = {"cases:list", "cases:overview", "duty:notices", "duty:tasks"}
# Pages with links for some who see them only: followed again for each person.
WAYS |= {"duty:roster", "cases:sealed", "cases:sealed_item"}
# Links that lead to no page: a file, and an address that the configuration does not know.
NO_PAGE = {"", "mfa_download_recovery_codes"}
NO_PAGE |= {"law:export", "law:export_all", "law:compare_file", "law_check:document"}
NO_PAGE |= {
    "cooperation:file",
    "cooperation:letter_file",
    "cooperation:letter_of_change",
    "cooperation:template_file",
    "cooperation:figures_csv",
}
NO_PAGE |= {"manual:whole_pdf", "manual:bundle", "manual:practice_pdf", "manual:in_state_csv"}

NO_PAGE |= {"training:scorm", "training:certificate", "trends:cts_export"}


@dataclass(frozen=True, slots=True)
class Sight:
    """A page worth looking at: on whose node, for whom, and the status it is answered with.

    `sent` is its text, where somebody followed its links and so has read it.
    """

    state: str
    username: str
    path: str
    status: int = 200
    sent: str = field(default="", compare=False, repr=False)

    @property
    def view_name(self) -> str:
        """The name of its address in the URL configuration; nothing where there is none."""
        match = match_of(self.path)
        return match.view_name if match else ""


class _Links(HTMLParser):
    """The addresses that a page links to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        target = dict(attrs).get("href") if tag == "a" else None
        if target:
            self.found.append(target)


class Reads(Protocol):
    """Somebody who has signed in, and reads pages."""

    @property
    def state(self) -> str:
        """On whose node."""

    @property
    def username(self) -> str:
        """Who it is."""

    def get(self, path: str) -> str:
        """The text of a page."""


def crawl(
    person: Reads,
    shown: dict[str, set[tuple[str, str]]],
    *,
    first: str = "",
    elsewhere: Set[str] = frozenset(),
) -> Iterator[Sight]:
    """What a person is led to from My work, but for what `shown` holds of others by kind.

    Of pages that are alike those whose address holds `first` come first. Names of pages that are
    looked at `elsewhere` are passed by, but for those that lead to the others.
    """
    waiting, known, own = deque(["/"]), {"/"}, Counter[str]()
    while waiting:
        path = next((one for one in waiting if first in one), waiting[0])
        waiting.remove(path)
        kind = kind_of(path)
        most = EXAMPLES.get(kind, 1)
        if kind in NO_PAGE or own[kind] >= most or (kind in elsewhere and kind not in WAYS):
            continue
        own[kind] += 1
        alike, place = shown.setdefault(kind, set()), (person.state, path)
        is_new = kind in PERSONAL or (len(alike) < most and place not in alike)
        page = person.get(path)
        if is_new and kind not in elsewhere:
            alike.add(place)
            yield Sight(person.state, person.username, path, sent=page)
        for link in links_of(page, path):
            if link not in known:
                known.add(link)
                waiting.append(link)


def links_of(page: str, path: str) -> list[str]:
    """Addresses on this node that a page leads to, without their fragments."""
    reader = _Links()
    reader.feed(page)
    whole = (f"{urlsplit(path).path}{link}" if link[0] == "?" else link for link in reader.found)
    return list(dict.fromkeys(link.split("#")[0] for link in whole if link[0] == "/"))


def kind_of(path: str) -> str:
    """Which pages are alike: those of one pattern, one change of a request, one kind of request."""
    match = match_of(path)
    if match is None:
        return ""
    query = parse_qs(urlsplit(path).query)
    wanted = [str(match.kwargs.get("name", "")), *query.get("kind", [])]
    return " ".join([match.view_name, *filter(None, wanted)])


def match_of(path: str) -> ResolverMatch | None:
    """What the URL configuration says of an address."""
    try:
        return resolve(urlsplit(path).path)
    except Resolver404:
        return None


def named_addresses() -> set[str]:
    """The names of every address of the node."""

    def walk(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[str]:
        for one in patterns:
            if isinstance(one, URLResolver):
                inner = f"{space}{one.namespace}:" if one.namespace else space
                yield from walk(one.url_patterns, inner)
            else:
                yield f"{space}{one.name}"

    return set(walk(get_resolver().url_patterns, ""))
