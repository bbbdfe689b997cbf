"""Which version of a type a peer understands, so that an older node and a newer one still talk.

Every node tells its peers once what it reads (`exchange.types`), and again when that changes. A
message goes out in the newest version that both read; to a peer that has not told yet, in the
oldest one that this node writes.
"""

import hashlib
from typing import Any

from homeward.foundation.exchange.errors import NoCommonVersion
from homeward.foundation.exchange.models import Source
from homeward.foundation.exchange.ports import newest, spoken
from homeward.wire.encoding import canonical


def worded_for(peer: str, type: str, payload: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """The version in which a peer reads this type, and the payload in it.

    Raises NoCommonVersion where it reads none of ours.
    """
    kind = newest(type)
    if kind is None:
        return 1, payload
    version = min(kind.versions)
    told = Source.objects.filter(peer=peer).values_list("types", flat=True).first()
    if told:
        common = set(told.get(type, [])) & set(kind.versions)
        if not common:
            raise NoCommonVersion(state=peer, type=type)
        version = max(common)
    return version, kind.lowered(payload, version)


def own_types_digest() -> str:
    """What identifies the table of types that this node reads."""
    return hashlib.sha256(canonical({"types": spoken()})).hexdigest()
