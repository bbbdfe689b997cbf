"""The end of contact, which ends a support file, and its opening again by the lead."""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from homeward.casework.victims.actions.common import lock_case, lock_open, note_support, of_file
from homeward.casework.victims.due import due_again, stop_due
from homeward.casework.victims.errors.files import EndedAlready
from homeward.casework.victims.errors.release import PromisesWait, ReopenNeedsLead
from homeward.casework.victims.models import ContactEnd, SupportFile
from homeward.casework.victims.queries.contacts import open_promises
from homeward.casework.victims.words.files import FileStatus
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import is_lead
from homeward.foundation.journal.facts import note_fact


@dataclass(frozen=True, slots=True, kw_only=True)
class EndFacts:
    """Who agreed that contact ends, how the person may come back, and the closing letter."""

    agreed_with: str
    agreed_on: date
    come_back: str
    letter_on: date | None = None
    note: str = ""
    done: str = ""
    remains: str = ""
    complain: str = ""


@transaction.atomic
def end_file(
    file: SupportFile, facts: EndFacts, *, user: User, form_token: UUID | None = None
) -> ContactEnd:
    """End contact and the file; nothing is due with the person any more.

    What is owed to others goes on: recalls, views to pass on, complaints. Raises PromisesWait,
    FileEnded.
    """
    lock_open(file)
    if open_promises(user, file).exists():
        raise PromisesWait
    end = ContactEnd.objects.create(
        **of_file(file), **asdict(facts), ended_by=user, form_token=form_token
    )
    _set_status(file, FileStatus.ENDED, user)
    stop_due(file, user)
    days = (end.ended_at - file.opened_at).days
    note_fact("victims.file_ended", case_id=file.case_id, file=file.pk, days=max(0, days))
    note_support(file, "victims.file_ended", user, page="release/")
    return end


@transaction.atomic
def reopen_file(file: SupportFile, why: str, *, user: User) -> None:
    """Open a file again, with a reason; what waits is due again.

    Raises ReopenNeedsLead, and EndedAlready where it is open.
    """
    if not is_lead(user, file.case_id):
        raise ReopenNeedsLead
    lock_case(file.case)
    ended = ContactEnd.objects.filter(file=file, reopened_at__isnull=True)
    now = datetime.now(UTC)
    if not ended.update(reopened_at=now, reopened_by=user.pk, reopened_why=why):
        raise EndedAlready
    _set_status(file, FileStatus.OPEN, user)
    due_again(file, user)
    note_fact("victims.file_reopened", case_id=file.case_id, file=file.pk)
    note_support(file, "victims.file_reopened", user, page="release/")


def _set_status(file: SupportFile, status: FileStatus, user: User) -> None:
    SupportFile.objects.filter(pk=file.pk).update(
        status=status,
        revision=F("revision") + 1,
        changed_by=user.pk,
        changed_at=datetime.now(UTC),
    )
    file.refresh_from_db(fields=["status", "revision"])
