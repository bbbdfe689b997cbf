"""Sealing and opening one part: a libsodium secretstream (XChaCha20-Poly1305) of its own.

    part  = stream header (24 bytes), then frames
    frame = one message of the stream: 17 bytes longer than its plain bytes

Every frame but the last of a part holds FRAME_BYTES plain bytes and is tagged MESSAGE; the last is
tagged PUSH, and FINAL in the last part. Associated data of every frame: a fixed line, the
attachment's id, the part's number and how many parts there are. Frames keep memory constant: a
part is never held whole, on neither side.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_ABYTES,
    crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    crypto_secretstream_xchacha20poly1305_init_pull,
    crypto_secretstream_xchacha20poly1305_init_push,
    crypto_secretstream_xchacha20poly1305_keygen,
    crypto_secretstream_xchacha20poly1305_pull,
    crypto_secretstream_xchacha20poly1305_push,
    crypto_secretstream_xchacha20poly1305_state,
    crypto_secretstream_xchacha20poly1305_TAG_FINAL,
    crypto_secretstream_xchacha20poly1305_TAG_MESSAGE,
    crypto_secretstream_xchacha20poly1305_TAG_PUSH,
)

from homeward.wire.attachments.description import Attachment
from homeward.wire.errors import BadPart, WrongLength

FRAME_BYTES: Final = 1024**2

_LINE: Final = b"homeward attachment part v1\n"
_HEADER: Final = crypto_secretstream_xchacha20poly1305_HEADERBYTES
_ADDED: Final = crypto_secretstream_xchacha20poly1305_ABYTES
_MESSAGE: Final = crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_PUSH: Final = crypto_secretstream_xchacha20poly1305_TAG_PUSH
_FINAL: Final = crypto_secretstream_xchacha20poly1305_TAG_FINAL

#: Reads at most so many bytes; fewer, and at the end none.
Read = Callable[[int], bytes | memoryview]


def new_key() -> bytes:
    """A fresh key for one attachment of one message."""
    return crypto_secretstream_xchacha20poly1305_keygen()


def sealed_length(length: int) -> int:
    """The bytes of a sealed part of `length` plain bytes."""
    return _HEADER + length + _ADDED * -(-length // FRAME_BYTES)


def seal_part(attachment: Attachment, number: int, plain: Iterable[bytes]) -> Iterator[bytes]:
    """The sealed bytes of part `number`, piece by piece; different each time it is sealed.

    `plain` are the part's bytes in pieces of any length. Raises WrongLength when they are not
    exactly as many as the attachment says, and Malformed when it has no such part.
    """
    left, bound = attachment.length_of(number), _bound(attachment, number)
    expected = left
    state = crypto_secretstream_xchacha20poly1305_state()
    yield crypto_secretstream_xchacha20poly1305_init_push(state, attachment.key)
    for frame in _frames(plain):
        left -= len(frame)
        if left < 0 or (left > 0 and len(frame) < FRAME_BYTES):
            raise _wrong_length(number, expected - left, expected)
        tag = _MESSAGE if left else _last_tag(attachment, number)
        yield crypto_secretstream_xchacha20poly1305_push(state, frame, bound, tag)
    if left:
        raise _wrong_length(number, expected - left, expected)


def open_part(
    attachment: Attachment, number: int, read: Read, *, compared: bool = True
) -> Iterator[bytes]:
    """The plain bytes of a sealed part, piece by piece; each piece is authentic.

    Whether the part is whole is known only when the iteration ends without an error: keep nothing
    before. `compared` is false where the caller compares the digest of the whole, which the part's
    would repeat. Raises BadPart, and Malformed when the attachment has no such part.
    """
    left, bound = attachment.length_of(number), _bound(attachment, number)
    digest = hashlib.sha256()
    state = crypto_secretstream_xchacha20poly1305_state()
    header = _exactly(read, _HEADER, number)
    crypto_secretstream_xchacha20poly1305_init_pull(state, header, attachment.key)
    while left:
        length = min(FRAME_BYTES, left)
        left -= length
        frame = _exactly(read, length + _ADDED, number)
        try:
            plain, tag = crypto_secretstream_xchacha20poly1305_pull(state, frame, bound)
        except RuntimeError:  # the one error of the library for whatever is not authentic
            raise BadPart(number=number, problem="it was changed, or belongs elsewhere") from None
        if tag != (_MESSAGE if left else _last_tag(attachment, number)):
            raise BadPart(number=number, problem="it does not end where it should")
        if compared:
            digest.update(plain)
        yield plain
    if read(1):
        raise BadPart(number=number, problem="it goes on behind its end")
    if compared:
        check_part_digest(attachment, number, digest.hexdigest())


def check_part_digest(attachment: Attachment, number: int, found: str) -> None:
    """Raises BadPart unless the part's digest, in hexadecimal, is the one that was signed."""
    if found != attachment.parts[number - 1]:
        raise BadPart(number=number, problem="its digest is not the one that was signed")


def _bound(attachment: Attachment, number: int) -> bytes:
    """The associated data of every frame: which part of which attachment this is."""
    place = number.to_bytes(4, "big") + attachment.count.to_bytes(4, "big")
    return _LINE + attachment.id.bytes + place


def _last_tag(attachment: Attachment, number: int) -> int:
    return _FINAL if number == attachment.count else _PUSH


def _frames(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of FRAME_BYTES, the last one shorter."""
    kept = bytearray()
    for piece in pieces:
        if not kept and len(piece) == FRAME_BYTES:
            yield piece
            continue
        kept += piece
        while len(kept) >= FRAME_BYTES:
            yield bytes(kept[:FRAME_BYTES])
            del kept[:FRAME_BYTES]
    if kept:
        yield bytes(kept)


def _exactly(read: Read, length: int, number: int) -> bytes:
    got = read(length)
    if len(got) == length:
        return bytes(got)
    pieces, have = [got], len(got)
    while have < length and (piece := read(length - have)):
        pieces.append(piece)
        have += len(piece)
    if have < length:
        raise BadPart(number=number, problem="it is cut short")
    return b"".join(pieces)


def _wrong_length(number: int, length: int, expected: int) -> WrongLength:
    return WrongLength(what=f"part {number}", length=length, expected=expected)
