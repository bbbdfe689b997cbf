"""The registers that higher rooms fill."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import RequestFactory, override_settings

from homeward.foundation.web import ports
from homeward.foundation.web.errors import DuplicateRegistration
from homeward.foundation.web.ports import MenuItem, SearchHit, WorkItem

pytestmark = pytest.mark.usefixtures("urls", "empty")


@pytest.fixture
def empty() -> Iterator[None]:
    with ports.menu.emptied(), ports.work.emptied(), ports.search.emptied():
        yield


@dataclass
class Clocks:
    """A section of My work that shows a person's own clocks."""

    code: str = "clocks"
    title: str = "Clocks"
    order: int = 10

    def items(self, viewer: Any) -> Sequence[WorkItem]:
        return [WorkItem("Answer", "/a/", "Open")] if viewer == "alice" else []


@dataclass
class Cases:
    """A source of records that honours limit and viewer."""

    code: str = "cases"
    order: int = 10

    def search(self, viewer: Any, query: str, limit: int) -> Sequence[SearchHit]:
        found = [SearchHit("Case", f"{query} {n}", f"/{n}/") for n in range(9)]
        return found[:limit] if viewer == "alice" else []


def item(code: str, url_name: str, **more: Any) -> MenuItem:
    return MenuItem(code, code.title(), url_name, "case", **more)


def test_a_code_can_be_taken_once() -> None:
    ports.register_menu(item("cases", "web:search"))
    with pytest.raises(DuplicateRegistration) as caught:
        ports.register_menu(item("cases", "web:preferences"))
    assert caught.value.params == {"name": "cases", "register": "menu"}
    ports.register_work(Clocks())
    with pytest.raises(DuplicateRegistration):
        ports.register_work(Clocks())
    ports.register_search(Cases())
    with pytest.raises(DuplicateRegistration):
        ports.register_search(Cases())


def test_the_menu_is_ordered_and_hides_what_may_not_be_opened() -> None:
    ports.register_menu(item("late", "web:search", order=20))
    ports.register_menu(item("early", "web:preferences", order=10))
    ports.register_menu(item("hidden", "web:search", visible=lambda request: False))
    entries = ports.menu_for(RequestFactory().get("/elsewhere/"))
    assert [entry.code for entry in entries] == ["early", "late"]
    assert not any(entry.active for entry in entries)


def test_the_longest_address_that_fits_is_active() -> None:
    with override_settings(ROOT_URLCONF="tests.web.menu_urls"):
        for code in ("work", "cases", "closed"):
            ports.register_menu(item(code, code))
        expected = {
            "/": {"work"},
            "/cases/": {"cases"},
            "/cases/7/": {"cases"},
            "/cases/closed/3/": {"closed"},
            "/other/": set(),
        }
        for path, active in expected.items():
            entries = ports.menu_for(RequestFactory().get(path))
            assert {entry.code for entry in entries if entry.active} == active


def test_counts_of_nothing_are_not_shown() -> None:
    ports.register_menu(item("none", "web:search", count=lambda request: 0))
    ports.register_menu(item("some", "web:search", count=lambda request: 7))
    counts = {entry.code: entry.count for entry in ports.menu_for(RequestFactory().get("/"))}
    assert counts == {"none": None, "some": 7}


def test_my_work_leaves_out_empty_sections() -> None:
    ports.register_work(Clocks())
    assert [section.title for section in ports.work_for("alice")] == ["Clocks"]
    assert ports.work_for("dan") == []


def test_search_asks_every_source_and_no_source_for_nothing() -> None:
    ports.register_search(Cases())
    ports.register_search(Cases(code="more", order=20))
    hits = ports.search_for("alice", "  river   market ", limit=2)
    assert [hit.caption for hit in hits] == ["river market 0", "river market 1"] * 2
    assert ports.search_for("alice", "   ") == []
    assert ports.search_for("dan", "river") == []


def test_an_emptied_register_comes_back() -> None:
    ports.register_menu(item("kept", "web:search"))
    with ports.menu.emptied():
        assert len(ports.menu) == 0
        ports.register_menu(item("kept", "web:search"))
    assert len(ports.menu) == 1
    assert ports.menu.get("kept") is not None
