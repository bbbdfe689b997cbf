"""The journal's reading view: for oversight, without what other compartments hold."""

from datetime import UTC, datetime, timedelta

from homeward.casework.cases.actions import add_person
from homeward.casework.cases.vocabulary.case import PersonRole
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.foundation.journal import views
from homeward.foundation.journal.models import Entry, Head
from homeward.foundation.journal.sequencer import place_pending
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People, a_case


def entries(verb: str) -> list[Entry]:
    with opened(service("verifier")):
        return list(Entry.objects.filter(verb=verb))


def test_oversight_reads_who_did_what_and_the_signed_root(people: People) -> None:
    case = a_case(people)
    with opened(people.alice.actor):
        add_person(case, PersonRole.VICTIM, actor=people.alice.actor, name="Very Secret Name")
    place_pending()
    page = check_page(signed_in(people.olga).get("/journal/"))
    assert "opened the case" in page
    assert "Alice" in page
    for hidden in ("Very Secret Name", case.title, case.reference):
        assert hidden not in page
    with opened(service("verifier")):
        head = Head.objects.latest("size")
    figures = bytes(head.root).hex()
    assert figures in page.replace(" ", "")
    assert len(entries("journal.read")) == 1


def test_nothing_is_signed_before_the_sequencer_ran(people: People) -> None:
    page = check_page(signed_in(people.olga, language="fr").get("/journal/"), "fr")
    assert "<time" in page


def test_it_filters_by_verb_actor_case_and_period(people: People) -> None:
    case = a_case(people)
    client = signed_in(people.olga)

    def shown(query: str) -> str:
        page = check_page(client.get(f"/journal/?{query}"))
        return page[page.index("<table") if "<table" in page else page.index("No entry fits") :]

    assert "opened the case" in shown("verb=case.opened")
    assert "added a team" not in shown("verb=case.opened")
    assert "opened the case" in shown("actor=ali")
    assert "added a team" not in shown("actor=Alice")
    assert "opened the case" in shown(f"case={case.reference}")
    assert "added a team" not in shown(f"case={case.pk}")
    today = datetime.now(UTC).date()
    yesterday = today - timedelta(days=1)
    assert "opened the case" in shown(f"since={yesterday}&until={today + timedelta(days=1)}")
    assert "opened the case" not in shown(f"until={yesterday}")


def test_a_wrong_filter_names_its_field_and_lists_nothing(people: People) -> None:
    client = signed_in(people.olga)
    for query, field in (
        ("since=2026-02-02&until=2026-02-01", "id_until"),
        ("since=soon", "id_since"),
        ("case=abc", "id_case"),
        ("verb=case.exploded", "id_verb"),
    ):
        page = check_page(client.get(f"/journal/?{query}"), status=400)
        assert f'href="#{field}"' in page
        assert "<table" not in page


def test_a_long_journal_is_read_page_by_page(people: People, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(views, "PAGE", 3)
    monkeypatch.setattr(views, "LATEST", 5)
    client = signed_in(people.olga)
    page = check_page(client.get("/journal/?page=2&verb="))
    assert "4 to 5 of 5" in page
    assert "Only the latest 5 entries" in page
    assert "?page=1&amp;verb=" in page


def test_whoever_is_not_of_oversight_finds_no_such_page(people: People) -> None:
    for person in (people.alice, people.dan, people.adam):
        client = signed_in(person)
        check_page(client.get("/journal/"), status=404)
        assert 'href="/journal/"' not in check_page(client.get("/"))
    assert 'href="/journal/"' in check_page(signed_in(people.olga).get("/"))
    refused = entries("access.refused")
    assert {entry.data["path"] for entry in refused} == {"/journal/"}
    assert len(refused) == 3
