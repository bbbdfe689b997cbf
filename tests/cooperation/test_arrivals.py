"""What arrives is held to the kind's declaration: refused with a code and a signed receipt."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from homeward.casework.cooperation.models import Change, Request
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.cooperation.officers import at_police, change, made
from tests.cooperation.other_node import CONTENTS, OtherNode, request_of, stands
from tests.people import People

FREEZE = CONTENTS["freezing"]
ANSWER = {"data": {"fields": {"information": "It is known."}}}
BAD_REQUESTS: list[tuple[dict[str, Any], str]] = [
    ({"kind": "nonsense"}, "unknown_kind"),
    ({"kind": ["freezing"]}, "unknown_kind"),
    ({"legal_basis": "nonsense"}, "unknown_legal_basis"),
    ({"legal_basis": "untoc_27"}, "unknown_legal_basis"),
    ({"urgency": "whenever"}, "unknown_urgency"),
    ({"urgency": None}, "unknown_urgency"),
    ({"due": "tomorrow"}, "malformed_payload"),
    ({"due": "2026-12-01T00:00:00"}, "malformed_payload"),
    ({"due": 5}, "malformed_payload"),
    ({"run": "run 1"}, "malformed_payload"),
    ({"content": ["facts"]}, "malformed_payload"),
    ({"content": {}}, "contents_missing"),
    ({"content": {**FREEZE, "amount": "a lot"}}, "contents_malformed"),
    ({"content": {**FREEZE, "amount": "XAD -5"}}, "contents_malformed"),
    ({"content": {**FREEZE, "amount": "XAD 0"}}, "contents_malformed"),
    ({"content": {**FREEZE, "amount": "XAD 12.50"}}, "contents_malformed"),
    ({"content": {**FREEZE, "amount": 5}}, "contents_malformed"),
    ({"content": {**FREEZE, "run": "the run"}}, "contents_malformed"),
    ({"content": {**FREEZE, "facts": "  "}}, "contents_missing"),
    ({"content": {**FREEZE, "facts": "x" * 20_001}}, "contents_malformed"),
    ({"content": {**FREEZE, "secret": "more"}}, "contents_malformed"),
    ({"requesting_authority": "X" * 21}, "malformed_payload"),
    ({"requested_authority": "XA-FIU"}, "no_such_authority"),
    ({"reference": "R" * 41}, "malformed_payload"),
    ({"reference": None}, "malformed_payload"),
    ({"handling_limits": 3}, "malformed_payload"),
]


def test_a_request_that_could_not_be_sent_is_not_taken_in(people: People) -> None:
    node = OtherNode()
    for changes, reason in BAD_REQUESTS:
        payload = request_of("freezing") | changes
        assert node.send("cooperation.request", payload, uuid4()) == (422, reason), changes
    with opened(EXCHANGE):
        assert not Request.objects.exists()
        assert not Change.objects.exists()


def test_a_field_that_is_missing_breaks_nothing(people: People) -> None:
    node, may_be_missing = OtherNode(), {"due", "run", "handling_limits"}
    for missing in request_of("freezing"):
        payload = request_of("freezing")
        del payload[missing]
        status, reason = node.send("cooperation.request", payload, uuid4())
        assert (status == 200) == (missing in may_be_missing), (missing, reason)


def test_days_are_days_and_the_end_is_not_before_the_beginning(people: People) -> None:
    node = OtherNode()
    for changes in (
        {"period_from": "2026-02-30"},
        {"period_from": "20260301"},
        {"period_from": "2026-04-01", "period_to": "2026-03-31"},
        {"rule": "by guess"},
        {"states": "everybody"},
    ):
        payload = request_of("tracing", content=CONTENTS["tracing"] | changes)
        sent = node.send("cooperation.request", payload, uuid4())
        assert sent == (422, "contents_malformed"), changes


def test_h3_comes_with_its_limits(people: People) -> None:
    node = OtherNode()
    payload = request_of("freezing")
    sent = node.send("cooperation.request", payload, uuid4(), "H3")
    assert sent == (422, "handling_unwritten")
    request = node.request("freezing", "H3", handling_limits="Not to be shown to the press.")
    assert (request.handling, request.handling_limits) == ("H3", "Not to be shown to the press.")


def sent_by_xa(people: People) -> Request:
    """A police request of this State in execution at XB, without the pages that lead there."""
    with opened(EXCHANGE):
        return Request.objects.create(
            kind="police_information",
            compartment="investigation",
            side="requesting",
            other_state="XB",
            desk=people.police,
            own_authority="XA-POLICE",
            other_authority="XB-POLICE",
            reference="XA-2026-000001/01",
            state="delivered",
            urgency="urgent",
            legal_basis="untoc_27",
            content=CONTENTS["police_information"],
            created_at=datetime.now(UTC),
        )


BAD_CHANGES: list[tuple[str, dict[str, Any], str]] = [
    ("refuse", {}, "ground_unknown"),
    ("refuse", {"data": {"ground": "whim", "text": "No."}}, "ground_unknown"),
    ("refuse", {"data": {"ground": ["domestic_law"], "text": "No."}}, "ground_unknown"),
    ("refuse", {"data": {"ground": "domestic_law"}}, "reasons_missing"),
    ("refuse", {"data": {"ground": "domestic_law", "text": " "}}, "reasons_missing"),
    ("execute", {}, "answer_missing"),
    ("execute", {"data": {"fields": {}}}, "answer_missing"),
    ("execute", {"data": {"fields": ["information"]}}, "malformed_payload"),
    ("execute", {"data": {"fields": {"information": 7}}}, "answer_malformed"),
    ("execute", {"data": {"fields": {"information": "x", "more": "y"}}}, "answer_malformed"),
    ("ask_information", {}, "text_missing"),
    ("ask_information", {"data": {"text": "x" * 20_001}}, "malformed_payload"),
    ("ask_information", {"data": "text"}, "malformed_payload"),
    ("ask_information", {"data": {"text": "Which?", "more": "y"}}, "malformed_payload"),
    ("withdraw", {"data": {"text": "We withdraw."}}, "not_their_change"),
    ("approve", {}, "not_their_change"),
    ("nonsense", {}, "not_their_change"),
    ("execute", {**ANSWER, "at": "yesterday"}, "malformed_payload"),
    ("execute", {**ANSWER, "authority": "X" * 21}, "malformed_payload"),
    ("execute", {**ANSWER, "number": 0}, "malformed_payload"),
    ("execute", {**ANSWER, "number": "3"}, "malformed_payload"),
    ("execute", {**ANSWER, "seen": -1}, "malformed_payload"),
    ("execute", {**ANSWER, "seen": 9}, "not_now"),
    ("execute", {**ANSWER, "number": 2}, "change_repeated"),
    ("acknowledge", {}, "not_now"),
]


def test_a_change_that_could_not_be_sent_is_not_taken_in(people: People) -> None:
    node, request = OtherNode(), sent_by_xa(people)
    for step in ("acknowledge", "begin"):
        assert node.change(request, step) == (200, "")
    for name, changes, reason in BAD_CHANGES:
        assert node.change(request, name, **changes) == (422, reason), (name, changes)
        assert stands(request) == "in_execution"
    assert node.change(request, "execute", **ANSWER) == (200, "")
    assert stands(request) == "executed"


def test_a_change_of_an_unknown_request_is_refused(people: People) -> None:
    node, request = OtherNode(), sent_by_xa(people)
    assert node.change(request, "acknowledge", request=str(uuid4())) == (422, "unknown_request")
    request.pk = uuid4()
    assert node.change(request, "acknowledge") == (422, "unknown_request")


def test_a_freezing_answer_is_typed_on_both_sides(people: People) -> None:
    """Amounts travel as currency and minor units, and an order does not end before it begins."""
    at_police(people)
    request = OtherNode().request("freezing")
    assert request.content["amount"] == "XAD 1234500"
    made(people.carol, request, "acknowledge")
    carol = signed_in(people.carol)
    assert carol.post(f"/requests/{request.pk}/link/", {"case": ""}).status_code == 302
    made(people.carol, request, "begin")
    wrong = {
        "authority": "Court of XA",
        "reference": "F-1",
        "frozen": "XAD 12,000.00",
        "valid_from": "2026-06-01",
        "valid_to": "2026-03-01",
    }
    answer = change(carol, people.carol, request, "execute", **wrong)
    assert answer.status_code == 400
    assert "In force until lies before In force from" in answer.content.decode()
    assert stands(request) == "in_execution"
