"""Reading what another State's node put into a request or a change, by the kind's declaration.

What this side would refuse to send it refuses to take in, with a code that the sender's desk can
read in words. Nothing is cut off and nothing is guessed.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from homeward.casework.cases.vocabulary import HandlingCode
from homeward.casework.cooperation.checks import LONGEST_TEXT, Faults, faults_of
from homeward.casework.cooperation.crossing import Move, other
from homeward.casework.cooperation.declaration import ContentField, Kind, Urgency, all_kinds
from homeward.casework.cooperation.lifecycle import Needs, Side, Transition
from homeward.casework.cooperation.models import Request
from homeward.foundation.exchange import payloads
from homeward.foundation.exchange.errors import EffectRefused, MalformedPayload
from homeward.foundation.exchange.ports import Arrived

_CODE, _REFERENCE = 20, 40  # the longest codes of authorities, and references
# A side makes a handful of changes; a count beyond this is a mistake.
_MOST_CHANGES = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRequest:
    """A request as it arrived, every part of it in its form."""

    kind: Kind
    reference: str
    requesting_authority: str
    requested_authority: str
    legal_basis: str
    urgency: str
    handling_limits: str
    due: datetime | None
    run: UUID | None
    content: dict[str, str]


def read_request(arrived: Arrived) -> ReadRequest:
    """The request that a message carries.

    Raises EffectRefused: `unknown_kind`, `unknown_legal_basis`, `unknown_urgency`,
    `contents_missing`, `contents_malformed`, `handling_unwritten`, `malformed_payload`.
    """
    payload = arrived.payload
    kind = next((k for k in all_kinds() if k.code == payload.get("kind")), None)
    if kind is None:
        raise EffectRefused("unknown_kind")
    content = payloads.mapping(payload, "content", most=100)
    return ReadRequest(
        kind=kind,
        reference=payloads.text(payload, "reference", max=_REFERENCE),
        requesting_authority=payloads.text(payload, "requesting_authority", max=_CODE),
        requested_authority=payloads.text(payload, "requested_authority", max=_CODE),
        legal_basis=_listed(payload, "legal_basis", {b.code for b in kind.legal_bases}),
        urgency=_listed(payload, "urgency", set(Urgency.values)),
        handling_limits=_limits(arrived),
        due=payloads.optional(payloads.moment, payload, "due"),
        run=payloads.optional(payloads.uuid, payload, "run"),
        content=_parts(content, kind.contents, "contents"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadChange:
    """A change as it arrived: what it is, how its maker counts it, and what goes with it."""

    transition: Transition
    move: Move
    at: datetime
    authority: str
    data: dict[str, Any]


def read_change(payload: dict[str, Any], request: Request) -> ReadChange:
    """The change that a message carries.

    Raises EffectRefused: `not_their_change`, `text_missing`, `answer_missing`, `answer_malformed`,
    `ground_unknown`, `reasons_missing`, `malformed_payload`.
    """
    side = other(Side(request.side))
    name = payload.get("change")
    transition = request.lifecycle.get(name) if isinstance(name, str) else None
    if transition is None or transition.by != side or not transition.is_exchanged:
        raise EffectRefused("not_their_change")
    number = payloads.whole(payload, "number", min=1, max=_MOST_CHANGES)
    seen = payloads.whole(payload, "seen", max=_MOST_CHANGES)
    return ReadChange(
        transition=transition,
        move=Move(side, number, seen, transition.name),
        at=payloads.moment(payload, "at"),
        authority=payloads.text(payload, "authority", max=_CODE),
        data=_data(payloads.mapping(payload, "data", most=10), transition, request.declared),
    )


def _data(data: dict[str, Any], transition: Transition, kind: Kind) -> dict[str, Any]:
    """What goes with the change, as the sending form asks for it; nothing else is kept."""
    match transition.needs:
        case Needs.NOTHING:
            kept: dict[str, Any] = {}
        case Needs.TEXT:
            kept = {"text": _written(data, "text_missing")}
        case Needs.ANSWER:
            given = payloads.mapping(data, "fields", most=100) if "fields" in data else {}
            kept = {"fields": _parts(given, kind.answer, "answer")}
        case Needs.REFUSAL:
            ground = data.get("ground")
            if not isinstance(ground, str) or kind.ground(ground) is None:
                raise EffectRefused("ground_unknown")
            kept = {"ground": ground, "text": _written(data, "reasons_missing")}
    if set(data) - set(kept):
        raise MalformedPayload(field="data")
    return kept


def _parts(given: dict[str, Any], declared: tuple[ContentField, ...], what: str) -> dict[str, str]:
    """Every declared part as text; a part that the kind does not know is no part of it."""
    if set(given) - {f.code for f in declared}:
        raise EffectRefused(f"{what}_malformed")
    if not all(isinstance(value, str) for value in given.values()):
        raise EffectRefused(f"{what}_malformed")
    parts = {f.code: str(given.get(f.code, "")) for f in declared}
    faults: Faults = faults_of(declared, parts)
    if faults.missing:
        raise EffectRefused(f"{what}_missing")
    if faults.malformed:
        raise EffectRefused(f"{what}_malformed")
    return parts


def _limits(arrived: Arrived) -> str:
    limits = ""
    if arrived.payload.get("handling_limits") is not None:
        limits = payloads.text(arrived.payload, "handling_limits", max=LONGEST_TEXT, min=0)
    if arrived.handling == HandlingCode.H3 and not limits.strip():
        raise EffectRefused("handling_unwritten")
    return limits


def _written(data: dict[str, Any], missing: str) -> str:
    if not isinstance(data.get("text", ""), str) or not str(data.get("text", "")).strip():
        raise EffectRefused(missing)
    return payloads.text(data, "text", max=LONGEST_TEXT)


def _listed(payload: dict[str, Any], name: str, allowed: set[str]) -> str:
    value = payload.get(name)
    if not isinstance(value, str) or value not in allowed:
        raise EffectRefused(f"unknown_{name}")
    return value
