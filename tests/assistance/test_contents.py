"""What the schemas of assistance refuse is not read, and what is made here fits them."""

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from homeward.foundation.exchange import payloads
from homeward.foundation.exchange.errors import MalformedPayload
from homeward.foundation.exchange.ports import newest
from homeward.oversight.assistance.contents import read_request, read_step
from homeward.oversight.assistance.lifecycle import MOVES
from tests.assistance.desks import DELIVERY, OFFER, REQUEST

NOW = "2026-11-01T00:00:00+00:00"
WORDS = {"text": "In words."}
DATA: dict[str, dict[str, Any]] = {
    "ask": WORDS,
    "answer": WORDS,
    "approve": {"priority": "low", "text": ""},
    "decline": WORDS,
    "offer": OFFER,
    "agree": {"text": ""},
    "turn_down": WORDS,
    "deliver": {"part": 1, **DELIVERY},
    "complete": {"text": ""},
    "evaluate": {"useful": 3, "applied": "no", "text": "In words."},
    "withdraw": WORDS,
    "tell_funding": {"status": "partly", "sources": ["existing"]},
}
ODD = st.sampled_from(
    [None, True, 0, -1, 2**53, "", "x" * 5000, "2026", "1e3", "-5", "xad", [], [[1]], {}, {"a": 1}]
)


def schema(type_: str) -> Draft202012Validator:
    kind = newest(type_)
    assert kind is not None
    return Draft202012Validator(json.loads(kind.schemas[1].read_text("utf-8")))


def step(name: str) -> dict[str, Any]:
    return {"step": name, "number": 2, "seen": 1, "at": NOW, "data": DATA[name]}


def spoiled(draw: Any, payload: dict[str, Any]) -> dict[str, Any]:
    """One field dropped or put otherwise, at any depth."""
    found = deepcopy(payload)
    part: Any = found
    while True:
        key = draw(st.sampled_from(sorted(part) if isinstance(part, dict) else range(len(part))))
        if isinstance(part[key], dict | list) and part[key] and draw(st.booleans()):
            part = part[key]
            continue
        if draw(st.booleans()) and isinstance(part, dict):
            del part[key]
        else:
            part[key] = draw(ODD)
        return found


def read(payload: dict[str, Any]) -> None:
    """As `on_step` reads a step."""
    name = payloads.choice(payload, "step", [one for one in MOVES if one != "send"])
    payloads.whole(payload, "number", min=1, max=10_000)
    payloads.whole(payload, "seen", max=10_000)
    payloads.moment(payload, "at")
    read_step(name, payloads.mapping(payload, "data"))


def test_every_step_has_an_example_that_is_read_as_it_is() -> None:
    assert set(DATA) == set(MOVES) - {"send"}
    for name, data in DATA.items():
        schema("assistance.step").validate(step(name))
        assert read_step(name, data) == data
    schema("assistance.request").validate(REQUEST)
    assert read_request(REQUEST) == REQUEST


@given(st.data())
def test_what_the_schema_of_a_step_refuses_is_not_read(data: st.DataObject) -> None:
    payload = spoiled(data.draw, step(data.draw(st.sampled_from(sorted(DATA)))))
    assume(not schema("assistance.step").is_valid(payload))
    with pytest.raises(MalformedPayload):
        read(payload)


@given(st.data())
def test_what_the_schema_of_a_request_refuses_is_not_read(data: st.DataObject) -> None:
    payload = spoiled(data.draw, REQUEST)
    assume(not schema("assistance.request").is_valid(payload))
    with pytest.raises(MalformedPayload):
        read_request(payload)
