"""The frame of every page: language, direction, skip link, menu, environment, errors."""

import re

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import translation

from homeward.foundation.web import views
from homeward.foundation.web.ports import MenuEntry
from homeward.foundation.web.preferences import Appearance
from tests.web.conftest import render_page
from tests.web.minimal_urls import OrderExpired

MENU = [
    MenuEntry("work", "My work", "/", "work", "m", True, 3),
    MenuEntry("cases", "Cases", "/cases/", "case", "c", False, None),
]
pytestmark = pytest.mark.usefixtures("urls")


def test_language_direction_and_stylesheet_go_together() -> None:
    english = render_page("web/page.html", title="Cases")
    assert '<html lang="en" dir="ltr"' in english
    assert "built/homeward.css" in english
    arabic = render_page("web/page.html", "ar", title="Cases")
    assert '<html lang="ar" dir="rtl"' in arabic
    assert "built/homeward.rtl.css" in arabic


def test_the_skip_link_comes_first_and_leads_to_the_content() -> None:
    html = render_page("web/page.html", title="Cases", menu=MENU)
    first = re.search(r"<body[^>]*>\s*<a class=\"skip-link\" href=\"#(\w+)\"", html)
    assert first is not None
    assert f'id="{first[1]}"' in html
    assert html.count("<h1>") == 1
    assert html.count("<main ") == 1


@pytest.mark.parametrize(
    ("environment", "word"), [("demo", "Demonstration."), ("exercise", "Exercise.")]
)
def test_the_environment_is_said_in_words(environment: str, word: str) -> None:
    assert word in render_page("web/page.html", title="x", environment=environment)


def test_a_real_node_has_no_banner() -> None:
    assert "banner" not in render_page("web/page.html", title="x", environment="real")


def test_the_menu_marks_the_page_and_carries_its_keys() -> None:
    html = render_page("web/page.html", title="My work", menu=MENU)
    assert '<a href="/" aria-current="page" data-shortcut="m">' in html
    assert '<span class="count">3<span class="visually-hidden"> waiting</span></span>' in html
    assert "Go to “Cases”" in html  # in the list of keys


def test_without_a_menu_there_is_no_search_and_no_palette() -> None:
    html = render_page("web/page.html", title="Sign in")
    assert "palette" not in html
    assert "site-search" not in html


def test_display_settings_are_on_the_root_and_in_the_account_menu() -> None:
    html = render_page(
        "web/page.html",
        title="x",
        appearance=Appearance(theme="dark", density="compact", keys="off"),
    )
    assert 'data-theme="dark" data-density="compact" data-keys="off"' in html
    assert 'name="theme" value="dark" aria-pressed="true"' in html
    assert 'name="theme" value="light" aria-pressed="false"' in html
    assert 'action="/i18n/setlang/"' in html
    assert 'action="/display/"' in html


def test_messages_are_announced() -> None:
    assert re.search(r'<div role="status"[^>]*id="messages"', render_page("web/page.html"))


def test_titles_and_addresses_are_escaped() -> None:
    html = render_page("web/page.html", path="/?q=%22%3E%3Cb%3E", title="<b>")
    assert "<b>" not in html


def test_a_form_page_announces_errors_in_its_title() -> None:
    from tests.web.test_components import Call

    assert "<title>Error: Call" in render_page("web/form_page.html", title="Call", form=Call({}))
    assert "<title>Call" in render_page("web/form_page.html", title="Call", form=Call())


HANDLERS = [
    (views.bad_request, 400),
    (views.forbidden, 403),
    (views.csrf_failure, 403),
    (views.not_found, 404),
]


def request_for(path: str = "/x/", **headers: str) -> HttpRequest:
    return RequestFactory(headers=headers).get(path)


@pytest.mark.parametrize(("handler", "status"), HANDLERS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_error_pages_say_what_happened_and_what_to_do(
    handler: object, status: int, language: str, french: str
) -> None:
    with translation.override(language):
        response = handler(request_for())  # type: ignore[operator]
    text = response.content.decode()
    assert response.status_code == status
    sentences = re.findall(r"<p>([^<]+\.)</p>", text)
    assert len(sentences) >= 2
    assert ("nothing was" in text or "does not exist" in text) == (language == "en")


def test_the_page_of_a_server_fault_needs_nothing_of_the_frame() -> None:
    response = views.server_error(request_for())
    assert response.status_code == 500
    assert "The fault is on this side. Nothing was changed." in response.content.decode()
    assert "main-menu" not in response.content.decode()


def test_an_error_of_a_room_becomes_its_page() -> None:
    error = OrderExpired(reference="XA-1 <b>", day="today")
    response = views.error_response(request_for(accept="text/html"), error)
    assert response.status_code == 409
    assert "XA-1 &lt;b&gt; expired on today" in response.content.decode()


def test_a_program_gets_a_problem_document() -> None:
    error = OrderExpired(reference="XA-1", day="today")
    response = views.error_response(request_for(accept="application/json"), error)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert b'"code": "order_expired"' in response.content
