"""Who of a family may sign in: giving the way, its letters, opening it again, taking it back."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import translation

from homeward.casework.victims.actions.common import lock_case, lock_open, note_support, of_file
from homeward.casework.victims.errors.files import ContactStopped, EndedAlready, GuardianStopped
from homeward.casework.victims.errors.view import (
    AccessClosed,
    LetterPrinted,
    NoConsentToView,
    NoListToRenew,
)
from homeward.casework.victims.family import codes
from homeward.casework.victims.models import Consent, FamilyAccess, Guardian, SupportFile
from homeward.casework.victims.queries.files import contact_stopped
from homeward.casework.victims.queries.view import access_now, consents_to_view, letters_of
from homeward.casework.victims.view_letters import code_letter
from homeward.foundation.access.models import User
from homeward.foundation.journal.facts import note_fact

FIRST_CODE_DAYS = 21


@transaction.atomic
def give_access(
    file: SupportFile,
    consent: Consent,
    *,
    user: User,
    language: str,
    expires_on: date,
    form_token: UUID | None = None,
) -> FamilyAccess:
    """Let whoever agreed sign in until a day; nothing opens before a letter was printed.

    Raises FileEnded, ContactStopped, GuardianStopped, NoConsentToView.
    """
    lock_open(file)
    check_contact(file, user, consent.guardian)
    if consent not in consents_to_view(user, file):
        raise NoConsentToView
    reader = consent.guardian.name if consent.guardian else file.agreed_name or file.person.name
    access = FamilyAccess.objects.create(
        **of_file(file),
        consent=consent,
        number=codes.new_number(),
        reader=reader,
        language=language,
        expires_on=expires_on,
        given_by=user,
        form_token=form_token,
    )
    note_support(file, "victims.view_given", user, page="view/", by_guardian=bool(consent.guardian))
    note_fact("victims.view", case_id=file.case_id, file=file.pk, act="given")
    return access


@transaction.atomic
def print_letter(
    access: FamilyAccess, *, user: User, list_only: bool, handed: str, after: int | None = None
) -> bytes:
    """The letter with the codes: the only time that they can be read. What was before ends.

    With `list_only` the words that the person chose stay. `after` is how many letters the worker
    knew of: one that was sent twice would end the codes of the first. Raises LetterPrinted,
    AccessClosed, NoListToRenew, and what `documents.render` raises; then the old codes stay.
    """
    lock_case(access.case)
    if after is not None and after != letters_of(access):
        raise LetterPrinted
    now, first = datetime.now(UTC), codes.new_first_code()
    listed, until = codes.new_list(), datetime.now(UTC) + timedelta(days=FIRST_CODE_DAYS)
    hashes = codes.hashed_each(listed)
    with connection.cursor() as cursor:
        if list_only:
            cursor.execute("select family.renew_list(%s, %s)", [access.pk, hashes])
            if not cursor.fetchone()[0]:
                raise NoListToRenew
        else:
            cursor.execute(
                "select family.issue(%s, %s, %s, %s)",
                [access.pk, codes.hashed(first), until, hashes],
            )
    standing = access_now(access)
    if standing is None or not standing.is_open:
        raise AccessClosed
    with translation.override(access.language):
        pdf = code_letter(access, None if list_only else (first, until), listed, made=now)
    note_support(
        access.file,
        "victims.view_letter",
        user,
        event=False,
        access=access.pk,
        list_only=list_only,
        handed=handed,
    )
    return pdf


@transaction.atomic
def open_again(access: FamilyAccess, *, user: User) -> None:
    """Let somebody try again who typed wrong too often."""
    with connection.cursor() as cursor:
        cursor.execute("select family.unlock(%s)", [access.pk])
    note_support(access.file, "victims.view_unlocked", user, event=False, access=access.pk)


@transaction.atomic
def revoke_access(access: FamilyAccess, *, user: User, why: str) -> None:
    """Close the way for good, on every device at once. Raises EndedAlready."""
    changed = FamilyAccess.objects.filter(pk=access.pk, revoked_at__isnull=True).update(
        revoked_at=datetime.now(UTC), revoked_by=user.pk, revoked_why=why
    )
    if not changed:
        raise EndedAlready
    note_support(access.file, "victims.view_revoked", user, page="view/")
    note_fact("victims.view", case_id=access.case_id, file=access.file_id, act="revoked")


def check_contact(file: SupportFile, user: User, guardian: Guardian | None = None) -> None:
    """Raises ContactStopped where a rule stops contact with the person, and GuardianStopped where
    one stops it with the guardian through whom it goes."""
    if contact_stopped(user, file):
        raise ContactStopped
    if contact_stopped(user, file, guardian):
        raise GuardianStopped
