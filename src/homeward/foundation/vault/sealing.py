"""Locking bytes with AES-256-GCM (NIST SP 800-38D), their purpose bound in."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from homeward.foundation.vault.errors import LockedForEver

_NONCE = 12
LOCKED_BYTES = _NONCE + 16  # by which locked bytes are longer: nonce and tag


def new_key() -> bytes:
    """A fresh 32-byte key."""
    return AESGCM.generate_key(256)


def lock(key: bytes, content: bytes, purpose: str) -> bytes:
    """Nonce and ciphertext of `content`; it opens only with the same key and purpose."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, purpose.encode())


def unlock(key: bytes, locked: bytes, purpose: str) -> bytes:
    """The content; raises LockedForEver when the key, the purpose or the bytes are not the same."""
    try:
        return AESGCM(key).decrypt(locked[:_NONCE], locked[_NONCE:], purpose.encode())
    except (InvalidTag, ValueError):  # ValueError: cut so short that no nonce is left
        raise LockedForEver(purpose) from None
