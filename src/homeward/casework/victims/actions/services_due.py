"""What is due of referrals: an answer to ask for ends with the file, a recall never does."""

from homeward.casework.victims.actions.services_referrals import (
    ANSWER_TASK,
    CONFIRM_TASK,
    SUBJECT,
    ask_again,
)
from homeward.casework.victims.models import Referral, SupportFile
from homeward.casework.victims.queries.services import referrals_of
from homeward.casework.victims.words.services import ReferralStatus
from homeward.foundation.access.models import User
from homeward.foundation.duty.actions import finish_tasks, pass_tasks


def stop(file: SupportFile, user: User) -> None:
    """No service is asked again; what was recalled is still to be confirmed."""
    for referral in _waiting(file, user):
        finish_tasks((SUBJECT, referral.pk), ANSWER_TASK, actor=user.actor)


def again(file: SupportFile, user: User) -> None:
    """Services that did not answer are asked again on the day that was chosen."""
    for referral in _waiting(file, user):
        ask_again(referral, user)


def pass_on(file: SupportFile, former: User, user: User) -> int:
    """Both are for who works on the file."""
    kinds = (ANSWER_TASK, CONFIRM_TASK)
    return sum(
        pass_tasks((SUBJECT, one.pk), *kinds, before=former, to=file.worker, actor=user.actor)
        for one in referrals_of(user, file)
    )


def _waiting(file: SupportFile, user: User) -> list[Referral]:
    rows = list(referrals_of(user, file).filter(status=ReferralStatus.MADE))
    for referral in rows:
        referral.file = file
    return rows
