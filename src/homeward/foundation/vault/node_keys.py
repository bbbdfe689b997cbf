"""The node's own keys: kept wrapped in the database, held in memory while it runs, and rotated.

A rotation has an overlap. New keys are *announced* with a statement that the old ones sign; from
then on whatever is sealed to either opens. At their time the new keys begin to sign. Old keys go on
opening until they are destroyed by command.
"""

import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from json import dumps

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from homeward.foundation.vault.errors import KeysAnnounced, KeysPromised, LockedForEver, NoNodeKeys
from homeward.foundation.vault.models import NodeKey
from homeward.foundation.vault.sealing import lock, unlock
from homeward.wire.cards import MAX_HAND_OVERS
from homeward.wire.hand_over import HandOver, sign_hand_over
from homeward.wire.header import Environment
from homeward.wire.keys import NodeKeys, PublicKeys

_PURPOSE = "node key"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OwnKey:
    """One of the node's own keys as its administrator sees it; never the private half."""

    key_id: str
    created_at: datetime
    signs: bool
    signs_from: datetime | None
    ends_at: datetime | None
    retired_at: datetime | None
    destroyed_at: datetime | None


def make_own_keys(*, second: bool = False) -> PublicKeys:
    """Make the node's keys unless it has them, and return the public half.

    With `second` they have a second key to sign, ML-DSA-65.
    """
    current = NodeKey.objects.filter(is_current=True).first()
    if current is None:
        keys = NodeKeys.generate(second=second)
        NodeKey.objects.create(
            key_id=keys.public.key_id,
            wrapped=lock(settings.VAULT_KEY, keys.to_bytes(), _PURPOSE),
            public=keys.public.to_json(),
        )
        forget_own_keys()
        return keys.public
    return PublicKeys.from_json(current.public)


def own_keys() -> NodeKeys:
    """The keys that sign now; raises NoNodeKeys before `homeward init`."""
    held = _held()
    if not held or not held[0][0]:
        raise NoNodeKeys
    return _unwrapped(held[0][1])


def opening_keys() -> list[NodeKeys]:
    """Every key that something may be sealed to: the current first, then announced, then old ones.

    Raises NoNodeKeys before `homeward init`.
    """
    found = [_unwrapped(wrapped) for _, wrapped in _held()]
    if not found:
        raise NoNodeKeys
    return found


# Every message asks for the keys several times. They change by command, with an overlap of days,
# so a process may learn of it a moment later.
_FRESH = 1.0
_kept: dict[str, tuple[float, list[tuple[bool, bytes]]]] = {}


def forget_own_keys() -> None:
    """Read the keys from the database the next time they are asked for."""
    _kept.clear()


def _held() -> list[tuple[bool, bytes]]:
    """Whether it signs, and the wrapped key, of each that is not destroyed; the signing first."""
    name, now = str(connection.settings_dict["NAME"]), time.monotonic()
    kept = _kept.get(name)
    if kept is not None and now - kept[0] < _FRESH and kept[1]:
        return kept[1]
    rows = NodeKey.objects.filter(destroyed_at__isnull=True).order_by("-is_current", "-created_at")
    found = [(signs, bytes(raw)) for signs, raw in rows.values_list("is_current", "wrapped")]
    _kept[name] = (now, found)
    return found


def own_public_keys() -> PublicKeys:
    """The public half of the node's current keys."""
    return own_keys().public


def every_own_public_key() -> list[PublicKeys]:
    """The public halves of all keys that this node has had: what it signed stays verifiable.

    Each that is still held is unlocked with the node's own secret: what somebody else wrote into
    the table is no key. Of a destroyed one the public half is left.
    """
    found = []
    for key in NodeKey.objects.order_by("created_at"):
        if key.destroyed_at is not None:
            found.append(PublicKeys.from_json(key.public))
            continue
        try:
            found.append(_unwrapped(bytes(key.wrapped)).public)
        except LockedForEver:
            log.warning("The table of the node's keys holds one that is not the node's.")
    return found


def card_keys() -> tuple[NodeKeys, tuple[str, ...]]:
    """The keys that the node's card names, and the statements that lead to them, oldest first.

    The announced keys, where there are any: a card is how peers learn of them in time.
    """
    announced = _announced().first()
    keys = _unwrapped(bytes(announced.wrapped)) if announced else own_keys()
    rows = NodeKey.objects.exclude(hand_over="").order_by("-created_at")[:MAX_HAND_OVERS]
    return keys, tuple(row.hand_over for row in reversed(rows))


def announce_keys(*, lead: timedelta, overlap: timedelta, second: bool = False) -> PublicKeys:
    """Make new keys that sign in `lead` from now; the old ones are good for `overlap` after that.

    With `second`, and where the old ones have it, they have a second key to sign, ML-DSA-65. The
    caller is the administration (the database refuses others) and writes the journal entry. Raises
    KeysAnnounced while others wait.
    """
    if _announced().exists():
        raise KeysAnnounced
    old, now = own_keys(), datetime.now(UTC)
    keys = NodeKeys.generate(second=second or old.mldsa65 is not None)
    ends = now + lead + overlap
    statement = HandOver(
        environment=Environment(settings.HOMEWARD_ENVIRONMENT),
        state=settings.HOMEWARD_STATE,
        old=old.public,
        new=keys.public,
        at=now,
        until=ends,
    )
    _call(
        "announce_node_key",
        keys.public.key_id,
        lock(settings.VAULT_KEY, keys.to_bytes(), _PURPOSE),
        dumps(keys.public.to_json()),
        sign_hand_over(statement, old),
        now + lead,
        ends,
    )
    return keys.public


def switch_keys(*, at_once: bool = False) -> bool:
    """Let announced keys sign whose time has come, or at once; whether there were any."""
    if at_once:
        _call("hasten_node_key")
    return bool(_call("switch_node_key"))


def destroy_keys(*, retired_before: datetime, at_once: bool = False) -> int:
    """Destroy the private halves of keys that were retired before then; returns how many.

    Those that were promised to be good for longer stay, unless `at_once`. What was sealed to a
    destroyed one and lies unopened somewhere can never be opened again. Raises KeysPromised where
    none but promised ones are left.
    """
    gone = int(str(_call("destroy_node_keys", retired_before, at_once)))
    if gone == 0 and (until := _promised_until(retired_before)) is not None:
        raise KeysPromised(day=until.date().isoformat())
    return gone


def _promised_until(retired_before: datetime) -> datetime | None:
    """The earliest day on which one of those keys ends that peers may seal to still."""
    rows = list(NodeKey.objects.order_by("pk"))
    ends = [
        follower.ends_at
        for key, follower in pairwise(rows)
        if key.destroyed_at is None and key.retired_at and key.retired_at <= retired_before
    ]
    return min((end for end in ends if end is not None), default=None)


def own_key_list() -> list[OwnKey]:
    """The node's keys, the newest first."""
    return [
        OwnKey(
            one.key_id,
            one.created_at,
            one.is_current,
            one.signs_from,
            one.ends_at,
            one.retired_at,
            one.destroyed_at,
        )
        for one in NodeKey.objects.order_by("-created_at")
    ]


def _announced() -> QuerySet[NodeKey]:
    return NodeKey.objects.filter(is_current=False, retired_at__isnull=True)


def _call(function: str, *arguments: str | bytes | bool | datetime) -> object:
    """A function of migration 0004 or 0006, the only way in which this table is written."""
    forget_own_keys()
    places = ", ".join(["%s"] * len(arguments))
    with connection.cursor() as cursor:
        cursor.execute(f"select guard.{function}({places})", arguments)
        row = cursor.fetchone()
        return row[0] if row else None


@lru_cache(maxsize=32)
def _unwrapped(wrapped: bytes) -> NodeKeys:
    return NodeKeys.from_bytes(unlock(settings.VAULT_KEY, wrapped, _PURPOSE))
