"""Drafting: numbers of references, handling codes, typed amounts, and what the journal keeps."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import IntegrityError, connections, transaction

from homeward.casework.cases.models import Case
from homeward.casework.cooperation.actions import NewRequest, draft_request, save_content
from homeward.casework.cooperation.errors import Malformed
from homeward.casework.cooperation.models import Request
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.cooperation.officers import (
    at_police,
    by_id,
    change,
    draft,
    issued,
    let_in,
    made,
    write,
)
from tests.cooperation.other_node import OtherNode, last_sent
from tests.page_checks import check_page
from tests.people import People, a_case
from tests.pinning import pin


def test_two_drafts_at_once_get_two_numbers(people: People) -> None:
    case = a_case(people)
    together = Barrier(2)
    new = NewRequest(
        kind="police_information", other_state="XB", legal_basis="untoc_27", urgency="urgent"
    )

    def one(_: int) -> str:
        try:
            together.wait(timeout=20)
            with opened(people.alice.actor):
                return draft_request(case, new, user=people.alice).reference
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=2) as pool:
        found = list(pool.map(one, range(2)))
    assert sorted(found) == [f"{case.reference}/01", f"{case.reference}/02"]


def test_a_number_once_is_a_rule_of_the_database(people: People) -> None:
    case = a_case(people)
    pin("XB")
    request = draft(people.alice, case)
    request.pk = uuid4()
    with opened(people.alice.actor), pytest.raises(IntegrityError), transaction.atomic():
        request.save(force_insert=True)


def test_the_number_goes_on_over_the_walls(people: People) -> None:
    """Bob does not see what Dan drafted, and still gets the next number."""
    case = a_case(people)
    pin("XB")
    let_in(people, case, people.dan, "investigation")
    numbers = [
        draft(people.dan, case).reference,
        draft(people.bob, case, "freezing", legal_basis="untoc_13").reference,
        draft(people.dan, case).reference,
    ]
    assert numbers == [f"{case.reference}/{n:02d}" for n in (1, 2, 3)]


def test_the_handling_code_is_chosen_carried_and_shown(people: People) -> None:
    case = a_case(people)
    at_police(people)
    node = OtherNode()
    form = f"/cases/{case.reference}/requests/new/?kind=police_information"
    page = check_page(signed_in(people.alice).get(form))
    for words in ("H0 to prevent", "H1 not in court", "H2 not passed on", "H3 other limits"):
        assert words in page
    request = issued(people, case, handling="H2")
    assert last_sent(request).handling == "H2"
    assert last_sent(request).header["handling"] == "H2"
    request = made(people.carol, request, "withdraw", text="Settled.")
    assert last_sent(request).handling == "H2", "its changes carry it too"

    arrived = node.request("police_information", "H2")
    page = check_page(signed_in(people.carol).get(f"/requests/{arrived.pk}/"))
    assert "H2 not passed on without permission" in page
    assert by_id(people.carol, draft(people.alice, case).pk).handling == "H1", "where nobody chose"


def test_h3_is_not_sent_without_the_limits_it_stands_for(people: People) -> None:
    case = a_case(people)
    at_police(people)
    node = OtherNode()
    form = f"/cases/{case.reference}/requests/new/?kind=police_information"
    first = {"other_state": "XB", "legal_basis": "untoc_27", "urgency": "urgent", "handling": "H3"}
    refused = check_page(signed_in(people.alice).post(form, first), status=400)
    assert 'href="#id_handling_limits"' in refused
    assert "Write the limits that H3 stands for" in refused

    request = draft(people.alice, case, handling="H3", handling_limits="Not to the press.")
    write(people.alice, request)
    with opened(people.alice.actor):
        Request.objects.filter(pk=request.pk).update(handling_limits="")
    answer = change(signed_in(people.carol), people.carol, request, "approve")
    assert "no such" not in check_page(answer, status=400)
    assert by_id(people.carol, request.pk).state == "draft"
    with opened(people.alice.actor):
        Request.objects.filter(pk=request.pk).update(handling_limits="Not to the press.")
    made(people.carol, request, "approve", "issue")
    page = check_page(signed_in(people.carol).get(f"/requests/{request.pk}/"))
    assert "Not to the press." in page
    arrived = node.request("police_information", "H3", handling_limits="Not to the papers.")
    assert "Not to the papers." in check_page(
        signed_in(people.carol).get(f"/requests/{arrived.pk}/")
    )


def freezing(people: People, case: Case) -> Request:
    return draft(people.bob, case, "freezing", legal_basis="untoc_13")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("XAD 12,345.00", "XAD 1234500"),
        ("XAD 12345", "XAD 1234500"),  # as people write it, never minor units
        ("12,345 xad", "XAD 1234500"),
        ("a lot", None),
        ("12,345", None),
        ("XAD 12.345", None),
        ("XAD 0", None),
        ("XAD -5", None),
    ],
)
def test_amounts_are_typed(people: People, typed: str, kept: str | None) -> None:
    case = a_case(people)
    pin("XB")
    request = freezing(people, case)
    parts = {"actions": "Freeze.", "run": str(uuid4()), "amount": typed}
    revision = by_id(people.bob, request.pk).revision
    answer = signed_in(people.bob).post(
        f"/requests/{request.pk}/content/",
        {"facts": "F", "investigation": "I", "purpose": "P", "revision": revision, **parts},
    )
    if kept is None:
        assert 'href="#id_amount"' in check_page(answer, status=400)
        assert by_id(people.bob, request.pk).content["amount"] == ""
    else:
        assert answer.status_code == 302
        assert by_id(people.bob, request.pk).content["amount"] == kept


def test_the_action_keeps_no_free_text_for_an_amount_or_a_run(people: People) -> None:
    case = a_case(people)
    pin("XB")
    request = freezing(people, case)
    for part in ({"amount": "XAD 12,345.00"}, {"amount": "much"}, {"run": "the first"}):
        with opened(people.bob.actor), pytest.raises(Malformed):
            save_content(request, part, actor=people.bob.actor, revision=request.revision)


def viewed(people: People, request: Request) -> int:
    with opened(people.olga.actor):
        entries = Entry.objects.filter(verb="cooperation.viewed", subject_id=str(request.pk))
        return entries.count()


def test_every_page_that_shows_a_request_leaves_its_trace(people: People) -> None:
    case = a_case(people)
    at_police(people)
    node = OtherNode()
    request = draft(people.alice, case)
    check_page(signed_in(people.alice).get(f"/requests/{request.pk}/content/"))
    assert viewed(people, request) == 1
    arrived = node.request("police_information")
    carol = signed_in(people.carol)
    for rest in ("link/", "change/acknowledge/", ""):
        check_page(carol.get(f"/requests/{arrived.pk}/{rest}"))
    assert viewed(people, arrived) == 3


def refusals(people: People) -> list[str]:
    with opened(people.olga.actor):
        entries = Entry.objects.filter(verb="access.refused").order_by("number")
        return [entry.data["code"] for entry in entries]


def test_what_comes_back_on_a_form_is_journalled_as_a_refusal(people: People) -> None:
    case = a_case(people)
    at_police(people)
    pin("XB")
    request = draft(people.alice, case)
    carol = signed_in(people.carol)
    check_page(change(carol, people.carol, request, "approve"), status=400)
    assert refusals(people) == ["request_incomplete"]
    with opened(people.olga.actor):
        entry = Entry.objects.get(verb="access.refused")
    assert (entry.case_id, entry.compartment) == (case.pk, "investigation")
    assert by_id(people.carol, request.pk).state == "draft"

    with opened(people.alice.actor):  # as if Carol had drafted it
        Request.objects.filter(pk=request.pk).update(drafted_by=people.carol.pk)
    write(people.alice, request)
    assert change(carol, people.carol, request, "approve").status_code == 403
    assert refusals(people) == ["request_incomplete", "request_same_person"]


def test_a_case_opened_for_a_request_keeps_the_reason_as_facts(people: People) -> None:
    at_police(people)
    request = OtherNode().request("police_information")
    made(people.carol, request, "acknowledge")
    carol = signed_in(people.carol)
    assert carol.post(f"/requests/{request.pk}/link/", {"case": ""}).status_code == 302
    with opened(people.carol.actor):
        case = Case.objects.get(title=request.reference)
    assert case.iccs_reason == ""
    assert case.iccs_reason_facts["reference"] == request.reference
    page = check_page(carol.get(f"/cases/{case.reference}/"))
    assert f"Opened for request {request.reference} of XB." in page


def test_codes_are_shown_in_words(people: People) -> None:
    at_police(people)
    node = OtherNode()
    run = str(uuid4())
    tracing = node.request("tracing", run=run)
    content = {"run": run, "amount": "XAD 1234500", "actions": "Freeze them."}
    common = {k: tracing.content[k] for k in ("investigation", "facts", "purpose")}
    freeze = node.request("freezing", content={**common, **content}, run=run)
    carol = signed_in(people.carol)
    page = check_page(carol.get(f"/requests/{tracing.pk}/"))
    assert "First in, first out" in page
    assert "Astoria Isles (XA) and Borduvia (XB)" in page
    page = check_page(carol.get(f"/requests/{freeze.pk}/"))
    assert f"The run agreed by request {tracing.reference}" in page
    assert run not in page
    assert "from Borduvia" in page
