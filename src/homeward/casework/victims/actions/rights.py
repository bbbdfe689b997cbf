"""The right to be told: what a person wants to hear of, what is owed, and what was told.

Proceedings lie in the investigation, which the support does not see. When they move, a service of
the node is told the kind and, of a hearing, the day; it puts that much, and nothing of the charge,
the suspect or the court, before whoever works on the file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from homeward.casework.victims.actions.common import lock_case, lock_open, note_support, of_file
from homeward.casework.victims.actions.tasks import NOON, on_day, put_task
from homeward.casework.victims.errors.files import ContactStopped, GuardianStopped
from homeward.casework.victims.errors.rights import GuardianNeeded, NoticeThere, RightSettled
from homeward.casework.victims.models import (
    Channel,
    Guardian,
    NoticeWish,
    OwedNotice,
    SupportFile,
)
from homeward.casework.victims.queries.files import (
    contact_stopped,
    may_decide,
    needs_guardian,
)
from homeward.casework.victims.queries.rights import is_late
from homeward.casework.victims.words.files import FileStatus
from homeward.casework.victims.words.rights import NoticeEnd, NoticeKind
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.duty.actions import finish_tasks
from homeward.foundation.guard.actor import Actor, service
from homeward.foundation.guard.jobs import job
from homeward.foundation.journal.actions import record
from homeward.foundation.journal.facts import note_fact

# Sees who works on open files and what their persons want to hear; the walls let it add notices.
GUARDIAN = service("guardian")
SUBJECT = "owed_notice"
# How soon the person is told. A release may put him in danger, so it comes first.
WITHIN = {
    NoticeKind.ESCAPE: timedelta(hours=2),
    NoticeKind.RELEASE: timedelta(hours=6),
    NoticeKind.ARREST: timedelta(hours=24),
}
# Who wants to be told of the one is told of the other: nobody chooses to hear of releases only.
AS_WELL = {NoticeKind.ESCAPE: NoticeKind.RELEASE}
USUALLY = timedelta(hours=48)


def task_kind_of(kind: str) -> str:
    """The kind of task that says of what a person is to be told."""
    return f"victims.tell_{kind}"


def tell_of_proceedings(
    case_id: int,
    reference: str,
    kind: NoticeKind,
    *,
    actor: Actor,
    day: date | None = None,
    before: date | None = None,
) -> list[OwedNotice]:
    """Owe a notice to every person of the case who wants to hear of this kind; run as GUARDIAN.

    `reference` is the case's, `day` that of a hearing or of what became of a suspect, `before` the
    one that a hearing had: nobody is told that one any more. Of a file where the same is owed
    already no second notice is made. Call it within a transaction; two of one case run one after
    the other.
    """
    made = []
    if before is not None and before != day:
        _replace(case_id, kind, before, actor)
    files = SupportFile.objects.filter(case_id=case_id, status=FileStatus.OPEN)
    for file in files.select_related("worker").order_by("number"):
        wish = NoticeWish.objects.filter(file=file).order_by("-pk").first()
        wanted = {kind, AS_WELL.get(kind, kind)}
        if wish is None or not wanted & set(wish.kinds) or _is_owed(file, kind, day):
            continue
        notice = _owe(file, reference, kind, day, actor)
        record(
            "victims.notice_owed",
            actor=actor,
            subject=("support_file", file.pk),
            case_id=case_id,
            compartment=Compartment.VICTIMS,
            file=file.number,
            notice=str(kind),
        )
        made.append(notice)
    return made


def tell_later(
    case_id: int,
    reference: str,
    kind: NoticeKind,
    day: date | None = None,
    before: date | None = None,
) -> None:
    """Have `tell_of_proceedings` run as soon as the present transaction has ended."""
    tell_persons.defer(
        actor=GUARDIAN,
        lock=f"victims.tell.{case_id}",  # two of one case would look at the same open notices
        case=case_id,
        reference=reference,
        kind=kind.value,
        day=day.isoformat() if day else "",
        before=before.isoformat() if before else "",
    )


def take_back_later(case_id: int, kind: NoticeKind, day: date) -> None:
    """Have the notices of this kind and day end that wait: what they say was wrong."""
    take_back.defer(
        actor=GUARDIAN,
        lock=f"victims.tell.{case_id}",
        case=case_id,
        kind=kind.value,
        day=day.isoformat(),
    )


@job("victims.take_back_notices")
def take_back(*, actor: Actor, case: int, kind: str, day: str) -> None:
    """End them; repeating it is harmless."""
    _replace(case, NoticeKind(kind), date.fromisoformat(day), actor)


@job("victims.tell_persons")
def tell_persons(
    *, actor: Actor, case: int, reference: str, kind: str, day: str, before: str
) -> None:
    """Owe the notices; repeating it is harmless."""
    days = [date.fromisoformat(one) if one else None for one in (day, before)]
    what = NoticeKind(kind)
    tell_of_proceedings(case, reference, what, actor=actor, day=days[0], before=days[1])


@transaction.atomic
def set_wish(
    file: SupportFile,
    kinds: Sequence[str],
    *,
    user: User,
    channel: Channel | None = None,
    guardian: Guardian | None = None,
    not_when: str = "",
    form_token: UUID | None = None,
) -> NoticeWish:
    """Say what the person wants to be told and how; the wish before stays readable.

    Raises FileEnded and GuardianNeeded.
    """
    lock_open(file)
    _check_guardian(file, guardian, localdate())
    wish = NoticeWish.objects.create(
        **of_file(file),
        kinds=sorted(set(kinds)),
        channel=channel,
        guardian=guardian,
        not_when=not_when,
        set_by=user,
        form_token=form_token,
    )
    note_support(file, "victims.wish_set", user, page="rights/", event=False, kinds=wish.kinds)
    return wish


@transaction.atomic
def owe_notice(
    file: SupportFile,
    kind: NoticeKind,
    *,
    user: User,
    day: date | None = None,
    form_token: UUID | None = None,
) -> OwedNotice:
    """Owe a notice by hand, as of an arrest of which the investigation spoke; raises FileEnded,
    NoticeThere."""
    lock_open(file)
    if _is_owed(file, kind, day):
        raise NoticeThere
    notice = _owe(file, file.case.reference, kind, day, user.actor, form_token=form_token)
    note_support(file, "victims.notice_owed", user, page="rights/", event=False, notice=str(kind))
    return notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """How a notice ended: on which day, how, and through whom where somebody else decides."""

    end: NoticeEnd
    on: date
    how: str = ""
    guardian: Guardian | None = None
    note: str = ""


@transaction.atomic
def settle_notice(notice: OwedNotice, settled: Settled, *, user: User) -> None:
    """Record that the person was told, or why not; raises RightSettled, ContactStopped,
    GuardianStopped, GuardianNeeded."""
    file = notice.file
    lock_case(file.case)
    held = OwedNotice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if held.settled_at is not None:
        raise RightSettled
    if settled.end == NoticeEnd.TOLD:
        if contact_stopped(user, file):
            raise ContactStopped
        if contact_stopped(user, file, settled.guardian):
            raise GuardianStopped
        _check_guardian(file, settled.guardian, settled.on)
    held.end, held.told_on, held.told_how = settled.end, settled.on, settled.how
    held.guardian, held.note = settled.guardian, settled.note
    held.settled_by, held.settled_at = user, datetime.now(UTC)
    held.save(
        update_fields=[
            *("end", "told_on", "told_how", "guardian", "note", "settled_by", "settled_at")
        ]
    )
    finish_tasks((SUBJECT, held.pk), actor=user.actor)
    _note(held, str(settled.end), late=is_late(held))
    known: dict[str, Any] = {"notice": held.kind, "end": str(settled.end)}
    note_support(file, "victims.notice_settled", user, page="rights/", **known)


def _is_owed(file: SupportFile, kind: str, day: date | None) -> bool:
    rows = OwedNotice.objects.filter(file=file, kind=kind, settled_at__isnull=True)
    return rows.filter(day=day).exists() if day else rows.filter(day__isnull=True).exists()


def _owe(
    file: SupportFile,
    reference: str,
    kind: NoticeKind,
    day: date | None,
    actor: Actor,
    *,
    form_token: UUID | None = None,
) -> OwedNotice:
    """The notice with its task, which names the kind, and of a hearing the day."""
    notice = OwedNotice.objects.create(
        **of_file(file),
        kind=kind,
        day=day,
        due_at=_due(kind, day),
        made_by=actor.id,
        form_token=form_token,
    )
    put_notice(notice, file, actor=actor, reference=reference)
    _note(notice, "owed", late=False)
    return notice


def put_notice(notice: OwedNotice, file: SupportFile, *, actor: Actor, reference: str = "") -> None:
    """Put a notice before who works on the file; it names the kind, and of a hearing the day."""
    put_task(
        file,
        task_kind_of(notice.kind),
        notice.due_at,
        actor=actor,
        subject=(SUBJECT, notice.pk),
        page="rights/",
        reference=reference,
        day=notice.day.isoformat() if notice.day else "–",
    )


def _replace(case_id: int, kind: NoticeKind, day: date, actor: Actor) -> None:
    """End the notices of a day that holds no more; where it was told, the new day is owed too."""
    rows = OwedNotice.objects.filter(case_id=case_id, kind=kind, day=day, settled_at__isnull=True)
    for notice in rows:
        notice.end, notice.told_on = NoticeEnd.REPLACED, localdate()
        notice.settled_at = datetime.now(UTC)
        notice.save(update_fields=["end", "told_on", "settled_at"])
        finish_tasks((SUBJECT, notice.pk), actor=actor)
        _note(notice, str(NoticeEnd.REPLACED), late=False)


def _due(kind: NoticeKind, day: date | None) -> datetime:
    """Soon, and of a hearing at the latest at noon of the day before, where that is to come."""
    now = datetime.now(UTC)
    due = now + WITHIN.get(kind, USUALLY)
    before = on_day(day - timedelta(days=1), NOON) if day else due
    return min(due, before) if before > now else due


def _check_guardian(file: SupportFile, guardian: Guardian | None, day: date) -> None:
    if guardian is not None and (guardian.file_id != file.pk or not may_decide(guardian, day)):
        raise GuardianNeeded
    if guardian is None and needs_guardian(file, day):
        raise GuardianNeeded


def _note(notice: OwedNotice, state: str, *, late: bool) -> None:
    note_fact(
        "victims.notice",
        case_id=notice.case_id,
        file=notice.file_id,
        notice=notice.pk,
        notice_kind=str(notice.kind),
        state=state,
        late=late,
    )
