"""Where a message or a file of another State was passed on to, so does its recall go."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import transaction

from homeward.foundation.exchange.errors import CANNOT_BE_SENT
from homeward.foundation.exchange.models import InMessage, OutMessage

Copy = TypeVar("Copy")


def is_of(copy: OutMessage, message: InMessage) -> bool:
    """Whether a copy that names the message's id was made of this very message.

    Another State may have sent a message of the same id. Only one that had taken effect here when
    the copy was written can be what it passes on; where several had, nobody can tell, and a State
    does not withdraw what may be another's.
    """
    if message.refused:
        return False
    others = InMessage.objects.filter(
        message_id=message.message_id, refused="", received_at__lte=copy.created_at
    ).exclude(pk=message.pk)
    return not others.exists()


def recall_each(
    copies: Iterable[tuple[str, Copy]], withdraw: Callable[[Copy], object]
) -> tuple[set[str], set[str]]:
    """Withdraw copies, each of them given with the State that has it.

    Returns the States that the recall goes on to, and those that no message can reach now: one of
    these hinders no other, nor the recall here.
    """
    reached, unreached = set(), set()
    for peer, copy in copies:
        try:
            with transaction.atomic():
                withdraw(copy)
        except CANNOT_BE_SENT:
            unreached.add(peer)
        else:
            reached.add(peer)
    return reached, unreached
