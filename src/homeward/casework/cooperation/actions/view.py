"""Reading a request leaves its trace, settles the notices and gives its sender the receipt."""

from homeward.casework.cooperation.models import Request
from homeward.foundation.access.models import User
from homeward.foundation.duty.actions import finish_tasks
from homeward.foundation.exchange.control.receipts import note_read
from homeward.foundation.journal.actions import record


def note_viewed(request: Request, *, user: User, whole: bool = True) -> None:
    """Journal the view in the present transaction, before the page is made.

    Only the page of the whole request shows what happened, so no other settles the notices.
    """
    record(
        "cooperation.viewed",
        actor=user.actor,
        subject=("request", request.pk),
        case_id=request.case_id,
        compartment=request.compartment,
    )
    if whole:
        finish_tasks(("request", request.pk), "cooperation.read_change", actor=user.actor)
        note_read(request.pk, user.actor)
