"""The JSON Schemas of requests and changes, made from what the kinds of requests declare.

`tools/schemas.py write` keeps them as data files in `messages/`; a test proves them current.
They refuse nothing that `reading.py` would take in.
"""

from collections.abc import Iterable
from typing import Any

from django.utils import translation

from homeward.casework.cooperation import limits
from homeward.casework.cooperation.checks import LONGEST_LINE, LONGEST_TEXT
from homeward.casework.cooperation.deadlines import Count
from homeward.casework.cooperation.declaration import (
    ContentField,
    FieldType,
    Kind,
    Urgency,
    all_kinds,
)
from homeward.casework.cooperation.handing_over import LONGEST_PRINTED, LONGEST_REASON, Step
from homeward.casework.cooperation.letters.language import LANGUAGES
from homeward.casework.cooperation.letters.sending import LONGEST_STATEMENT, MOST_UNITS
from homeward.casework.cooperation.lifecycle import (
    LIFECYCLES,
    Needs,
    RequestState,
    Side,
    Transition,
)
from homeward.casework.cooperation.payloads import (
    CHANGE,
    DRAFT,
    HAND_OVER,
    HAND_OVER_ANSWER,
    REQUEST,
)
from homeward.casework.cooperation.reading import (
    LONGEST_CODE,
    LONGEST_REFERENCE,
    MOST_CHANGES,
    ORAL_CODE,
)
from homeward.casework.cooperation.treaty_lists import GROUNDS

Schema = dict[str, Any]

_UUID = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
_MOMENT: Schema = {"type": "string", "format": "date-time", "pattern": "^[0-9]{4}"}
_FORMS: dict[FieldType, Schema] = {
    FieldType.LINE: {"maxLength": LONGEST_LINE, "pattern": r"^[^\n]*$"},
    FieldType.TEXT: {"maxLength": LONGEST_TEXT},
    FieldType.AMOUNT: {"pattern": "^[A-Z][A-Z0-9]{2,9} (0|[1-9][0-9]{0,26})$"},
    FieldType.DATE: {"format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    FieldType.RUN: {"pattern": _UUID},
    FieldType.DOCUMENT: {"pattern": "^([0-9a-f]{64}|paper)$"},
    FieldType.STATES: {"maxLength": 400, "pattern": "^[A-Z]{2}(, ?[A-Z]{2})*$"},
}
_LIMIT: Schema = {
    "type": "object",
    "required": ["number", "count"],
    "properties": {
        "number": {"type": "integer", "minimum": 1, "maximum": MOST_UNITS},
        "count": {"enum": [count.value for count in Count]},
    },
}
_TRANSLATION: Schema = {
    "type": "object",
    "required": ["written_in", "language", "texts", "certified"],
    "properties": {
        "written_in": {"type": "string", "minLength": 1, "maxLength": 8},
        "language": {"enum": list(LANGUAGES), "description": "Language of the texts."},
        "texts": {
            "type": "object",
            "maxProperties": 100,
            "additionalProperties": {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT},
            "description": "The translated parts, by their codes.",
        },
        "certified": {
            "type": "string",
            "maxLength": LONGEST_STATEMENT,
            "description": "Statement of who certified the translation, or empty.",
        },
    },
}
_DIGESTS: Schema = {
    "type": "object",
    "additionalProperties": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "description": "SHA-256 of each original that was translated, by the codes of its parts.",
}
_FOLLOWING: Schema = {
    **_TRANSLATION,
    "required": [*_TRANSLATION["required"], "of"],
    "properties": {**_TRANSLATION["properties"], "of": _DIGESTS},
}
_WAIVED: Schema = {
    "type": "object",
    "required": ["parts", "reason"],
    "properties": {
        "parts": {"type": "array", "minItems": 1, "items": {"type": "string"}},
        "reason": {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT},
    },
    "additionalProperties": False,
}
_BY_CODE: Schema = {"type": "object", "additionalProperties": {"type": "string"}}
_TREATY: Schema = {
    "type": "object",
    "required": ["key", "name"],
    "properties": {
        "key": {"type": "string", "minLength": 1},
        "name": {"type": "string", "minLength": 1},
        "contents": _BY_CODE,
        "grounds": _BY_CODE,
        "days": {"type": "object", "additionalProperties": {"type": "integer"}},
    },
    "additionalProperties": False,
}
_ABOVE_ZERO = "^[A-Z][A-Z0-9]{2,9} [1-9][0-9]{0,26}$"


def schemas() -> dict[str, Schema]:
    """The schema of each type of message of cooperation, in version 1."""
    with translation.override("en"):
        return {
            REQUEST: _request(),
            CHANGE: _change(),
            DRAFT: _draft(),
            HAND_OVER: _hand_over(),
            HAND_OVER_ANSWER: _hand_over_answer(),
        }


def _head(type_: str, title: str, description: str) -> Schema:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:homeward:message:{type_}:1",
        "title": title,
        "description": description,
    }


def _request() -> Schema:
    kinds = all_kinds()
    properties = {
        "kind": {"enum": [kind.code for kind in kinds], "description": "Kind of request."},
        "reference": _text("The requesting State's reference.", LONGEST_REFERENCE),
        "requesting_authority": _text("Code of the authority that asks.", LONGEST_CODE),
        "requested_authority": _text("Code of the authority that is asked.", LONGEST_CODE),
        "legal_basis": {"type": "string", "description": "One that the kind declares."},
        "urgency": {"enum": list(Urgency.values), "description": "How soon an answer is needed."},
        "due": _or_null(_MOMENT, "Time by which an answer is expected, or null."),
        "run": _or_null({"type": "string", "pattern": _UUID}, "Id of the tracing run, or null."),
        "handling_limits": _or_null(
            {"type": "string", "maxLength": LONGEST_TEXT}, "The limits that H3 stands for."
        ),
        "content": {"type": "object", "description": "The parts that the kind declares."},
        "oral": _or_null(
            {
                "type": "object",
                "required": ["code", "at"],
                "properties": {"code": {"type": "string", "pattern": ORAL_CODE}, "at": _MOMENT},
                "additionalProperties": False,
            },
            "The code and the time of the oral request that this confirms, or null.",
        ),
        "limit": _or_null(_LIMIT, "The length of the time for an answer, or null."),
        "translation": _or_null(_TRANSLATION, "The contents in an accepted language, or null."),
        "waived": _or_null(_WAIVED, "Required parts that it goes without, or null."),
        "treaty": _or_null(_TREATY, "Lists of the treaty that binds the two, or null."),
    }
    may_lack = {"due", "run", "handling_limits", "limit", "translation", "waived", "treaty", "oral"}
    return {
        **_head(REQUEST, "Request", "A request as the requested State sees it."),
        "type": "object",
        "required": [name for name in properties if name not in may_lack],
        "properties": properties,
        "allOf": [rule for kind in kinds for rule in _rules(kind)],
    }


def _draft() -> Schema:
    """As a request, but parts may be missing, and it says what is asked about it."""
    whole = _request()
    return {
        **whole,
        **_head(DRAFT, "Draft of a request", "A draft on which the other State is asked."),
        "required": [*whole["required"], "question"],
        "properties": {**whole["properties"], "question": _text("In words.", LONGEST_TEXT)},
        "allOf": [
            _when(
                "kind",
                [kind.code],
                {"legal_basis": {"enum": [basis.code for basis in kind.legal_bases]}},
            )
            for kind in all_kinds()
        ],
    }


def _rules(kind: Kind) -> list[Schema]:
    """The bases of a kind always; its parts where no treaty has lists and nothing is left out."""
    bases = {"enum": [basis.code for basis in kind.legal_bases]}
    whole = _when("kind", [kind.code], {"content": _parts(kind.contents)})
    nothing: Schema = {"type": "null"}
    whole["if"]["properties"] |= {"waived": nothing, "treaty": nothing}
    return [_when("kind", [kind.code], {"legal_basis": bases}), whole]


def _change() -> Schema:
    lifecycles = [LIFECYCLES[name] for name in sorted({kind.lifecycle for kind in all_kinds()})]
    steps: dict[str, Transition] = {
        step.name: step
        for lifecycle in lifecycles
        for step in lifecycle.transitions
        if step.is_exchanged
    }
    properties = {
        "request": {"type": "string", "pattern": _UUID, "description": "Id of the request."},
        "change": {"enum": list(steps), "description": "Name of the step."},
        "number": _whole("How many changes its side has made, this one included.", 1),
        "seen": _whole("Number of the last change of the other side that its side knew.", 0),
        "authority": _text("Code of the authority that made it.", LONGEST_CODE),
        "at": {**_MOMENT, "description": "When it was made, with the zone."},
        "data": {"type": "object", "description": "What the step needs, and no more."},
    }
    return {
        **_head(CHANGE, "Change of a request", "One step of the life of a request."),
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "allOf": [
            *(
                _when("change", names, {"data": _data(needs)})
                for needs in Needs
                if needs is not Needs.FIELDS
                and (names := [name for name, step in steps.items() if step.needs is needs])
            ),
            *(
                _when("change", [name], {"data": _declared(step.fields)})
                for name, step in steps.items()
                if step.needs is Needs.FIELDS
            ),
        ],
    }


def _declared(fields: tuple[ContentField, ...]) -> Schema:
    own = tuple(field for field in fields if field.code not in limits.CODES)
    parts = {"fields": _parts(own)}
    if len(own) < len(fields):
        parts["limits"] = _parts(limits.FIELDS)
    return {"properties": parts, "required": ["fields"], "additionalProperties": False}


def _hand_over() -> Schema:
    change = _part_of(_change())
    change["required"] = ["side", *change["required"]]
    change["properties"] = {
        "side": {"enum": list(Side.values), "description": "Which State made it."},
        **change["properties"],
    }
    offer = {
        "type": "object",
        "required": ["request", "code", "issued_at", "state", "changes"],
        "properties": {
            "request": _part_of(_request()),
            "code": _text("Printed on the letter.", LONGEST_PRINTED),
            "issued_at": {**_MOMENT, "description": "When the letter was issued."},
            "delivered_at": _or_null(_MOMENT, "When the other State got it, or null."),
            "state": {"enum": list(RequestState.values), "description": "Where it stands."},
            "changes": {
                "type": "array",
                "description": "Every change that either State made, as it would have been sent.",
                "items": change,
            },
        },
    }
    properties = {
        "step": {"enum": list(Step), "description": "Offered, handed over, or offered no more."},
        "edition": _whole("Counts what was offered; each change makes a new one.", 1),
        "offer": _or_null(offer, "The request as it stands; null in the other steps."),
    }
    return {
        **_head(HAND_OVER, "Hand-over of a request", "A request on paper goes to a new node."),
        "type": "object",
        "required": ["step", "edition", "offer"],
        "properties": properties,
    }


def _hand_over_answer() -> Schema:
    properties = {
        "edition": _whole("The edition of the offer that it answers.", 1),
        "taken": {"type": "boolean", "description": "Whether an officer holds the letter."},
        "reason": {
            "type": "string",
            "maxLength": LONGEST_REASON,
            "description": "Why it is not taken over.",
        },
    }
    return {
        **_head(HAND_OVER_ANSWER, "Answer to a hand-over", "Whether the letter is held there."),
        "type": "object",
        "required": list(properties),
        "properties": properties,
    }


def _part_of(schema: Schema) -> Schema:
    """A message's schema as that of a part of another."""
    return {name: part for name, part in schema.items() if not name.startswith("$")}


def _data(needs: Needs) -> Schema:
    text = _text("In words.", LONGEST_TEXT)
    grounds = dict.fromkeys(
        [*(ground.code for kind in all_kinds() for ground in kind.grounds), *GROUNDS]
    )
    asked = dict.fromkeys(g.fields for kind in all_kinds() for g in kind.grounds if g.fields)
    answers = {"anyOf": [{"title": kind.code, **_parts(kind.answer)} for kind in all_kinds()]}
    needed: dict[str, Schema] = {
        Needs.NOTHING: {},
        Needs.TEXT: {"text": text},
        Needs.ANSWER: {"fields": answers},
        Needs.PART: {"fields": answers, "text": text},
        Needs.TRANSLATION: {"translation": _FOLLOWING},
        Needs.REFUSAL: {"ground": {"enum": list(grounds)}, "text": text},
    }[needs]
    may_come = {"limits": _parts(limits.FIELDS)} if "fields" in needed else {}
    if needs is Needs.REFUSAL:
        may_come = {"fields": {"anyOf": [_parts(fields) for fields in asked]}}
    return {
        "properties": {**needed, **may_come},
        "required": list(needed),
        "additionalProperties": False,
    }


def _when(name: str, values: Iterable[str], then: Schema) -> Schema:
    condition = {"properties": {name: {"enum": list(values)}}, "required": [name]}
    return {"if": condition, "then": {"properties": then}}


def _parts(declared: tuple[ContentField, ...]) -> Schema:
    beside = [field for field in declared if field.required and field.when is not None]
    parts: Schema = {
        "type": "object",
        "required": [field.code for field in declared if field.is_always_required],
        "properties": {field.code: _part(field) for field in declared},
        "additionalProperties": False,
    }
    return {**parts, "allOf": [_beside(field) for field in beside]} if beside else parts


def _beside(field: ContentField) -> Schema:
    """What has to be written where another part is, or has one of some values."""
    when = field.when
    if when is None:
        raise ValueError(f"The part {field.code} depends on no other.")
    form: Schema = {"enum": list(when.values)} if when.values else {"minLength": 1}
    condition = {"properties": {when.code: form}, "required": [when.code]}
    then = {"properties": {field.code: {"minLength": 1}}, "required": [field.code]}
    return {"if": condition, "then": then}


def _part(field: ContentField) -> Schema:
    form = dict(_FORMS.get(field.type, {"enum": [code for code, _ in field.choices]}))
    if field.type is FieldType.AMOUNT and field.least > 0:
        form["pattern"] = _ABOVE_ZERO
    words = {"description": f"{field.label} ({field.article})."}
    if field.is_always_required:
        return {"type": "string", "minLength": 1, **form, **words}
    return {"type": "string", "anyOf": [{"const": ""}, form], **words}


def _text(description: str, most: int) -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": most, "description": description}


def _whole(description: str, least: int) -> Schema:
    return {
        "type": "integer",
        "minimum": least,
        "maximum": MOST_CHANGES,
        "description": description,
    }


def _or_null(form: Schema, description: str) -> Schema:
    return {"anyOf": [{"type": "null"}, form], "description": description}
