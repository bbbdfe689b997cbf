"""Drafts: personal, encrypted, for a time, and gone when the form was accepted."""

from datetime import UTC, datetime, timedelta

from django.db import connection

from homeward.foundation.access.drafts import (
    LARGEST,
    LIFETIME,
    MOST,
    draft_of,
    keep_draft,
    sweep_drafts,
)
from homeward.foundation.access.models import Draft
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People, a_case

KEY = {"draft_form": "cases:add_person", "draft_subject": "/cases/XA-2026-000001/people/new/"}


def test_a_draft_is_kept_told_and_discarded(people: People) -> None:
    client = signed_in(people.alice)
    assert "fields" not in client.get("/drafts/", KEY).json()
    kept = client.post("/drafts/", KEY | {"name": "Mira", "tick": ["a", "b"], "form_token": "x"})
    assert kept.json()["saved"]
    told = client.get("/drafts/", KEY).json()
    assert told["fields"] == {"name": ["Mira"], "tick": ["a", "b"]}
    assert told["token"]
    client.post("/drafts/", KEY | {"draft_action": "discard"})
    assert "fields" not in client.get("/drafts/", KEY).json()


def test_a_draft_is_nobody_elses_and_no_plain_text(people: People) -> None:
    signed_in(people.alice).post("/drafts/", KEY | {"name": "Mira Sol"})
    assert "fields" not in signed_in(people.dan).get("/drafts/", KEY).json()
    for person in (people.dan, people.olga, people.adam):
        with opened(person.actor), connection.cursor() as cursor:
            cursor.execute("select count(*) from access_draft")
            assert cursor.fetchone() == (0,)
    with opened(people.alice.actor):
        assert b"Mira" not in bytes(Draft.objects.get().content)
    with opened(people.olga.actor):
        assert not Entry.objects.filter(verb__contains="draft").exists()
        assert "Mira" not in str(list(Entry.objects.values_list("data", flat=True)))


def test_an_accepted_form_takes_its_draft_along_and_a_refused_one_does_not(people: People) -> None:
    case = a_case(people)
    client = signed_in(people.alice)
    client.post("/drafts/", KEY | {"name": "Mira"})
    page = f"/cases/{case.reference}/people/new/"
    person = {"role": "victim", "name": "Mira", "compartment": "investigation"} | KEY
    check_page(client.post(page, person), status=400)
    assert "fields" in client.get("/drafts/", KEY).json()
    assert client.post(page, person | {"outcome": "unknown"}).status_code == 302
    assert "fields" not in client.get("/drafts/", KEY).json()


def test_a_draft_ends_with_its_time(people: People) -> None:
    with opened(people.alice.actor):
        keep_draft(people.alice, "x", "old", {"name": ["Mira"]})
        keep_draft(people.alice, "x", "new", {"name": ["Mira"]})
        over = datetime.now(UTC) - timedelta(seconds=1)
        Draft.objects.filter(subject="old").update(expires_at=over)
        assert draft_of(people.alice, "x", "old") is None
        assert draft_of(people.alice, "x", "new") is not None
        assert Draft.objects.get(subject="new").expires_at > datetime.now(UTC) + LIFETIME / 2
    sweep_drafts()
    with opened(people.alice.actor):
        assert list(Draft.objects.values_list("subject", flat=True)) == ["new"]


def test_what_is_too_much_or_not_named_is_refused(people: People) -> None:
    client = signed_in(people.alice)
    check_page(client.post("/drafts/", KEY | {"name": "x" * LARGEST}), status=413)
    check_page(client.get("/drafts/"), status=404)
    check_page(client.post("/drafts/", KEY | {"draft_form": "no/form"}), status=404)
    strange = {"draft_form": "no/form", "theme": "dark"}
    assert client.post("/display/", strange).status_code == 302, "a strange name breaks nothing"
    with opened(people.alice.actor):
        for number in range(MOST):
            keep_draft(people.alice, "x", str(number), {})
    check_page(client.post("/drafts/", KEY | {"name": "one more"}), status=413)
