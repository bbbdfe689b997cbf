"""Writing a request: by two at once, twice by one, what nobody sees, and what the run fixes."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections

from homeward.casework.cooperation.actions import save_content
from homeward.casework.cooperation.models import Request
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.cooperation.officers import WRITTEN, at_police, by_id, change, draft, made, write
from tests.cooperation.other_node import CONTENTS, OtherNode, request_of
from tests.page_checks import check_page
from tests.people import People, a_case
from tests.pinning import pin
from tests.proceeds.steps import claimed, money

SCOPE = {
    "rule": "lowest-balance",
    "label": "another",
    "states": "XA, XB, XC",
    "ceiling": "XAD 99,999,999.00",
    "period_from": "2020-01-01",
    "period_to": "2030-01-01",
}


@pytest.fixture
def of_run(people: People) -> Request:
    """Bob's draft of a tracing request, of a run that he has prepared; Carol may approve it."""
    case = a_case(people)
    with opened(people.alice.actor):
        grant_membership(case.pk, people.carol, "finance", actor=people.alice.actor)
    pin("XB")
    bob, claim = claimed(people, case)
    sent = {"states": ["XB"], "legal_basis": "untoc_13", "urgency": "urgent"}
    assert bob.post(money(case, f"claims/{claim.pk}/abroad/"), sent).status_code == 302
    with opened(people.bob.actor):
        return Request.objects.get()


def test_what_the_run_fixes_is_shown_and_not_written(people: People, of_run: Request) -> None:
    bob, address = signed_in(people.bob), f"/requests/{of_run.pk}/content/"
    page = check_page(bob.get(address))
    shown = page.split('id="fixed-title"')[1].split("</section>")[0]
    for words in ("First in, first out", "XAD\u00a0", of_run.content["label"]):
        assert words in shown
    for name in SCOPE:
        assert f'name="{name}"' not in page
    sent = {**of_run.content, **SCOPE, "facts": "Other facts.", "revision": of_run.revision}
    assert bob.post(address, sent).status_code == 302
    kept = by_id(people.bob, of_run.pk).content
    assert kept == {**of_run.content, "facts": "Other facts."}
    assert "First in, first out" in check_page(bob.get(f"/requests/{of_run.pk}/"))


def test_the_action_keeps_what_the_run_fixes(people: People, of_run: Request) -> None:
    with opened(people.bob.actor) as actor:
        found = Request.objects.get(pk=of_run.pk)
        given = {**found.content, "rule": "lowest-balance", "ceiling": "XAD 999999999"}
        save_content(found, given, actor=actor, revision=found.revision)
    kept = by_id(people.bob, of_run.pk)
    assert kept.content == of_run.content
    assert kept.written_by == people.bob.pk


@pytest.mark.parametrize("step", ["approve", "issue"])
def test_another_scope_leaves_neither_by_approval_nor_by_issue(
    people: People, of_run: Request, step: str
) -> None:
    carol = signed_in(people.carol)
    said = "The request must say what its run says"
    if step == "issue":
        said = "not those that were approved"
        made(people.carol, of_run, "approve")
    before = by_id(people.carol, of_run.pk).state
    for changed in ({"label": "another"}, {"period_to": "2030-01-01"}, {"states": "XA, XB, XC"}):
        with opened(people.bob.actor):
            rows = Request.objects.filter(pk=of_run.pk)
            rows.update(content={**of_run.content, **changed})
        page = check_page(change(carol, people.carol, of_run, step), status=400)
        assert said in page
        assert by_id(people.carol, of_run.pk).state == before


def test_whoever_is_overtaken_on_the_contents_sees_both_versions(people: People) -> None:
    case = a_case(people)
    pin("XB")
    at_police(people)
    request = draft(people.alice, case)
    first, second = signed_in(people.carol), signed_in(people.alice)
    address, seen = f"/requests/{request.pk}/content/", {"revision": request.revision}
    carols = {**WRITTEN, "facts": "Carol's facts.", **seen}
    assert first.post(address, carols).status_code == 302
    late = second.post(address, {**WRITTEN, "facts": "Alice's own words.", **seen})
    page = check_page(late, status=409)
    assert "Someone changed this meanwhile" in page
    form, stored = page.split('id="overtaken-title"')
    assert "Alice&#x27;s own words." in form
    assert "Carol&#x27;s facts." in stored
    assert "<bdi>Carol</bdi>" in stored
    assert by_id(people.alice, request.pk).content["facts"] == "Carol's facts."
    assert 'name="version_facts"' in page
    theirs = {**WRITTEN, "facts": "Alice's own words.", "version_facts": "theirs", **seen}
    check_page(second.post(address, theirs), status=409)
    shown = re.search(r'name="revision" value="(\d+)"', page)
    assert shown is not None
    again = {**WRITTEN, "facts": "Alice's own words.", "revision": shown[1]}
    taken = again | {"version_facts": "theirs"}
    assert second.post(address, taken).status_code == 302
    assert by_id(people.alice, request.pk).content["facts"] == "Carol's facts."
    again["revision"] = str(by_id(people.alice, request.pk).revision)
    assert second.post(address, again).status_code == 302
    assert by_id(people.alice, request.pk).content["facts"] == "Alice's own words."
    with opened(people.olga.actor):
        entry = Entry.objects.filter(verb="access.refused")[0]
    assert (entry.data["code"], entry.case_id) == ("stale_form", case.pk)


def test_reasons_are_not_lost_to_whoever_was_quicker(people: People) -> None:
    at_police(people)
    request = OtherNode().request("police_information")
    made(people.carol, request, "acknowledge")
    seen = by_id(people.carol, request.pk).revision
    made(people.alice, request, "ask_information", text="Which number?")
    sent = {"revision": seen, "ground": "domestic_law", "text": "A long and careful reason."}
    address = f"/requests/{request.pk}/change/refuse/"
    page = check_page(signed_in(people.carol).post(address, sent), status=409)
    assert "A long and careful reason." in page
    stored = page.split('id="overtaken-title"')[1].split("</section>")[0]
    for words in ("More information asked", "Which number?", "<bdi>Alice</bdi>"):
        assert words in stored
    assert by_id(people.carol, request.pk).state == "information_asked"
    button = signed_in(people.carol).post(
        f"/requests/{request.pk}/change/acknowledge/", {"revision": seen}
    )
    check_page(button, status=409)


def test_a_form_that_is_sent_twice_drafts_one_request(people: People) -> None:
    case = a_case(people)
    pin("XB")
    address = f"/cases/{case.reference}/requests/new/?kind=police_information"
    clients = [signed_in(people.alice), signed_in(people.alice)]
    page = check_page(clients[0].get(address))
    token = re.search(r'name="form_token" value="([0-9a-f-]{36})"', page)
    assert token is not None
    sent = {"other_state": "XB", "legal_basis": "untoc_27", "urgency": "urgent"}
    together = Barrier(2)

    def post(client: Any) -> str:
        try:
            together.wait(timeout=20)
            answer = client.post(address, {**sent, "form_token": token[1]})
            return str(answer.headers.get("Location", answer.status_code))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=2) as pool:
        found = list(pool.map(post, clients))
    with opened(people.alice.actor):
        request = Request.objects.get()
    assert found == [f"/requests/{request.pk}/content/"] * 2
    assert request.reference.endswith("/01")
    assert draft(people.alice, case).reference.endswith("/02"), "no number is lost"


def test_what_nobody_sees_is_no_part_of_a_request(people: People) -> None:
    case = a_case(people)
    pin("XB")
    at_police(people)
    request = draft(people.alice, case)
    assert write(people.alice, request, questions="\u200b\u2060\ufeff").status_code == 302
    page = check_page(change(signed_in(people.carol), people.carol, request, "approve"), status=400)
    assert "Still missing: Questions" in page
    persian = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
    write(people.alice, request, questions=f"\u202e{persian}\u200b?")
    assert by_id(people.alice, request.pk).content["questions"] == f"{persian}?"


def test_a_day_before_living_memory_is_refused(people: People) -> None:
    case = a_case(people)
    with opened(people.alice.actor):
        grant_membership(case.pk, people.carol, "finance", actor=people.alice.actor)
    request = OtherNode().request("freezing")
    made(people.carol, request, "acknowledge")
    carol = signed_in(people.carol)
    assert carol.post(f"/requests/{request.pk}/link/", {"case": case.reference}).status_code == 302
    made(people.carol, request, "begin")
    answer = {"authority": "Court", "reference": "F-1", "frozen": "XAD 1.00"}
    days = {"valid_from": "0001-01-01", "valid_to": "2027-01-01"}
    page = change(carol, people.carol, request, "execute", **answer, **days)
    assert "before the year 1900" in check_page(page, status=400)


NOW = datetime.now(UTC)
ODD: list[tuple[str, dict[str, Any], str]] = [
    ("freezing", {"requesting_authority": "XC-CENTRAL"}, "not_their_authority"),
    ("freezing", {"requesting_authority": "XA-CENTRAL"}, "not_their_authority"),
    ("freezing", {"requesting_authority": "XB-POLICE"}, "not_their_authority"),
    ("freezing", {"requesting_authority": "XB-NOBODY"}, "not_their_authority"),
    ("police_information", {"requesting_authority": "XB-CENTRAL"}, "not_their_authority"),
    ("freezing", {"requested_authority": "XB-CENTRAL"}, "no_such_authority"),
    ("freezing", {"requested_authority": "XA-POLICE"}, "no_such_authority"),
    ("freezing", {"due": (NOW - timedelta(hours=1)).isoformat()}, "due_out_of_bounds"),
    ("freezing", {"due": (NOW + timedelta(days=400)).isoformat()}, "due_out_of_bounds"),
    ("freezing", {"due": "0001-01-02T00:00:00+00:00"}, "due_out_of_bounds"),
    ("freezing", {"reference": "\u200b"}, "malformed_payload"),
    ("freezing", {"reference": "XB\u202e-1"}, "malformed_payload"),
    ("freezing", {"content": {**CONTENTS["freezing"], "facts": "\u200b"}}, "contents_missing"),
    ("freezing", {"content": {**CONTENTS["freezing"], "facts": "a\u202eb"}}, "contents_malformed"),
    ("tracing", {"content": {**CONTENTS["tracing"], "states": "XA, XB, QQ"}}, "unknown_states"),
    (
        "tracing",
        {"content": {**CONTENTS["tracing"], "period_from": "0001-01-01"}},
        "contents_malformed",
    ),
]


def test_a_request_names_authorities_states_and_a_time_that_can_be(people: People) -> None:
    node = OtherNode()
    for kind, changes, reason in ODD:
        payload = request_of(kind) | changes
        assert node.send("cooperation.request", payload, uuid4()) == (422, reason), changes
    with opened(EXCHANGE):
        assert not Request.objects.exists()
    node.request("freezing", due=None)
    node.request("freezing", due=(datetime.now(UTC) + timedelta(days=300)).isoformat())
    node.request("tracing")
