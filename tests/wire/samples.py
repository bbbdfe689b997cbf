"""Keys, headers and envelopes for the tests. The keys are test keys, made from public words."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from homeward.wire import (
    Environment,
    Handling,
    Header,
    NodeKeys,
    OpenedMessage,
    open_envelope,
)
from tests.wire import second

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
PAYLOAD = {"reference": "XA-2026-000123", "amount": "150000", "currency": "XTS", "urgent": True}


def test_keys(name: str, *, second: bool) -> NodeKeys:
    """Keys anybody can make again from a name; never for a node. `second`: to sign twice."""

    def derived(part: str) -> bytes:
        return hashlib.sha512(f"homeward test key, not secret: {name} {part}".encode()).digest()

    keys = derived("ed25519")[:32], derived("mlkem768"), derived("x25519")[:32]
    return NodeKeys(*keys, derived("mldsa65")[:32] if second else None)


test_keys.__test__ = False  # type: ignore[attr-defined]

XA, XB, XC = (test_keys(name, second=False) for name in ("XA", "XB", "XC"))
TWICE_XA, TWICE_XB = (test_keys(name, second=True) for name in ("XA", "XB"))


def a_header(**changes: Any) -> Header:
    """A sound header from XA to XB; `changes` replace fields."""
    fields: dict[str, Any] = {
        "environment": Environment.DEMO,
        "id": UUID("0190f3a1-7c5e-7000-8000-000000000001"),
        "sender": "XA",
        "receiver": "XB",
        "type": "cooperation.request",
        "type_version": 1,
        "handling": Handling.H1,
        "thread": "XA-2026-000123",
        "sequence": 1,
        "previous": None,
        "time": NOW,
        "expires": NOW + timedelta(days=7),
    }
    return Header(**{**fields, **changes})


def keys_of(state: str) -> Any:
    """The directory of these tests."""
    return {"XA": XA.public, "XB": XB.public}.get(state)


def open_at_xb(raw: bytes, **changes: Any) -> OpenedMessage:
    """Open as the node of XB does; `changes` replace arguments."""
    arguments: dict[str, Any] = {
        "own": XB,
        "own_state": "XB",
        "environment": Environment.DEMO,
        "sender_keys": keys_of,
        "now": NOW,
    }
    return open_envelope(raw, **{**arguments, **changes})


def crafted(
    *,
    header: dict[str, Any] | None = None,
    payload: Any = None,
    outer: dict[str, Any] | None = None,
    protected: dict[str, Any] | None = None,
    contents: Callable[[bytes], bytes] = lambda contents: contents,
) -> bytes:
    """An envelope to XB made by the second implementation, wrong exactly where told to be.

    `header` and `protected` change fields before signing (`...` removes one), `outer` changes the
    outside before sealing, `contents` the signed contents before sealing.
    """
    message_header = _changed(a_header().to_json(), header)
    message = second.jcs({"header": message_header, "payload": payload or PAYLOAD})
    jose = {"alg": "Ed25519", "kid": XA.public.key_id, "typ": "homeward-message"}
    signature = second.jws(message, _changed(jose, protected), XA.ed25519, detached=True)
    signed = b'{"message":' + message + b"," + second.jcs({"signatures": [signature]})[1:]
    receiver = XB.public.to_json()
    shown = _changed(second.outer_of(a_header().to_json(), receiver), outer)
    return second.seal_outer(shown, contents(signed), receiver)


def _changed(fields: dict[str, Any], changes: dict[str, Any] | None) -> dict[str, Any]:
    merged = {**fields, **(changes or {})}
    return {name: value for name, value in merged.items() if value is not ...}
