"""The pages of the case file as Alice, Bob, strangers and oversight meet them."""

import re
from typing import Any

import pytest
from django.test import Client

from homeward.casework.cases.actions import add_item, add_person
from homeward.casework.cases.models import Case, Event, Item, Person, Ransom
from homeward.casework.cases.vocabulary.case import ItemKind, PersonRole
from homeward.foundation.access.models import CaseMember
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People, a_case

NEW = {
    "title": "Taken at the mill",
    "lead_authority": "XA-POLICE",
    "taken_at": "2026-11-20T06:30",
    "place": "The old mill",
    "typology": "extortion",
    "iccs_code": "020221",
    "iccs_reason": "A ransom was demanded.",
}
PERSON = {"role": "victim", "name": "Ann Example", "outcome": "still_held"}
PERSON |= {"compartment": "investigation", "born_on": "1990-05-01", "nationality": "xa"}
ITEM = {"kind": "note", "title": "A note", "text": "Something heard.", "handling": "H1"}
ITEM |= {"compartment": "investigation"}
RANSOM = {"currency": "XAD", "demanded": "500,000.00", "revision": "0"}
PARTS = ["", "timeline/", "people/new/", "items/new/", "ransom/", "status/", "members/"]
PARTS += ["record-of-access/"]


def journal(verb: str) -> list[Entry]:
    with opened(service("verifier")):
        return list(Entry.objects.filter(verb=verb).order_by("number"))


def address(case: Case, part: str = "") -> str:
    return f"/cases/{case.reference}/{part}"


def neutral(page: str) -> str:
    """A page without what differs from one answer to the next."""
    return re.sub(r"[A-Za-z0-9]{64}|XA-2026-[0-9]{6}", "", page)


def test_opening_a_case_makes_one_its_lead(people: People) -> None:
    client = signed_in(people.alice)
    assert "Open a case" in check_page(client.get("/cases/"))
    check_page(client.get("/cases/new/"))
    done = client.post("/cases/new/", NEW, follow=True)
    page = check_page(done)
    with opened(people.alice.actor):
        case = Case.objects.get()
    assert done.redirect_chain[0][0] == address(case)
    assert case.taken_at.isoformat() == "2026-11-20T06:30:00+00:00"
    for word in ("Taken at the mill", "The old mill", "A ransom was demanded.", "you lead it"):
        assert word in page
    assert "20 Nov 2026, 06:30 UTC" in page


def test_a_wrong_new_case_names_its_fields_and_opens_nothing(people: People) -> None:
    client = signed_in(people.alice)
    wrong = NEW | {"title": "", "taken_at": "2100-01-01T00:00", "iccs_code": "1"}
    page = check_page(client.post("/cases/new/", wrong), status=400)
    for field in ("id_title", "id_taken_at", "id_iccs_code_0"):
        assert f'href="#{field}"' in page
    assert "has not come yet" in page
    assert 'value="The old mill"' in page, "what was written stays"
    with opened(people.alice.actor):
        assert not Case.objects.exists()


def test_oversight_and_administration_open_no_case(people: People) -> None:
    for person in (people.olga, people.adam):
        client = signed_in(person)
        assert "/cases/new/" not in check_page(client.get("/cases/"))
        check_page(client.get("/cases/new/"), status=403)
        check_page(client.post("/cases/new/", NEW), status=403)
    with opened(service("exchange")):
        assert not Case.objects.exists()
    assert len(journal("access.refused")) == 4


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_of_a_case_reads_in_every_language(people: People, language: str) -> None:
    case = a_case(people)
    with opened(people.alice.actor) as actor:
        add_person(case, PersonRole.VICTIM, actor=actor, name="أحمد", outcome="still_held")
        add_item(case, ItemKind.NOTE, "A note", actor=actor, text="<b>heard</b>")
    client = signed_in(people.alice, language=language)
    for part in PARTS:
        page = check_page(client.get(address(case, part)), language)
        assert case.reference in page
    assert "&lt;b&gt;heard&lt;/b&gt;" in check_page(client.get(address(case)), language)


def test_a_stranger_finds_nothing_and_is_told_nothing(people: People) -> None:
    case = a_case(people)
    for person in (people.dan, people.olga, people.adam, people.carol):
        client = signed_in(person)
        for part in PARTS:
            hidden = check_page(client.get(address(case, part)), status=404)
            missing = check_page(client.get(f"/cases/XA-2026-999999/{part}"), status=404)
            assert case.title not in hidden
            assert neutral(hidden) == neutral(missing)
        assert case.reference not in check_page(client.get("/cases/"))
        assert case.reference not in check_page(client.get("/search/?q=harbour"))
    refused = journal("access.refused")
    assert len(refused) == 4 * 2 * len(PARTS)
    assert {entry.actor_name for entry in refused} == {"dan", "olga", "adam", "carol"}
    assert {entry.subject_id for entry in refused} == {case.reference, "XA-2026-999999"}


def test_a_stranger_writes_nothing(people: People) -> None:
    case = a_case(people)
    client = signed_in(people.dan)
    forms: dict[str, dict[str, Any]] = {
        "people/new/": PERSON,
        "items/new/": ITEM,
        "ransom/": RANSOM,
        "status/": {"status": "closed", "revision": "1"},
        "members/": {"colleague": people.dan.pk, "compartment": "crisis"},
    }
    for part, form in forms.items():
        check_page(client.post(address(case, part), form), status=404)
    with opened(people.alice.actor):
        assert (Person.objects.count(), Item.objects.count(), Ransom.objects.count()) == (0, 0, 0)
        assert Case.objects.get().status == "open"
        assert CaseMember.objects.filter(user=people.dan).count() == 0


def test_a_visitor_is_sent_to_sign_in(people: People) -> None:
    case = a_case(people)
    for part in PARTS:
        answer = Client().get(address(case, part))
        assert answer["Location"].startswith("/account/login/?next=/cases/")


def test_the_list_filters_searches_sorts_and_turns_pages(people: People) -> None:
    first = a_case(people)
    client = signed_in(people.alice)
    for number in range(26):
        client.post(
            "/cases/new/", NEW | {"title": f"Mill {number:02d}", "place": f"Place {number}"}
        )
    page = check_page(client.get("/cases/"))
    assert "1 to 25 of 27" in page
    assert first.reference not in page, "the latest first"
    assert first.reference in check_page(client.get("/cases/?page=2"))
    page = check_page(client.get("/cases/?sort=title"))
    assert page.index("Mill 00") < page.index("Mill 01")
    page = check_page(client.get("/cases/?sort=-title"))
    assert page.index("Taken on the harbour road") < page.index("Mill 25")
    page = check_page(client.get("/cases/?q=HARBOUR"))
    assert "1 to 1 of 1" in page
    client.post(address(first, "status/"), {"status": "closed", "revision": "1"})
    assert "1 to 1 of 1" in check_page(client.get("/cases/?status=closed"))
    assert "No case fits" in check_page(client.get("/cases/?q=nothing+like+it"))
    check_page(client.get("/cases/?sort=password"))
    check_page(client.get("/cases/?status=lost"), status=400)
    check_page(client.get("/cases/?q=%00"), status=400)


def test_looking_at_a_case_is_journalled_before_the_page_is_sent(people: People) -> None:
    case = a_case(people)
    with opened(people.alice.actor) as actor:
        person = add_person(case, PersonRole.SUSPECT, actor=actor, name="Somebody")
    signed_in(people.alice).get(address(case))
    signed_in(people.bob).get(address(case, "timeline/"))
    seen = [(e.actor_name, e.case_id, e.data) for e in journal("case.viewed")]
    assert seen == [
        ("alice", case.pk, {"page": "overview", "people": [person.pk]}),
        ("bob", case.pk, {"page": "timeline"}),
    ]


def test_adding_a_person(people: People) -> None:
    case = a_case(people)
    client = signed_in(people.alice)
    page = check_page(client.post(address(case, "people/new/"), PERSON, follow=True))
    assert "Ann Example" in page
    assert "The person was added." in page
    with opened(people.alice.actor):
        person = Person.objects.get()
    assert (person.nationality, str(person.born_on)) == ("XA", "1990-05-01")
    timeline = check_page(client.get(address(case, "timeline/")))
    assert "Person added: Victim" in timeline
    assert "Ann Example" not in timeline
    assert "<bdi>Alice</bdi>" in timeline
    assert "Investigation" in timeline


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"role": "hero"}, "id_role_0"),
        ({"outcome": ""}, "id_outcome"),
        ({"role": "suspect"}, "id_outcome"),
        ({"nationality": "1"}, "id_nationality"),
        ({"born_on": "2999-01-01"}, "id_born_on"),
        ({"compartment": "everything"}, "id_compartment"),
        ({"name": "x" * 201}, "id_name"),
    ],
)
def test_a_wrong_person_names_the_field_and_adds_nobody(
    people: People, change: dict[str, str], field: str
) -> None:
    case = a_case(people)
    answer = signed_in(people.alice).post(address(case, "people/new/"), PERSON | change)
    assert f'href="#{field}"' in check_page(answer, status=400)
    with opened(people.alice.actor):
        assert not Person.objects.exists()
        assert Event.objects.count() == 1


def test_a_member_writes_only_into_his_compartments(people: People) -> None:
    case = a_case(people)
    client = signed_in(people.bob)
    form = check_page(client.get(address(case, "items/new/")))
    assert 'value="finance"' in form
    assert 'value="investigation"' not in form
    refused = client.post(address(case, "items/new/"), ITEM)
    assert 'href="#id_compartment"' in check_page(refused, status=400)
    done = client.post(address(case, "items/new/"), ITEM | {"compartment": "finance"}, follow=True)
    assert "A note" in check_page(done)
    check_page(client.get(address(case, "status/")), status=404)
    with opened(people.alice.actor) as actor:
        add_item(case, ItemKind.NOTE, "Not for finance", actor=actor)
        add_person(case, PersonRole.VICTIM, actor=actor, name="Ann Example")
    page = check_page(client.get(address(case)))
    assert "Not for finance" not in page
    assert "Ann Example" not in page
    assert "Change the status" not in page


def test_the_ransom_is_recorded_in_the_readers_way_of_writing(people: People) -> None:
    case = a_case(people)
    french = signed_in(people.alice, language="fr")
    paid = RANSOM | {"demanded": "500 000,00", "paid": "250 000,5", "paid_at": "2026-11-21T10:00"}
    page = check_page(french.post(address(case, "ransom/"), paid, follow=True), "fr")
    assert "500\u202f000,00" in page
    with opened(people.alice.actor):
        ransom = Ransom.objects.get()
    assert (ransom.demanded, ransom.paid, ransom.agreed) == (50_000_000, 25_000_050, None)
    form = check_page(signed_in(people.alice).get(address(case, "ransom/")))
    assert 'value="500,000.00"' in form
    assert 'name="revision" value="1"' in form
    assert 'value="2026-11-21T10:00"' in form


def test_a_finance_member_records_the_ransom_in_the_finance_timeline(people: People) -> None:
    case = a_case(people)
    client = signed_in(people.bob)
    assert "The ransom was recorded" in check_page(
        client.post(address(case, "ransom/"), RANSOM, follow=True)
    )
    with opened(people.bob.actor):
        assert Event.objects.get(kind="case.ransom_recorded").compartment == "finance"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"demanded": "half a million"}, "is not an amount in XAD"),
        ({"demanded": "1.234"}, "at most 2 decimals"),
        ({"demanded": "-5"}, "more than zero"),
        ({"demanded": "9" * 30}, "too large"),
        ({"demanded": ""}, "at least one amount"),
        ({"currency": "X1"}, "three letters of the currency"),
        ({"paid": "10"}, "needs an amount and the time"),
        ({"paid_at": "2026-11-21T10:00"}, "needs an amount and the time"),
        ({"paid": "10", "paid_at": "2100-01-01T00:00"}, "has not come yet"),
    ],
)
def test_a_wrong_ransom_says_why_and_records_nothing(
    people: People, change: dict[str, str], sentence: str
) -> None:
    case = a_case(people)
    answer = signed_in(people.alice).post(address(case, "ransom/"), RANSOM | change)
    assert sentence in check_page(answer, status=400)
    with opened(people.alice.actor):
        assert not Ransom.objects.exists()
        assert Event.objects.count() == 1


def test_two_people_never_overwrite_each_other_silently(people: People) -> None:
    case = a_case(people)
    client = signed_in(people.alice)
    client.post(address(case, "status/"), {"status": "investigation", "revision": "1"})
    stale = client.post(address(case, "status/"), {"status": "closed", "revision": "1"})
    assert "Someone changed this meanwhile" in check_page(stale, status=409)
    client.post(address(case, "ransom/"), RANSOM)
    stale = client.post(address(case, "ransom/"), RANSOM | {"demanded": "1"})
    check_page(stale, status=409)
    with opened(people.alice.actor):
        assert Case.objects.get().status == "investigation"
        assert Ransom.objects.get().demanded == 50_000_000
    assert {entry.data["code"] for entry in journal("access.refused")} == {"stale_form"}


def test_only_the_lead_lets_colleagues_in(people: People) -> None:
    case = a_case(people)
    client = signed_in(people.alice)
    page = check_page(client.get(address(case, "members/")))
    assert f'value="{people.alice.pk}"' not in page, "nobody lets himself in"
    let_in = {"colleague": people.dan.pk, "compartment": "crisis"}
    assert "Dan can now see" in check_page(
        client.post(address(case, "members/"), let_in, follow=True)
    )
    check_page(signed_in(people.dan).get(address(case)))
    again = check_page(client.post(address(case, "members/"), let_in), status=400)
    assert "is in this compartment already" in again
    for person in (people.bob, people.dan):
        member = signed_in(person)
        assert "Let a colleague in" not in check_page(member.get(address(case)))
        check_page(member.get(address(case, "members/")), status=403)
        mine = {"colleague": people.carol.pk, "compartment": "victims"}
        check_page(member.post(address(case, "members/"), mine), status=403)
    own = {"colleague": people.alice.pk, "compartment": "crisis"}
    check_page(client.post(address(case, "members/"), own), status=400)
    with opened(people.alice.actor):
        assert not CaseMember.objects.filter(user=people.carol).exists()


def test_the_lead_reads_the_record_of_access_and_nobody_else(people: People) -> None:
    case = a_case(people)
    signed_in(people.bob).get(address(case))
    client = signed_in(people.alice)
    page = check_page(client.get(address(case, "record-of-access/")))
    assert "looked at the case" in page
    assert "Bob" in page
    assert "Record of access" in page
    other = signed_in(people.bob)
    assert "Record of access" not in check_page(other.get(address(case)))
    check_page(other.get(address(case, "record-of-access/")), status=403)


def test_cases_are_found_by_the_search_box(people: People) -> None:
    case = a_case(people)
    found = signed_in(people.bob).get("/search/?q=harbour", headers={"accept": "application/json"})
    assert [hit["caption"] for hit in found.json()["hits"]] == [case.reference]
