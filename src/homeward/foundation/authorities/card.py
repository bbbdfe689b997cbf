"""This node's own card: what other nodes pin."""

from datetime import UTC, datetime

from django.conf import settings

from homeward.foundation.vault.node_keys import card_keys
from homeward.wire.cards import PeerCard, sign_card
from homeward.wire.header import Environment


def own_card() -> tuple[bytes, str]:
    """The signed card and its fingerprint, to be read aloud over another channel.

    Once new keys are announced the card names those, with the old keys' word for them.
    """
    keys, hand_overs = card_keys()
    card = PeerCard(
        state=settings.HOMEWARD_STATE,
        environment=Environment(settings.HOMEWARD_ENVIRONMENT),
        url=settings.HOMEWARD_BASE_URL,
        keys=keys.public,
        issued_at=datetime.now(UTC),
        hand_overs=hand_overs,
    )
    return sign_card(card, keys), card.fingerprint
