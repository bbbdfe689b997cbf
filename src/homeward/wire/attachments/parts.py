"""Sealing and opening one part, frame by frame, in one of the forms of `forms`.

Frames keep memory constant: a part is never held whole, on neither side.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator

from nacl.bindings import crypto_secretstream_xchacha20poly1305_keygen

from homeward.wire.attachments.description import Attachment
from homeward.wire.attachments.forms import FRAME_BYTES, Form, opener, sealer
from homeward.wire.errors import BadPart, WrongLength

#: Reads at most so many bytes; fewer, and at the end none.
Read = Callable[[int], bytes | memoryview]


def new_key() -> bytes:
    """A fresh key for one attachment of one message."""
    return crypto_secretstream_xchacha20poly1305_keygen()


def sealed_length(length: int, form: Form = Form.SECRETSTREAM) -> int:
    """The bytes of a sealed part of `length` plain bytes."""
    return form.sealed_length(length)


def form_of(attachment: Attachment, number: int, announced: int) -> Form:
    """The form of a part that is `announced` bytes long: no two forms have the same length.

    Raises BadPart where there is no such part, or none of that length.
    """
    if not 1 <= number <= attachment.count:
        raise BadPart(number=number, problem=f"there are {attachment.count} parts")
    plain = attachment.length_of(number)
    for form in Form:
        if announced == form.sealed_length(plain):
            return form
    lengths = " or ".join(str(form.sealed_length(plain)) for form in Form)
    raise BadPart(number=number, problem=f"it has {announced} bytes instead of {lengths}")


def seal_part(
    attachment: Attachment, number: int, plain: Iterable[bytes], form: Form = Form.SECRETSTREAM
) -> Iterator[bytes]:
    """The sealed bytes of part `number`, piece by piece; different each time it is sealed.

    `plain` are the part's bytes in pieces of any length. Raises WrongLength when they are not
    exactly as many as the attachment says, and Malformed when it has no such part.
    """
    left = expected = attachment.length_of(number)
    sealing = sealer(form, attachment, number)
    yield sealing.head
    for frame in _frames(plain):
        left -= len(frame)
        if left < 0 or (left > 0 and len(frame) < FRAME_BYTES):
            raise _wrong_length(number, expected - left, expected)
        yield sealing.seal(frame, is_last=not left)
    if left:
        raise _wrong_length(number, expected - left, expected)


def open_part(
    attachment: Attachment,
    number: int,
    read: Read,
    form: Form = Form.SECRETSTREAM,
    *,
    compared: bool = True,
) -> Iterator[bytes]:
    """The plain bytes of a sealed part, piece by piece; each piece is authentic.

    Whether the part is whole is known only when the iteration ends without an error: keep nothing
    before. `compared` is false where the caller compares the digest of the whole, which the part's
    would repeat. Raises BadPart, and Malformed when the attachment has no such part.
    """
    left, digest = attachment.length_of(number), hashlib.sha256()
    opening = opener(form, attachment, number, _exactly(read, form.head_bytes, number))
    while left:
        length = min(FRAME_BYTES, left)
        left -= length
        frame = _exactly(read, length + form.added_bytes, number)
        plain = opening.open(frame, is_last=not left)
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
