"""The messages between a State and the Secretariat, written and read."""

from collections.abc import Mapping
from datetime import UTC
from typing import Any

from homeward.foundation.exchange import payloads
from homeward.foundation.exchange.errors import MalformedPayload
from homeward.oversight.reporting.lines import MOST_LINES, BadLine, read_lines
from homeward.oversight.reporting.models import Aggregate

AGGREGATE = "reporting.aggregate"
#: Not to be passed on without the giver's consent: what is published is the compiled report.
HANDLING = "H2"
LONGEST = 4000
MOST_NUMBER = 100_000


def aggregate_payload(one: Aggregate) -> dict[str, Any]:
    """An approved aggregate as the Secretariat gets it; never who made or approved it."""
    return {
        "number": one.number,
        "lines": one.lines,
        "absent": one.absent,
        "coverage": one.coverage,
        "under_reporting": one.under_reporting,
        "reason": one.reason,
        "prepared_at": one.prepared_at.astimezone(UTC).isoformat(),
    }


def read_aggregate(payload: Mapping[str, Any]) -> dict[str, Any]:
    """What a State tells. Raises MalformedPayload, naming the field."""
    return {
        "number": payloads.whole(payload, "number", min=1, max=MOST_NUMBER),
        "lines": lines_in(payload),
        "absent": sorted(set(payloads.texts(payload, "absent", max=60, most=200))),
        "coverage": payloads.text(payload, "coverage", max=LONGEST),
        "under_reporting": payloads.text(payload, "under_reporting", max=LONGEST, min=0),
        "reason": payloads.text(payload, "reason", max=LONGEST, min=0),
        "prepared_at": payloads.moment(payload, "prepared_at"),
    }


def lines_in(payload: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The lines of a payload. Raises MalformedPayload, naming the field of the line."""
    try:
        return read_lines(payloads.mappings(payload, "lines", most=MOST_LINES))
    except BadLine as error:
        raise MalformedPayload(field=error.field) from None
