"""A State keeps its own entries in the lists of the case on a page; nobody else does."""

import re
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection

from homeward.casework.cases.lists import SHIPPED
from homeward.casework.cases.models import ListEntry
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.cases.own_lists import ART, CONVOY, STAGED, add_all, added, changed, classify
from tests.cases.test_pages import address, journal
from tests.cases.test_versions import hidden_of
from tests.page_checks import check_page
from tests.people import People, a_case


def test_no_shipped_code_can_be_a_states_own() -> None:
    assert [code for known in SHIPPED.values() for code in known if "-" in code] == []


def test_an_entry_from_its_adding_to_its_end(people: People) -> None:
    """Added by the administrator, chosen by an officer, renamed, taken out of use, still shown."""
    adam, alice = signed_in(people.adam), signed_in(people.alice)
    case = a_case(people)
    page = check_page(adam.get("/case-lists/"))
    assert "Between or within criminal groups" in page, "what comes with the program is there too"
    assert "Lists of the case" in check_page(adam.get("/")), "and the menu leads to it"
    check_page(adam.get("/case-lists/modality/new/"))
    assert added(adam, "modality", CONVOY).status_code == 302
    assert "xa-convoy" in check_page(adam.get("/case-lists/"))

    assert "Of a convoy" in check_page(alice.get(address(case, "class/")))
    assert classify(alice, case, modalities=["xa-convoy", "mass"]).status_code == 302
    assert "Of a convoy" in check_page(alice.get(address(case)))
    french = signed_in(people.alice, language="fr")
    assert "D’un convoi" in check_page(french.get(address(case)), "fr")

    renamed = changed(adam, "modality/xa-convoy", label_en="Of a column", label_fr="")
    assert renamed.status_code == 302
    assert "Of a column" in check_page(alice.get(address(case)))
    assert "Of a column" in check_page(french.get(address(case)), "fr"), "in another language"
    assert changed(adam, "modality/xa-convoy", is_active="-").status_code == 302
    assert "Out of use" in check_page(adam.get("/case-lists/"))
    assert "Of a column" in check_page(alice.get(address(case))), "an old case keeps it"

    # It stays with this case until somebody takes it away there, and no other case gets it.
    assert "Of a column" in check_page(alice.get(address(case, "class/")))
    assert classify(alice, case, modalities=["xa-convoy"]).status_code == 302
    assert classify(alice, case, modalities=[]).status_code == 302
    page = check_page(alice.get(address(case, "class/")))
    assert "Of a column" not in page
    refused = check_page(classify(alice, case, modalities=["xa-convoy"]), status=400)
    assert "was taken out of use" in refused
    assert changed(adam, "modality/xa-convoy", is_active="on").status_code == 302
    assert classify(alice, case, modalities=["xa-convoy"]).status_code == 302
    (first,), later = journal("case.list_entry_added"), journal("case.list_entry_changed")
    assert first.data["labels"] == ["en: Of a convoy", "fr: D’un convoi"]
    assert [entry.data["active"] for entry in later] == [True, False, True]
    assert {entry.actor_id for entry in (first, *later)} == {people.adam.pk}
    assert "How it is done: Of a column" in check_page(signed_in(people.olga).get("/journal/"))


def test_who_keeps_the_lists(people: People) -> None:
    add_all(people)
    check_page(signed_in(people.carol).get("/case-lists/typology/xa-debt/"))  # a supervisor
    for person in (people.alice, people.bob, people.olga):
        client = signed_in(person)
        check_page(client.get("/case-lists/"), status=403)
        for path in ("typology/new/", "typology/xa-debt/"):
            for method in (client.get, client.post):
                assert method(f"/case-lists/{path}").status_code == 404, (person, path)
        assert "Lists of the case" not in check_page(client.get("/"))
    adam = signed_in(people.adam)
    for path in ("colour/new/", "typology/xa-none/", "typology/extortion/", "modality/xa-debt/"):
        check_page(adam.get(f"/case-lists/{path}"), status=404)
    with opened(people.adam.actor):
        assert ListEntry.objects.count() == 4


WRONG: list[tuple[str, dict[str, str], str]] = [
    ("modality", {"code": "Convoy!"}, "Write small letters from a to z and figures only."),
    ("modality", {"code": "xa-convoy"}, "Write small letters from a to z and figures only."),
    ("modality", {"code": "a" * 18}, "at most 17 characters"),
    ("modality", {"code": "staged"}, "The code xa-staged is in this list already."),
    ("modality", {"label_en": "", "label_fr": ""}, "Write a name in at least one"),
    ("modality", {"label_en": "\u200b", "label_fr": " "}, "Write a name in at least one"),
    ("modality", {"label_en": "mass or GROUP"}, "Another entry of this list is called so"),
    ("modality", {"label_fr": "En mer"}, "Another entry of this list is called so"),
    ("modality", {"label_en": "staged on video"}, "Another entry of this list is called so"),
    ("modality", {"counts_as": "extortion"}, "Select a valid choice"),
    ("modality", {"counts_as": "xa-staged"}, "Select a valid choice"),
    ("typology", {"counts_as": ""}, "This field is required."),
]


def test_what_cannot_be_is_said_at_its_field(people: People) -> None:
    client = signed_in(people.adam)
    assert added(client, "modality", STAGED).status_code == 302
    for which, sent, words in WRONG:
        page = check_page(added(client, which, CONVOY | sent), status=400)
        field = f"id_{next(iter(sent))}"
        assert words in page, sent
        assert f'<a href="#{field}">' in page, "the summary leads to the field"
        assert re.search(rf'aria-invalid="true"[^>]*id="{field}"', page), sent
    with opened(people.adam.actor):
        assert ListEntry.objects.count() == 1


def test_a_form_that_is_sent_twice_adds_one(people: People) -> None:
    client, token = signed_in(people.adam), str(uuid4())
    for _ in range(2):
        assert added(client, "purpose", ART | {"form_token": token}).status_code == 302
    assert "had been sent before" in check_page(client.get("/case-lists/"))
    with opened(people.adam.actor):
        assert ListEntry.objects.get().code == "xa-art"


def test_two_people_on_one_entry_choose_field_by_field(people: People) -> None:
    adam, carol = add_all(people), signed_in(people.carol)
    path = "/case-lists/typology/xa-debt/"
    read = hidden_of(check_page(carol.get(path)))
    assert changed(adam, "typology/xa-debt", label_en="For what is owed").status_code == 302
    mine = {"label_en": "About a debt", "counts_as": "criminal", "is_active": "on", **read}
    page = check_page(carol.post(path, mine), status=409)
    assert "Kept by Adam: <bdi>For what is owed</bdi>" in page
    assert 'name="version_counts_as"' in page
    decided = mine | hidden_of(page) | {"version_label_en": "theirs", "version_counts_as": "mine"}
    assert carol.post(path, decided).status_code == 302
    with opened(people.adam.actor):
        kept = ListEntry.objects.get(code="xa-debt")
    assert (kept.labels, kept.counts_as) == ({"en": "For what is owed"}, "criminal")
    assert (kept.revision, kept.changed_by) == (3, people.carol.pk)


def test_the_walls_of_the_lists(people: People) -> None:
    """In the database itself, whatever the program asks."""
    add_all(people)
    read = "select count(*) from cases_listentry"
    for actor in (people.alice.actor, people.olga.actor, service("verifier")):
        with opened(actor), connection.cursor() as cursor:
            cursor.execute(read)
            assert cursor.fetchone() == (4,)
            cursor.execute("update cases_listentry set is_active = false")
            assert cursor.rowcount == 0, actor
    with connection.cursor() as cursor:
        cursor.execute(read)
        assert cursor.fetchone() == (0,), "nobody has signed in"
    insert = (
        "insert into cases_listentry (which, code, labels, counts_as, is_active, revision)"
        " values ('purpose', '{}', '{{}}', '', true, 1)"
    )
    refused = [
        (people.alice, insert.format("xa-mine"), "row-level security"),
        (people.adam, insert.format("gain"), "cases_listentry_own_code"),
        (people.adam, insert.format("xa-art"), "cases_listentry_code_once"),
        (people.adam, "delete from cases_listentry", "permission denied"),
        (people.adam, "update cases_listentry set code = 'xa-other'", "permission denied"),
        (people.adam, "update cases_listentry set which = 'purpose'", "permission denied"),
    ]
    for person, statement, words in refused:
        with (
            pytest.raises(DatabaseError, match=words),
            opened(person.actor),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    for keeper in (people.adam, people.carol):
        with opened(keeper.actor), connection.cursor() as cursor:
            cursor.execute("update cases_listentry set is_active = true")
            assert cursor.rowcount == 4
