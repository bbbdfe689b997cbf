"""The messages that carry requests for assistance and their steps, both in the request's thread."""

from datetime import UTC
from typing import Any

from homeward.oversight.assistance.models import AssistanceRequest, AssistanceStep

REQUEST, STEP = "assistance.request", "assistance.step"
#: Not to be passed on without the giver's consent: a request is confidential from other States.
HANDLING = "H2"


def request_payload(request: AssistanceRequest) -> dict[str, Any]:
    """The request as the Secretariat gets it; never who wrote it."""
    return {
        "reference": request.reference,
        "authority": request.authority,
        "need": request.need,
        "capacity": request.capacity,
        "paragraph": request.paragraph,
        "practice": request.practice,
        "kinds": request.kinds,
        "urgency": request.urgency,
        "language": request.language,
        "sensitivity": request.sensitivity,
    }


def step_payload(step: AssistanceStep) -> dict[str, Any]:
    """One step as the other side gets it; never who made it."""
    return {
        "step": step.name,
        "number": step.number,
        "seen": step.seen,
        "at": step.at.astimezone(UTC).isoformat(),
        "data": step.data,
    }
