"""Another State's node, pinned: requests can be sealed for it; nobody answers at its address."""

from datetime import UTC, datetime

from homeward.foundation.authorities.actions import pin_node
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.wire.cards import PeerCard, sign_card
from homeward.wire.header import Environment
from homeward.wire.keys import NodeKeys


def pin(state: str, url: str = "http://127.0.0.1:9") -> NodeKeys:
    """Pin a node of `state` at `url` with fresh keys, and return them."""
    keys = NodeKeys.generate()
    card = PeerCard(
        state=state,
        environment=Environment.DEMO,
        url=url,
        keys=keys.public,
        issued_at=datetime.now(UTC),
    )
    actor = service("setup")
    with opened(actor):
        pin_node(sign_card(card, keys), read_fingerprint=card.fingerprint, actor=actor)
    return keys
