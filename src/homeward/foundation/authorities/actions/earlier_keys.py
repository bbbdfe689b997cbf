"""What becomes of a State's earlier keys once others are its own."""

from collections.abc import Collection
from datetime import datetime

from homeward.foundation.authorities.models import PeerKey
from homeward.wire.cards import PeerCard
from homeward.wire.hand_over import read_hand_over, verify_hand_over


def keep_predecessor(peer: PeerCard, now: datetime) -> str | None:
    """Let the keys go on that sign until the card's take over; returns their id, None without any.

    The card's keys and they both say so, until the day in their hand-over: a peer that meets a node
    in the middle of its rotation must believe both. Where they end earlier here, they do so still.
    Raises what `verify_hand_over` raises.
    """
    if not peer.hand_overs:
        return None
    raw = peer.hand_overs[-1]
    said = read_hand_over(raw)
    if said.new != peer.keys or said.until <= now:
        return None
    verify_hand_over(raw, known=[said.old], environment=peer.environment, state=peer.state, now=now)
    key, made = PeerKey.objects.get_or_create(
        state_id=peer.state,
        key_id=said.old.key_id,
        defaults={
            "keys": said.old.to_json(),
            "valid_from": min(said.at, now),
            "valid_until": said.until,
        },
    )
    if not made:
        key.valid_until = min(key.valid_until or said.until, said.until)
        key.save(update_fields=["valid_until"])
    return said.old.key_id


def end_keys(state: str, until: datetime, *, but: Collection[str | None] = ()) -> None:
    """No key of the State except `but` is good after `until`; what ends earlier does so still."""
    others = PeerKey.objects.filter(state_id=state).exclude(key_id__in=[one for one in but if one])
    others.filter(valid_until__isnull=True).update(valid_until=until)
    others.filter(valid_until__gt=until).update(valid_until=until)
