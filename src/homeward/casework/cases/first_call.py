"""From the answers of a first call to what it opens.

`facts` of the call go to every room that begins its work on the new case (`ports.begin_work`). They
hold no names and nothing that somebody wrote:

| key | value |
|---|---|
| `typology`, `modalities`, `purposes` | codes, shipped or the State's own (lists.py) |
| `modalities_counted` | the shipped codes that the modalities are or count as |
| `iccs_code`, `confirmation`, `explanation` | codes |
| `victims` | how many, a whole number |
| `child`, `virtual`, `demand`, `witnessed` | True or False |
| `moved`, `location_known`, `safe_to_call`, `police_visible`, `relatives_threatened`, |
| `suspects_near` | True, False, or None where it is not known |
| `medicine_by`, `deadline`, `occurred_from` | an ISO time in UTC, or None |
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from homeward.casework.cases.actions.first_call import FirstCall, NewFlag
from homeward.casework.cases.actions.opening import NewCase
from homeward.casework.cases.actions.ransom import RansomFacts
from homeward.casework.cases.forms.first_call import SCREENS, Screen
from homeward.casework.cases.iccs import IccsFacts, Proposal, propose
from homeward.casework.cases.lists import counted, counted_one
from homeward.casework.cases.versions import words_of
from homeward.casework.cases.vocabulary.case import PersonRole
from homeward.casework.cases.vocabulary.lists import CaseList
from homeward.casework.cases.words.first_call import (
    Age,
    CallerPart,
    Confirmation,
    FlagKind,
    IncidentKind,
    Known,
    Seen,
)

Answers = dict[str, list[str]]
TRUTHS = (
    "moved",
    "location_known",
    "safe_to_call",
    "police_visible",
    "relatives_threatened",
    "suspects_near",
)
TRUTH = {Known.YES: True, Known.NO: False, Known.UNKNOWN: None}
CALLERS = {
    CallerPart.RELATIVE: PersonRole.RELATIVE,
    CallerPart.WITNESS: PersonRole.WITNESS,
    CallerPart.EMPLOYER: PersonRole.WITNESS,
}


def screen_form(slug: str, answers: Answers) -> Screen:
    """The screen's form, bound to what was typed so far."""
    return SCREENS[slug][1](as_sent(answers), answers=answers)


def as_sent(answers: Mapping[str, list[str]]) -> QueryDict:
    """Answers as a browser sends them."""
    data = QueryDict(mutable=True)
    for name, texts in answers.items():
        data.setlist(name, texts)
    return data


def all_screens(answers: Answers) -> dict[str, Screen]:
    """Every screen with what was typed, by its name."""
    return {slug: screen_form(slug, answers) for slug in SCREENS}


def told(form: Screen) -> Iterator[tuple[str, str]]:
    """What a screen says: label and words of every question that was answered."""
    for name, field in form.fields.items():
        value = form[name].value() or getattr(field, "start", None)
        words = words_of(form, name, value) if value else ""
        if words:
            yield str(field.label), words


def whole_call(screens: Mapping[str, Screen]) -> dict[str, Any]:
    """The cleaned answers of all screens; what is wrong is left out."""
    said: dict[str, Any] = {}
    for form in screens.values():
        form.is_valid()
        said |= form.cleaned_data
    return said


def proposal_of(said: Mapping[str, Any]) -> Proposal:
    """The class of the crime statistics that the answers lead to."""
    return propose(
        IccsFacts(
            purposes=counted(CaseList.PURPOSE, said.get("purposes", ())),
            modalities=_modalities(said),
            typology=counted_one(CaseList.TYPOLOGY, said.get("typology", "")),
            moved=TRUTH[Known(said.get("moved", Known.UNKNOWN))],
            gain_demanded=bool(said.get("minor")),
            child=_has_child(said),
        )
    )


def _modalities(said: Mapping[str, Any]) -> list[str]:
    """How it is done, in the shipped codes that the chosen ones are or count as."""
    return counted(CaseList.MODALITY, said.get("modalities", ()))


def first_call_of(
    screens: Mapping[str, Screen], decided: Mapping[str, Any], token: UUID
) -> FirstCall:
    """What valid screens and the review open.

    `decided`: title, lead_authority, iccs_code and, where it is not the proposed one, iccs_reason.
    """
    said = whole_call(screens)
    proposed, modalities = proposal_of(said), _modalities(said)
    own = decided["iccs_code"] != proposed.code
    new = NewCase(
        title=decided["title"],
        lead_authority=decided["lead_authority"],
        typology=said["typology"],
        iccs_code=decided["iccs_code"],
        iccs_reason=decided["iccs_reason"] if own else "",
        iccs_reason_facts={} if own else dict(proposed.facts),
        taken_at=said["occurred_from"],
        place=said["place"],
        modalities=tuple(said["modalities"]),
        purposes=tuple(said["purposes"]),
        confirmation=said["confirmation"],
        explanation=said["explanation"],
        form_token=token,
    )
    call = FirstCall(
        new=new,
        victims=_names(said),
        title=_("First call"),
        record=_record(screens),
        caller_name=said["caller_name"],
        caller_role=_caller_role(said),
        call_back=bool(said["callback"]),
        incident=IncidentKind.DEMAND if "virtual" in modalities else IncidentKind.TAKING,
        occurred_from=said["occurred_from"],
        occurred_to=said["occurred_to"],
        description=said["description"],
        flags=tuple(_flags(said)),
        ransom=_ransom(said),
        deadline=said["deadline"],
    )
    return replace(call, facts=_facts(call, said))


def _names(said: Mapping[str, Any]) -> tuple[str, ...]:
    """A name per victim; of those who are counted only, an empty one."""
    return tuple(said.get(f"name_{n}", "") for n in range(1, said["victims"] + 1))


def _caller_role(said: Mapping[str, Any]) -> PersonRole | None:
    """The caller stands among the people where he was named or is a relative or witness."""
    part = CallerPart(said["caller_part"])
    known = CALLERS.get(part)
    if part in (CallerPart.OTHER, CallerPart.AUTHORITY) and said["caller_name"]:
        return PersonRole.WITNESS
    return known


def _record(screens: Mapping[str, Screen]) -> str:
    """The whole of the call in words, in the officer's language."""
    parts = []
    for slug, form in screens.items():
        lines = [f"{label}: {words}" for label, words in told(form)]
        if lines:
            parts.append("\n".join([str(SCREENS[slug][0]).upper(), *lines]))
    return "\n\n".join(parts)


def _has_child(said: Mapping[str, Any]) -> bool:
    return any(v == Age.CHILD for name, v in said.items() if name.startswith("age_"))


def _flags(said: Mapping[str, Any]) -> Iterator[NewFlag]:
    if said["medicine"]:
        yield NewFlag(FlagKind.MEDICINE, said["medicine"], said["medicine_by"])
    if said["condition"]:
        yield NewFlag(FlagKind.CONDITION, said["condition"])
    if _has_child(said):
        yield NewFlag(FlagKind.CHILD)
    detail = said["danger_detail"]
    if said["safe_to_call"] == Known.NO:
        yield NewFlag(FlagKind.CALLER, said["safe_how"])
    if said["relatives_threatened"] == Known.YES:
        yield NewFlag(FlagKind.RELATIVES, detail)
    if said["police_visible"] == Known.NO:
        yield NewFlag(FlagKind.POLICE_HIDDEN, detail)
    if said["suspects_near"] == Known.YES:
        yield NewFlag(FlagKind.SUSPECTS_NEAR, detail)
    modalities = _modalities(said)
    if "public_agents" in modalities:
        yield NewFlag(FlagKind.PUBLIC_AGENTS)
    if "virtual" in modalities:
        yield NewFlag(FlagKind.NOBODY_HELD)


def _ransom(said: Mapping[str, Any]) -> RansomFacts | None:
    if said["minor"] is None:
        return None
    return RansomFacts(currency=said["currency"], demanded=said["minor"])


def _facts(call: FirstCall, said: Mapping[str, Any]) -> dict[str, Any]:
    new = call.new
    demanded = said["demand_received"] == Known.YES or call.ransom is not None
    return {
        "typology": new.typology,
        "modalities": list(new.modalities),
        "modalities_counted": _modalities(said),
        "purposes": list(new.purposes),
        "iccs_code": new.iccs_code,
        "confirmation": Confirmation(new.confirmation).value,
        "explanation": new.explanation,
        "victims": len(call.victims),
        "child": _has_child(said),
        "virtual": "virtual" in _modalities(said),
        "demand": demanded,
        "witnessed": said["seen"] in (Seen.SAW, Seen.TOLD),
        "medicine_by": _iso(said["medicine_by"]),
        "deadline": _iso(call.deadline),
        "occurred_from": _iso(call.occurred_from),
        **{name: TRUTH[Known(said[name])] for name in TRUTHS},
    }


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None
