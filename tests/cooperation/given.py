"""Items that another State gave, with the use it bound them to, as rows."""

from datetime import UTC, datetime

from homeward.casework.cases.models import Item
from homeward.casework.cooperation.models import Change, Request, TakenItem
from homeward.foundation.access.models import Team
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened


def given_by_xb(item: Item, desk: Team) -> Request:
    """XB answered a request of the item's case with it, bound to what the request states."""
    request = answered_by_xb(item, desk)
    with opened(EXCHANGE):
        TakenItem.objects.create(
            item=item,
            request=request,
            change=request.changes.get(),
            limit_use="purpose",
            limit_secrecy="open",
            taken_by=0,
            taken_at=datetime.now(UTC),
        )
    return request


def answered_by_xb(item: Item, desk: Team) -> Request:
    """A request of the item's case that XB answered and said nothing of what may be done."""
    at = datetime.now(UTC)
    with opened(EXCHANGE):
        request = Request.objects.create(
            kind="police_information",
            case_id=item.case_id,
            compartment=item.compartment,
            side="requesting",
            other_state="XB",
            desk=desk,
            own_authority="XA-POLICE",
            other_authority="XB-POLICE",
            reference="XA-2026-000001/77",
            state="executed",
            urgency="urgent",
            legal_basis="untoc_27",
            created_at=at,
        )
        Change.objects.create(
            request=request, name="execute", side="requested", at=at, number=1, led_to="executed"
        )
    return request


def allows_another_use(request: Request) -> None:
    """XB consents to another use (UNTOC 18(19))."""
    with opened(EXCHANGE):
        Change.objects.create(
            request=request,
            name="allow_use",
            side="requested",
            at=datetime.now(UTC),
            number=2,
            led_to="executed",
        )
