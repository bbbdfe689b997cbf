"""What is due of consents: their end, and decisions in their stead that wait for an answer."""

from homeward.casework.victims.actions.consents import ENDS, SUBJECT, watch_end
from homeward.casework.victims.actions.consents_overrides import SUBJECT as OVERRIDE
from homeward.casework.victims.actions.consents_overrides import TASK, put_before_answerers
from homeward.casework.victims.models import Override, SupportFile
from homeward.casework.victims.queries.consents import consents_of, holding, overrides_of
from homeward.foundation.access.models import User
from homeward.foundation.duty.actions import finish_tasks, pass_tasks


def stop(file: SupportFile, user: User) -> None:
    """Nothing new is shared of a file that ended, so nobody renews or approves."""
    for consent in consents_of(user, file):
        finish_tasks((SUBJECT, consent.pk), ENDS, actor=user.actor)
    for override in _waiting(file, user):
        finish_tasks((OVERRIDE, override.pk), TASK, actor=user.actor)


def again(file: SupportFile, user: User) -> None:
    """Consents that hold end on their days, and what waits for an answer waits for it."""
    for consent in holding(user, file):
        consent.file = file
        watch_end(consent, user)
    for override in _waiting(file, user):
        put_before_answerers(override, user)


def pass_on(file: SupportFile, former: User, user: User) -> int:
    """Renewing a consent is for who works on the file."""
    return sum(
        pass_tasks((SUBJECT, one.pk), ENDS, before=former, to=file.worker, actor=user.actor)
        for one in consents_of(user, file)
    )


def _waiting(file: SupportFile, user: User) -> list[Override]:
    rows = list(overrides_of(user, file).filter(approved_at__isnull=True, refused_at__isnull=True))
    for override in rows:
        override.file = file
    return rows
