"""What the administrator sees of the connections: no case, no message, only how the lines are."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import Max, Sum

from homeward.foundation.authorities.models import Node
from homeward.foundation.exchange.models import Link, Traffic, TurnedAway
from homeward.foundation.exchange.remedies import (
    Remedy,
    remedy_for_receiving,
    remedy_for_sending,
)

ADMINISTRATOR = "administrator"
_BUSY = ("http_429", "http_503")  # the answers of a peer that asks to be left alone for a while
DAYS = 30


class Condition(StrEnum):
    """How a line is, in one word."""

    UNUSED = "unused"
    WELL = "well"
    PAUSED = "paused"
    FAILING = "failing"


@dataclass(frozen=True, slots=True)
class Standing:
    """Files for a peer that stand still: how many, since when at most, why, and what to do."""

    failure: str
    number: int
    oldest: datetime
    remedy: Remedy


@dataclass(frozen=True, slots=True)
class Connection:
    """A pinned peer: how the line to it is, and what waits for it."""

    state: str
    name: str
    url: str
    condition: Condition
    waiting: int
    oldest: datetime | None
    link: Link
    remedy: Remedy | None
    requests: int
    bytes: int
    standing: tuple[Standing, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Requests that were turned away for one reason in the last days; `peer` as they named it."""

    peer: str
    code: str
    count: int
    last_at: datetime
    remedy: Remedy


def may_administer(viewer: Any) -> bool:
    """Whether the viewer administers the node."""
    return bool(viewer.is_authenticated and viewer.has_role(ADMINISTRATOR))


def connections_for(viewer: Any) -> list[Connection]:
    """Every pinned peer, in the order of its State; none for whoever does not administer."""
    if not may_administer(viewer):
        return []
    links = {link.peer: link for link in Link.objects.all()}
    waiting, busy, standing = _waiting(), _busy(), _standing()
    nodes = Node.objects.select_related("state").order_by("state")
    return [
        _connection(
            node,
            links.get(node.state_id) or Link(peer=node.state_id),
            waiting.get(node.state_id, (0, None)),
            busy.get(node.state_id, (0, 0)),
            tuple(standing.get(node.state_id, ())),
        )
        for node in nodes
    ]


def refused_for(viewer: Any) -> list[Refused]:
    """What was turned away in the last days, by peer and reason, the most recent first."""
    if not may_administer(viewer):
        return []
    since = (datetime.now(UTC) - timedelta(days=DAYS)).date()
    rows = TurnedAway.objects.filter(day__gte=since).values("peer", "code")
    counted = rows.annotate(number=Sum("count"), last=Max("last_at")).order_by("-last")
    return [
        Refused(
            row["peer"], row["code"], row["number"], row["last"], remedy_for_receiving(row["code"])
        )
        for row in counted
    ]


def _connection(
    node: Node,
    link: Link,
    waiting: tuple[int, datetime | None],
    busy: tuple[int, int],
    standing: tuple[Standing, ...],
) -> Connection:
    condition = _condition(link)
    failing = condition in (Condition.FAILING, Condition.PAUSED) and link.failure
    return Connection(
        state=node.state_id,
        name=node.state.name,
        url=node.url,
        condition=condition,
        waiting=waiting[0],
        oldest=waiting[1],
        link=link,
        remedy=remedy_for_sending(link.failure) if failing else None,
        requests=busy[0],
        bytes=busy[1],
        standing=standing,
    )


def _condition(link: Link) -> Condition:
    is_paused = link.paused_until is not None and link.paused_until > datetime.now(UTC)
    if is_paused and (not link.failures or link.failure.startswith(_BUSY)):
        return Condition.PAUSED
    if link.failures:
        return Condition.FAILING
    return Condition.WELL if link.delivered_at or link.heard_at else Condition.UNUSED


def _waiting() -> dict[str, tuple[int, datetime | None]]:
    """How many messages wait for each peer, and since when the oldest does; nothing else of them.

    The administrator sees no message. A function of the database counts for him.
    """
    with connection.cursor() as cursor:
        cursor.execute("select peer, waiting, oldest from guard.waiting_messages()")
        return {peer: (int(number), oldest) for peer, number, oldest in cursor.fetchall()}


def _standing() -> dict[str, list[Standing]]:
    """Files that stand still, by peer and reason; nothing else of them, as of messages."""
    found: dict[str, list[Standing]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select peer, failure, number, oldest from guard.standing_files() order by peer, number"
        )
        for peer, failure, number, oldest in cursor.fetchall():
            one = Standing(failure, int(number), oldest, remedy_for_sending(failure))
            found.setdefault(peer, []).append(one)
    return found


def _busy() -> dict[str, tuple[int, int]]:
    """Requests and bytes of each peer in the last ten minutes."""
    since = datetime.now(UTC) - timedelta(minutes=10)
    rows = Traffic.objects.filter(minute__gte=since).values("peer")
    counted = rows.annotate(number=Sum("requests"), size=Sum("bytes"))
    return {row["peer"]: (row["number"], row["size"]) for row in counted}
