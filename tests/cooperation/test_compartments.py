"""Each kind belongs to one part of the case: police information to the investigation, tracing and
freezing to the finance compartment. Neither shows in the other, by page, query or table."""

import pytest
from django.db import connection

from homeward.casework.cases.models import Case, Event
from homeward.casework.cooperation.actions import NewRequest, draft_request
from homeward.casework.cooperation.declaration import all_kinds
from homeward.casework.cooperation.lifecycle import LIFECYCLES
from homeward.casework.cooperation.models import Request
from homeward.casework.cooperation.queries import requests_of
from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.models import User
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.cooperation.officers import at_police, draft, let_in
from tests.cooperation.other_node import OtherNode
from tests.page_checks import check_page
from tests.people import People, a_case
from tests.pinning import pin


@pytest.fixture
def world(people: People) -> tuple[Case, Request, Request]:
    """Dan in the investigation only, Bob in finance only; a request of each."""
    case = a_case(people)
    pin("XB")
    let_in(people, case, people.dan, "investigation")
    police = draft(people.dan, case)
    freezing = draft(people.bob, case, "freezing", legal_basis="untoc_13")
    return case, police, freezing


def test_kinds_declare_their_part_and_their_life() -> None:
    found = {kind.code: str(kind.compartment) for kind in all_kinds()}
    finance = {"tracing", "freezing", "seizure", "identification", "suspension", "confiscation"}
    assert {code for code in found if found[code] == "finance"} == finance | {"asset_return"}
    victims = {code for code in found if found[code] == "victims"}
    assert victims == {"victim_protection", "victim_contact"}
    assert set(found.values()) == {"investigation", "finance", "victims"}
    assert {kind.lifecycle for kind in all_kinds()} <= set(LIFECYCLES)


def test_each_drafts_in_his_own_part(people: People, world: tuple[Case, Request, Request]) -> None:
    case, police, freezing = world
    assert (police.compartment, freezing.compartment) == ("investigation", "finance")
    assert police.reference != freezing.reference, "they are counted together"
    new = f"/cases/{case.reference}/requests/new/"
    offered = {"police_information": people.dan, "freezing": people.bob}
    for kind, person in offered.items():
        page = check_page(signed_in(person).get(new))
        assert f"?kind={kind}" in page
        other = next(k for k in offered if k != kind)
        assert f"?kind={other}" not in page


def test_the_action_refuses_what_the_page_does_not_offer(
    people: People, world: tuple[Case, Request, Request]
) -> None:
    case, _, _ = world
    for kind, person in (("freezing", people.dan), ("police_information", people.bob)):
        new = NewRequest(kind=kind, other_state="XB", legal_basis="bilateral", urgency="urgent")
        with opened(person.actor), pytest.raises(NotFound):
            draft_request(case, new, user=person)


@pytest.mark.parametrize("swapped", [False, True], ids=["finance", "investigation"])
def test_neither_sees_the_other(
    people: People, world: tuple[Case, Request, Request], *, swapped: bool
) -> None:
    case, police, freezing = world
    reader, own, foreign = (people.bob, freezing, police)
    if swapped:
        reader, own, foreign = (people.dan, police, freezing)
    client = signed_in(reader)
    for address in ("/requests/", f"/cases/{case.reference}/requests/"):
        page = check_page(client.get(address))
        assert own.reference in page
        assert foreign.reference not in page
    for rest in ("", "content/", "change/approve/"):
        check_page(client.get(f"/requests/{foreign.pk}/{rest}"), status=404)
    timeline = client.get(f"/cases/{case.reference}/timeline/").content.decode()
    assert own.reference in timeline
    assert foreign.reference not in timeline
    walled(reader, own, foreign)


def walled(reader: User, own: Request, foreign: Request) -> None:
    """Without any filter of ours: rows, lines and entries, by the database alone."""
    with opened(reader.actor):
        assert not reader.teams.exists(), "only the place in the case lets him in"
        assert set(Request.objects.values_list("pk", flat=True)) == {own.pk}
        assert set(requests_of(reader).values_list("pk", flat=True)) == {own.pk}
        drafted = Event.objects.filter(kind="cooperation.drafted")
        assert {event.params["reference"] for event in drafted} == {own.reference}
        entries = Entry.objects.filter(verb="cooperation.drafted")
        assert set(entries.values_list("subject_id", flat=True)) == {str(own.pk)}
        with connection.cursor() as cursor:
            cursor.execute(
                "update cooperation_request set reference = 'x' where id = %s", [foreign.pk]
            )
            assert cursor.rowcount == 0


def test_a_request_that_arrived_is_worked_in_a_case_of_its_part(people: People) -> None:
    case = a_case(people)
    at_police(people)
    let_in(people, case, people.carol, "finance")
    node = OtherNode()
    police, freezing = node.request("police_information"), node.request("freezing")
    assert (police.compartment, freezing.compartment) == ("investigation", "finance")
    carol = signed_in(people.carol)
    assert case.reference in check_page(carol.get(f"/requests/{freezing.pk}/link/"))
    assert case.reference not in check_page(carol.get(f"/requests/{police.pk}/link/"))
    forced = carol.post(f"/requests/{police.pk}/link/", {"case": case.reference})
    assert forced.status_code == 400
