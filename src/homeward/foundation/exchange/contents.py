"""The signed contents of messages as they are kept: locked with the vault's key."""

from uuid import UUID

from django.conf import settings

from homeward.foundation.exchange.models import InMessage, OutMessage
from homeward.foundation.vault.sealing import lock, unlock


def locked(contents: bytes, message_id: UUID) -> bytes:
    """Contents as a row keeps them."""
    return lock(settings.VAULT_KEY, contents, f"message {message_id}")


def contents_of(message: OutMessage | InMessage) -> bytes:
    """The signed contents; raises `LockedForEver` where the row was altered."""
    message_id = message.id if isinstance(message, OutMessage) else message.message_id
    return unlock(settings.VAULT_KEY, bytes(message.contents), f"message {message_id}")
