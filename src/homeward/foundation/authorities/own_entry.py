"""This State's entry for a directory, from what the node knows of its own authorities and keys."""

from datetime import UTC, datetime

from django.conf import settings

from homeward.foundation.authorities.card import own_card
from homeward.foundation.authorities.contact_data import authority_entry
from homeward.foundation.authorities.errors import OwnKeysRevoked, UnknownState
from homeward.foundation.authorities.models import OwnRevocation, State
from homeward.foundation.vault.node_keys import card_keys
from homeward.wire.directory.entries import RevokedKey, StateEntry
from homeward.wire.header import Environment

# So many an entry may name. Whoever read of a revocation once remembers it.
_MOST_REVOKED = 100


def own_entry(*, with_node: bool = True) -> StateEntry:
    """The entry, unsigned, with every key that the State revoked so far.

    Raises UnknownState before the own authorities are loaded, and OwnKeysRevoked where the card
    would name revoked keys.
    """
    code, now = settings.HOMEWARD_STATE, datetime.now(UTC)
    state = State.objects.filter(pk=code).first()
    if state is None:
        raise UnknownState(state=code)
    authorities = tuple(authority_entry(one) for one in state.authorities.order_by("code"))
    revoked = list(OwnRevocation.objects.all())
    card = _card({one.key_id for one in revoked}) if with_node else None
    return StateEntry(
        environment=Environment(settings.HOMEWARD_ENVIRONMENT),
        state=code,
        name=state.name,
        languages=tuple(state.languages),
        authorities=authorities,
        card=card,
        issued_at=now,
        revoked_keys=tuple(
            RevokedKey(key=one.key_id, at=one.at, reason=one.reason)
            for one in revoked[-_MOST_REVOKED:]
        ),
    )


def _card(revoked: set[str]) -> str:
    """The node's card. Raises OwnKeysRevoked where it would name revoked keys."""
    named = card_keys()[0].public.key_id
    if named in revoked:
        raise OwnKeysRevoked(key=named)
    return own_card()[0].decode("ascii")
