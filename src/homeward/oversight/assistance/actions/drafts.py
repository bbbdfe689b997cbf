"""Writing a request for assistance, before it is sent."""

import uuid
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from homeward.foundation.access.errors import Forbidden, StaleForm
from homeward.foundation.access.models import User
from homeward.foundation.journal.actions import record
from homeward.oversight.assistance.access import desk_for, get_request, may_ask
from homeward.oversight.assistance.contents import read_request
from homeward.oversight.assistance.errors import NoSecretariat, NotAtThisStage
from homeward.oversight.assistance.lifecycle import Side, Stage
from homeward.oversight.assistance.models import AssistanceRequest
from homeward.oversight.assistance.payloads import request_payload
from homeward.oversight.assistance.secretariat import office


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a State writes: the need, what it has today, and how the help should come."""

    need: str
    capacity: str
    paragraph: str
    practice: str
    kinds: list[str]
    urgency: str
    language: str
    sensitivity: str


@transaction.atomic
def draft_request(asked: Asked, *, user: User) -> AssistanceRequest:
    """Begin a request. Raises Forbidden, NoSecretariat and NoDesk."""
    if not may_ask(user):
        raise Forbidden("assistance_request")
    secretariat = office()
    if secretariat is None:
        raise NoSecretariat
    number = uuid.uuid4()
    now = datetime.now(UTC)
    state = settings.HOMEWARD_STATE
    request = AssistanceRequest(
        id=number,
        side=Side.STATE,
        other_state=secretariat.state_id,
        reference=f"{state}-TA-{now.year}-{number.hex[:6].upper()}",
        authority=user.authority,
        desk=desk_for(user),
        created_by=user.pk,
        created_at=now,
        **asdict(asked),
    )
    read_request(request_payload(request))  # what could not be read there is not kept here
    request.save(force_insert=True)
    record(
        "assistance.drafted",
        actor=user.actor,
        subject=("assistance_request", request.pk),
        paragraph=request.paragraph,
    )
    return request


@transaction.atomic
def edit_request(request_id: UUID, asked: Asked, *, user: User, revision: int) -> AssistanceRequest:
    """Write in a draft. Raises NotFound, Forbidden, StaleForm, NotAtThisStage."""
    request = get_request(request_id, user, for_change=True)
    if request.stage != Stage.DRAFT:
        raise NotAtThisStage(stage=request.get_stage_display())
    if request.revision != revision:
        raise StaleForm
    for name, value in asdict(asked).items():
        setattr(request, name, value)
    read_request(request_payload(request))
    request.revision += 1
    request.save()
    record("assistance.written", actor=user.actor, subject=("assistance_request", request.pk))
    return request
