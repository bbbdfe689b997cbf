"""The receiver's signed word on an attachment: about this one, and signed by its State."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.wire import WireError
from homeward.wire.attachments import (
    AttachmentRef,
    AttachmentState,
    AttachmentStatus,
    make_status,
    verify_status,
)
from homeward.wire.attachments.status import MAX_STRETCHES, stretches
from homeward.wire.errors import BadSignature, HeaderMismatch, Malformed, WrongEnvironment
from homeward.wire.header import Environment
from tests.wire.samples import NOW, XB, XC

REF = AttachmentRef(
    environment=Environment.DEMO,
    sender="XA",
    receiver="XB",
    message=UUID(int=1),
    attachment=UUID(int=7),
    sha256="a" * 64,
)
ARRIVING = AttachmentStatus(
    ref=REF, state=AttachmentState.ARRIVING, arrived=10, missing=((2, 3), (7, 7)), at=NOW
)


def checked(raw: bytes, **changes: Any) -> AttachmentStatus:
    arguments: dict[str, Any] = {"keys": XB.public, "ref": REF, "now": NOW}
    return verify_status(raw, **{**arguments, **changes})


def test_a_status_comes_back_as_it_was_signed() -> None:
    closed = AttachmentStatus(
        ref=REF, state=AttachmentState.CLOSED, arrived=0, missing=(), at=NOW, reason="withdrawn"
    )
    for status in (ARRIVING, closed):
        assert checked(make_status(XB, status)) == status


def other(**changes: Any) -> AttachmentRef:
    fields = {name: getattr(REF, name) for name in AttachmentRef.__slots__}
    return AttachmentRef(**{**fields, **changes})


@pytest.mark.parametrize(
    ("ref", "error"),
    [
        (other(environment=Environment.REAL), WrongEnvironment),
        (other(sender="XC"), HeaderMismatch),
        (other(receiver="XC"), HeaderMismatch),
        (other(message=UUID(int=2)), HeaderMismatch),
        (other(attachment=UUID(int=8)), HeaderMismatch),
        (other(sha256="b" * 64), HeaderMismatch),
    ],
)
def test_a_status_about_something_else_is_refused(
    ref: AttachmentRef, error: type[WireError]
) -> None:
    with pytest.raises(error):
        checked(make_status(XB, ARRIVING), ref=ref)


def test_a_status_that_another_signed_is_refused() -> None:
    with pytest.raises(WireError):
        checked(make_status(XC, ARRIVING))
    raw = make_status(XB, ARRIVING)
    with pytest.raises((BadSignature, Malformed)):
        checked(raw[:-4] + (b"AAAA" if raw[-4:] != b"AAAA" else b"BBBB"))


def test_a_status_of_the_future_is_refused() -> None:
    with pytest.raises(WireError):
        checked(make_status(XB, ARRIVING), now=NOW - timedelta(minutes=6))


@pytest.mark.parametrize(
    "changes",
    [
        {"missing": ()},
        {"missing": ((3, 2),)},
        {"missing": ((2, 3), (3, 4))},
        {"missing": ((0, 1),)},
        {"arrived": -1},
        {"reason": "why"},
        {"state": AttachmentState.COMPLETE},
        {"state": AttachmentState.CLOSED, "missing": ()},
    ],
)
def test_a_status_that_contradicts_itself(changes: dict[str, Any]) -> None:
    fields = {name: getattr(ARRIVING, name) for name in AttachmentStatus.__slots__}
    with pytest.raises(Malformed):
        AttachmentStatus(**{**fields, **changes})


@given(st.sets(st.integers(1, 2000)))
def test_stretches_name_the_first_missing_numbers(numbers: set[int]) -> None:
    found = stretches(sorted(numbers))
    named = [n for first, last in found for n in range(first, last + 1)]
    assert named == sorted(numbers)[: len(named)]
    assert len(named) == len(numbers) or len(found) == MAX_STRETCHES
