"""How delivery to each State goes, for whoever keeps the node."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min

from homeward.foundation.authorities.queries import connected_states
from homeward.foundation.exchange.models import Delivery, Link, OutMessage, Returned
from homeward.foundation.exchange.ordering import missing_from


@dataclass(frozen=True, slots=True)
class Connection:
    """One State: what waits for it, how it was last reached, what of its count is missing here."""

    state: str
    waiting: int
    oldest: datetime | None
    succeeded_at: datetime | None
    failure: str
    paused_until: datetime | None
    missing: int

    def line(self) -> str:
        """One plain line."""
        since = f" since {self.oldest:%Y-%m-%d %H:%M} UTC" if self.oldest else ""
        parts = [f"{self.state}: {self.waiting} waiting{since}"]
        reached = f"{self.succeeded_at:%Y-%m-%d %H:%M} UTC" if self.succeeded_at else "never"
        parts.append(f"last reached {reached}")
        if self.failure:
            until = (
                f", tried again after {self.paused_until:%H:%M:%S} UTC" if self.paused_until else ""
            )
            parts.append(f"last failure {self.failure}{until}")
        if self.missing:
            parts.append(f"{self.missing} of its messages missing here")
        return "; ".join(parts)


def connections() -> list[Connection]:
    """Every connected State, and every other one for which something waits."""
    waiting = {
        row["peer"]: row
        for row in OutMessage.objects.filter(delivery=Delivery.PENDING)
        .order_by()
        .values("peer")
        .annotate(count=Count("pk"), oldest=Min("created_at"))
    }
    links = {row.peer: row for row in Link.objects.all()}
    return [
        _connection(state, waiting.get(state, {}), links.get(state))
        for state in sorted(connected_states() | waiting.keys())
    ]


def _connection(state: str, waiting: Mapping[str, Any], link: Link | None) -> Connection:
    missing = sum(last - first + 1 for first, last in missing_from(state))
    return Connection(
        state=state,
        waiting=waiting.get("count", 0),
        oldest=waiting.get("oldest"),
        succeeded_at=link.delivered_at if link else None,
        failure=link.failure if link else "",
        paused_until=link.paused_until if link else None,
        missing=missing,
    )


def returned_lines() -> list[str]:
    """One line for each message that came back after a restore and stands in no record."""
    rows = Returned.objects.filter(is_rebuilt=False).select_related("message").order_by("at")
    return [
        f"{row.message.created_at:%Y-%m-%d %H:%M} UTC to {row.message.peer}: {row.message.type},"
        f" thread {row.message.thread}, {row.message.get_delivery_display()}"
        for row in rows
    ]
