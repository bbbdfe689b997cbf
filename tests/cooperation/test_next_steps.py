"""My work and the search box: one next step for each request, and only to whom it is open."""

import re

from homeward.casework.cases.models import Case
from homeward.casework.cooperation.models import Request
from homeward.foundation.access.models import User
from homeward.foundation.duty.models import Task
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.cooperation.officers import WRITTEN as PARTS
from tests.cooperation.officers import at_police, by_id, change, draft, let_in, made, write
from tests.cooperation.other_node import OtherNode
from tests.page_checks import check_page
from tests.people import People, a_case
from tests.pinning import pin


def steps(person: User, request: Request) -> list[str]:
    """What My work tells a person to do about a request."""
    page = check_page(signed_in(person).get("/"))
    button = rf'<a class="btn btn-sm" href="/requests/{request.pk}/">\s*([^<]*?)\s*<svg'
    return re.findall(button, page)


def written(people: People) -> Request:
    case = a_case(people)
    pin("XB")
    at_police(people)
    request = draft(people.alice, case)
    assert steps(people.alice, request) == ["Write the missing parts"]
    assert steps(people.carol, request) == []
    write(people.alice, request)
    return request


def test_approval_is_the_next_step_of_another_and_of_nobody_who_wrote(people: People) -> None:
    request = written(people)
    write(people.alice, request, questions="Saved a second time.")
    assert steps(people.alice, request) == []
    assert steps(people.carol, request) == ["Read and approve"]
    assert "is ready for approval" in check_page(signed_in(people.carol).get("/"))
    revision = by_id(people.carol, request.pk).revision
    parts = {**PARTS, "questions": "Carol's own.", "revision": revision}
    carol = signed_in(people.carol)
    assert carol.post(f"/requests/{request.pk}/content/", parts).status_code == 302
    assert steps(people.carol, request) == [], "she wrote last"
    page = check_page(carol.get(f"/requests/{request.pk}/"))
    assert "/change/approve/" not in page
    assert change(carol, people.carol, request, "approve").status_code == 403
    assert by_id(people.carol, request.pk).state == "draft"


def test_a_draft_that_is_saved_unchanged_stays_the_work_of_whoever_wrote_it(
    people: People,
) -> None:
    request = written(people)
    revision = by_id(people.carol, request.pk).revision
    same = {**PARTS, "revision": revision}
    signed_in(people.carol).post(f"/requests/{request.pk}/content/", same)
    assert by_id(people.carol, request.pk).written_by == people.alice.pk
    made(people.carol, request, "approve")
    assert steps(people.carol, request) == ["Issue"]
    assert steps(people.alice, request) == []


def test_what_arrived_asks_for_one_thing_at_a_time(people: People) -> None:
    node = OtherNode()
    request = node.request("freezing")
    assert steps(people.carol, request) == ["Read and acknowledge"]
    made(people.carol, request, "acknowledge")
    assert steps(people.carol, request) == ["Link to a case or open one"]
    carol = signed_in(people.carol)
    carol.post(f"/requests/{request.pk}/link/", {"case": ""})
    assert steps(people.carol, request) == ["Accept and begin"]
    made(people.carol, request, "begin")
    assert steps(people.carol, request) == ["Answer as executed"]


def test_a_withdrawal_takes_away_what_it_makes_impossible(people: People) -> None:
    node = OtherNode()
    request = node.request("freezing")
    assert node.change(request, "withdraw", data={"text": "Settled."}) == (200, "")
    assert steps(people.carol, request) == ["Read what happened"]
    check_page(signed_in(people.carol).get(f"/requests/{request.pk}/"))
    assert steps(people.carol, request) == []
    with opened(people.carol.actor):
        assert not Task.objects.filter(done_at__isnull=True).exists()


def test_what_happens_twice_is_to_be_read_once(people: People) -> None:
    node = OtherNode()
    case = a_case(people)
    at_police(people)
    request = draft(people.alice, case)
    write(people.alice, request)
    made(people.carol, request, "approve", "issue")
    for name in ("acknowledge", "begin"):
        assert node.change(request, name) == (200, "")
    assert steps(people.carol, request) == ["Read what happened"]


def test_a_refusal_stays_until_it_is_closed(people: People) -> None:
    request = made(people.carol, written(people), "approve", "issue")
    assert made(people.carol, request, "withdraw", text="Settled.").state == "withdrawn"
    assert steps(people.alice, request) == ["Close"]
    made(people.alice, request, "close")
    assert steps(people.alice, request) == []


def searched(person: User, words: str) -> list[str]:
    address = f"/search/?q={words}"
    answer = signed_in(person).get(address, headers={"accept": "application/json"})
    return [hit["caption"] for hit in answer.json()["hits"] if hit["kind"] == "Request"]


def parts_of_a_case(people: People) -> tuple[Case, Request, Request]:
    case = a_case(people)
    pin("XB")
    let_in(people, case, people.dan, "investigation")
    police = draft(people.dan, case)
    return case, police, draft(people.bob, case, "freezing", legal_basis="untoc_13")


def test_lists_search_and_my_work_keep_to_the_readers_compartments(people: People) -> None:
    case, police, freezing = parts_of_a_case(people)
    for reader, own, foreign in (
        (people.dan, police, freezing),
        (people.bob, freezing, police),
    ):
        client = signed_in(reader)
        assert searched(reader, case.reference) == [own.reference]
        for address in ("/", "/requests/", f"/requests/?words={case.reference}"):
            page = check_page(client.get(address))
            assert f"/requests/{own.pk}/" in page, address
            assert f"/requests/{foreign.pk}/" not in page, address
    assert searched(people.olga, case.reference) == []
