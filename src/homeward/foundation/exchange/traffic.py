"""How much comes from whom, and which signed requests were here before.

Counted in PostgreSQL, so that it holds over all web processes: one statement a request, in a
transaction that does not wait for the disk. What a crash forgets is the last moments' counts and
nonces; what was taken in is protected by the ids of the messages themselves.
"""

import math
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from homeward.foundation.exchange.errors import (
    CertificateNotPinned,
    RequestReplayed,
    TooManyAtOnce,
    TooManyRequests,
)
from homeward.foundation.exchange.models import Link, SeenRequest, Traffic, TurnedAway
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from homeward.wire.transport import Carried

STRANGERS = ""
_KEPT = timedelta(minutes=10)
_STATISTICS_KEPT = timedelta(days=90)
_HEARD_EVERY = 30.0
_BUSY_FOR = 1  # seconds after which a sender that was too many at once tries again

_COUNT = """
with seen as (
  insert into exchange_seenrequest (key_id, nonce, forget_at)
  select %(key)s, %(nonce)s, %(forget_at)s where %(key)s <> ''
  on conflict do nothing returning 1),
 counted as (
  insert into exchange_traffic as t (peer, minute, requests, bytes)
  select %(peer)s, date_trunc('minute', now()), 1, %(size)s
  where %(key)s = '' or exists (select from seen)
  on conflict (peer, minute)
    do update set requests = t.requests + 1, bytes = t.bytes + excluded.bytes
  returning requests, bytes)
select coalesce(requests, 0), coalesce(bytes, 0), exists (select from seen),
  coalesce((select certificate from exchange_link where peer = %(peer)s), ''),
  set_config('synchronous_commit', 'off', true)
from (select) as one left join counted on true
"""
_SLOT = """
select slot from generate_series(1, %s) as slot
where pg_try_advisory_xact_lock(hashtext('exchange slot ' || %s), slot) limit 1
"""
_TURN_AWAY = """
insert into exchange_turnedaway as t (peer, code, day, count, last_at)
values (%s, %s, %s, %s, %s)
on conflict (peer, code, day)
  do update set count = t.count + excluded.count, last_at = excluded.last_at
"""


@dataclass(slots=True)
class _Memory:
    """What this process remembers so as not to ask the database again in the same minute."""

    closed: dict[str, float]
    heard: dict[str, float]
    pending: dict[tuple[str, str], int]
    lock: threading.Lock


_memory = _Memory({}, {}, {}, threading.Lock())


def forget() -> None:
    """Begin to count anew in this process; for tests, whose databases come and go."""
    with _memory.lock:
        _memory.closed.clear()
        _memory.heard.clear()
        _memory.pending.clear()


def admit(carried: Carried, size: int, certificate: str) -> None:
    """Count an authentic request and remember its nonce. One that was here before counts for
    nothing: whoever recorded it must not use up what the peer may send.

    `certificate` is the fingerprint of the client certificate that came with it, or empty. Raises
    RequestReplayed, CertificateNotPinned, TooManyRequests.
    """
    node = carried.node
    refuse_while_closed(node)
    with opened(EXCHANGE):
        requests, bytes_, first, pinned = _count(node, size, carried)
        _note_heard(node)
    if not first:
        raise RequestReplayed(node=node)
    if pinned and certificate != pinned:
        raise CertificateNotPinned(node=node)
    limits = settings.HOMEWARD_EXCHANGE
    too_much = bytes_ > limits.megabytes_per_minute * 1_000_000
    if requests > limits.requests_per_minute or too_much:
        raise _closed(node)


def count_stranger(size: int) -> None:
    """Count a request that proved no pinned node's key. Raises TooManyRequests."""
    refuse_while_closed(STRANGERS)
    with opened(EXCHANGE):
        requests, _, _, _ = _count(STRANGERS, size, None)
    if requests > settings.HOMEWARD_EXCHANGE.strangers_per_minute:
        raise _closed(STRANGERS)


def take_slot(peer: str) -> None:
    """Hold one of the peer's places to the end of the transaction. Raises TooManyAtOnce.

    The place is an advisory lock, so a process that is killed gives it back.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SLOT, [settings.HOMEWARD_EXCHANGE.at_once, peer])
        if cursor.fetchone() is None:
            raise TooManyAtOnce(seconds=_BUSY_FOR)


def count_turned_away(peer: str, code: str) -> None:
    """Add to the figures that the administrator sees; `peer` is a pinned State or empty."""
    key = (peer, code)
    with _memory.lock:
        number = _memory.pending.pop(key, 0) + 1
    now = datetime.now(UTC)
    with opened(EXCHANGE), connection.cursor() as cursor:
        cursor.execute("set local synchronous_commit = off")
        cursor.execute(_TURN_AWAY, [peer, code, now.date(), number, now])


def count_quietly(peer: str, code: str) -> None:
    """The same without asking the database: the next one that is written adds these."""
    with _memory.lock:
        key = (peer, code)
        _memory.pending[key] = _memory.pending.get(key, 0) + 1


def sweep_traffic(now: datetime) -> int:
    """Forget nonces that are too old to be taken, and counts of past minutes; returns how many."""
    old, _ = SeenRequest.objects.filter(forget_at__lt=now - timedelta(minutes=1)).delete()
    past, _ = Traffic.objects.filter(minute__lt=now - _KEPT).delete()
    gone, _ = TurnedAway.objects.filter(day__lt=(now - _STATISTICS_KEPT).date()).delete()
    return old + past + gone


def _count(peer: str, size: int, carried: Carried | None) -> tuple[int, int, bool, str]:
    values: dict[str, Any] = {
        "peer": peer,
        "size": size,
        "key": carried.key_id if carried else "",
        "nonce": carried.nonce if carried else "",
        "forget_at": carried.forget_at if carried else None,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
        requests, bytes_, first, certificate, _ = cursor.fetchone()
    return int(requests), int(bytes_), bool(first), str(certificate)


def _note_heard(peer: str) -> None:
    """When the peer was heard last, to half a minute: a row a message would be a bottleneck."""
    now = time.monotonic()
    with _memory.lock:
        if now - _memory.heard.get(peer, -_HEARD_EVERY) < _HEARD_EVERY:
            return
        _memory.heard[peer] = now
    Link.objects.update_or_create(peer=peer, defaults={"heard_at": datetime.now(UTC)})


def refuse_while_closed(peer: str) -> None:
    """Raises TooManyRequests where this process knows that the minute's limit is reached."""
    with _memory.lock:
        left = _memory.closed.get(peer, 0.0) - time.monotonic()
    if left > 0:
        raise TooManyRequests(seconds=math.ceil(left), known=True)


def _closed(peer: str) -> TooManyRequests:
    """The minute's limit is reached: say so, and remember it until the minute is over."""
    left = 60.0 - time.time() % 60.0
    with _memory.lock:
        _memory.closed[peer] = time.monotonic() + left
    return TooManyRequests(seconds=math.ceil(left), known=False)
