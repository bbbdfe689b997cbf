"""This node's own heads for its peers: one an hour, at the same minute, whatever happened.

The rhythm is the same for every node and never follows events, so that the moment at which a head
is signed tells nothing of a live case. The head is signed anew at that moment for the same reason:
the time of the sequencer's last head would tell when the last entry was made.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection

from homeward.foundation.authorities.trust import keys_at
from homeward.foundation.guard.actor import service
from homeward.foundation.journal.ports import Witness, WitnessedHead
from homeward.foundation.journal.sequencer import make_head
from homeward.foundation.journal.tree import root_at, tree_size
from homeward.foundation.witness.errors import NoSuchHead
from homeward.foundation.witness.models import Countersigned, OwnHead
from homeward.wire.errors import WireError
from homeward.wire.keys import PublicKeys
from homeward.wire.signatures import Typ, verify_statement

WITNESS = service("witness")
HOUR = timedelta(hours=1)


def hour_of(moment: datetime) -> datetime:
    """The beginning of the hour, by which heads are counted."""
    return moment.replace(minute=0, second=0, microsecond=0)


def publish(now: datetime) -> OwnHead | None:
    """Sign the head of this hour; None where that was done. In the witness's open context."""
    hour = hour_of(now)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('own head', 0))")
    if OwnHead.objects.filter(hour=hour).exists():
        return None
    size = tree_size()
    root = root_at(size)
    statement = make_head(size, root, now)
    return OwnHead.objects.create(hour=hour, size=size, root=root, at=now, statement=statement)


def latest() -> OwnHead:
    """The last head that peers got. Raises NoSuchHead before the first."""
    found = OwnHead.objects.order_by("-hour").first()
    if found is None:
        raise NoSuchHead(size=0)
    return found


def published(size: int) -> None:
    """Raises NoSuchHead unless peers got a head of that size; every tree begins with none."""
    if size and not OwnHead.objects.filter(size=size).exists():
        raise NoSuchHead(size=size)


def witnessed_head(size: int) -> WitnessedHead | None:
    """The first own head of at least `size` entries that peers countersigned, with their words."""
    counted = Countersigned.objects.filter(size__gte=size).order_by("size").first()
    if counted is None:
        return None
    own = counted.own
    return WitnessedHead(own.size, bytes(own.root), bytes(own.statement), _witnesses(own))


def _witnesses(own: OwnHead) -> tuple[Witness, ...]:
    return tuple(_named(own.countersignatures.order_by("peer")))


def _named(rows: Iterable[Countersigned]) -> Iterable[Witness]:
    for row in rows:
        for keys in keys_at(row.peer, row.received_at):
            if _signed(bytes(row.statement), keys):
                yield Witness(row.peer, bytes(row.statement), keys)


def _signed(statement: bytes, keys: PublicKeys) -> bool:
    """Whether these keys, of several that were the peer's then, made the countersignature."""
    try:
        verify_statement(statement, Typ.COUNTERSIGNATURE, [keys], "countersignature")
    except WireError:
        return False
    return True
