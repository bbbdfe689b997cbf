"""Reading what another State's node put into a request or a change, by the kind's declaration.

What this side would refuse to send it refuses to take in, with a code that the sender's desk can
read in words. Nothing is cut off and nothing is guessed.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from homeward.casework.cases.visible import has_content, is_clean
from homeward.casework.cases.vocabulary.case import HandlingCode
from homeward.casework.cooperation import limits
from homeward.casework.cooperation.checks import LONGEST_TEXT, Faults, faults_of
from homeward.casework.cooperation.crossing import Move
from homeward.casework.cooperation.deadlines import Limit
from homeward.casework.cooperation.declaration import (
    ContentField,
    FieldType,
    Kind,
    Urgency,
    all_kinds,
)
from homeward.casework.cooperation.letters.following import read_following
from homeward.casework.cooperation.letters.sending import (
    ReadTranslation,
    read_limit,
    read_translation,
)
from homeward.casework.cooperation.lifecycle import Needs, Transition, other
from homeward.casework.cooperation.models import Request
from homeward.casework.cooperation.rules import fields_of, has_text, objection
from homeward.casework.cooperation.treaty_lists import (
    LONGEST_NAME,
    contents_under,
    faults_in,
    lists_for,
)
from homeward.foundation.authorities.models import State
from homeward.foundation.authorities.queries import authorities_of
from homeward.foundation.exchange import payloads
from homeward.foundation.exchange.errors import EffectRefused, MalformedPayload
from homeward.foundation.exchange.ports import Arrived
from homeward.foundation.guard.context import asked_once

LONGEST_CODE, LONGEST_REFERENCE = 20, 40  # the longest codes of authorities, and references
ORAL_CODE = "^[A-HJ-NP-Z2-9]{8}$"  # no letter that is heard or read as another figure
# A side makes a handful of changes; a count beyond this is a mistake.
MOST_CHANGES = 10_000
# An answer is expected after the request was sent, give or take two clocks, and within a year.
CLOCKS, _LONGEST_WAIT = timedelta(minutes=10), timedelta(days=366)


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
    question: str
    oral: str
    waiver: dict[str, Any]
    treaty: dict[str, Any]
    limit: Limit | None = None
    translation: ReadTranslation | None = None


def read_request(arrived: Arrived, *, is_draft: bool = False) -> ReadRequest:
    """The request that a message carries, or the draft of one, of which parts may be missing.

    Raises EffectRefused: `unknown_kind`, `unknown_legal_basis`, `unknown_urgency`,
    `not_their_authority`, `no_such_authority`, `unknown_states`, `due_out_of_bounds`,
    `contents_missing`, `contents_malformed`, `handling_unwritten`, `malformed_payload`.
    """
    payload = arrived.payload
    kind = next((k for k in all_kinds() if k.code == payload.get("kind")), None)
    if kind is None:
        raise EffectRefused("unknown_kind")
    content = payloads.mapping(payload, "content", most=100)
    treaty = _treaty(payload, kind, arrived.sender)
    fields = contents_under(kind, treaty)
    waiver = _waiver(payload, fields)
    left_out = frozenset(waiver.get("parts", ()))
    if is_draft:
        left_out = frozenset(field.code for field in fields)
    parts = _parts(content, fields, "contents", left_out)
    return ReadRequest(
        kind=kind,
        reference=_visible(payload, "reference", most=LONGEST_REFERENCE),
        requesting_authority=_authority(
            payload, "requesting_authority", arrived.sender, kind.sender_function
        ),
        requested_authority=_authority(
            payload, "requested_authority", settings.HOMEWARD_STATE, kind.receiver_function
        ),
        legal_basis=_listed(payload, "legal_basis", {b.code for b in kind.legal_bases}),
        urgency=_listed(payload, "urgency", set(Urgency.values)),
        handling_limits=_limits(arrived),
        due=_due(arrived),
        run=payloads.optional(payloads.uuid, payload, "run"),
        limit=read_limit(payload),
        translation=read_translation(payload, parts),
        content=_known_states(parts, kind),
        oral=_oral(payload),
        question=_visible(payload, "question", most=LONGEST_TEXT) if is_draft else "",
        waiver=waiver,
        treaty=treaty,
    )


def _oral(payload: dict[str, Any]) -> str:
    """The code of the oral request that this one confirms, empty for none."""
    if payload.get("oral") is None:
        return ""
    said = payloads.mapping(payload, "oral", most=2)
    payloads.moment(said, "at")
    code = payloads.text(said, "code", max=8)
    if re.fullmatch(ORAL_CODE, code) is None:
        raise MalformedPayload(field="oral")
    return code


def _authority(payload: dict[str, Any], name: str, state: str, function: str) -> str:
    """An authority of the directory, of the State that it must be of, that does this work there."""
    code = payloads.text(payload, name, max=LONGEST_CODE)
    is_known = asked_once(
        ("authority", state, function, code),
        lambda: authorities_of(state, function).filter(pk=code).exists(),
    )
    if not is_known:
        is_theirs = name == "requesting_authority"
        raise EffectRefused("not_their_authority" if is_theirs else "no_such_authority")
    return code


def _due(arrived: Arrived) -> datetime | None:
    """A limit that could be kept when the request was sent: it may have been long on its way."""
    due = payloads.optional(payloads.moment, arrived.payload, "due")
    sent = arrived.sent_at
    if due is not None and not sent - CLOCKS <= due <= sent + _LONGEST_WAIT:
        raise EffectRefused("due_out_of_bounds")
    return due


def _known_states(parts: dict[str, str], kind: Kind) -> dict[str, str]:
    """The parts, once every State that they name is in the directory."""
    named = [parts[f.code] for f in kind.contents if f.type is FieldType.STATES]
    codes = {code.strip() for text in named for code in text.split(",") if code.strip()}
    if codes and State.objects.filter(pk__in=codes).count() < len(codes):
        raise EffectRefused("unknown_states")
    return parts


def _visible(payload: dict[str, Any], name: str, *, most: int, min: int = 1) -> str:
    """A text that holds nothing which its reader would not see."""
    text = payloads.text(payload, name, max=most, min=min)
    if not is_clean(text) or (min and not has_content(text)):
        raise MalformedPayload(field=name)
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadChange:
    """A change as it arrived: what it is, how its maker counts it, and what goes with it."""

    transition: Transition
    move: Move
    at: datetime
    authority: str
    data: dict[str, Any]


def read_change(
    payload: dict[str, Any], request: Request, *, refused_on: str | None = None
) -> ReadChange:
    """The change that a message carries. `refused_on` is the ground of the refusal before it, where
    the request is not kept here yet.

    Raises EffectRefused: `not_their_change`, `text_missing`, `answer_missing`, `answer_malformed`,
    `ground_unknown`, `reasons_missing`, `translation_of_other_words`, `malformed_payload`.
    """
    side = other(request.side)
    name = payload.get("change")
    transition = request.lifecycle.get(name, side) if isinstance(name, str) else None
    if transition is None or not transition.is_exchanged:
        raise EffectRefused("not_their_change")
    if code := objection(request, transition, refused_on):
        raise EffectRefused(code)
    number = payloads.whole(payload, "number", min=1, max=MOST_CHANGES)
    seen = payloads.whole(payload, "seen", max=MOST_CHANGES)
    return ReadChange(
        transition=transition,
        move=Move(side, number, seen, transition.name),
        at=payloads.moment(payload, "at"),
        authority=payloads.text(payload, "authority", max=LONGEST_CODE),
        data=_data(payloads.mapping(payload, "data", most=10), transition, request),
    )


def _data(data: dict[str, Any], transition: Transition, request: Request) -> dict[str, Any]:
    """What goes with the change, as the sending form asks for it; nothing else is kept."""
    kept: dict[str, Any] = {}
    if transition.needs is Needs.REFUSAL:
        ground = data.get("ground")
        if not isinstance(ground, str) or request.said_ground(ground) is None:
            raise EffectRefused("ground_unknown")
        kept = {"ground": ground, "text": _written(data, "reasons_missing")}
    elif transition.needs is Needs.TRANSLATION:
        kept = {"translation": read_following(data, request)}
    elif has_text(transition):
        kept = {"text": _written(data, "text_missing")}
    every = fields_of(request, transition, str(kept.get("ground", "")))
    declared = tuple(f for f in every if f.code not in limits.CODES)
    if declared:
        given = payloads.mapping(data, "fields", most=100) if "fields" in data else {}
        kept["fields"] = _parts(given, declared, "answer")
    if len(declared) < len(every) and "limits" in data:
        said = _parts(payloads.mapping(data, "limits", most=10), limits.FIELDS, "limits")
        kept["limits"] = {code: text for code, text in said.items() if text}
    if set(data) - set(kept):
        raise MalformedPayload(field="data")
    return kept


def _treaty(payload: dict[str, Any], kind: Kind, sender: str) -> dict[str, Any]:
    """The lists of the treaty between the two: the own record, else what the other State sent.

    The parts follow the sender's list, by which they were written; grounds and days the own.
    """
    if payload.get("treaty") is None:
        return {}
    said = payloads.mapping(payload, "treaty", most=5)
    known = {"key", "name", "contents", "grounds", "days"}
    if set(said) - known or faults_in(said):
        raise MalformedPayload(field="treaty")
    sent = {
        "key": _visible(said, "key", most=40),
        "name": _visible(said, "name", most=LONGEST_NAME),
        **{name: dict(said.get(name, {})) for name in ("contents", "grounds", "days")},
    }
    own = lists_for(kind, sender)
    return {**sent, "grounds": own["grounds"], "days": own["days"]} if own else sent


def _waiver(payload: dict[str, Any], fields: tuple[ContentField, ...]) -> dict[str, Any]:
    """What a request goes without, and why, where its State says so."""
    if payload.get("waived") is None:
        return {}
    said = payloads.mapping(payload, "waived", most=2)
    parts = said.get("parts")
    waivable = {field.code for field in fields if field.waivable and not field.fixed}
    if (
        not isinstance(parts, list)
        or not parts
        or not all(isinstance(part, str) and part in waivable for part in parts)
    ):
        raise MalformedPayload(field="waived")
    return {"parts": parts, "reason": _visible(said, "reason", most=LONGEST_TEXT)}


def _parts(
    given: dict[str, Any],
    declared: tuple[ContentField, ...],
    what: str,
    waived: frozenset[str] = frozenset(),
) -> dict[str, str]:
    """Every declared part as text; a part that the kind does not know is no part of it."""
    if set(given) - {f.code for f in declared}:
        raise EffectRefused(f"{what}_malformed")
    if not all(isinstance(value, str) for value in given.values()):
        raise EffectRefused(f"{what}_malformed")
    parts = {f.code: str(given.get(f.code, "")) for f in declared}
    faults: Faults = faults_of(declared, parts)
    if any(field.code not in waived for field in faults.missing):
        raise EffectRefused(f"{what}_missing")
    if faults.malformed or faults.reversed:
        raise EffectRefused(f"{what}_malformed")
    return parts


def _limits(arrived: Arrived) -> str:
    limits = ""
    if arrived.payload.get("handling_limits") is not None:
        limits = _visible(arrived.payload, "handling_limits", most=LONGEST_TEXT, min=0)
    if arrived.handling == HandlingCode.H3 and not has_content(limits):
        raise EffectRefused("handling_unwritten")
    return limits


def _written(data: dict[str, Any], missing: str) -> str:
    given = data.get("text", "")
    if not isinstance(given, str) or not has_content(given):
        raise EffectRefused(missing)
    return _visible(data, "text", most=LONGEST_TEXT)


def _listed(payload: dict[str, Any], name: str, allowed: set[str]) -> str:
    value = payload.get(name)
    if not isinstance(value, str) or value not in allowed:
        raise EffectRefused(f"unknown_{name}")
    return value
