"""The node's own keys: made once, kept wrapped in the database, held in memory while it runs."""

from functools import lru_cache

from django.conf import settings

from homeward.foundation.vault.errors import NoNodeKeys
from homeward.foundation.vault.models import NodeKey
from homeward.foundation.vault.sealing import lock, unlock
from homeward.wire.keys import NodeKeys, PublicKeys

_PURPOSE = "node key"


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
