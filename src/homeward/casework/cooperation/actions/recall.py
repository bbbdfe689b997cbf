"""Withdrawing what was sent by mistake, and closing what the other State withdraws.

A recall closes the contents, not the request: its course is settled by the changes of its
lifecycle, which both States keep. What is part of proceedings here stays, and the other State is
told so (UNTOC 18(19): what was transmitted serves the proceedings stated in the request).
"""

from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from homeward.casework.cooperation.access import get_request
from homeward.casework.cooperation.actions.files import destroy_file
from homeward.casework.cooperation.actions.record import note_line
from homeward.casework.cooperation.errors import Incomplete, NotNow
from homeward.casework.cooperation.lifecycle import UNISSUED, RequestState, Side
from homeward.casework.cooperation.models import Change, Request, TakenItem
from homeward.foundation.access.errors import Forbidden
from homeward.foundation.access.models import User
from homeward.foundation.exchange.control.recall import recall
from homeward.foundation.exchange.errors import CANNOT_BE_SENT
from homeward.foundation.exchange.ports import Kept
from homeward.foundation.exchange.queries import recallable_in
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record

ROLES = ("central", "supervisor")
_BEFORE = (*UNISSUED, RequestState.ISSUED, RequestState.DELIVERED, RequestState.ACKNOWLEDGED)
_WITHOUT = (RequestState.REFUSED, RequestState.WITHDRAWN)


def may_recall(request: Request, viewer: User) -> bool:
    """Whether this person may recall what this State sent in a request."""
    return viewer.has_role(*ROLES) and bool(recallable(request))


def recallable(request: Request) -> list[UUID]:
    """The messages that this State sent in a request and has not recalled."""
    return recallable_in(request.pk)


@transaction.atomic
def recall_messages(request_id: UUID, reason: str, *, user: User) -> int:
    """Withdraw everything that this State sent in a request; returns how many messages.

    Raises Forbidden, Incomplete without a reason, NotNow where nothing is left to recall.
    """
    request = get_request(request_id, user, for_change=True)
    if not user.has_role(*ROLES):
        raise Forbidden("request", request.pk)
    if not reason.strip():
        raise Incomplete(fields=_("Why it is recalled"))
    messages = recallable(request)
    if not messages:
        raise NotNow(state=request.get_state_display())
    for message in messages:
        recall(message, reason.strip(), actor=user.actor)
    return len(messages)


@transaction.atomic
def close_contents(request_id: UUID, reason: str, *, user: User) -> tuple[int, list[str]]:
    """Withdraw what a request says because what allowed it has ended, whatever the person's role.

    The room whose rule it is calls this. What was sent is recalled, what was not sent yet loses its
    parts; its course is left to the desk. Returns how many messages were recalled, and the States
    that no message reaches now. Raises NotFound.
    """
    request = get_request(request_id, user, for_change=True)
    if request.state in UNISSUED:
        request.content = {}
        request.revision += 1
        request.save(update_fields=["content", "revision"])
        for file in request.files.filter(side=request.side, message_id__isnull=True):
            destroy_file(file, user=user)
    count, unreached = 0, set()
    for message in recallable(request):
        try:
            with transaction.atomic():
                recall(message, reason, actor=user.actor)
        except CANNOT_BE_SENT:
            unreached.add(request.other_state)
        else:
            count += 1
    return count, sorted(unreached)


def _in_proceedings(request: Request) -> bool:
    """Whether something was begun or done for it, such as an arrest, a search or a surrender; also
    while it stands aside for a question or is postponed."""
    if request.state in (*_BEFORE, *_WITHOUT):
        return False
    if request.state not in request.lifecycle.asides:
        return True
    led = request.changes.filter(number__isnull=False).exclude(led_to="")
    aside = (*_BEFORE, *_WITHOUT, *request.lifecycle.asides)
    return led.exclude(led_to__in=aside).exists()


def on_recall(sender: str, message_id: UUID, reason: str, actor: Actor) -> Kept | None:
    """The other State withdraws a request, or what it said in one.

    A sender chooses the ids of its messages, even one that a message of ours has: only what the
    other side of a request with this very State said is its own to withdraw.
    """
    change = (
        Change.objects.select_for_update(of=("self",))
        .select_related("request")
        .filter(message_id=message_id, request__other_state=sender)
        .exclude(side=F("request__side"))
        .exclude(name="deliver")  # stands for the receipt of a message of ours, with its id
        .first()
    )
    if change is None:
        return None  # it had no effect here
    request = change.request
    if _in_proceedings(request) or TakenItem.objects.filter(change=change).exists():
        return Kept(_("It is part of proceedings that go on here, for which it was sent."))
    if change.name in ("issue", "show_draft") and request.side == Side.REQUESTED:
        request.content, request.handling_limits = {}, ""
        request.recalled = reason[:1000]
        request.revision += 1
        request.save(update_fields=["content", "handling_limits", "recalled", "revision"])
    change.data, change.recalled = {}, reason[:1000]
    change.save(update_fields=["data", "recalled"])
    record(
        "cooperation.recalled",
        actor=actor,
        subject=("request", request.pk),
        case_id=request.case_id,
        compartment=request.compartment,
        change=change.name,
    )
    note_line(request, "cooperation.recalled", actor, state=request.other_state)
    return None
