"""What States tell, in a few words."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from homeward.foundation.guard.context import opened
from homeward.oversight.trends.actions import COUNTER, OWN, About, _keep
from homeward.oversight.trends.indicators import INDICATORS
from homeward.oversight.trends.models import Dataset
from homeward.oversight.trends.statistics.observations import Cell, Observation, Status
from homeward.wire.header import Handling
from homeward.wire.receipts import Receipt
from tests.exchange.peer import Peer


def told(
    indicator: str,
    period: str,
    value: float | None,
    *,
    status: str = "A",
    partial: bool = False,
    breakdown: str = "",
) -> dict[str, Any]:
    """A line; None is a figure that is missing."""
    if value is None and status == "A":
        status = "O"
    return {
        "indicator": indicator,
        "unit": INDICATORS[indicator].unit.value,
        "period": period,
        "breakdown": breakdown,
        "value": None if value is None else str(value),
        "status": status,
        "revised": False,
        "partial": partial,
        "at": "2026-09-30",
        "source": "",
        "note": "",
    }


def aggregate(number: int, *lines: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """The payload of an aggregate."""
    return {
        "number": number,
        "lines": list(lines),
        "absent": [],
        "coverage": "All police units.",
        "under_reporting": "",
        "reason": "",
        "prepared_at": "2026-10-02T09:00:00+00:00",
    } | changes


def send(
    peer: Peer, type_: str, payload: Mapping[str, Any], thread: UUID | None = None
) -> tuple[int, Receipt]:
    """A message of XB, taken in here."""
    return peer.message(
        dict(payload), type_, thread=str(thread or uuid4()), handling=Handling("H2")
    ).deliver()


def counted(values: Mapping[str, Mapping[str, int | None]]) -> dict[str, Dataset]:
    """The node's own counts, as the service keeps them: indicator -> year -> value, None for one
    that is held back."""
    made = {}
    with opened(COUNTER):
        for code, years in values.items():
            one = INDICATORS[code]
            found = [
                Observation(
                    Cell(code, one.unit, "XA", year),
                    None if value is None else value,  # type: ignore[arg-type]
                    Status.SUPPRESSED if value is None else Status.NORMAL,
                )
                for year, value in years.items()
            ]
            about = About(kind=Dataset.FIGURES, title=code, publisher="XA")
            made[code] = _keep(about, found, [], {}, key=OWN + code, indicator=code, unit=one.unit)
    return made


def questionnaire(**changes: Any) -> dict[str, Any]:
    """The payload of a questionnaire."""
    return {
        "title": "Questionnaire 2026",
        "session": "Example session",
        "first": "2022",
        "last": "2025",
        "due": "2026-12-31",
        "paragraphs": ["p4", "p8b"],
    } | changes


def answered(paragraph: str, text: str, needs: str = "") -> dict[str, Any]:
    """One answer."""
    evidence = [{"title": "Law 7", "where": "art. 3"}]
    return {"paragraph": paragraph, "text": text, "needs": needs, "evidence": evidence}


def reply(number: int, lines: list[dict[str, Any]], *answers: dict[str, Any]) -> dict[str, Any]:
    """The payload of a reply."""
    return {
        "reply": str(uuid4()),
        "number": number,
        "lines": lines,
        "answers": list(answers),
        "cleared_at": "2026-11-20T08:00:00+00:00",
    }
