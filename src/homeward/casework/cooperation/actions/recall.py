"""Withdrawing what was sent by mistake, and closing what the other State withdraws.

Everything that was sent in a request is withdrawn together, or one message, or one file. A recall
closes the contents, not the request: its course is settled by the changes of its lifecycle, which
both States keep. Each message of a hand-over holds the whole ladder, so these are withdrawn
together. What is part of proceedings here stays, and the other State is told so (UNTOC
18(19): what was transmitted serves the proceedings stated in the request).
"""

from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from homeward.casework.cooperation.access import get_request
from homeward.casework.cooperation.actions.files import destroy_file
from homeward.casework.cooperation.actions.hand_over import end_recalled_offer
from homeward.casework.cooperation.actions.record import note_line
from homeward.casework.cooperation.errors import Incomplete, NotNow
from homeward.casework.cooperation.lifecycle import TRANSITIONS, UNISSUED, RequestState, Side
from homeward.casework.cooperation.models import Change, HandOver, Request, RequestFile, TakenItem
from homeward.casework.cooperation.paper_models import HandOverState
from homeward.casework.cooperation.payloads import HAND_OVER, HAND_OVER_ANSWER
from homeward.foundation.access.errors import Forbidden, NotFound
from homeward.foundation.access.models import User
from homeward.foundation.exchange.control.recall import recall
from homeward.foundation.exchange.control.recall_file import recall_file
from homeward.foundation.exchange.errors import CANNOT_BE_SENT
from homeward.foundation.exchange.ports import Kept
from homeward.foundation.exchange.queries import (
    Standing,
    recallable_files_in,
    recallable_in,
    standing_in,
)
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.foundation.web.formats import moment_text

ROLES = ("central", "supervisor")
MESSAGE, FILE = "message", "file"
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
    end_recalled_offer(request.pk, user=user)
    return len(messages)


@transaction.atomic
def recall_one(request_id: UUID, what: str, reason: str, *, user: User) -> None:
    """Withdraw one message with its files, or one file alone, named as `withdrawable` names it.

    Raises Forbidden, Incomplete without a reason, NotFound for what is not to be recalled (any
    more), and NoCommonVersion where the other node is too old to withdraw a file alone.
    """
    request = get_request(request_id, user, for_change=True)
    if not user.has_role(*ROLES):
        raise Forbidden("request", request.pk)
    if not reason.strip():
        raise Incomplete(fields=_("Why it is recalled"))
    if what not in dict(withdrawable(request)):
        raise NotFound("message", what)
    kind, _sign, name = what.partition(":")
    if kind == MESSAGE:
        _withdraw(request, UUID(name), reason.strip(), user)
    else:
        recall_file(UUID(name), reason.strip(), actor=user.actor)


def withdrawable(request: Request) -> list[tuple[str, str]]:
    """What this State may withdraw by itself: how each thing is named here, and words for it.

    Each message in the order of sending, and behind it the files that went with it. Of a hand-over
    only the message that stands: what came before it gave way to it.
    """
    files = recallable_files_in(request.pk)
    # A receipt of the other State stands under the id of the message that it is for.
    said = request.changes.filter(side=request.side).exclude(name="deliver")
    changes = {one.message_id: one for one in said.filter(message_id__isnull=False)}
    found = []
    handed = HandOver.objects.filter(pk=request.pk, side=Side.REQUESTING).first()
    for one in standing_in(request.pk):
        if one.type != HAND_OVER:
            words = _message_words(one, changes.get(one.id))
        elif handed is not None and handed.message_id == one.id:
            words = _hand_over_words(one, handed)
        else:
            continue
        found.append((f"{MESSAGE}:{one.id}", words))
        for file in request.files.filter(message_id=one.id, blob_id__in=files):
            told = _("Only the file %(name)s") % {"name": file.name}
            found.append((f"{FILE}:{files[file.blob_id]}", told))
    return found


def _withdraw(request: Request, message: UUID, reason: str, user: User) -> None:
    """Recall the message, and with one of a hand-over every other of it: each holds the ladder."""
    handed = [one.id for one in standing_in(request.pk) if one.type == HAND_OVER]
    for each in handed if message in handed else [message]:
        recall(each, reason, actor=user.actor)
    if message in handed:
        end_recalled_offer(request.pk, user=user)


def _message_words(one: Standing, change: Change | None) -> str:
    at = moment_text(one.at)
    if change is not None:
        facts = {"step": TRANSITIONS[change.name].done, "at": moment_text(change.at)}
        return _("“%(step)s” of %(at)s, with its files") % facts
    if one.type == HAND_OVER_ANSWER:
        return _("Answer of %(at)s to the offer to hand it over") % {"at": at}
    return _("Message of %(at)s that is no step of the request") % {"at": at}


def _hand_over_words(one: Standing, handed: HandOver) -> str:
    facts = {"at": moment_text(one.at), "state": handed.other_state}
    if handed.state == HandOverState.DONE:
        return (
            _("Hand-over of %(at)s, with its files; closes the whole request in %(state)s") % facts
        )
    if handed.state == HandOverState.TAKEN_BACK:
        return _("Word of %(at)s that it is offered no more, and every offer before it") % facts
    return _("Offer of %(at)s to hand it over; nothing of the request stays in %(state)s") % facts


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
    end_recalled_offer(request.pk, user=user)
    return count, sorted(unreached)


def kept_for_proceedings() -> Kept:
    """The answer where it stays (UNTOC 18(19))."""
    return Kept(_("It is part of proceedings that go on here, for which it was sent."))


def in_proceedings(request: Request) -> bool:
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
    if in_proceedings(request) or TakenItem.objects.filter(change=change).exists():
        return kept_for_proceedings()
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


def on_file_recall(file_id: UUID, reason: str, actor: Actor) -> Kept | None:
    """The other State withdraws one file of what it sent.

    It stays where it was taken into a case, and where this State executes the request that it
    belongs to.
    """
    file = RequestFile.objects.select_related("request").filter(blob_id=file_id).first()
    if file is None:
        return None  # its request was refused since
    request = file.request
    is_executed = request.side == Side.REQUESTED and in_proceedings(request)
    if is_executed or TakenItem.objects.filter(file=file).exists():
        return kept_for_proceedings()
    record(
        "cooperation.file_recalled",
        actor=actor,
        subject=("request", request.pk),
        case_id=request.case_id,
        compartment=request.compartment,
        blob=str(file.blob_id),
        sha256=file.sha256,
        size=file.size,
    )
    note_line(request, "cooperation.file_recalled", actor, file=file.name)
    return None
