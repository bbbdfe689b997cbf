"""What a node reads: told to each peer once, and again when it changes.

`exchange.types` maps each type to the versions that the sender's node reads.
"""

from homeward.foundation.authorities.queries import connected_states
from homeward.foundation.exchange import payloads
from homeward.foundation.exchange.control.common import TYPES, send_control
from homeward.foundation.exchange.errors import CANNOT_BE_SENT, MalformedPayload
from homeward.foundation.exchange.models import Source
from homeward.foundation.exchange.ports import Arrived, Filed, spoken
from homeward.foundation.exchange.versions import own_types_digest
from homeward.foundation.guard.actor import Actor

_MOST_TYPES, _MOST_VERSIONS = 500, 50


def tell_types(actor: Actor) -> int:
    """Tell the peers that do not know it yet what this node reads; returns how many."""
    digest, told = own_types_digest(), 0
    for peer in sorted(connected_states()):
        source, _ = Source.objects.get_or_create(peer=peer)
        if source.told == digest:
            continue
        try:
            send_control(TYPES, {"types": spoken()}, to=peer, actor=actor)
        except CANNOT_BE_SENT:
            continue
        Source.objects.filter(peer=peer).update(told=digest)
        told += 1
    return told


def on_types(arrived: Arrived) -> Filed:
    """Remember what the sender reads; a later word replaces the earlier one."""
    table = payloads.mapping(arrived.payload, "types", most=_MOST_TYPES)
    for name, versions in table.items():
        is_list = isinstance(versions, list) and 0 < len(versions) <= _MOST_VERSIONS
        if len(name) > 64 or not is_list or not all(type(v) is int and v > 0 for v in versions):
            raise MalformedPayload(field="types")
    Source.objects.get_or_create(peer=arrived.sender)
    known = Source.objects.filter(peer=arrived.sender)
    # An older word that arrives late changes nothing.
    known.exclude(types_at__gt=arrived.sent_at).update(types=table, types_at=arrived.sent_at)
    return Filed()
