"""What goes on paper because the other State has no node: decided at issue, recorded when sent."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from homeward.casework.cases.visible import cleaned
from homeward.casework.cooperation.access import get_request
from homeward.casework.cooperation.actions.files import follow_case
from homeward.casework.cooperation.actions.record import CLERK, note_in_case, writes_in_case
from homeward.casework.cooperation.actions.tasks import set_task
from homeward.casework.cooperation.by_hand import (
    CLERKS,
    is_by_hand,
    letters_to_send,
    new_code,
)
from homeward.casework.cooperation.errors import NotByHand, TimesContradict
from homeward.casework.cooperation.lifecycle import Side, Transition, other
from homeward.casework.cooperation.models import Change, Paper, Request, RequestFile, Way
from homeward.foundation.access.errors import Forbidden, NotFound
from homeward.foundation.access.models import User
from homeward.foundation.authorities.queries import connected_states
from homeward.foundation.duty.actions import finish_tasks
from homeward.foundation.exchange.attachments.enclosing import plain_name
from homeward.foundation.exchange.errors import NotConnected
from homeward.foundation.journal.actions import record
from homeward.foundation.vault.actions import add_custody, keep_file
from homeward.foundation.web.formats import moment_text

if TYPE_CHECKING:
    from homeward.foundation.vault.intake import Taken


@dataclass(frozen=True, slots=True)
class Scan:
    """A file that was uploaded into the vault and has no row yet."""

    taken: "Taken"
    name: str
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What is recorded of a letter: how it went or came, when, to or from whom; a scan of it."""

    channel: str
    at: datetime
    with_whom: str = ""
    their_reference: str = ""
    note: str = ""
    scan: Scan | None = None
    form_token: UUID | None = None


def put_on_paper(request: Request, change: Change, transition: Transition, user: User) -> bool:
    """Whether a change goes on paper; then its files are its letter's, and the desk is asked to
    send it.

    A request goes by hand where the other State has no node when it is issued. What belongs to a
    run between nodes cannot: raises NotConnected.
    """
    if transition.name == "issue" and request.other_state not in connected_states():
        if request.fixed:
            raise NotConnected(state=request.other_state)
        request.way, request.code = Way.HAND, new_code()
        request.save(update_fields=["way", "code"])
    if not is_by_hand(request) or not (transition.is_exchanged or transition.name == "issue"):
        return False
    waiting = request.files.filter(side=request.side, message_id__isnull=True, change__isnull=True)
    waiting.update(change=change)
    return True


def ask_to_send(request: Request, *, user: User) -> None:
    """Put the letters that wait before the desk, or take the task away where none does."""
    if letters_to_send(request):
        set_task("cooperation.send_letter", request, actor=user.actor, state=request.other_state)
    else:
        finish_tasks(("request", request.pk), "cooperation.send_letter", actor=user.actor)


@transaction.atomic
def record_sent(request_id: UUID, change_id: int, slip: Slip, *, user: User) -> Paper:
    """Record that a letter went: which, how, when, to whom, and by whom it was sent.

    A letter may go more than once, by several channels. Raises NotFound, Forbidden, NotByHand,
    TimesContradict.
    """
    request = get_request(request_id, user, for_change=True)
    check_clerk(request, user)
    change = request.changes.filter(side=request.side, pk=change_id).first()
    if change is None or (change.name != "issue" and change.number is None):
        raise NotFound("change", change_id)
    check_order(change.at, slip.at)
    paper = keep_paper(request, change, slip, is_outgoing=True, user=user)
    note_in_case(
        request,
        "cooperation.letter_sent",
        user.actor,
        state=request.other_state,
        change=change.name,
        channel=slip.channel,
    )
    ask_to_send(request, user=user)
    return paper


def check_clerk(request: Request, user: User) -> None:
    """Raises NotByHand, and Forbidden for whoever may not keep the letters of requests."""
    if not is_by_hand(request):
        raise NotByHand(state=request.other_state)
    if not user.has_role(*CLERKS):
        raise Forbidden("request", request.pk)


def check_order(earlier: datetime, later: datetime) -> None:
    """Times are written to the minute. Raises TimesContradict where the later one is earlier."""
    if later < earlier.replace(second=0, microsecond=0):
        raise TimesContradict(earlier=moment_text(earlier), later=moment_text(later))


def keep_paper(
    request: Request, change: Change, slip: Slip, *, is_outgoing: bool, user: User
) -> Paper:
    """The row of a letter, with its scan in the vault and its entry in the journal."""
    paper = Paper.objects.create(
        request=request,
        change=change,
        is_outgoing=is_outgoing,
        channel=slip.channel,
        at=slip.at,
        with_whom=cleaned(slip.with_whom).strip()[:300],
        their_reference=cleaned(slip.their_reference).strip()[:100],
        note=cleaned(slip.note).strip()[:1000],
        recorded_by=user.pk,
        recorded_at=datetime.now(UTC),
        form_token=slip.form_token,
    )
    file = None
    if slip.scan:
        theirs = other(Side(request.side))
        file = keep_paper_file(request, change, slip.scan, user=user, side=theirs)
    record(
        "cooperation.paper_sent" if is_outgoing else "cooperation.paper_entered",
        actor=user.actor,
        subject=("request", request.pk),
        case_id=request.case_id,
        compartment=request.compartment,
        change=change.name,
        channel=slip.channel,
        sha256=file.sha256 if file else "",
    )
    return paper


def keep_paper_file(
    request: Request,
    change: Change,
    scan: Scan,
    *,
    user: User,
    side: Side,
    purpose: str = "",
    is_letter: bool = False,
) -> RequestFile:
    """A paper as a file of the request, on the side whose paper it is.

    An officer of the desk who has no place in the case cannot write into it: a job of the node
    gives the file to the case then.
    """
    in_case = writes_in_case(request, user.actor)
    blob = keep_file(
        scan.taken,
        case_id=request.case_id if in_case else None,
        compartment=request.compartment,
        team_id=request.desk_id,
        file_name=plain_name(scan.name.replace("\x00", "")),
        media_type=scan.media_type[:130],
    )
    add_custody(blob.id, "taken_in", by=user.authority, target=user.authority, purpose=purpose)
    if not in_case:
        follow_case.defer(actor=CLERK, request=str(request.pk))
    return RequestFile.objects.create(
        request=request,
        side=side,
        blob_id=blob.id,
        name=blob.file_name,
        media_type=blob.media_type,
        size=scan.taken.size,
        sha256=scan.taken.sha256,
        purpose=purpose,
        added_at=datetime.now(UTC),
        added_by=user.pk,
        change=change,
        is_letter=is_letter,
    )
