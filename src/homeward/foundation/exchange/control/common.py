"""What the messages about messages have in common."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from homeward.foundation.exchange.errors import AlreadyRecalled, EffectRefused
from homeward.foundation.exchange.models import OutMessage, Withdrawal
from homeward.foundation.exchange.sending import EXCHANGE, send
from homeward.foundation.guard.actor import Actor

RECEIPTS, CLOSED, MISSING = "exchange.receipts", "exchange.closed", "exchange.missing"
TYPES, EPOCH, RETURNED = "exchange.types", "exchange.epoch", "exchange.returned"
RECALL, RECALLED = "exchange.recall", "exchange.recalled"
RECALL_FILE, FILE_RECALLED = "exchange.recall_file", "exchange.file_recalled"

LONG_LIFE = timedelta(days=365)
"""What a tombstone or a receipt says stays true; it is worth carrying for as long as may be."""


def send_control(
    type: str,
    payload: dict[str, Any],
    *,
    to: str,
    actor: Actor = EXCHANGE,
    thread: UUID | None = None,
    about: OutMessage | None = None,
    urgent: bool = False,
) -> UUID:
    """Queue a message about messages, in a thread of its own unless one is named.

    `about` is a message of ours whose readers may see this one too.
    """
    return send(
        type,
        payload,
        to=to,
        thread=thread or uuid4(),
        actor=actor,
        handling="H0",
        case_id=about.case_id if about else None,
        team_id=about.team_id if about else None,
        urgent=urgent,
        lifetime=LONG_LIFE,
    )


def insert_withdrawal(row: Withdrawal) -> None:
    """Keep that something was withdrawn. Raises AlreadyRecalled where it was before, also by
    somebody else in this very moment; nothing else of the transaction is lost."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise AlreadyRecalled from None


def refuse_unless(is_right: bool, reason: str) -> None:
    """Raises EffectRefused with the reason where something is not as it must be."""
    if not is_right:
        raise EffectRefused(reason)


def ranges(numbers: Iterable[int]) -> list[list[int]]:
    """Sorted numbers as stretches of first and last."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found
