"""Printing the letters to a service, each noted in the journal."""

from datetime import timedelta

from django.db import transaction
from django.utils.timezone import localdate

from homeward.casework.victims import services_letters as letters
from homeward.casework.victims.actions.common import note_support
from homeward.casework.victims.actions.services_referrals import TIME_TO_CONFIRM
from homeward.casework.victims.errors.services import NoConsent, StepNotNow
from homeward.casework.victims.models import Referral
from homeward.casework.victims.queries.services import is_allowed
from homeward.casework.victims.words.services import OPEN
from homeward.foundation.access.models import User

LEAST_TIME = timedelta(days=3)


@transaction.atomic
def print_letter(referral: Referral, *, user: User) -> bytes:
    """The letter as it was first made, while the referral is open and sharing is allowed.

    Raises StepNotNow, NoConsent, DocumentTooLong, DocumentsNotBuilt, DocumentFailed.
    """
    if referral.status not in OPEN:
        raise StepNotNow(status=referral.get_status_display())
    if not is_allowed(user, referral):
        raise NoConsent
    _say(referral, "letter", user)
    return letters.referral_letter(referral, user)


@transaction.atomic
def print_recall(referral: Referral, *, user: User) -> bytes:
    """The notice that what was shared is recalled.

    Raises StepNotNow, DocumentTooLong, DocumentsNotBuilt, DocumentFailed.
    """
    if referral.status not in ("recalled", "cleared"):
        raise StepNotNow(status=referral.get_status_display())
    withdrawn = referral.basis.withdrawn_at
    asked = localdate(withdrawn) + TIME_TO_CONFIRM if withdrawn else localdate()
    _say(referral, "recall", user)
    return letters.recall_notice(referral, user, max(asked, localdate() + LEAST_TIME))


def _say(referral: Referral, kind: str, user: User) -> None:
    note_support(
        referral.file,
        "victims.letter_printed",
        user,
        event=False,
        referral=referral.number,
        letter=kind,
        language=referral.language,
    )
