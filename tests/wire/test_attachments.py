"""Attachments: what their description must be, and that no part is taken for another."""

import hashlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.wire.attachments import (
    MIN_PART_BYTES,
    PART_BYTES,
    Attachment,
    CustodyStep,
    Form,
    attachments_of,
    form_of,
    header_fields,
    open_part,
    seal_part,
    sealed_length,
)
from homeward.wire.attachments.forms import FRAME_BYTES
from homeward.wire.envelope import seal
from homeward.wire.errors import (
    BadPart,
    Malformed,
    UnknownCritical,
    WrongLength,
)
from homeward.wire.header import Header
from tests.wire import second
from tests.wire.samples import NOW, PAYLOAD, XA, XB, a_header, open_at_xb

STEP = CustodyStep(
    at=NOW, action="sent", by="XA-POLICE", source="XA-POLICE", target="XB-POLICE", purpose="Proof."
)


def bytes_of(length: int, seed: int = 0) -> bytes:
    """Bytes that differ from place to place, so that no piece stands for another."""
    return hashlib.shake_256(seed.to_bytes(4, "big")).digest(length)


def attachment_of(content: bytes, part_size: int = MIN_PART_BYTES, **changes: Any) -> Attachment:
    parts = [content[start : start + part_size] for start in range(0, len(content), part_size)]
    fields: dict[str, Any] = {
        "id": UUID(int=7),
        "name": "statement.pdf",
        "media_type": "application/pdf",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "part_size": part_size,
        "parts": tuple(hashlib.sha256(part).hexdigest() for part in parts),
        "key": bytes(range(32)),
        "custody": (STEP,),
    }
    return Attachment(**{**fields, **changes})


def part_of(content: bytes, attachment: Attachment, number: int) -> bytes:
    start = (number - 1) * attachment.part_size
    return content[start : start + attachment.part_size]


FORMS = pytest.mark.parametrize("form", list(Form))


def sealed(
    content: bytes, attachment: Attachment, number: int, form: Form = Form.SECRETSTREAM
) -> bytes:
    return b"".join(seal_part(attachment, number, [part_of(content, attachment, number)], form))


def opened(
    raw: bytes, attachment: Attachment, number: int, form: Form = Form.SECRETSTREAM
) -> bytes:
    return b"".join(open_part(attachment, number, BytesIO(raw).read, form))


THREE = bytes_of(2 * MIN_PART_BYTES + 1000)


@FORMS
@settings(max_examples=25, deadline=None)
@given(
    length=st.integers(1, 5 * MIN_PART_BYTES),
    part_size=st.sampled_from([MIN_PART_BYTES, 100_001, 2 * MIN_PART_BYTES]),
    step=st.integers(1, 70_000),
)
def test_what_is_sealed_opens_whatever_its_pieces(
    form: Form, length: int, part_size: int, step: int
) -> None:
    content = bytes_of(length)
    attachment = attachment_of(content, part_size)
    back = b""
    for number in range(1, attachment.count + 1):
        plain = part_of(content, attachment, number)
        pieces = [plain[start : start + step] for start in range(0, len(plain), step)]
        raw = b"".join(seal_part(attachment, number, pieces, form))
        assert len(raw) == sealed_length(attachment.length_of(number), form)
        back += opened(raw, attachment, number, form)
    assert back == content


@FORMS
def test_a_part_of_several_frames_and_readers_that_give_little(form: Form) -> None:
    content = bytes_of(2 * FRAME_BYTES + 5)
    attachment = attachment_of(content, 4 * FRAME_BYTES)
    stream = BytesIO(sealed(content, attachment, 1, form))
    assert sealed_length(len(content), form) == len(stream.getvalue())
    back = b"".join(open_part(attachment, 1, lambda most: stream.read(min(most, 4097)), form))
    assert back == content


def test_the_second_implementation_reads_and_writes_parts() -> None:
    content = bytes_of(FRAME_BYTES + 70_000)
    attachment = attachment_of(content, FRAME_BYTES)
    described = attachment.to_json()
    for number in (1, 2):
        assert second.open_part(described, number, sealed(content, attachment, number)) == part_of(
            content, attachment, number
        )
        theirs = second.seal_part(described, number, part_of(content, attachment, number))
        assert opened(theirs, attachment, number) == part_of(content, attachment, number)


def test_the_second_implementation_reads_and_writes_parts_of_the_second_form() -> None:
    content = bytes_of(FRAME_BYTES + 70_000)
    attachment = attachment_of(content, FRAME_BYTES + 1000)
    described = attachment.to_json()
    for number in (1, 2):
        plain = part_of(content, attachment, number)
        assert (
            second.open_gcm_part(described, number, sealed(content, attachment, number, Form.GCM))
            == plain
        )
        theirs = second.seal_gcm_part(described, number, plain, bytes(range(16)))
        assert opened(theirs, attachment, number, Form.GCM) == plain


@FORMS
@given(length=st.integers(1, PART_BYTES))
def test_a_parts_length_tells_its_form(form: Form, length: int) -> None:
    attachment = attachment_of(b"x", size=length, part_size=PART_BYTES)
    assert form_of(attachment, 1, sealed_length(length, form)) is form


def test_a_length_of_no_form_is_refused() -> None:
    attachment = attachment_of(THREE)
    lengths = {sealed_length(MIN_PART_BYTES, form) for form in Form}
    for length in {0, *(one + step for one in lengths for step in (-1, 1))} - lengths:
        with pytest.raises(BadPart):
            form_of(attachment, 1, length)
    for number in (0, 4):
        with pytest.raises(BadPart):
            form_of(attachment, number, next(iter(lengths)))


@FORMS
def test_a_part_of_one_form_is_none_of_the_other(form: Form) -> None:
    attachment = attachment_of(THREE)
    other = Form.GCM if form is Form.SECRETSTREAM else Form.SECRETSTREAM
    with pytest.raises(BadPart):
        opened(sealed(THREE, attachment, 1, form), attachment, 1, other)


@pytest.mark.parametrize("left_out", [1, 2])
def test_frames_left_out_at_the_end_are_refused(left_out: int) -> None:
    """Whoever cuts a part of the second form cannot pass it for a shorter one that ends there."""
    content = bytes_of(3 * FRAME_BYTES)
    attachment = attachment_of(content, 4 * FRAME_BYTES)
    kept = 3 - left_out
    shorter = attachment_of(content[: kept * FRAME_BYTES], 4 * FRAME_BYTES)
    raw = sealed(content, attachment, 1, Form.GCM)[: 16 + kept * (FRAME_BYTES + 16)]
    with pytest.raises(BadPart):
        opened(raw, shorter, 1, Form.GCM)


# --- what must be refused ----------------------------------------------------------------------


@FORMS
@settings(max_examples=40, deadline=None)
@given(where=st.integers(0, 10**9), what=st.integers(1, 255))
def test_a_changed_byte_is_refused(form: Form, where: int, what: int) -> None:
    attachment = attachment_of(THREE)
    raw = bytearray(sealed(THREE, attachment, 2, form))
    raw[where % len(raw)] ^= what
    with pytest.raises(BadPart):
        opened(bytes(raw), attachment, 2, form)


@FORMS
@settings(max_examples=20, deadline=None)
@given(length=st.integers(0, MIN_PART_BYTES + 40))
def test_a_part_cut_short_is_refused(form: Form, length: int) -> None:
    attachment = attachment_of(THREE)
    raw = sealed(THREE, attachment, 1, form)
    with pytest.raises(BadPart):
        opened(raw[: length % len(raw)], attachment, 1, form)


@FORMS
def test_a_part_that_goes_on_is_refused(form: Form) -> None:
    attachment = attachment_of(THREE)
    with pytest.raises(BadPart):
        opened(sealed(THREE, attachment, 1, form) + b"x", attachment, 1, form)


@FORMS
@pytest.mark.parametrize(("sent", "taken_for"), [(1, 2), (2, 1), (1, 3), (3, 1), (2, 3)])
def test_a_part_in_the_place_of_another_is_refused(form: Form, sent: int, taken_for: int) -> None:
    """Equal content included: the place is under the seal, not only the digest."""
    same = bytes_of(MIN_PART_BYTES) * 3
    for content in (THREE, same):
        attachment = attachment_of(content)
        with pytest.raises(BadPart):
            opened(sealed(content, attachment, sent, form), attachment, taken_for, form)


@FORMS
def test_a_part_of_another_attachment_is_refused(form: Form) -> None:
    attachment = attachment_of(THREE)
    raw = sealed(THREE, attachment, 1, form)
    with pytest.raises(BadPart):
        opened(raw, attachment_of(THREE, id=UUID(int=8)), 1, form)
    with pytest.raises(BadPart):
        opened(raw, attachment_of(THREE, key=bytes(32)), 1, form)


@FORMS
def test_a_last_part_left_out_is_refused(form: Form) -> None:
    """Whoever drops the last part cannot make the one before it look like the end."""
    attachment = attachment_of(THREE)
    shorter = attachment_of(THREE[: 2 * MIN_PART_BYTES])
    with pytest.raises(BadPart):
        opened(sealed(THREE, attachment, 2, form), shorter, 2, form)


@pytest.mark.parametrize(("number", "tag"), [(1, 0), (1, 3), (3, 0), (3, 1), (1, 2)])
def test_another_end_mark_is_refused(number: int, tag: int) -> None:
    attachment = attachment_of(THREE)
    plain = part_of(THREE, attachment, number)
    raw = second.seal_part(attachment.to_json(), number, plain, last_tag=tag)
    with pytest.raises(BadPart):
        opened(raw, attachment, number)


@FORMS
def test_frames_repeated_or_changed_over_are_refused(form: Form) -> None:
    content = bytes_of(3 * FRAME_BYTES)
    attachment = attachment_of(content, 4 * FRAME_BYTES)
    raw = sealed(content, attachment, 1, form)
    frame, start = FRAME_BYTES + form.added_bytes, form.head_bytes
    head = raw[:start]
    frames = [raw[start + n * frame : start + (n + 1) * frame] for n in range(3)]
    for order in ((0, 0, 2), (1, 0, 2), (0, 1, 1), (2, 1, 0)):
        with pytest.raises(BadPart):
            opened(head + b"".join(frames[n] for n in order), attachment, 1, form)


@FORMS
def test_other_bytes_than_were_signed_are_refused(form: Form) -> None:
    """Who has the key, and is not the signer, still cannot put other bytes in."""
    attachment = attachment_of(THREE)
    raw = b"".join(seal_part(attachment, 2, [bytes_of(MIN_PART_BYTES, seed=9)], form))
    with pytest.raises(BadPart) as caught:
        opened(raw, attachment, 2, form)
    assert "digest" in str(caught.value)


@FORMS
@pytest.mark.parametrize("length", [0, MIN_PART_BYTES - 1, MIN_PART_BYTES + 1])
def test_a_sender_seals_exactly_the_parts_bytes(form: Form, length: int) -> None:
    def pieces() -> Iterator[bytes]:
        yield bytes(length)

    with pytest.raises(WrongLength):
        list(seal_part(attachment_of(THREE), 1, pieces(), form))


@pytest.mark.parametrize("number", [0, 4, -1, True])
def test_there_is_no_such_part(number: int) -> None:
    attachment = attachment_of(THREE)
    with pytest.raises(Malformed):
        opened(b"", attachment, number)


# --- the description ----------------------------------------------------------------------------

WRONG: dict[str, dict[str, Any]] = {
    "no name": {"name": ""},
    "a slash in the name": {"name": "../../etc/passwd"},
    "a control character": {"name": "a\nb"},
    "a long name": {"name": "n" * 201},
    "no media type": {"media_type": "pdf"},
    "parts too small": {"part_size": MIN_PART_BYTES - 1},
    "parts too large": {"part_size": 64 * 1024**2 + 1},
    "no bytes": {"size": 0, "parts": ()},
    "too many bytes": {"size": 10 * 1024**3 + 1},
    "a part too few": {"parts": ("0" * 64,) * 2},
    "a part too many": {"parts": ("0" * 64,) * 4},
    "a digest in capitals": {"sha256": "A" * 64},
    "a short key": {"key": bytes(31)},
    "too much custody": {"custody": (STEP,) * 101},
}


@pytest.mark.parametrize("changes", WRONG.values(), ids=list(WRONG))
def test_a_description_that_is_wrong(changes: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        attachment_of(THREE, **changes)


def test_one_part_has_the_digest_of_the_whole() -> None:
    with pytest.raises(Malformed):
        attachment_of(b"x", sha256="0" * 64)


def header_with(*attachments: Attachment, **changes: Any) -> Header:
    return a_header(**{**header_fields(attachments), **changes})


def test_a_message_carries_its_attachments_under_seal_and_signature() -> None:
    attachment = attachment_of(THREE)
    envelope = seal(header_with(attachment), PAYLOAD, XA, XB.public)
    assert b"statement" not in envelope
    message = open_at_xb(envelope)
    assert message.attachments == (attachment,)
    assert message.header.to_json()["attachments"] == [attachment.to_json()]
    assert "bytearray" not in repr(attachment)
    assert repr(attachment.key) not in repr(attachment)


def test_a_message_without_attachments_has_no_field() -> None:
    assert header_fields(()) == {}
    assert attachments_of(a_header()) == ()


BAD_FIELDS: dict[str, dict[str, Any]] = {
    "not critical": {"critical": ()},
    "not a list": {"extensions": {"attachments": {}}},
    "empty": {"extensions": {"attachments": []}},
    "not objects": {"extensions": {"attachments": [1]}},
    "the same id twice": {"extensions": {"attachments": [attachment_of(THREE).to_json()] * 2}},
    "too many": {
        "extensions": {
            "attachments": [attachment_of(b"x", id=UUID(int=n)).to_json() for n in range(33)]
        }
    },
    "an undefined field": {
        "extensions": {"attachments": [{**attachment_of(b"x").to_json(), "a": 1}]}
    },
    "too many parts": {
        "extensions": {
            "attachments": [
                {**attachment_of(b"x").to_json(), "id": str(UUID(int=n)), "size": 2**29,
                 "part_size": 2**16, "parts": ["0" * 64] * 2**13}
                for n in range(2)
            ]
        }
    },
}  # fmt: skip


@pytest.mark.parametrize("changes", BAD_FIELDS.values(), ids=list(BAD_FIELDS))
def test_a_field_that_is_wrong_is_refused_and_can_be_receipted(changes: dict[str, Any]) -> None:
    header = header_with(attachment_of(THREE), **changes)
    with pytest.raises(Malformed) as caught:
        open_at_xb(seal(header, PAYLOAD, XA, XB.public))
    assert caught.value.message is not None


def test_other_critical_fields_are_still_refused() -> None:
    header = header_with(attachment_of(THREE))
    more = {
        "critical": ("attachments", "seal_until"),
        "extensions": {**header.extensions, "seal_until": 1},
    }
    with pytest.raises(UnknownCritical) as caught:
        open_at_xb(seal(header_with(attachment_of(THREE), **more), PAYLOAD, XA, XB.public))
    assert caught.value.params == {"fields": "seal_until"}
