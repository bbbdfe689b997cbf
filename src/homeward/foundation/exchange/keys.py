"""Whose keys speak and open: those of this node and of the nodes it knows."""

from homeward.foundation.authorities.trust import valid_keys
from homeward.foundation.guard.context import asked_once
from homeward.foundation.vault.node_keys import opening_keys
from homeward.wire.keys import NodeKeys, PublicKeys


def keys_of(state: str) -> tuple[PublicKeys, ...]:
    """Every key with which a State's node may have signed; empty where it is not known."""
    return asked_once(("keys of", state), lambda: valid_keys(state))


def all_own_keys() -> tuple[NodeKeys, ...]:
    """Every key of this node that still opens messages, the present one first."""
    return tuple(opening_keys())
