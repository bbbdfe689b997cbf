"""Requests of other States as they arrive, for tests of the desk."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from homeward.casework.cooperation.arrivals import on_request
from homeward.casework.cooperation.models import Request
from homeward.foundation.exchange.ports import Arrived
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened

CONTENT = {
    "investigation": "Investigation in XB.",
    "facts": "A ransom was paid.",
    "actions": "Freeze the proceeds.",
    "amount": "XAD 1234500",
    "purpose": "Recovery of the proceeds.",
}


def arrived(
    *,
    thread: UUID | None = None,
    urgency: str = "urgent",
    due: timedelta = timedelta(days=3),
    reference: str = "XB-2026-000001/01",
    **content: str,
) -> Request:
    """A request for freezing of XB at the central desk, by the very effect of its message."""
    thread = thread or uuid4()
    sent_at = datetime.now(UTC)
    payload = {
        "kind": "freezing",
        "reference": reference,
        "requesting_authority": "XB-CENTRAL",
        "requested_authority": "XA-CENTRAL",
        "legal_basis": "untoc_13",
        "urgency": urgency,
        "due": (sent_at + due).isoformat(),
        "run": None,
        "content": {**CONTENT, "run": str(uuid4()), **content},
    }
    actor = service("exchange")
    with opened(actor):
        on_request(
            Arrived(uuid4(), "XB", thread, "cooperation.request", "H1", sent_at, payload, actor)
        )
        return Request.objects.get(pk=thread)


def placed(request: Request, **columns: object) -> None:
    """Put a request where a test needs it."""
    with opened(service("exchange")):
        Request.objects.filter(pk=request.pk).update(**columns)
