"""Display settings and the search box."""

import json
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from homeward.foundation.web import ports, views
from homeward.foundation.web.context import frame
from homeward.foundation.web.errors import UnknownPreference
from homeward.foundation.web.ports import SearchHit
from homeward.foundation.web.preferences import CHOICES, Appearance, appearance_of

pytestmark = pytest.mark.usefixtures("urls")
OFFERED = [(name, value) for name, values in CHOICES.items() for value in values]


class Somebody:
    """A signed-in person as far as the frame is concerned."""

    is_authenticated = True
    is_anonymous = False


class Finder:
    """Finds one record for anyone."""

    code = "finder"
    order = 1

    def search(self, viewer: Any, query: str, limit: int) -> list[SearchHit]:
        return [SearchHit("Case", f"<b>{query}", "/cases/1/", detail="Taken")]


def post(**values: str) -> HttpRequest:
    return RequestFactory().post("/display/", values)


@pytest.mark.parametrize(("name", "value"), OFFERED)
def test_a_setting_is_kept_and_read_again(name: str, value: str) -> None:
    response = views.preferences(post(**{name: value, "next": "/cases/?a=1"}))
    assert response.status_code == 302
    assert response.headers["Location"] == "/cases/?a=1"
    cookie = response.cookies[f"homeward_{name}"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    again = RequestFactory().get("/")
    again.COOKIES = {f"homeward_{name}": cookie.value}
    assert getattr(appearance_of(again), name) == value


@pytest.mark.parametrize(
    "target",
    ["https://example.org/", "//example.org/x", "javascript:alert(1)", "", "/\\example.org"],
)
def test_the_way_back_never_leaves_the_node(target: str) -> None:
    response = views.preferences(post(theme="dark", next=target))
    assert response.headers["Location"] == "/"


@pytest.mark.parametrize("values", [{"theme": "mauve"}, {}, {"colour": "dark"}])
def test_what_is_not_offered_is_refused(values: dict[str, str]) -> None:
    with pytest.raises(UnknownPreference):
        views.preferences(post(**values))


@given(st.dictionaries(st.sampled_from([f"homeward_{n}" for n in CHOICES]), st.text()))
def test_whatever_a_cookie_holds_the_appearance_is_one_of_the_choices(
    cookies: dict[str, str],
) -> None:
    request = RequestFactory().get("/")
    request.COOKIES = cookies
    appearance = appearance_of(request)
    assert all(getattr(appearance, name) in values for name, values in CHOICES.items())


def test_settings_are_changed_by_post_only() -> None:
    assert views.preferences(RequestFactory().get("/display/")).status_code == 405


def test_the_search_page_is_for_people_who_signed_in() -> None:
    request = RequestFactory().get("/search/?q=river")
    request.user = type("Nobody", (), {"is_authenticated": False})()
    assert views.search(request).status_code == 302


def test_search_answers_the_palette_in_json_and_people_in_html() -> None:
    with ports.search.emptied():
        ports.register_search(Finder())
        asked = RequestFactory(headers={"accept": "application/json"}).get("/search/?q=river")
        asked.user = Somebody()  # type: ignore[assignment]
        hits = json.loads(views.search(asked).content)["hits"]
        expected = {"kind": "Case", "caption": "<b>river", "url": "/cases/1/", "icon": "record"}
        assert hits == [expected]


def test_the_frame_has_no_menu_before_sign_in() -> None:
    request = RequestFactory().get("/")
    with ports.menu.emptied():
        ports.register_menu(ports.MenuItem("search", "Search", "web:search", "search"))
        assert frame(request)["menu"] == []
        request.user = Somebody()  # type: ignore[assignment]
        assert [entry.code for entry in frame(request)["menu"]] == ["search"]
        assert frame(request)["appearance"] == Appearance()
