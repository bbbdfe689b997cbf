"""What a family's page says: written by one member, released by another, taken back by anybody."""

from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from homeward.casework.victims.actions.common import lock_open, note_support, of_file
from homeward.casework.victims.actions.view import check_contact
from homeward.casework.victims.caution import found_in, names_of
from homeward.casework.victims.errors.view import (
    LaterReleased,
    OwnText,
    ReleasedAlready,
    TextReveals,
)
from homeward.casework.victims.family.content import Content
from homeward.casework.victims.models import FamilyUpdate, SupportFile
from homeward.casework.victims.reading import grade_of
from homeward.foundation.access.models import User
from homeward.foundation.journal.facts import note_fact


@transaction.atomic
def write_update(
    file: SupportFile,
    content: Content,
    *,
    user: User,
    language: str,
    form_token: UUID | None = None,
) -> FamilyUpdate:
    """Write a version of the page; nobody reads it yet. Raises FileEnded, TextReveals."""
    lock_open(file)
    _check(file, content)
    last = FamilyUpdate.objects.filter(file=file).aggregate(last=Max("version"))["last"] or 0
    update = FamilyUpdate.objects.create(
        **of_file(file),
        version=last + 1,
        language=language,
        content=content.to_json(),
        grade=grade_of("\n".join(content.texts()), language),
        written_by=user,
        form_token=form_token,
    )
    note_support(file, "victims.view_written", user, event=False, version=update.version)
    return update


@transaction.atomic
def release_update(update: FamilyUpdate, *, user: User) -> None:
    """Let the family read it, as a second member; the database asks who that is once more.

    Raises FileEnded, OwnText, ContactStopped, LaterReleased, TextReveals, ReleasedAlready.
    """
    file = update.file
    lock_open(file)
    if update.written_by_id == user.pk:
        raise OwnText
    check_contact(file, user)
    read = FamilyUpdate.objects.filter(file=file, released_at__isnull=False)
    if read.filter(version__gt=update.version, withdrawn_at__isnull=True).exists():
        raise LaterReleased
    _check(file, Content.from_json(update.content))  # somebody new may work on the case by now
    open_rows = FamilyUpdate.objects.filter(
        pk=update.pk, released_at__isnull=True, withdrawn_at__isnull=True
    )
    if not open_rows.update(released_at=datetime.now(UTC), released_by=user):
        raise ReleasedAlready
    note_support(file, "victims.view_released", user, page="view/", version=update.version)
    note_fact("victims.view", case_id=file.case_id, file=file.pk, act="released")


@transaction.atomic
def withdraw_update(update: FamilyUpdate, *, user: User, why: str) -> None:
    """Take a version back, released or not: the family reads it no more. Raises ReleasedAlready."""
    rows = FamilyUpdate.objects.filter(pk=update.pk, withdrawn_at__isnull=True)
    if not rows.update(withdrawn_at=datetime.now(UTC), withdrawn_by=user.pk, withdrawn_why=why):
        raise ReleasedAlready
    note_support(update.file, "victims.view_withdrawn", user, version=update.version, page="view/")


def _check(file: SupportFile, content: Content) -> None:
    names = names_of(file.case)
    found = found_in(content.name, file.case, [])  # he may be called like a colleague
    found += [one for text in content.texts()[1:] for one in found_in(text, file.case, names)]
    for text in (content.complain, content.help_now):
        found += found_in(text, file.case, names, open_help=True)
    if found:
        raise TextReveals(found=", ".join(dict.fromkeys(map(str, found))))
