"""Recording that a person was debriefed: consent, who asked, how long, how the person was after.

What the person said is never here. It belongs to the investigation.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from homeward.casework.victims.actions.common import lock_open, note_support, of_file
from homeward.casework.victims.debrief_limits import LONGEST, break_hours, is_too_soon
from homeward.casework.victims.errors.files import EndedAlready
from homeward.casework.victims.errors.release import (
    ChildNeedsSupport,
    ChildNeedsTrained,
    DebriefNeedsConsent,
    DebriefTooLong,
    DebriefTooSoon,
)
from homeward.casework.victims.models import DebriefSession, SupportFile
from homeward.casework.victims.queries.consents import holding
from homeward.casework.victims.queries.files import is_child
from homeward.casework.victims.queries.release import debriefs_of
from homeward.casework.victims.words.files import ConsentPurpose
from homeward.foundation.access.models import User
from homeward.foundation.journal.facts import note_fact


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDebrief:
    """A session: when it began (aware), its minutes, who asked, and how the person was after."""

    at: datetime
    minutes: int
    interviewer: str
    qualification: str
    afterwards: str
    for_children: bool = False
    support_person: str = ""
    interpreter: str = ""
    reason: str = ""
    form_token: UUID | None = None


@transaction.atomic
def record_debrief(file: SupportFile, new: NewDebrief, *, user: User) -> DebriefSession:
    """Record a session. Raises DebriefNeedsConsent, ChildNeedsTrained, ChildNeedsSupport,
    DebriefTooLong, DebriefTooSoon (neither where a reason is given), FileEnded.
    """
    lock_open(file)
    held = holding(user, file, ConsentPurpose.DEBRIEF, at=new.at)
    if not held:
        raise DebriefNeedsConsent
    child = is_child(file.person, localdate(new.at))
    _check_child(new, child)
    too_long, too_soon = _limits(file, new, user, child)
    columns: dict[str, Any] = {name: getattr(new, name) for name in NewDebrief.__slots__}
    made = DebriefSession.objects.create(
        **of_file(file),
        **columns,
        consent=held[0],
        child=child,
        too_long=too_long,
        too_soon=too_soon,
        recorded_by=user,
    )
    note_fact(
        "victims.debrief",
        case_id=file.case_id,
        at=made.at,
        file=file.pk,
        session=made.pk,
        minutes=made.minutes,
        child=child,
        too_long=too_long,
        too_soon=too_soon,
    )
    note_support(file, "victims.debrief_recorded", user, page="release/", minutes=made.minutes)
    return made


def _check_child(new: NewDebrief, child: bool) -> None:
    if child and not new.for_children:
        raise ChildNeedsTrained
    if child and not new.support_person:
        raise ChildNeedsSupport


def _limits(file: SupportFile, new: NewDebrief, user: User, child: bool) -> tuple[bool, bool]:
    """Whether the session is too long, and whether too soon; raises where no reason is given."""
    others = debriefs_of(user, file).filter(void_at__isnull=True)
    too_long = new.minutes > LONGEST[child]
    too_soon = is_too_soon(
        new.at, new.minutes, list(others.values_list("at", "minutes")), child=child
    )
    if too_long and not new.reason:
        raise DebriefTooLong(minutes=LONGEST[child])
    if too_soon and not new.reason:
        raise DebriefTooSoon(hours=break_hours(child))
    return too_long, too_soon


@transaction.atomic
def void_debrief(session: DebriefSession, why: str, *, user: User) -> None:
    """Say that a session was entered by mistake; it stays readable. Raises EndedAlready."""
    held = DebriefSession.objects.filter(pk=session.pk, void_at__isnull=True)
    if not held.update(void_at=datetime.now(UTC), void_by=user.pk, void_why=why):
        raise EndedAlready
    note_fact(
        "victims.debrief_void",
        case_id=session.case_id,
        file=session.file_id,
        session=session.pk,
    )
    note_support(session.file, "victims.debrief_void", user, event=False)
