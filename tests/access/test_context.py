"""The transaction around a request, through the real middleware: what is kept, and what never is.

The trap views write before they fail; a team is a table without walls, so that it is the rollback
that is tested and not a policy.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client, override_settings

from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.limits import STRANGERS
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.people import People, a_case

TEMPLATE = "{% for case in cases %}[{{ case.title }}]{% endfor %}"


@pytest.fixture
def traps(people: People) -> Iterator[People]:
    """The trap views, and the template of the lazy one."""
    engine: dict[str, Any] = {**settings.TEMPLATES[0], "APP_DIRS": False}
    locmem = ("django.template.loaders.locmem.Loader", {"access/trap.html": TEMPLATE})
    loaders = [locmem, "django.template.loaders.app_directories.Loader"]
    templates = [{**engine, "OPTIONS": {**engine["OPTIONS"], "loaders": loaders}}]
    with override_settings(ROOT_URLCONF="tests.access.trap_urls", TEMPLATES=templates):
        yield people


def _kept() -> bool:
    return Session.objects.filter(session_key="written").exists()


def _refusals() -> list[Entry]:
    with opened(service("verifier")):
        return list(Entry.objects.filter(verb="access.refused").order_by("number"))


def _browser(people: People) -> Client:
    client = signed_in(people.alice)
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("address", ["/trap/crash/", "/trap/500/", "/trap/stream/"])
def test_what_was_written_before_a_failure_is_rolled_back(traps: People, address: str) -> None:
    answer = _browser(traps).get(address)
    assert answer.status_code == 500
    assert not _kept()
    assert not connection.in_atomic_block


def test_a_refusal_is_rolled_back_journalled_and_told(traps: People) -> None:
    answer = _browser(traps).get("/trap/refuse/")
    assert answer.status_code == 409
    assert "Someone changed this meanwhile" in answer.content.decode()
    assert not _kept()
    (entry,) = _refusals()
    assert entry.actor_id == traps.alice.pk
    assert entry.data == {"code": "stale_form", "method": "GET", "path": "/trap/refuse/"}


def test_an_error_on_a_form_is_journalled_and_leaves_nothing(traps: People) -> None:
    answer = _browser(traps).get("/trap/form/")
    assert answer.status_code == 400
    assert not _kept()
    (entry,) = _refusals()
    assert (entry.actor_id, entry.case_id, entry.compartment) == (traps.alice.pk, 7, "finance")
    assert entry.data == {"code": "stale_form"}


def test_a_page_rendered_after_its_view_sees_its_rows(traps: People) -> None:
    case = a_case(traps)
    assert f"[{case.title}]" in _browser(traps).get("/trap/lazy/").content.decode()
    stranger = signed_in(traps.dan)
    assert stranger.get("/trap/lazy/").content == b""


def test_an_answer_is_never_streamed_out_of_its_context(traps: People) -> None:
    """It would show zero rows, or half an answer: the guard stops it while everything is undone."""
    from homeward.foundation.guard.errors import StreamedAnswer

    client = signed_in(traps.alice)
    with pytest.raises(StreamedAnswer):
        client.get("/trap/stream/")
    assert not _kept()


@pytest.mark.parametrize(
    "address", ["/exchange/v1/crash", "/exchange/v1/refuse", "/health/refuse/", "/static/none.css"]
)
def test_an_address_with_its_own_context_fails_as_itself(traps: People, address: str) -> None:
    """There is no transaction of the middleware to roll back there."""
    answer = Client(raise_request_exception=False).get(address)
    assert answer.status_code == (404 if "static" in address else 500)


def test_the_fault_of_such_an_address_is_what_is_logged(traps: People) -> None:
    with pytest.raises(RuntimeError, match="nobody foresaw"):
        Client().get("/exchange/v1/crash")


def test_a_session_that_ended_is_journalled_without_its_key(people: People) -> None:
    STRANGERS.forget()
    client = signed_in(people.alice)
    key = client.session.session_key
    with opened(people.alice.actor):
        client.session.flush()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    answer = client.get("/cases/")
    assert answer["Location"].endswith("&ended=1")
    (entry,) = _refusals()
    assert (entry.actor_kind, entry.actor_id) == ("anonymous", None)
    assert entry.data == {"code": "session_ended", "method": "GET", "path": "/cases/"}
    assert str(key) not in str(entry.data)


def test_strangers_do_not_fill_the_journal(people: People) -> None:
    STRANGERS.forget()
    client = Client()
    for _ in range(STRANGERS.most + 20):
        client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
        client.get("/cases/")
    assert len(_refusals()) == STRANGERS.most
    STRANGERS.forget()


def test_messages_of_a_page_are_kept_on_this_node(people: People) -> None:
    """A cookie would go to every node of the same host."""
    client = signed_in(people.alice)
    client.post("/account/password/change/", {})
    assert "messages" not in client.cookies
    assert settings.MESSAGE_STORAGE.endswith("SessionStorage")


def test_a_page_for_a_person_is_kept_in_no_cache(people: People) -> None:
    client = signed_in(people.alice)
    for path in ("/", "/cases/XA-2026-999999/"):
        assert client.get(path)["Cache-Control"] == "no-store, private"
