"""The messages that carry requests and their changes.

`cooperation.request` version 1 holds the request as the other State sees it, and
`cooperation.change` version 1 one change of it; `cooperation.draft` version 1 is a draft on which
the other State is asked for its view. All travel in the request's own thread, so they
arrive in order. docs/reference/messages.md describes the payloads.
"""

from datetime import UTC
from typing import Any

from homeward.casework.cooperation.letters.sending import limit_payload, translation_payload
from homeward.casework.cooperation.models import Change, OralRequest, Request

REQUEST, CHANGE = "cooperation.request", "cooperation.change"
DRAFT = "cooperation.draft"
HAND_OVER, HAND_OVER_ANSWER = "cooperation.hand_over", "cooperation.hand_over_answer"


def request_payload(request: Request) -> dict[str, Any]:
    """The request as the other State gets it; nothing of the case but what was written into it."""
    return {
        "kind": request.kind,
        "reference": request.reference,
        "requesting_authority": request.own_authority,
        "requested_authority": request.other_authority,
        "legal_basis": request.legal_basis,
        "urgency": request.urgency,
        "due": request.due_at.astimezone(UTC).isoformat() if request.due_at else None,
        "run": str(request.run_id) if request.run_id else None,
        "handling_limits": request.handling_limits,
        "content": request.content,
        "limit": limit_payload(request),
        "translation": translation_payload(request),
        "waived": _waived(request),
        "treaty": request.treaty or None,
        "oral": oral_payload(request),
    }


def _waived(request: Request) -> dict[str, Any] | None:
    """What it goes without, and why; never who answered for it."""
    waiver = request.waiver
    return {"parts": waiver["parts"], "reason": waiver["reason"]} if waiver else None


def oral_payload(request: Request) -> dict[str, str] | None:
    """That the request was made orally before, with the code that was read out; else nothing."""
    spoken = OralRequest.objects.filter(request=request).first()
    if spoken is None:
        return None
    return {"code": spoken.code, "at": spoken.spoken_at.astimezone(UTC).isoformat()}


def draft_payload(request: Request, change: Change) -> dict[str, Any]:
    """A draft as it is shown, complete or not, and what is asked about it; it expects nothing."""
    return {**request_payload(request), "due": None, "question": str(change.data.get("text", ""))}


def change_payload(request: Request, change: Change) -> dict[str, Any]:
    """One change as the other State gets it: the authority that made it, never the officer."""
    return {
        "request": str(request.pk),
        "change": change.name,
        "number": change.number,
        "seen": change.seen,
        "authority": change.authority,
        "at": change.at.astimezone(UTC).isoformat(),
        "data": change.data,
    }
