"""The two forms in which a part travels; both hold frames of FRAME_BYTES, the last one shorter.

SECRETSTREAM: a libsodium secretstream (XChaCha20-Poly1305). Every node reads it.

    part  = stream header (24 bytes), then frames
    frame = one message of the stream: 17 bytes longer than its plain bytes

Every frame but the last of a part is tagged MESSAGE; the last is tagged PUSH, and FINAL in the last
part. Associated data of every frame: a fixed line, the attachment's id, the part's number and how
many parts there are.

GCM: AES-256-GCM, which processors with instructions for AES do twice as fast, in the construction
STREAM of Hoang, Reyhanitabar, Rogaway and Vizar (2015), as the file format age uses it.

    part  = salt (16 random bytes), then frames
    frame = AES-256-GCM, 16 bytes longer than its plain bytes

The key of a part is HKDF-SHA-256 of the attachment's, with the salt, and what associated data is
above as info. The nonce of a frame is its number from 0 in 11 bytes and whether it is the last one.
"""

import os
from enum import IntEnum
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_ABYTES,
    crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    crypto_secretstream_xchacha20poly1305_init_pull,
    crypto_secretstream_xchacha20poly1305_init_push,
    crypto_secretstream_xchacha20poly1305_pull,
    crypto_secretstream_xchacha20poly1305_push,
    crypto_secretstream_xchacha20poly1305_state,
    crypto_secretstream_xchacha20poly1305_TAG_FINAL,
    crypto_secretstream_xchacha20poly1305_TAG_MESSAGE,
    crypto_secretstream_xchacha20poly1305_TAG_PUSH,
)

from homeward.wire.attachments.description import Attachment
from homeward.wire.errors import BadPart

FRAME_BYTES: Final = 1024**2
#: The field of an answer in which a node names the forms that it takes.
FORMS_FIELD: Final = "Homeward-Parts"

_STREAM_LINE: Final = b"homeward attachment part v1\n"
_GCM_LINE: Final = b"homeward attachment part v2\n"
_SALT_BYTES: Final = 16
_TAG_BYTES: Final = 16
_MESSAGE: Final = crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_PUSH: Final = crypto_secretstream_xchacha20poly1305_TAG_PUSH
_FINAL: Final = crypto_secretstream_xchacha20poly1305_TAG_FINAL


class Form(IntEnum):
    """How a part is sealed."""

    SECRETSTREAM = 1
    GCM = 2

    @property
    def head_bytes(self) -> int:
        """What stands before the frames."""
        return (
            crypto_secretstream_xchacha20poly1305_HEADERBYTES
            if self is Form.SECRETSTREAM
            else _SALT_BYTES
        )

    @property
    def added_bytes(self) -> int:
        """By how much a frame is longer than its plain bytes."""
        return (
            crypto_secretstream_xchacha20poly1305_ABYTES
            if self is Form.SECRETSTREAM
            else _TAG_BYTES
        )

    def sealed_length(self, length: int) -> int:
        """The bytes of a sealed part of `length` plain bytes, which are others in each form."""
        return self.head_bytes + length + self.added_bytes * -(-length // FRAME_BYTES)


class Sealer(Protocol):
    """Seals the frames of one part in their order; `head` stands before them."""

    head: bytes

    def seal(self, frame: bytes, *, is_last: bool) -> bytes:
        """The sealed frame."""


class Opener(Protocol):
    """Opens the frames of one part in their order. `open` raises BadPart."""

    def open(self, frame: bytes, *, is_last: bool) -> bytes:
        """The plain frame."""


def sealer(form: Form, attachment: Attachment, number: int) -> Sealer:
    """What seals part `number`, differently each time."""
    return (_StreamSealer if form is Form.SECRETSTREAM else _GcmSealer)(attachment, number)


def opener(form: Form, attachment: Attachment, number: int, head: bytes) -> Opener:
    """What opens part `number`, which began with `head`."""
    return (_StreamOpener if form is Form.SECRETSTREAM else _GcmOpener)(attachment, number, head)


class _StreamSealer:
    def __init__(self, attachment: Attachment, number: int) -> None:
        self._bound = _STREAM_LINE + _place(attachment, number)
        self._last = _last_tag(attachment, number)
        self._state = crypto_secretstream_xchacha20poly1305_state()
        self.head = crypto_secretstream_xchacha20poly1305_init_push(self._state, attachment.key)

    def seal(self, frame: bytes, *, is_last: bool) -> bytes:
        tag = self._last if is_last else _MESSAGE
        return crypto_secretstream_xchacha20poly1305_push(self._state, frame, self._bound, tag)


class _StreamOpener:
    def __init__(self, attachment: Attachment, number: int, head: bytes) -> None:
        self._bound, self._number = _STREAM_LINE + _place(attachment, number), number
        self._last = _last_tag(attachment, number)
        self._state = crypto_secretstream_xchacha20poly1305_state()
        crypto_secretstream_xchacha20poly1305_init_pull(self._state, head, attachment.key)

    def open(self, frame: bytes, *, is_last: bool) -> bytes:
        try:
            plain, tag = crypto_secretstream_xchacha20poly1305_pull(self._state, frame, self._bound)
        except RuntimeError:  # the one error of the library for whatever is not authentic
            raise _not_authentic(self._number) from None
        if tag != (self._last if is_last else _MESSAGE):
            raise BadPart(number=self._number, problem="it does not end where it should")
        return plain


class _GcmSealer:
    def __init__(self, attachment: Attachment, number: int) -> None:
        self.head = os.urandom(_SALT_BYTES)
        self._cipher, self._count = _gcm(attachment, number, self.head), 0

    def seal(self, frame: bytes, *, is_last: bool) -> bytes:
        nonce = _nonce(self._count, is_last)
        self._count += 1
        return self._cipher.encrypt(nonce, frame, None)


class _GcmOpener:
    def __init__(self, attachment: Attachment, number: int, head: bytes) -> None:
        self._cipher, self._number = _gcm(attachment, number, head), number
        self._count = 0

    def open(self, frame: bytes, *, is_last: bool) -> bytes:
        nonce = _nonce(self._count, is_last)
        self._count += 1
        try:
            return self._cipher.decrypt(nonce, frame, None)
        except InvalidTag:
            raise _not_authentic(self._number) from None


def _gcm(attachment: Attachment, number: int, salt: bytes) -> AESGCM:
    """The cipher of one part, under a key of its own."""
    info = _GCM_LINE + _place(attachment, number)
    return AESGCM(HKDF(SHA256(), 32, salt, info).derive(attachment.key))


def _nonce(count: int, is_last: bool) -> bytes:
    return count.to_bytes(11, "big") + bytes([is_last])


def _place(attachment: Attachment, number: int) -> bytes:
    """Which part of which attachment this is."""
    numbers = number.to_bytes(4, "big") + attachment.count.to_bytes(4, "big")
    return attachment.id.bytes + numbers


def _last_tag(attachment: Attachment, number: int) -> int:
    return _FINAL if number == attachment.count else _PUSH


def _not_authentic(number: int) -> BadPart:
    return BadPart(number=number, problem="it was changed, or belongs elsewhere")
