"""Moving a request on: the change, its effect, its message and its journal entry together."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from homeward.casework.cooperation.access import get_request
from homeward.casework.cooperation.actions.record import note_change
from homeward.casework.cooperation.errors import (
    CaseNeeded,
    GroundNeeded,
    Incomplete,
    NotNow,
    SamePerson,
)
from homeward.casework.cooperation.lifecycle import TRANSITIONS, Needs, RequestState, Transition
from homeward.casework.cooperation.models import Change, Request
from homeward.casework.cooperation.payloads import CHANGE, REQUEST, change_payload, request_payload
from homeward.casework.cooperation.ports import run_effect
from homeward.foundation.access.errors import Forbidden, StaleForm
from homeward.foundation.access.models import User
from homeward.foundation.duty.actions import finish_tasks
from homeward.foundation.exchange.sending import send


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes with a change: words, the declared answer fields, or a ground with its reasons."""

    text: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    ground: str = ""

    def data(self) -> dict[str, Any]:
        """As it is kept and sent; empty parts are left out."""
        parts = {"text": self.text.strip(), "fields": self.fields, "ground": self.ground}
        return {name: part for name, part in parts.items() if part}


@transaction.atomic
def change_request(
    request_id: UUID, name: str, *, user: User, revision: int, answer: Answer | None = None
) -> Request:
    """Make the change `name`, and send it to the other State where it concerns it.

    Raises NotNow, Forbidden, SamePerson, StaleForm, CaseNeeded, or what is missing: Incomplete,
    GroundNeeded. Nothing is changed then.
    """
    request = get_request(request_id, user, for_change=True)
    transition = TRANSITIONS[name]
    answer = answer or Answer()
    _check(request, transition, user, revision)
    _check_needs(request, transition, answer)
    change = _apply(request, transition, answer.data(), user)
    message_id = _send(request, change, transition, user)
    if message_id is not None:
        Change.objects.filter(pk=change.pk).update(message_id=message_id)
    finish_tasks(("request", request.pk), actor=user.actor)
    return request


def _check(request: Request, transition: Transition, user: User, revision: int) -> None:
    if request.revision != revision:
        raise StaleForm
    if transition.by != request.side or request.state not in transition.sources:
        raise NotNow(state=request.get_state_display())
    if not user.has_role(*transition.roles):
        raise Forbidden("request", request.pk)
    if transition.name == "approve" and request.drafted_by == user.pk:
        raise SamePerson
    if transition.name == "begin" and request.case_id is None:
        raise CaseNeeded


def _check_needs(request: Request, transition: Transition, answer: Answer) -> None:
    declared = request.declared
    if transition.name in ("approve", "issue"):
        _complete(declared.missing(request.content))
    if transition.needs is Needs.TEXT and not answer.text.strip():
        raise Incomplete(fields=str(transition.label))
    if transition.needs is Needs.ANSWER:
        _complete([f for f in declared.answer if f.required and not answer.fields.get(f.code)])
    if transition.needs is Needs.REFUSAL and (
        declared.ground(answer.ground) is None or not answer.text.strip()
    ):
        raise GroundNeeded


def _complete(missing: list[Any]) -> None:
    if missing:
        raise Incomplete(fields=", ".join(str(f.label) for f in missing))


def _apply(request: Request, transition: Transition, data: dict[str, Any], user: User) -> Change:
    now = datetime.now(UTC)
    request.state = transition.target
    request.revision += 1
    if transition.name == "issue":
        request.issued_at = now
        request.due_at = now + request.declared.limits[request.urgency]
    if transition.needs is Needs.ANSWER:
        request.answer = data["fields"]
    request.save()
    change = Change.objects.create(
        request=request,
        name=transition.name,
        side=request.side,
        at=now,
        authority=request.own_authority,
        by=user.pk,
        data=data,
    )
    note_change(request, transition, user.actor)
    run_effect(request, transition.name, data, user.actor)
    return change


def _send(request: Request, change: Change, transition: Transition, user: User) -> UUID | None:
    if transition.name == "issue":
        type_, payload = REQUEST, request_payload(request)
    elif transition.is_exchanged and request.state != RequestState.DRAFT:
        type_, payload = CHANGE, change_payload(request, change)
    else:
        return None
    return send(
        type_,
        payload,
        to=request.other_state,
        thread=request.pk,
        actor=user.actor,
        handling=request.handling,
        case_id=request.case_id,
        team_id=request.desk_id,
    )
