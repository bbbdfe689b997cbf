"""The published schemas of messages: there for every type, true of what is sent and refused."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from homeward.casework.cooperation.schemas import schemas
from homeward.cli.exchange import app
from homeward.foundation.exchange import sending
from homeward.foundation.exchange.control.types import tell_types
from homeward.foundation.exchange.ports import (
    Filed,
    MessageType,
    newest,
    register_message_type,
    spoken,
)
from homeward.foundation.exchange.schemas import published
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from tests.assistance.desks import REQUEST as ASSISTANCE
from tests.cooperation.officers import at_police, issued, made
from tests.cooperation.other_node import CONTENTS, OtherNode, request_of
from tests.examples import ALL
from tests.exchange.peer import Peer
from tests.people import People, a_case
from tests.proceeds.runs import LABEL, SCOPE, hand_over, joined
from tests.reporting.telling import aggregate, answered, questionnaire, reply, told
from tests.wire.directory.made import an_entry

Payload = dict[str, Any]
ID, DIGEST, NOW = str(uuid4()), "0" * 64, datetime(2026, 11, 1, tzinfo=UTC).isoformat()
TERMS = ("claimed", "received", "converted_in", "held", "in_transit", "out", "handed", "fees")
LINE = dict.fromkeys((*TERMS, "converted_out", "displaced"), "0")
REPORT = {
    "state": "XB",
    "round": 1,
    "changed_from": None,
    "totals": [{**LINE, "label": LABEL, "currency": "XAD"}],
    "unmatched": ["IN-1"],
    "unmatched_from": {"XC": ["IN-1"]},
    "orders": [[NOW, ["IN-1", "IN-2"]]],
    "sent": {"XA": "1"},
}
ROUND = {"run": ID, "round": 1, "unmatched": {}}
CLOSED = {
    "message": ID,
    "epoch": 1,
    "sequence": 7,
    "digest": DIGEST,
    "previous": None,
    "expired": NOW,
}
EXAMPLES: dict[str, Payload] = {
    "cooperation.request": request_of("freezing"),
    "cooperation.draft": {**request_of("freezing", due=None), "question": "Would this do?"},
    "cooperation.change": {
        "request": ID,
        "change": "withdraw",
        "number": 1,
        "seen": 0,
        "authority": "XB-CENTRAL",
        "at": NOW,
        "data": {"text": "It is not needed any more."},
    },
    "cooperation.hand_over": {
        "step": "offer",
        "edition": 1,
        "offer": {
            "request": request_of("police_information"),
            "code": "K7QM-2XW9",
            "issued_at": datetime.now(UTC).isoformat(),
            "delivered_at": None,
            "state": "acknowledged",
            "changes": [
                {
                    "side": "requested",
                    "request": ID,
                    "change": "acknowledge",
                    "number": 1,
                    "seen": 0,
                    "authority": "XA-POLICE",
                    "at": datetime.now(UTC).isoformat(),
                    "data": {},
                }
            ],
        },
    },
    "cooperation.hand_over_answer": {"edition": 1, "taken": False, "reason": "Not here."},
    "assistance.request": ASSISTANCE,
    "assistance.step": {
        "step": "withdraw",
        "number": 2,
        "seen": 0,
        "at": NOW,
        "data": {"text": "It is not needed any more."},
    },
    "reporting.questionnaire": questionnaire(),
    "reporting.reply": reply(
        1,
        [told("kidnapping_victims", "2025", 12)],
        answered("p8b", "It rose to [[kidnapping_victims 2025]]."),
    ),
    "reporting.aggregate": aggregate(1, told("kidnapping_victims", "2025", 12)),
    "authorities.ping": {
        "authority": "XA-POLICE",
        "point": "duty",
        "code": "12345678",
        "due": NOW,
    },
    "authorities.ping_answer": {"answered_at": NOW, "answered_as": "duty"},
    "authorities.contacts": {"entry": json.loads(an_entry("XB", None).to_bytes())},
    "exchange.receipts": {"receipts": ["signed"]},
    "exchange.closed": CLOSED,
    "exchange.missing": {"epoch": 1, "ranges": [[1, 3], [9, 9]]},
    "exchange.types": {"types": {"cooperation.request": [1]}},
    "exchange.epoch": {
        "epoch": 2,
        "before": 1,
        "sent": 3,
        "received": {"epoch": 1, "last": 4, "missing": [[2, 3]]},
    },
    "exchange.returned": {"contents": "c2lnbmVk", "receipts": ["signed"]},
    "exchange.recall": {"message": ID, "digest": DIGEST, "reason": "Sent by mistake."},
    "exchange.recalled": {"message": ID, "outcome": "closed", "reason": "", "passed_on": ["XC"]},
    "exchange.recall_file": {
        "message": ID,
        "attachment": ID,
        "digest": DIGEST,
        "reason": "Sent by mistake.",
    },
    "exchange.file_recalled": {
        "message": ID,
        "attachment": ID,
        "outcome": "kept",
        "reason": "Evidence.",
        "passed_on": [],
    },
    "proceeds.round": {**ROUND, "scope": SCOPE, "frontier": None, "expected": {"XB": "1"}},
    "proceeds.handover": {"run": ID, "round": 1, "hand_over": hand_over("IN-1")},
    "proceeds.report": {"run": ID, "report": REPORT},
    "proceeds.finished": ROUND,
    "proceeds.stopped": {"run": ID, "reason": "request_refused", "by": "XB"},
}


def _ours() -> dict[str, list[int]]:
    return {name: found for name, found in spoken().items() if not name.startswith("tests.")}


def _validator(type_: str, version: int = 1) -> Draft202012Validator:
    kind = newest(type_)
    assert kind is not None
    return Draft202012Validator(json.loads(kind.schemas[version].read_text(encoding="utf-8")))


def test_every_registered_type_has_a_valid_schema_of_each_version() -> None:
    assert {name: sorted(found) for name, found in published().items()} == _ours()
    for name, versions in _ours().items():
        for version in versions:
            schema = _validator(name, version).schema
            Draft202012Validator.check_schema(schema)
            assert isinstance(schema, dict)
            assert schema["$id"] == f"urn:homeward:message:{name}:{version}"
            assert schema["title"]
            assert schema["description"]


def test_a_type_without_a_schema_is_not_registered() -> None:
    with pytest.raises(ValueError, match="no schema of version 1"):
        register_message_type(MessageType("tests.bare", 1, lambda arrived: Filed()))


def test_the_files_made_from_the_kinds_are_current() -> None:
    for name, schema in schemas().items():
        assert _validator(name).schema == json.loads(json.dumps(schema)), (
            "python tools/schemas.py write"
        )


@pytest.mark.parametrize("type_", sorted(EXAMPLES))
def test_examples_of_every_type_are_valid(type_: str) -> None:
    assert set(EXAMPLES) == set(_ours())
    _validator(type_).validate(EXAMPLES[type_])
    assert not _validator(type_).is_valid({})


def test_a_complete_request_of_each_kind_is_valid_and_no_other_part_is() -> None:
    for kind in CONTENTS:
        payload = request_of(kind)
        _validator("cooperation.request").validate({**payload, "of_a_later_day": 1})
        payload["content"] = {**payload["content"], "secret": "more"}
        assert not _validator("cooperation.request").is_valid(payload)


@pytest.fixture
def sent_valid(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The types that were sent; every payload is held to its schema as it is queued."""
    types: set[str] = set()
    queued = sending._queued

    def checked(header: Any, payload: Payload, *rest: Any) -> Any:
        _validator(header.type, header.type_version).validate(payload)
        types.add(header.type)
        return queued(header, payload, *rest)

    monkeypatch.setattr(sending, "_queued", checked)
    return types


def test_what_the_rooms_send_is_valid(people: People, sent_valid: set[str]) -> None:
    peer = Peer()
    at_police(people)
    request = issued(people, a_case(people))
    made(people.carol, request, "withdraw", text="It is not needed any more.")
    with opened(EXCHANGE):
        tell_types(EXCHANGE)
    assert {"cooperation.request", "cooperation.change", "exchange.types"} <= sent_valid
    assert peer.sent_here("exchange.types")


def test_what_a_run_sends_is_valid(people: People, sent_valid: set[str]) -> None:
    scene = joined(people)
    assert scene.hands(hand_over("IN-1")) == ""
    assert scene.round(1, {"XB": 1}) == ""
    scene.compute()
    assert {"proceeds.handover", "proceeds.report"} <= sent_valid


# --- what a schema refuses, the effect refuses -------------------------------------------------

_ODD = st.sampled_from(
    [None, True, 0, -1, 2**53 - 1, "", "x" * 20_001, "x" * 30, "2026", [], [[1]], {}, {"a": 1}]
)


def _places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if at:
        yield at
    inside = value.items() if isinstance(value, dict) else ()
    for key, part in enumerate(value) if isinstance(value, list) else inside:
        yield from _places(part, (*at, key))


@st.composite
def _spoiled(draw: st.DrawFn, payload: Payload) -> Payload:
    """The payload with one part dropped, put otherwise, or one too many."""
    spoiled = deepcopy(payload)
    *way, last = draw(st.sampled_from(list(_places(payload))))
    part: Any = spoiled
    for key in way:
        part = part[key]
    match draw(st.sampled_from(["drop", "put", "add"])):
        case "drop":
            del part[last]
        case "put":
            part[last] = draw(_ODD)
        case _ if isinstance(part, dict):
            part["unknown"] = draw(_ODD)
        case _:
            part.append(draw(_ODD))
    return spoiled


TRIED = 60 if ALL else 25


def _hold(type_: str, payload: Payload, refused: Callable[[Payload], bool]) -> None:
    """Whatever the schema refuses has no effect; what it accepts is not sent here."""
    validator = _validator(type_)
    validator.validate(payload)

    @settings(
        deadline=None, max_examples=TRIED, suppress_health_check=[*HealthCheck], database=None
    )
    @given(_spoiled(payload))
    def hold(spoiled: Payload) -> None:
        assume(not validator.is_valid(spoiled))
        assert refused(spoiled), spoiled

    hold()


# Every kind's schema is held to its declaration in tests/cooperation/test_kinds.py.
@pytest.mark.parametrize("kind", ["confiscation", "freezing", "service", "tracing"])
def test_no_request_that_its_schema_refuses_is_entered(people: People, kind: str) -> None:
    node = OtherNode()
    assert node.send("cooperation.request", request_of(kind), uuid4())[0] == 200
    _hold(
        "cooperation.request",
        request_of(kind),
        lambda payload: node.send("cooperation.request", payload, uuid4())[0] == 422,
    )


def test_no_change_that_its_schema_refuses_is_made(people: People) -> None:
    node = OtherNode()
    request = node.request("freezing")
    _hold(
        "cooperation.change",
        {**EXAMPLES["cooperation.change"], "request": str(request.pk)},
        lambda payload: node.send("cooperation.change", payload, request.pk)[0] == 422,
    )


def test_no_offer_of_a_request_that_its_schema_refuses_is_kept(people: People) -> None:
    node, payload = OtherNode(), EXAMPLES["cooperation.hand_over"]
    assert node.send("cooperation.hand_over", payload, UUID(ID))[0] == 200
    _hold(
        "cooperation.hand_over",
        payload,
        lambda spoiled: node.send("cooperation.hand_over", spoiled, UUID(ID))[0] == 422,
    )


@pytest.mark.parametrize(
    "type_",
    [
        "exchange.missing",
        "exchange.closed",
        "exchange.types",
        "exchange.epoch",
        "exchange.recall",
        "exchange.recall_file",
    ],
)
def test_no_word_about_messages_that_its_schema_refuses_counts(people: People, type_: str) -> None:
    """The example is taken in; what the schema refuses is refused for its form, and for no more."""
    peer = Peer()
    assert peer.message(EXAMPLES[type_], type=type_).deliver()[0] == 200

    def refused(payload: Payload) -> bool:
        status, receipt = peer.message(payload, type=type_).deliver()
        return (status, receipt.reason) == (422, "malformed_payload")

    _hold(type_, EXAMPLES[type_], refused)


@pytest.mark.parametrize("type_", ["authorities.ping", "authorities.contacts"])
def test_no_word_of_the_directory_that_its_schema_refuses_counts(
    people: People, type_: str
) -> None:
    peer, payload = Peer(), deepcopy(EXAMPLES[type_])
    if type_ == "authorities.ping":
        payload["due"] = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    assert peer.message(payload, type=type_).deliver()[0] == 200
    _hold(type_, payload, lambda spoiled: peer.message(spoiled, type=type_).deliver()[0] == 422)


def test_a_gap_is_refused_although_the_numbers_before_it_are_enough(people: People) -> None:
    payload = {"epoch": 1, "ranges": [[1, 5000], [9, "ten"]]}
    assert Peer().message(payload, type="exchange.missing").deliver()[0] == 422


def test_no_hand_over_that_its_schema_refuses_is_taken(people: People) -> None:
    scene = joined(people)
    payload = {**EXAMPLES["proceeds.handover"], "run": str(scene.run)}
    _hold(
        "proceeds.handover",
        payload,
        lambda spoiled: scene.xb.says("proceeds.handover", scene.run, spoiled) != "",
    )


# --- the command -------------------------------------------------------------------------------


def test_the_command_lists_types_and_prints_a_schema() -> None:
    run = CliRunner().invoke
    assert "cooperation.request 1\n" in run(app, ["schema"]).stdout
    printed = json.loads(run(app, ["schema", "exchange.missing"]).stdout)
    assert printed["$id"] == "urn:homeward:message:exchange.missing:1"
    assert run(app, ["schema", "tests.nothing"]).exit_code == 2
    assert run(app, ["schema", "exchange.missing", "--version", "9"]).exit_code == 2
