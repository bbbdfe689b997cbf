"""Which keys of other nodes are good, and for what; which peers may be used at all.

`valid_keys` is for whoever verifies something that arrives, `keys_at` for whoever reads what was
signed long ago, `pinned_keys` (in `queries`) for whoever seals. `check_usable` says whether a peer
may be used now: its node may be revoked, or the directory that vouches for it may have expired.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from json import loads

from django.conf import settings
from django.db import connection
from django.db.models import Q

from homeward.foundation.authorities.errors import DirectoryLapsed, PeerRevoked
from homeward.foundation.authorities.models import Directory, DirectoryEntry, Node, PeerKey
from homeward.foundation.guard.context import asked_once
from homeward.wire.keys import PublicKeys

#: How long old keys go on where a State's own signature, and no hand-over, says that they changed.
OVERLAP = timedelta(days=14)
# Asked for every message that comes or goes, and four times as fast as Django's own words for it.
_VALID = """
select k.key_id, k.keys::text from authorities_peerkey k
join authorities_node n on n.state_id = k.state_id and n.revoked_at is null
where k.state_id = %s and k.keys is not null and k.revoked_at is null
  and (k.valid_until is null or k.valid_until > %s)
order by k.valid_from desc, k.id desc
"""
#: A directory that expires within this time is shown as a warning.
SOON = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Validity:
    """How far a peer may be used. `lapses_at` is when that ends unless the directory is refreshed.

    `expired_at` is when the directory that vouches for it expired, None while it has not, and for
    a peer that was pinned directly.
    """

    revoked: bool
    expired_at: datetime | None
    lapses_at: datetime | None

    def lapsed(self, now: datetime) -> bool:
        """Whether the days of grace are over."""
        return self.lapses_at is not None and now >= self.lapses_at


def valid_keys(state: str) -> tuple[PublicKeys, ...]:
    """Every key with which the State's node may sign now, the newest first; empty when unknown.

    Several while keys rotate. Revoked keys, and all keys of a revoked node, are left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(_VALID, [state, datetime.now(UTC)])
        return tuple(_read(key_id, keys) for key_id, keys in cursor.fetchall())


@lru_cache(maxsize=1024)
def _read(key_id: str, text: str) -> PublicKeys:
    """The same keys are read again and again; to check that they are usable takes long."""
    return PublicKeys.from_json(loads(text))


def keys_at(state: str, moment: datetime) -> tuple[PublicKeys, ...]:
    """The keys that were the State's at a moment in the past, revoked since or not.

    What was signed while they were good stays what it is.
    """
    lasting = Q(valid_until__isnull=True) | Q(valid_until__gt=moment)
    believed = Q(revoked_at__isnull=True) | Q(revoked_at__gt=moment)
    found = PeerKey.objects.filter(
        lasting, believed, state_id=state, keys__isnull=False, valid_from__lte=moment
    )
    return tuple(PublicKeys.from_json(one.keys) for one in found.order_by("-valid_from", "-pk"))


def node_of(state: str) -> Node | None:
    """The pinned node of a State with its directory, or None where it is not connected."""
    found = Node.objects.filter(state_id=state).select_related("directory")
    return asked_once(("node of", state), found.first)


def validity_of(node: Node) -> Validity:
    """How far a node may be used."""
    revoked = node.revoked_at is not None
    directory = node.directory
    if directory is None or not directory.is_followed:
        return Validity(revoked, None, None)
    ends = [directory.expires_at]
    entry = DirectoryEntry.objects.filter(directory=directory, state=node.state_id).first()
    if entry is not None:
        ends.append(entry.expires_at)
    known = [end for end in ends if end is not None]
    if not known:
        return Validity(revoked, None, None)
    end = min(known)
    return Validity(revoked, end if end <= datetime.now(UTC) else None, end + grace())


def grace() -> timedelta:
    """How long known peers go on after the directory expired."""
    return timedelta(days=settings.HOMEWARD_DIRECTORY_GRACE_DAYS)


def check_usable(state: str, *, life_at_risk: bool = False, has_keys: bool = False) -> None:
    """Whether messages to and from the State's node are taken now.

    A State without a node is nobody's concern here. Where a life is at risk an expired directory
    does not stand in the way; a revoked node does. `has_keys` where that was looked up already.
    Raises PeerRevoked, DirectoryLapsed.
    """
    validity = asked_once(("validity of", state), lambda: _validity(state))
    if validity is None:
        return
    if validity.revoked or not (has_keys or valid_keys(state)):
        raise PeerRevoked(state=state)
    if validity.lapsed(datetime.now(UTC)) and not life_at_risk:
        expired = validity.expired_at
        raise DirectoryLapsed(state=state, day=expired.date().isoformat() if expired else "")


def _validity(state: str) -> Validity | None:
    node = node_of(state)
    return validity_of(node) if node is not None else None


def expiring(directory: Directory, now: datetime) -> str:
    """`expired`, `soon` or nothing: what the alarm says of a followed directory."""
    if not directory.is_followed or directory.expires_at is None:
        return ""
    if directory.expires_at <= now:
        return "expired"
    return "soon" if directory.expires_at - now <= SOON else ""
