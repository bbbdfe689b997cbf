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


def lock_into(key: bytes, content: bytes | memoryview, purpose: str, target: memoryview) -> None:
    """As `lock`, but written to `target`, which is LOCKED_BYTES longer than `content`."""
    nonce = os.urandom(_NONCE)
    target[:_NONCE] = nonce
    AESGCM(key).encrypt_into(nonce, content, purpose.encode(), target[_NONCE:])


def unlock(key: bytes, locked: bytes | memoryview, purpose: str) -> bytes:
    """The content; raises LockedForEver when the key, the purpose or the bytes are not the same."""
    view = memoryview(locked)
    try:
        return AESGCM(key).decrypt(view[:_NONCE], view[_NONCE:], purpose.encode())
    except (InvalidTag, ValueError):  # ValueError: cut so short that no nonce is left
        raise LockedForEver(purpose) from None
