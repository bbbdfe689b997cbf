"""What a change needs before it is made here, and when it arrives: the same on both sides."""

from collections.abc import Mapping
from typing import Any

from homeward.casework.cases.visible import cleaned, has_content
from homeward.casework.cooperation import limits
from homeward.casework.cooperation.checks import faults_of
from homeward.casework.cooperation.completeness import refuse_faults
from homeward.casework.cooperation.declaration import ContentField
from homeward.casework.cooperation.errors import GroundNeeded, Incomplete
from homeward.casework.cooperation.extradition import NATIONALITY
from homeward.casework.cooperation.letters.errors import NothingTranslated
from homeward.casework.cooperation.letters.following import following_payload, unsent
from homeward.casework.cooperation.letters.translation import Translated
from homeward.casework.cooperation.models import Request
from homeward.casework.cooperation.transitions import Needs, Transition


def fields_of(
    request: Request, transition: Transition, ground: str = ""
) -> tuple[ContentField, ...]:
    """The parts that go with a change: the kind's answer with its limits, the change's own, or
    those that the ground of a refusal asks for, such as who prosecutes instead (UNTOC 16(10))."""
    match transition.needs:
        case Needs.ANSWER | Needs.PART:
            return (*request.declared.answer, *limits.FIELDS)
        case Needs.FIELDS:
            return transition.fields
        case Needs.REFUSAL:
            named = request.said_ground(ground)
            return named.fields if named else ()
    return ()


def objection(request: Request, transition: Transition, refused_on: str | None = None) -> str:
    """Why a change that fits the table is not open all the same; empty where it is.

    Own proceedings follow on a refusal for nationality only (UNTOC 16(10), 16(12)). `refused_on` is
    that ground, where the changes of the request are not kept here yet.
    """
    if transition.name != "ask_own":
        return ""
    if refused_on is None:
        refusals = request.changes.filter(name="refuse").exclude(led_to="").order_by("at", "pk")
        last = refusals.last()
        refused_on = str(last.data.get("ground", "")) if last else ""
    return "" if refused_on == NATIONALITY else "not_for_nationality"


def has_text(transition: Transition) -> bool:
    """Whether words go with a change."""
    return transition.needs in (Needs.TEXT, Needs.PART, Needs.REFUSAL)


def data_of(
    request: Request, transition: Transition, text: str, fields: Mapping[str, str], ground: str
) -> dict[str, Any]:
    """What goes with a change, as it is kept and sent; parts that are empty are left out.

    Raises Incomplete, Malformed, GroundNeeded and NothingTranslated.
    """
    if transition.needs is Needs.REFUSAL:
        _refusal(request, text, ground)
    elif has_text(transition) and not has_content(text):
        raise Incomplete(fields=str(transition.label))
    if transition.needs is Needs.TRANSLATION:
        return {"translation": following_payload(request, to_send(request))}
    declared = fields_of(request, transition, ground)
    if transition.needs is Needs.REFUSAL:  # the form holds what every ground asks for
        fields = {field.code: fields.get(field.code, "") for field in declared}
    refuse_faults(faults_of(declared, fields))
    said: dict[str, Any] = {"text": cleaned(text).strip(), "ground": ground}
    if declared:
        said["fields"], said["limits"] = limits.apart(fields)
    return {name: part for name, part in said.items() if part}


def to_send(request: Request) -> Translated:
    """The translation that goes next. Raises NothingTranslated."""
    for found in unsent(request):
        return found
    raise NothingTranslated


def _refusal(request: Request, text: str, ground: str) -> None:
    if request.ground(ground) is None or not has_content(text):
        raise GroundNeeded
