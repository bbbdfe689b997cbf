"""Between what a State's entry says of an authority and the rows of this node."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from homeward.foundation.authorities.models import Authority, ContactPoint
from homeward.wire.directory.contacts import CompetenceEntry, ContactPointEntry, HoursEntry
from homeward.wire.directory.entries import AuthorityEntry

# Clocks of two nodes may differ by so much.
_CLOCKS_DIFFER = timedelta(hours=1)


def authority_entry(authority: Authority) -> AuthorityEntry:
    """An authority of this State with its contact points, as its entry says it."""
    return AuthorityEntry(
        code=authority.code,
        name=authority.name,
        functions=tuple(authority.functions),
        email=authority.email,
        phone=authority.phone,
        always_reachable=authority.always_reachable,
        competence=tuple(
            CompetenceEntry(treaty=one["treaty"], kinds=tuple(one["kinds"]))
            for one in authority.competence
        ),
        contact_points=tuple(map(_entry, authority.points.order_by("point"))),
    )


def _entry(point: ContactPoint) -> ContactPointEntry:
    hours = None
    if point.opens is not None and point.closes is not None:
        hours = HoursEntry(
            zone=point.zone,
            days=tuple(point.days),
            opens=f"{point.opens:%H:%M}",
            closes=f"{point.closes:%H:%M}",
        )
    return ContactPointEntry(
        point=point.point,
        channel=point.channel,
        address=point.address,
        languages=tuple(point.languages),
        hours=hours,
        notified=tuple(point.notified),
        valid_from=point.valid_from,
        valid_to=point.valid_to,
        verified_at=point.verified_at,
        verified_by=point.verified_by,
    )


def revision_of(row: Authority | ContactPoint) -> str:
    """What tells a reader's copy from a changed one: a digest of every column.

    What is written again as it was is the same revision, whoever wrote it.
    """
    columns = {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields}
    written = json.dumps(columns, sort_keys=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()[:32]


def put_points(authority: Authority, told: Iterable[Mapping[str, Any]]) -> None:
    """Make exactly these the contact points of an authority; `told` is as an entry writes them.

    Raises Malformed, which can only come of a file that an administrator loads.
    """
    entries = [ContactPointEntry.from_json(one) for one in told]
    authority.points.exclude(point__in=[one.point for one in entries]).delete()
    for one in entries:
        put_one(authority, one)


def put_one(authority: Authority, entry: ContactPointEntry) -> ContactPoint:
    """Enter one contact point, or bring it up to date."""
    point, _ = ContactPoint.objects.update_or_create(
        authority=authority, point=entry.point, defaults=_columns(entry, datetime.now(UTC))
    )
    return point


def _columns(entry: ContactPointEntry, now: datetime) -> dict[str, Any]:
    hours, at = entry.hours, entry.verified_at
    # Nobody verified anything in the future: what says so is not believed.
    verified = at is not None and at <= now + _CLOCKS_DIFFER
    return {
        "channel": entry.channel,
        "address": entry.address,
        "languages": list(entry.languages),
        "zone": hours.zone if hours else "",
        "days": list(hours.days) if hours else [],
        "opens": time.fromisoformat(hours.opens) if hours else None,
        "closes": time.fromisoformat(hours.closes) if hours else None,
        "notified": list(entry.notified),
        "valid_from": entry.valid_from,
        "valid_to": entry.valid_to,
        "verified_at": at if verified else None,
        "verified_by": entry.verified_by if verified else "",
    }


def is_stale(verified_at: datetime | None, now: datetime, days: int) -> bool:
    """Whether nobody verified it, or it is longer ago than so many days, or yet to come."""
    if verified_at is None or verified_at > now + _CLOCKS_DIFFER:
        return True
    return (now - verified_at).days >= days


def is_valid_on(point: ContactPoint, day: date) -> bool:
    """Whether its State says that it may be used on that day."""
    begun = point.valid_from is None or point.valid_from <= day
    return begun and (point.valid_to is None or day <= point.valid_to)
