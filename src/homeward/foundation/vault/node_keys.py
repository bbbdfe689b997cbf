"""The node's own keys: made once, kept wrapped in the database, held in memory while it runs."""

import logging
from functools import lru_cache

from django.conf import settings

from homeward.foundation.vault.errors import LockedForEver, NoNodeKeys
from homeward.foundation.vault.models import NodeKey
from homeward.foundation.vault.sealing import lock, unlock
from homeward.wire.keys import NodeKeys, PublicKeys

_PURPOSE = "node key"
log = logging.getLogger(__name__)


def make_own_keys() -> PublicKeys:
    """Make the node's keys unless it has them, and return the public half."""
    current = NodeKey.objects.filter(is_current=True).first()
    if current is None:
        keys = NodeKeys.generate()
        NodeKey.objects.create(
            key_id=keys.public.key_id,
            wrapped=lock(settings.VAULT_KEY, keys.to_bytes(), _PURPOSE),
            public=keys.public.to_json(),
        )
        return keys.public
    return PublicKeys.from_json(current.public)


def own_keys() -> NodeKeys:
    """The node's current keys; raises NoNodeKeys before `homeward init`."""
    current = NodeKey.objects.filter(is_current=True).first()
    if current is None:
        raise NoNodeKeys
    return _unwrapped(bytes(current.wrapped))


def own_public_keys() -> PublicKeys:
    """The public half of the node's current keys."""
    return own_keys().public


@lru_cache(maxsize=8)
def _unwrapped(wrapped: bytes) -> NodeKeys:
    return NodeKeys.from_bytes(unlock(settings.VAULT_KEY, wrapped, _PURPOSE))


def every_own_public_key() -> list[PublicKeys]:
    """The public halves of all keys that this node has had, for what it signed before.

    Each is unlocked with the node's own secret: what somebody else wrote into the table is no key.
    """
    found = []
    for key in NodeKey.objects.order_by("created_at"):
        try:
            found.append(_unwrapped(bytes(key.wrapped)).public)
        except LockedForEver:
            log.warning("The table of the node's keys holds one that is not the node's.")
    return found
