"""Oral requests and their confirmation in writing (UNTOC 18(14)), on either side."""

from datetime import timedelta
from typing import Any

from django.utils.timezone import localtime

from homeward.casework.cooperation.models import OralRequest, Request
from homeward.foundation.duty.models import Task
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.cooperation.officers import at_police, draft, made, write
from tests.cooperation.other_node import OtherNode, request_of
from tests.page_checks import check_page
from tests.people import People, a_case

CODE = "ABCD2345"


def said(**more: str) -> dict[str, str]:
    at = localtime() - timedelta(minutes=5)
    return {
        "at": at.strftime("%Y-%m-%dT%H:%M"),
        "by": "Duty officer of XB",
        "to": "Duty officer of XA",
        "agreed": "Exchange of letters of the two States.",
        "words": "Find the car at once.",
        **more,
    }


def open_kinds(**subject: Any) -> set[str]:
    with opened(EXCHANGE):
        found = Task.objects.filter(
            done_at__isnull=True, kind__startswith="cooperation.", **subject
        )
        return set(found.values_list("kind", flat=True))


def test_what_was_spoken_is_confirmed_by_the_request_that_is_issued(people: People) -> None:
    at_police(people)
    OtherNode()
    request = draft(people.alice, a_case(people))
    write(people.alice, request)
    alice = signed_in(people.alice)
    address = f"/requests/{request.pk}/oral/"
    check_page(alice.get(address))
    check_page(alice.post(address, {"by": ""}), status=400)
    assert alice.post(address, said()).status_code == 302
    with opened(people.alice.actor):
        oral = OralRequest.objects.get(request=request)
    page = check_page(alice.get(f"/requests/{request.pk}/"))
    assert oral.code in page
    assert "Find the car at once." in page
    assert alice.post(address, said()).status_code == 409, "once"
    assert "cooperation.confirm_written" in open_kinds(subject_id=str(request.pk))
    made(people.carol, request, "approve", "issue")
    assert "cooperation.confirm_written" not in open_kinds(subject_id=str(request.pk))
    with opened(people.alice.actor):
        assert OralRequest.objects.get(pk=oral.pk).confirmed_at is not None


def test_a_routine_request_is_not_made_orally(people: People) -> None:
    at_police(people)
    request = draft(people.alice, a_case(people), urgency="routine")
    alice = signed_in(people.alice)
    assert alice.get(f"/requests/{request.pk}/oral/").status_code == 409
    assert alice.post(f"/requests/{request.pk}/oral/", said()).status_code == 409


def test_what_was_heard_waits_until_its_writing_comes(people: People) -> None:
    at_police(people)
    node, carol = OtherNode(), signed_in(people.carol)
    check_page(carol.get("/oral-requests/new/"))
    heard = said(state="XB", team=str(people.police.pk), code="abcd-2345")
    wrong = check_page(carol.post("/oral-requests/new/", {**heard, "code": "O1"}), status=400)
    assert "no code of an oral request" in wrong
    assert carol.post("/oral-requests/new/", heard).status_code == 302
    again = check_page(carol.post("/oral-requests/new/", heard), status=400)
    assert "recorded already" in again
    assert CODE in check_page(carol.get("/requests/"))
    assert open_kinds() == {"cooperation.await_written"}

    stranger = signed_in(people.bob).post("/oral-requests/new/", {**heard, "code": "WXYZ2345"})
    assert stranger.status_code in (400, 403), "only a desk of one's own"
    thread = node.thread()
    malformed = request_of("police_information", oral={"code": "x", "at": "never"})
    assert node.send("cooperation.request", malformed, thread) == (422, "malformed_payload")
    at = request_of("police_information")["due"]
    whole = request_of("police_information", oral={"code": CODE, "at": at})
    assert node.send("cooperation.request", whole, thread) == (200, "")
    assert open_kinds() == {"cooperation.acknowledge"}
    with opened(EXCHANGE):
        assert OralRequest.objects.get().request == Request.objects.get(pk=thread)
    assert CODE not in check_page(carol.get("/requests/"))
    assert CODE in check_page(carol.get(f"/requests/{thread}/"))


def test_a_written_request_that_was_quicker_confirms_the_call_when_it_is_noted(
    people: People,
) -> None:
    at_police(people)
    node, carol = OtherNode(), signed_in(people.carol)
    at = (localtime() - timedelta(minutes=5)).isoformat()
    request = node.request("police_information", oral={"code": CODE, "at": at})
    heard = said(state="XB", team=str(people.police.pk), code="abcd-2345")
    assert carol.post("/oral-requests/new/", heard).status_code == 302
    with opened(EXCHANGE):
        oral = OralRequest.objects.get()
    assert (oral.request_id, oral.confirmed_at is not None) == (request.pk, True)
    assert "cooperation.await_written" not in open_kinds()
    assert "Find the car at once." in check_page(carol.get(f"/requests/{request.pk}/"))
