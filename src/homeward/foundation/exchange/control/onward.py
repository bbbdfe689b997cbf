"""Where a message or a file of another State was passed on to, so does its recall go.

What a message passes on, its sender says (`derived_from`). Of files it is reckoned when the recall
comes, from their digest and by the service of the exchange: an officer who attaches a file does not
see what lies in the matters of other desks.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from django.conf import settings
from django.db import transaction

from homeward.foundation.exchange.errors import CANNOT_BE_SENT
from homeward.foundation.exchange.models import (
    NOWHERE,
    Delivery,
    InAttachment,
    InMessage,
    OutAttachment,
    OutMessage,
)
from homeward.foundation.vault.models import Blob, CustodyStep

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


def copies_of(one: InAttachment) -> list[OutAttachment]:
    """The files that this State sent to others because it had them from this attachment.

    They have its SHA-256 and were sent after it was here in full, by this State's own clock. None
    is where the same content lay here before any State sent it: that is this State's own. Nor is
    one that another State's message brought too before the copy went, while that one stands.
    """
    digest = str(one.description["sha256"])
    came = _arrivals(digest)
    at = next((when for each, when in came if each.pk == one.pk), None)
    if at is None or _was_here_before(digest, came):
        return []
    sent = OutAttachment.objects.filter(
        sha256=digest, recall__isnull=True, message__recall__isnull=True
    ).exclude(state__in=NOWHERE)
    sent = sent.exclude(message__delivery__in=[Delivery.REFUSED, Delivery.EXPIRED])
    sent = sent.exclude(message__peer=one.sender).filter(message__created_at__gt=at)
    standing = [when for each, when in came if not _is_recalled(each)]
    found = sent.select_related("message").order_by("message__created_at", "pk")
    return [copy for copy in found if not any(when < copy.message.created_at for when in standing)]


def _arrivals(digest: str) -> list[tuple[InAttachment, datetime]]:
    """Every attachment of this content that was here in full, also one that was closed since, and
    when: as custody says, which nothing changes."""
    rows = InAttachment.objects.filter(sha256=digest)
    steps = CustodyStep.objects.filter(
        blob_id__in=rows.values("pk"), action="arrived", state=settings.HOMEWARD_STATE
    )
    at = dict(steps.values_list("blob_id", "at"))
    return [(one, at[one.pk]) for one in rows if one.pk in at]


def _was_here_before(digest: str, came: list[tuple[InAttachment, datetime]]) -> bool:
    """Whether a blob of this State's own held the content, or it was sent, before it first came."""
    first = min(when for _one, when in came)
    own = Blob.objects.filter(sha256=bytes.fromhex(digest), created_at__lt=first)
    if own.exclude(pk__in=[one.pk for one, _when in came]).exists():
        return True
    # The blob may have been destroyed since; that it was sent stays.
    sent = OutAttachment.objects.filter(sha256=digest)
    return sent.filter(message__created_at__lt=first).exists()


def _is_recalled(one: InAttachment) -> bool:
    """Whether its sender withdrew the file, by itself or with its message."""
    if one.recalled_at is not None:
        return True
    message = InMessage.objects.filter(sender=one.sender, message_id=one.message_id)
    return message.filter(recalled_at__isnull=False).exists()


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
