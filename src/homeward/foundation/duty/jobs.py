"""The job that sends one e-mail. It is queued with the notice, and again by the sweep."""

from datetime import datetime

from homeward.foundation.duty.principal import DUTY
from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.jobs import job


@job("duty.mail", in_transaction=False, again=False)
def send_mail(*, actor: Actor, delivery: int) -> None:
    """Send what a delivery says, unless it was answered meanwhile."""
    from homeward.foundation.duty.mailing import send

    send(delivery)


def queue_mail(delivery: int, *, at: datetime | None = None) -> None:
    """Have an e-mail sent soon, or at a time; at most one such job waits."""
    send_mail.defer_once(f"duty.mail.{delivery}", actor=DUTY, at=at, delivery=delivery)
