"""What goes with each step, read the same way whether it was typed here or came from a peer.

Amounts travel as text, in minor units with their currency; days as `2026-03-12`.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from homeward.foundation.exchange import payloads
from homeward.foundation.exchange.errors import MalformedPayload
from homeward.oversight.assistance.lists import (
    LANGUAGES,
    Funding,
    FundKind,
    Help,
    Paragraph,
    Priority,
    Sensitivity,
    Urgency,
)

LONGEST, LONGEST_TITLE, MOST_PARTS, MOST_PEOPLE = 4000, 200, 12, 1_000_000
LARGEST = 10**15  # minor units; more is a slip of the pen
LARGEST_COUNT = 10_000  # steps of one side
RATINGS = (1, 5)
APPLIED = ("yes", "partly", "not_yet", "no")
Data = dict[str, Any]
Payload = Mapping[str, Any]


def read_request(payload: Payload) -> Data:
    """What a State asks. Raises MalformedPayload, naming the field, as all functions here do."""
    return {
        "reference": payloads.text(payload, "reference", max=40),
        "authority": payloads.text(payload, "authority", max=20),
        "need": payloads.text(payload, "need", max=LONGEST),
        "capacity": payloads.text(payload, "capacity", max=LONGEST),
        "paragraph": payloads.choice(payload, "paragraph", Paragraph.values),
        "practice": payloads.text(payload, "practice", max=40, min=0),
        "kinds": _listed(payload, "kinds", Help.values),
        "urgency": payloads.choice(payload, "urgency", Urgency.values),
        "language": payloads.choice(payload, "language", LANGUAGES),
        "sensitivity": payloads.choice(payload, "sensitivity", Sensitivity.values),
    }


def read_step(name: str, data: Payload) -> Data:
    """What goes with a step. Raises MalformedPayload, also for a step that is none."""
    reader = _READERS.get(name)
    if reader is None:
        raise MalformedPayload(field="step")
    return reader(data)


def _nothing(data: Payload) -> Data:
    return {}


def _words(data: Payload) -> Data:
    return {"text": payloads.text(data, "text", max=LONGEST)}


def _maybe_words(data: Payload) -> Data:
    return {"text": payloads.text(data, "text", max=LONGEST, min=0)}


def _approval(data: Payload) -> Data:
    return {"priority": payloads.choice(data, "priority", Priority.values), **_maybe_words(data)}


def _offer(data: Payload) -> Data:
    parts = payloads.mappings(data, "parts", most=MOST_PARTS)
    begin, end = day(data, "begin"), day(data, "end")
    if not parts:
        raise MalformedPayload(field="parts")
    if end < begin:
        raise MalformedPayload(field="end")
    return {
        "help": payloads.choice(data, "help", Help.values),
        "language": payloads.choice(data, "language", LANGUAGES),
        "begin": begin.isoformat(),
        "end": end.isoformat(),
        **_words(data),
        "parts": [_part(one) for one in parts],
    }


def _part(data: Payload) -> Data:
    currency = payloads.text(data, "currency", max=3, min=3)
    if not (currency.isascii() and currency.isalpha() and currency.isupper()):
        raise MalformedPayload(field="currency")
    return {
        "title": payloads.text(data, "title", max=LONGEST_TITLE),
        "cost": str(payloads.amount(data, "cost", max=LARGEST)),
        "currency": currency,
    }


def _delivery(data: Payload) -> Data:
    return {
        "part": payloads.whole(data, "part", min=1, max=MOST_PARTS),
        "on": day(data, "on").isoformat(),
        "people": payloads.whole(data, "people", max=MOST_PEOPLE),
        "left_out": payloads.flag(data, "left_out"),
        **_words(data),
    }


def _evaluation(data: Payload) -> Data:
    low, high = RATINGS
    return {
        "useful": payloads.whole(data, "useful", min=low, max=high),
        "applied": payloads.choice(data, "applied", APPLIED),
        **_words(data),
    }


def _funding(data: Payload) -> Data:
    return {
        "status": payloads.choice(data, "status", Funding.values),
        "sources": _listed(data, "sources", FundKind.values),
    }


def day(payload: Payload, name: str) -> date:
    """A day in ISO 8601."""
    written = payloads.text(payload, name, max=10, min=10)
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise MalformedPayload(field=name) from None


def _listed(payload: Payload, name: str, allowed: list[str]) -> list[str]:
    found = payloads.texts(payload, name, max=12, most=len(allowed))
    if len(set(found)) != len(found) or not set(found) <= set(allowed):
        raise MalformedPayload(field=name)
    return found


_READERS: dict[str, Callable[[Payload], Data]] = {
    "send": _nothing,
    "ask": _words,
    "answer": _words,
    "approve": _approval,
    "decline": _words,
    "offer": _offer,
    "agree": _maybe_words,
    "turn_down": _words,
    "deliver": _delivery,
    "complete": _maybe_words,
    "evaluate": _evaluation,
    "withdraw": _words,
    "tell_funding": _funding,
}
