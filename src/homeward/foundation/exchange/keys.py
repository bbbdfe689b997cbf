"""Whose keys speak and open: those of this node and of the nodes it knows."""

from homeward.foundation.authorities.queries import pinned_keys
from homeward.foundation.vault.node_keys import own_keys
from homeward.wire.keys import NodeKeys, PublicKeys


def keys_of(state: str) -> tuple[PublicKeys, ...]:
    """Every key with which a State's node may have signed; empty where it is not known."""
    keys = pinned_keys(state)
    return (keys,) if keys is not None else ()


def all_own_keys() -> tuple[NodeKeys, ...]:
    """Every key of this node that still opens messages, the present one first."""
    return (own_keys(),)
