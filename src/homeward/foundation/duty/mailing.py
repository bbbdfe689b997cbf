"""From a delivery to the mail server and back, in steps that a killed worker can stop at.

A delivery is claimed for some minutes and its try is counted before the server is called; what came
of it is noted afterwards. Whoever dies in between leaves a delivery that is due again when the
claim is over. Nothing of this holds a transaction open while the network is waited for.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings

from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Role
from homeward.foundation.duty.clock import database_now
from homeward.foundation.duty.mail import Words, fault_of, post, words
from homeward.foundation.duty.models import Delivery, Notice
from homeward.foundation.duty.principal import DUTY
from homeward.foundation.duty.queries.roster import mail_addresses
from homeward.foundation.duty.vocabulary import MailState, Urgency
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.actions import record

log = logging.getLogger(__name__)

MOST_TRIES = 6
CLAIM = timedelta(minutes=3)
_PAUSE = timedelta(minutes=1)
_PATIENCE = {Urgency.LIFE: 1}  # tries before the next person is told; others wait for three
MAIL_FAILS = "duty.mail_fails"


@dataclass(frozen=True, slots=True)
class Letter:
    """What is needed to send one e-mail, once the transaction is over."""

    delivery: int
    addresses: tuple[str, ...]
    said: Words
    message_id: str


def send(delivery: int, now: datetime | None = None) -> bool:
    """Send one delivery's e-mail if it is due; True when the server took it."""
    with opened(DUTY):
        letter = _claim(delivery, now or database_now())
    if letter is None:
        return False
    fault = ""
    for address in letter.addresses:
        try:
            post(address, letter.said, letter.message_id)
        except (OSError, ValueError) as error:
            fault = fault or fault_of(error)
            log.warning("An e-mail was not taken (%s).", fault_of(error))
            continue
        fault = ""
        break
    with opened(DUTY):
        _settle(letter.delivery, fault, now or database_now())
    return not fault


def _claim(delivery: int, now: datetime) -> Letter | None:
    """Count the try and keep others away for a while; None where there is nothing to send."""
    row = (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("notice", "user")
        .filter(pk=delivery, mail=MailState.WAITING, mail_after__lte=now)
        .first()
    )
    if row is None:
        return None
    addresses = mail_addresses(row.user)
    if row.notice.closed_at is not None or not addresses or not row.user.is_active:
        row.mail, row.mail_after = MailState.NEEDLESS, None
        row.save(update_fields=["mail", "mail_after"])
        return None
    row.mail_tries += 1
    row.mail_after = now + CLAIM
    row.save(update_fields=["mail_tries", "mail_after"])
    said = words(row.notice.urgency, row.user.language)
    # Always the same for this delivery, and no other's: programs drop what they think they have.
    number = uuid5(NAMESPACE_URL, f"{settings.HOMEWARD_BASE_URL} {row.pk} {row.told_at}")
    return Letter(row.pk, tuple(addresses), said, str(number))


def _settle(delivery: int, fault: str, now: datetime) -> None:
    row = Delivery.objects.select_for_update(of=("self",)).select_related("notice").get(pk=delivery)
    if row.mail != MailState.WAITING:
        return
    if not fault:
        row.mail, row.mail_after, row.mail_fault, row.mailed_at = MailState.SENT, None, "", now
        row.save(update_fields=["mail", "mail_after", "mail_fault", "mailed_at"])
        return
    row.mail_fault = fault
    is_last = row.mail_tries >= MOST_TRIES
    row.mail = MailState.FAILED if is_last else MailState.WAITING
    row.mail_after = None if is_last else now + _PAUSE * 2 ** (row.mail_tries - 1)
    row.save(update_fields=["mail", "mail_after", "mail_fault"])
    if row.mail_tries == 1 or is_last:
        record(
            "duty.mail_failed",
            actor=DUTY,
            subject=("notice", row.notice_id),
            fault=fault,
            last=is_last,
        )
    if row.mail_tries >= _PATIENCE.get(Urgency(row.notice.urgency), 3):
        _hurry(row.notice_id, now)
    tell_administrators(now)


def _hurry(notice: int, now: datetime) -> None:
    """No e-mail reaches this person: the next one is told without waiting for an answer."""
    Notice.objects.filter(
        pk=notice, closed_at__isnull=True, climbs=True, escalate_at__gt=now
    ).update(escalate_at=now)


def tell_administrators(now: datetime) -> None:
    """Administrators see in their pages that e-mail fails: once a day each, and by no e-mail."""
    from homeward.foundation.duty.actions.notices import About, To, raise_notice

    admins = User.objects.filter(is_active=True, roles__contains=[Role.ADMINISTRATOR])
    for admin in admins.order_by("pk"):
        raise_notice(
            MAIL_FAILS,
            To(person=admin),
            About(("mail", now.date().isoformat()), "/duty/mail/"),
            actor=DUTY,
            key=f"mail-fails:{now.date().isoformat()}:{admin.pk}",
            climbs=False,
            mail=False,
            now=now,
        )
