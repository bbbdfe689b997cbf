"""Recording family contacts, handing over their written record, and settling promises."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from homeward.casework.victims.actions.common import lock_open, note_support, of_file
from homeward.casework.victims.actions.contacts_common import (
    ring_contact,
    ring_promise,
)
from homeward.casework.victims.errors.contacts import (
    ChannelNotAgreed,
    ContactCorrected,
    DueBefore,
    OutsideSupport,
)
from homeward.casework.victims.errors.files import ContactStopped, EndedAlready
from homeward.casework.victims.models import (
    Channel,
    FamilyContact,
    FamilyPromise,
    SupportFile,
)
from homeward.casework.victims.queries.contacts import held_contacts, plan_of, rhythm
from homeward.casework.victims.queries.files import colleagues_of, live_channels, rule_of
from homeward.casework.victims.words.contacts import PromiseEnd
from homeward.foundation.access.models import User
from homeward.foundation.journal.facts import note_fact

HOUR = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFamilyContact:
    """What happened in a contact. Times are aware; texts are empty where nothing was said of it.

    Without `next_due_at` the plan's rhythm says when the next one is due.
    """

    at: datetime
    began: str
    kind: str
    with_whom: str
    by: User
    channel: Channel | None = None
    reached: bool = True
    interpreter: str = ""
    said: str = ""
    asked: str = ""
    mood: str = ""
    safety: str = ""
    next_due_at: datetime | None = None
    form_token: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPromise:
    """What was promised, by when, and who keeps it."""

    what: str
    due_at: datetime
    by: User


@transaction.atomic
def record_family_contact(
    file: SupportFile,
    new: NewFamilyContact,
    promises: list[NewPromise],
    *,
    user: User,
    corrects: FamilyContact | None = None,
) -> FamilyContact:
    """Add a contact with its promises, and let the time to the next one run.

    Raises ContactStopped while the rule stops contact (a correction only says what was), FileEnded,
    ContactCorrected, ChannelNotAgreed, OutsideSupport, DueBefore.
    """
    lock_open(file)
    rule = rule_of(user, file)
    if rule and rule.stops_contact and corrects is None:
        raise ContactStopped
    if corrects and FamilyContact.objects.filter(corrects=corrects).exists():
        raise ContactCorrected
    _check(file, new, promises, user, corrects)
    first = new.reached and not held_contacts(user, file).filter(reached=True).exists()
    made = FamilyContact.objects.create(
        **of_file(file),
        **_columns(file, new, user),
        number=_next_number(file),
        rule=corrects.rule if corrects else rule,
        corrects=corrects,
        recorded_by=user,
    )
    for one in promises:
        _promise(made, one, user)
    _note(made, user, first=first)
    ring_contact(file, user=user)
    return made


def _check(
    file: SupportFile,
    new: NewFamilyContact,
    promises: list[NewPromise],
    user: User,
    corrects: FamilyContact | None,
) -> None:
    colleagues = colleagues_of(user, file.case)
    # A correction may keep what held then: a colleague who left, a channel that ended.
    kept_by = corrects is not None and new.by.pk == corrects.by_id
    kept_channel = corrects is not None and new.channel == corrects.channel
    if (new.by not in colleagues and not kept_by) or any(
        one.by not in colleagues for one in promises
    ):
        raise OutsideSupport
    if new.channel and not kept_channel and new.channel not in live_channels(user, file):
        raise ChannelNotAgreed
    later = [new.next_due_at, *(one.due_at for one in promises)]
    if any(one and one <= new.at for one in later):
        raise DueBefore


def _columns(file: SupportFile, new: NewFamilyContact, user: User) -> dict[str, Any]:
    columns = {name: getattr(new, name) for name in NewFamilyContact.__slots__}
    plan = plan_of(user, file)
    by_plan = new.next_due_at is None and new.reached and plan is not None
    if by_plan and plan:
        columns["next_due_at"] = new.at + rhythm(plan)
    return columns | {"next_by_plan": by_plan}


def _next_number(file: SupportFile) -> int:
    last = FamilyContact.objects.filter(file=file).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _promise(contact: FamilyContact, new: NewPromise, user: User) -> FamilyPromise:
    made = FamilyPromise.objects.create(
        **of_file(contact.file), contact=contact, what=new.what, due_at=new.due_at, by=new.by
    )
    due = new.due_at.astimezone(UTC).date().isoformat()
    note_fact(
        "victims.promise", case_id=contact.case_id, file=contact.file_id, promise=made.pk, due=due
    )
    ring_promise(made, user=user)
    return made


def _note(contact: FamilyContact, user: User, *, first: bool) -> None:
    file = contact.file
    facts: dict[str, Any] = {"first": first, "correction": contact.corrects_id is not None}
    if first:
        waited = int((contact.at - file.opened_at).total_seconds()) // HOUR
        facts["hours"] = max(0, waited)
    note_fact(
        "victims.family_contact",
        case_id=file.case_id,
        at=contact.at,
        file=file.pk,
        contact=contact.pk,
        corrects=contact.corrects_id or 0,
        reached=contact.reached,
        channel=contact.kind,
        **facts,
    )
    page = f"contacts/{contact.pk}/"
    note_support(file, "victims.family_contact_recorded", user, page=page, number=contact.number)


@transaction.atomic
def hand_over_record(contact: FamilyContact, how: str, at: datetime, *, user: User) -> None:
    """Say how the person got the written record of a contact; raises EndedAlready, DueBefore."""
    if at < contact.at:
        raise DueBefore
    waiting = FamilyContact.objects.filter(pk=contact.pk, handed_at__isnull=True)
    if not waiting.update(handed_how=how, handed_at=at, handed_by=user.pk):
        raise EndedAlready
    note_fact("victims.record_handed", case_id=contact.case_id, file=contact.file_id, how=how)
    note_support(contact.file, "victims.record_handed", user, event=False, number=contact.number)


@transaction.atomic
def settle_promise(
    promise: FamilyPromise, end: str, *, user: User, kept_at: datetime | None = None, reason: str
) -> None:
    """Say what became of a promise, once; raises EndedAlready.

    `kept_at` is when it was kept; whatever was not kept, or taken back, has a reason.
    """
    now = datetime.now(UTC)
    waiting = FamilyPromise.objects.filter(pk=promise.pk, settled_at__isnull=True)
    kept = (kept_at or now) if end == PromiseEnd.KEPT else None
    if not waiting.update(end=end, kept_at=kept, reason=reason, settled_at=now, settled_by=user.pk):
        raise EndedAlready
    file = promise.file
    promise.refresh_from_db()
    promise.file = file
    ring_promise(promise, user=user)
    late = (promise.kept_at or now) > promise.due_at
    note_fact(
        "victims.promise_settled",
        case_id=file.case_id,
        file=file.pk,
        promise=promise.pk,
        result=end,
        late=late,
    )
    page = f"contacts/{promise.contact_id}/"
    note_support(file, "victims.promise_settled", user, page=page, result=end)
