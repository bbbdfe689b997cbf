"""This node's own card: what other nodes pin."""

from datetime import UTC, datetime

from django.conf import settings

from homeward.foundation.authorities.models import OwnRevocation
from homeward.foundation.vault.node_keys import card_keys
from homeward.wire.cards import PeerCard, sign_card
from homeward.wire.hand_over import read_hand_over
from homeward.wire.header import Environment


def own_card() -> tuple[bytes, str]:
    """The signed card and its fingerprint, to be read aloud over another channel.

    Once new keys are announced the card names those, with the old keys' word for them. The word of
    keys that this State revoked is left out.
    """
    keys, led = card_keys()
    revoked = set(OwnRevocation.objects.values_list("key_id", flat=True))
    hand_overs = tuple(raw for raw in led if read_hand_over(raw).old.key_id not in revoked)
    card = PeerCard(
        state=settings.HOMEWARD_STATE,
        environment=Environment(settings.HOMEWARD_ENVIRONMENT),
        url=settings.HOMEWARD_BASE_URL,
        keys=keys.public,
        issued_at=datetime.now(UTC),
        hand_overs=hand_overs,
    )
    return sign_card(card, keys), card.fingerprint
