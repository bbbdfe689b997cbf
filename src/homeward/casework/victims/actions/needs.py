"""Single needs: one is opened, changed, settled, and may come back."""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from homeward.casework.victims.actions.common import lock_open, note_support, of_file
from homeward.casework.victims.errors.needs import ReasonMissing
from homeward.casework.victims.models import Need, NeedChange, SupportFile
from homeward.casework.victims.words.needs import SETTLED, NeedStatus
from homeward.foundation.access.errors import StaleForm
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.journal.facts import note_fact


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedFacts:
    """What is needed, in which domain, and how soon."""

    domain: str
    kind: str
    text: str
    urgency: str
    opened_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedNow:
    """How a need stands: what of it may change. `reason` says why it is not met."""

    text: str
    urgency: str
    status: str
    reason: str = ""


@transaction.atomic
def open_need(
    file: SupportFile, facts: NeedFacts, *, user: User, form_token: UUID | None = None
) -> Need:
    """Write down that something is needed. Raises FileEnded."""
    lock_open(file)
    need = Need.objects.create(
        **of_file(file),
        **asdict(facts),
        opened_by=user,
        changed_by=user.pk,
        changed_at=datetime.now(UTC),
        form_token=form_token,
    )
    _keep_change(need, user)
    _note_opened(need, again=False)
    note_support(file, "victims.need_opened", user, page="needs/", **_codes(need))
    return need


@transaction.atomic
def change_need(need: Need, now: NeedNow, *, user: User, revision: int) -> None:
    """Write how a need stands now. Raises FileEnded, StaleForm, ReasonMissing (not met, no reason).

    What was settled may be taken up again: that is a change as well.
    """
    lock_open(need.file)
    if now.status == NeedStatus.NOT_MET and not now.reason:
        raise ReasonMissing
    before = need.status
    found = Need.objects.filter(pk=need.pk, revision=revision)
    if not found.update(
        **asdict(now),
        revision=revision + 1,
        changed_by=user.pk,
        changed_at=datetime.now(UTC),
    ):
        raise StaleForm
    file = need.file
    need.refresh_from_db()
    need.file = file
    _keep_change(need, user)
    was, is_now = before in SETTLED, need.status in SETTLED
    if is_now and before != need.status:
        _note_settled(need)
    elif was and not is_now:
        _note_opened(need, again=True)
    verb = "victims.need_settled" if is_now and before != need.status else "victims.need_changed"
    note_support(
        file,
        verb,
        user,
        page="needs/",
        event=verb == "victims.need_settled",
        status=need.status,
        **_codes(need),
    )


def _keep_change(need: Need, user: User) -> None:
    names = ("text", "urgency", "status", "reason")
    NeedChange.objects.create(
        case_id=need.case_id,
        compartment=Compartment.VICTIMS,
        need=need,
        by=user,
        **{name: getattr(need, name) for name in names},
    )


def _codes(need: Need) -> dict[str, Any]:
    return {"need": need.pk, "domain": need.domain, "urgency": need.urgency}


def _note_opened(need: Need, *, again: bool) -> None:
    note_fact(
        "victims.need_opened",
        case_id=need.case_id,
        file=need.file_id,
        need_kind=need.kind,
        again=again,
        **_codes(need),
    )


def _note_settled(need: Need) -> None:
    note_fact(
        "victims.need_settled",
        case_id=need.case_id,
        file=need.file_id,
        need_kind=need.kind,
        result=need.status,
        days=(localdate() - need.opened_on).days,
        **_codes(need),
    )
