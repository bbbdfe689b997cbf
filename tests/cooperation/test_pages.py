"""Pages of requests, as officers use them: draft, approve, issue; arrive, link, answer, refuse."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.http import HttpResponse

from homeward.casework.cases.models import Case, Event
from homeward.casework.cooperation.arrivals import on_request
from homeward.casework.cooperation.models import Request
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.duty.models import Task
from homeward.foundation.exchange.models import OutMessage
from homeward.foundation.exchange.ports import Arrived
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.jobs import run_jobs
from tests.page_checks import check_page
from tests.people import People, a_case
from tests.pinning import pin

WRITTEN = {
    "investigation": "Investigation of a kidnapping by the police of XA.",
    "facts": "A person was taken on the harbour road.",
    "questions": "Is the number known?",
    "persons": "",
    "purpose": "Evidence in the criminal case.",
}


def _draft(people: People, case: Case, state: str = "XB") -> Request:
    """Alice drafts a police request through the pages and writes every part."""
    alice = signed_in(people.alice)
    address = f"/cases/{case.reference}/requests/new/?kind=police_information"
    check_page(alice.get(address))
    sent = {"other_state": state, "legal_basis": "untoc_27", "urgency": "urgent"}
    made = alice.post(address, sent)
    assert made.status_code == 302, made.content.decode()[:3000]
    with opened(people.alice.actor):
        return Request.objects.get(kind="police_information", other_state=state, case=case)


def _write(people: People, request: Request, **parts: str) -> HttpResponse:
    alice = signed_in(people.alice)
    address = f"/requests/{request.pk}/content/"
    with opened(people.alice.actor):
        revision = Request.objects.get(pk=request.pk).revision
    return alice.post(address, {**WRITTEN, "revision": revision, **parts})


def _change(client, request: Request, name: str, viewer, **data: str) -> HttpResponse:  # type: ignore[no-untyped-def]
    with opened(viewer.actor):
        revision = Request.objects.get(pk=request.pk).revision
    return client.post(f"/requests/{request.pk}/change/{name}/", {"revision": revision, **data})


def _at_police(people: People) -> None:
    """Carol supervises at the police desk too: police requests are approved there."""
    from homeward.foundation.access.models import Team

    with opened(service("setup")):
        Team.objects.get(pk=people.police.pk).members.add(people.carol)


def _state(request: Request, viewer) -> str:  # type: ignore[no-untyped-def]
    with opened(viewer.actor):
        return Request.objects.get(pk=request.pk).state


def _arrived(people: People, kind: str = "freezing") -> Request:
    """A request of XB at the central desk, by the very effect that its message has."""
    content = {
        "investigation": "Investigation in XB.",
        "facts": "A ransom was paid.",
        "actions": "Freeze the proceeds.",
        "run": str(uuid4()),
        "amount": "XAD 1234500",
        "purpose": "Recovery of the proceeds.",
    }
    thread = uuid4()
    payload = {
        "kind": kind,
        "reference": "XB-2026-000001/01",
        "requesting_authority": "XB-CENTRAL",
        "requested_authority": "XA-CENTRAL",
        "legal_basis": "untoc_13",
        "urgency": "urgent",
        "due": (datetime.now(UTC) + timedelta(days=3)).isoformat(),
        "run": None,
        "content": content,
    }
    actor = service("exchange")
    with opened(actor):
        sent_at = datetime.now(UTC)
        on_request(
            Arrived(uuid4(), "XB", thread, "cooperation.request", "H1", sent_at, payload, actor)
        )
        return Request.objects.get(pk=thread)


def test_draft_complete_approve_by_another_and_issue(people: People) -> None:
    case = a_case(people)
    pin("XB")
    _at_police(people)
    request = _draft(people, case)
    assert request.content["investigation"], "the node fills what it knows"
    page = check_page(signed_in(people.alice).get(f"/requests/{request.pk}/content/"))
    assert "Still missing" in page
    assert 'href="#id_questions"' in page
    assert "UNTOC 27(1)(b)" in page

    assert _write(people, request).status_code == 302
    own = _change(signed_in(people.alice), request, "approve", people.alice)
    assert own.status_code == 403, "an officer does not approve, and nobody his own draft"
    assert _state(request, people.alice) == "draft"

    carol = signed_in(people.carol)
    assert "Approve" in check_page(carol.get(f"/requests/{request.pk}/"))
    assert _change(carol, request, "approve", people.carol).status_code == 302
    assert _change(carol, request, "issue", people.carol).status_code == 302
    with opened(people.carol.actor):
        issued = Request.objects.get(pk=request.pk)
        assert issued.state == "issued"
        assert issued.due_at is not None
        assert OutMessage.objects.filter(thread=request.pk, peer="XB").count() == 1
    page = check_page(carol.get(f"/requests/{request.pk}/"))
    assert "no receipt yet" in page


def test_a_desk_officer_without_a_place_in_the_case_still_leaves_a_line_in_it(
    people: People,
) -> None:
    case = a_case(people)
    _at_police(people)
    request = _draft(people, case)
    _write(people, request)
    assert _change(signed_in(people.carol), request, "approve", people.carol).status_code == 302
    with opened(people.alice.actor):
        assert not Event.objects.filter(kind="cooperation.changed").exists()
    assert run_jobs("cooperation.add_line") == 1
    with opened(people.alice.actor):
        line = Event.objects.get(kind="cooperation.changed", case=case)
        assert (line.actor, line.params["change"]) == ("carol", "approve")


def test_an_incomplete_request_is_not_approved(people: People) -> None:
    case = a_case(people)
    _at_police(people)
    request = _draft(people, case)
    refused = _change(signed_in(people.carol), request, "approve", people.carol)
    page = check_page(refused, status=400)
    assert "Still missing: Questions" in page
    assert _state(request, people.carol) == "draft"


def test_states_without_a_node_are_named_so_on_the_form(people: People) -> None:
    case = a_case(people)
    pin("XB")
    address = f"/cases/{case.reference}/requests/new/?kind=police_information"
    page = check_page(signed_in(people.alice).get(address))
    assert "Borduvia (XB), connected" in page
    assert "Drovnia (XD), not connected" in page
    assert "Secretariat" not in page, "it has no police"


def test_wrong_first_choices_name_the_field(people: People) -> None:
    case = a_case(people)
    address = f"/cases/{case.reference}/requests/new/?kind=police_information"
    refused = signed_in(people.alice).post(address, {"other_state": "QQ", "urgency": "urgent"})
    page = check_page(refused, status=400)
    assert 'href="#id_other_state_0"' in page
    assert 'href="#id_legal_basis_0"' in page
    with opened(people.alice.actor):
        assert not Request.objects.exists()


def test_tracing_begins_at_the_claim(people: People) -> None:
    case = a_case(people)
    bob = signed_in(people.bob)
    page = check_page(bob.get(f"/cases/{case.reference}/requests/new/"))
    assert f"/cases/{case.reference}/money/#claims" in page
    sent = bob.get(f"/cases/{case.reference}/requests/new/?kind=tracing")
    assert sent.headers["Location"].endswith("/money/#claims")


@pytest.mark.parametrize("name", ["alice", "carol"])
def test_the_letter_and_the_list_for_those_who_may(people: People, name: str) -> None:
    case = a_case(people)
    _at_police(people)
    request = _draft(people, case)
    person = getattr(people, name)
    for language in ("en", "fr"):
        client = signed_in(person, language=language)
        for address in ("/requests/", f"/requests/{request.pk}/"):
            text = check_page(client.get(address), language)
            assert request.reference in text
    with opened(person.actor):
        viewed = Entry.objects.filter(verb="cooperation.viewed", subject_id=str(request.pk))
        assert viewed.filter(actor_id=person.pk).count() == 2


def test_a_stranger_finds_nothing_and_changes_nothing(people: People) -> None:
    case = a_case(people)
    request = _draft(people, case)
    dan = signed_in(people.dan)
    addresses = [f"/requests/{request.pk}/{rest}" for rest in ("", "content/", "link/")]
    addresses += [f"/requests/{request.pk}/change/approve/"]
    addresses += [f"/cases/{case.reference}/requests/{rest}" for rest in ("", "new/")]
    for address in addresses:
        page = check_page(dan.get(address), status=404)
        assert request.reference not in page.replace(f"/cases/{case.reference}/requests/", "")
    assert _change(dan, request, "approve", people.alice).status_code == 404
    assert request.reference not in check_page(dan.get("/requests/"))
    with opened(people.dan.actor):
        refusals = Entry.objects.filter(verb="access.refused", actor_id=people.dan.pk)
        assert refusals.count() == len(addresses) + 1
    assert _state(request, people.alice) == "draft"


def test_a_form_that_was_overtaken_is_refused(people: People) -> None:
    case = a_case(people)
    request = _draft(people, case)
    assert _write(people, request).status_code == 302
    late = _write(people, request, revision="1", facts="Other words.")
    check_page(late, status=409)
    with opened(people.alice.actor):
        assert Request.objects.get(pk=request.pk).content["facts"] == WRITTEN["facts"]


def test_filters_live_in_the_address(people: People) -> None:
    case = a_case(people)
    request = _draft(people, case)
    arrived = _arrived(people)
    with opened(service("exchange")):
        late = datetime.now(UTC) - timedelta(hours=1)
        Request.objects.filter(pk=arrived.pk).update(due_at=late)
    _at_police(people)
    carol = signed_in(people.carol)
    shown = {
        "": {request, arrived},
        "?side=requested": {arrived},
        "?state=draft": {request},
        "?kind=freezing&other_state=XB": {arrived},
        "?overdue=on": {arrived},
        "?words=XA-": {request},
        "?state=nonsense": {request, arrived},
        "?state=closed": set(),
    }
    for query, wanted in shown.items():
        page = check_page(carol.get(f"/requests/{query}"))
        for one in (request, arrived):
            assert (f"/requests/{one.pk}/" in page) == (one in wanted), query
    assert "Overdue" in check_page(carol.get("/requests/?overdue=on"))


def test_what_arrived_is_linked_worked_and_answered(people: People) -> None:
    pin("XB")
    request = _arrived(people)
    carol = signed_in(people.carol)
    page = check_page(carol.get(f"/requests/{request.pk}/"))
    assert "This request has no case here yet" in page
    assert "XAD\u00a012,345.00" in page
    assert _change(carol, request, "acknowledge", people.carol).status_code == 302
    early = check_page(_change(carol, request, "begin", people.carol), status=400)
    assert "Open a case for this request" in early
    check_page(carol.get(f"/requests/{request.pk}/link/"))
    assert carol.post(f"/requests/{request.pk}/link/", {"case": ""}).status_code == 302
    assert _change(carol, request, "begin", people.carol).status_code == 302
    check_page(carol.get(f"/requests/{request.pk}/change/execute/"))
    wrong = {
        "authority": "Court of XA",
        "reference": "F-1",
        "frozen": "a lot",
        "valid_from": "2026-03-01",
        "valid_to": "",
    }
    page = check_page(_change(carol, request, "execute", people.carol, **wrong), status=400)
    assert 'href="#id_frozen"' in page
    assert 'href="#id_valid_to"' in page
    right = wrong | {"frozen": "XAD 12,000.00", "valid_to": "2026-06-01"}
    done = _change(carol, request, "execute", people.carol, **right)
    assert done.status_code == 302, done.content.decode()[:2000]
    with opened(people.carol.actor):
        answered = Request.objects.get(pk=request.pk)
        assert answered.state == "executed"
        assert answered.answer["frozen"] == "XAD 1200000"
        assert answered.answer["valid_to"] == "2026-06-01"
    page = check_page(carol.get(f"/requests/{request.pk}/"))
    assert "XAD\u00a012,000.00" in page


def test_a_refusal_needs_a_ground_of_the_list_and_reasons(people: People) -> None:
    pin("XB")
    request = _arrived(people)
    carol = signed_in(people.carol)
    _change(carol, request, "acknowledge", people.carol)
    early = _change(carol, request, "refuse", people.carol, ground="form", text="Too early.")
    assert early.status_code == 409, "UNTOC 18(26): consultation comes before a refusal"
    words = {"intention": "refuse", "reasons": "No basis is named."}
    _change(carol, request, "consult", people.carol, **words)
    page = check_page(carol.get(f"/requests/{request.pk}/change/refuse/"))
    assert "UNTOC 18(21)(b)" in page
    refused = _change(carol, request, "refuse", people.carol, ground="whim", text="")
    page = check_page(refused, status=400)
    assert 'href="#id_ground_0"' in page
    assert 'href="#id_text"' in page
    assert _state(request, people.carol) == "consultation"
    made = _change(carol, request, "refuse", people.carol, ground="form", text="No basis named.")
    assert made.status_code == 302
    page = check_page(carol.get(f"/requests/{request.pk}/"))
    assert "No basis named." in page
    assert "UNTOC 18(21)(a)" in page


def test_reading_settles_the_notice_that_asked_for_it(people: People) -> None:
    from homeward.foundation.duty.actions import add_task

    request = _arrived(people)
    actor = service("exchange")
    with opened(actor):
        add_task(
            "cooperation.read_change",
            actor=actor,
            subject=("request", request.pk),
            url=f"/requests/{request.pk}/",
            team=people.central,
            reference=request.reference,
        )
    check_page(signed_in(people.carol).get(f"/requests/{request.pk}/"))
    with opened(people.carol.actor):
        open_kinds = Task.objects.filter(done_at__isnull=True).values_list("kind", flat=True)
        assert set(open_kinds) == {"cooperation.acknowledge"}


def test_the_tab_of_the_case(people: People) -> None:
    case = a_case(people)
    address = f"/cases/{case.reference}/requests/"
    assert "New request" in check_page(signed_in(people.alice).get(address))
    request = _draft(people, case)
    page = check_page(signed_in(people.bob, language="fr").get(address), "fr")
    assert request.reference not in page, "Bob follows the money; this is police information"
    with opened(people.alice.actor):
        grant_membership(case.pk, people.olga, "victims", actor=people.alice.actor)
        grant_membership(case.pk, people.dan, "crisis", actor=people.alice.actor)
    page = check_page(signed_in(people.olga).get(address))
    assert request.reference not in page, "Olga is with the victims"
    check_page(signed_in(people.dan).get(address), status=404)


def test_my_work_names_the_next_step_once(people: People) -> None:
    case = a_case(people)
    request = _draft(people, case)
    page = check_page(signed_in(people.alice).get("/"))
    assert "Write the missing parts" in page
    _write(people, request)
    _at_police(people)
    page = check_page(signed_in(people.carol).get("/"))
    assert page.count(f'class="work-title" href="/requests/{request.pk}/"') == 1


def test_whoever_last_wrote_in_a_draft_does_not_approve_it(people: People) -> None:
    """Two persons stand behind what leaves the State, whoever began the draft."""
    case = a_case(people)
    pin("XB")
    _at_police(people)
    request = _draft(people, case)
    _write(people, request)
    carol = signed_in(people.carol)
    with opened(people.carol.actor):
        revision = Request.objects.get(pk=request.pk).revision
    written = {**WRITTEN, "questions": "Carol's own words.", "revision": revision}
    assert carol.post(f"/requests/{request.pk}/content/", written).status_code == 302
    page = check_page(carol.get(f"/requests/{request.pk}/"))
    assert "another person approves it" in page
    assert _change(carol, request, "approve", people.carol).status_code in (400, 403)
    assert _state(request, people.alice) == "draft"
