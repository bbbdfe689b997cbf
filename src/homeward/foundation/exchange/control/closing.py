"""Tombstones: a sender's signed word that a message expired on its way and will not come.

`exchange.closed` names the message by its number, id and digest, so that its receiver knows the
gap in the count for what it is. Where the receiver has the message after all, it answers with its
receipt, and the sender corrects itself.
"""

from contextlib import suppress
from datetime import UTC

from homeward.foundation.exchange import payloads
from homeward.foundation.exchange.control.common import CLOSED, RECEIPTS, send_control
from homeward.foundation.exchange.errors import CANNOT_BE_SENT
from homeward.foundation.exchange.models import InMessage, OutMessage, Tombstone
from homeward.foundation.exchange.ports import Arrived, Filed
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record


def close(message: OutMessage, actor: Actor, *, is_asked: bool = False) -> None:
    """Tell the receiver that a message of ours was given up.

    A tombstone that itself expires gets one only where the receiver asks for its number
    (`is_asked`): the two would go on for ever otherwise.
    """
    if message.type == CLOSED and not is_asked:
        return
    header = message.header
    with suppress(*CANNOT_BE_SENT):  # who is trusted again later asks for what is missing
        send_control(
            CLOSED,
            {
                "message": str(message.id),
                "epoch": message.epoch,
                "sequence": message.sequence,
                "digest": message.digest,
                "previous": header["previous"],
                "expired": message.expires_at.astimezone(UTC).isoformat(),
            },
            to=message.peer,
            actor=actor,
            about=message,
        )


def on_closed(arrived: Arrived) -> Filed:
    """The sender gave a message up: its number is accounted for, unless the message is here."""
    payload = arrived.payload
    message_id = payloads.uuid(payload, "message")
    epoch = payloads.whole(payload, "epoch", min=1, max=2**31 - 1)
    sequence = payloads.whole(payload, "sequence", min=1)
    digest = payloads.digest(payload, "digest")
    previous = payloads.optional(payloads.digest, payload, "previous") or ""
    expired_at = payloads.moment(payload, "expired")
    here = InMessage.objects.filter(sender=arrived.sender, message_id=message_id).first()
    if here is not None:
        _say_that_it_is_here(here, arrived)
        return Filed(here.case_id, here.team_id)
    Tombstone.objects.get_or_create(
        sender=arrived.sender,
        epoch=epoch,
        sequence=sequence,
        defaults={
            "message_id": message_id,
            "digest": digest,
            "previous": previous,
            "expired_at": expired_at,
            "said_in": arrived.id,
        },
    )
    record(
        "exchange.closed",
        actor=arrived.actor,
        subject=("message", message_id),
        sender=arrived.sender,
        number=sequence,
    )
    return Filed()


def _say_that_it_is_here(message: InMessage, arrived: Arrived) -> None:
    """The receipt that the sender has not got, once more."""
    receipt = bytes(message.receipt).decode("ascii")
    send_control(RECEIPTS, {"receipts": [receipt]}, to=arrived.sender, actor=arrived.actor)
