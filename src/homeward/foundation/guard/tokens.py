"""Signed tokens: the proof that a process of this node names an actor.

A token is `v1|kind|id|name|expires|nonce|bound|signature`: `expires` in seconds since 1970 (0 for
never), `bound` the SHA-256 of what the token is for (empty for none), `signature` the hexadecimal
HMAC-SHA256 (RFC 2104) over everything before it. The database checks the same signature itself.
"""

import hashlib
import hmac
import secrets
import time

from homeward.foundation.guard.actor import Actor, ActorKind
from homeward.foundation.guard.errors import BadToken

_FIELDS = 8


def sign(actor: Actor, key: bytes, *, lifetime: int | None = 60, bound_to: bytes = b"") -> str:
    """A token for `actor`, valid for `lifetime` seconds (None: for ever), bound to some bytes."""
    if "|" in actor.name:
        raise BadToken("An actor's name may not hold the character '|'.")
    expires = 0 if lifetime is None else int(time.time()) + lifetime
    bound = hashlib.sha256(bound_to).hexdigest() if bound_to else ""
    parts = ["v1", actor.kind.value, "" if actor.id is None else str(actor.id), actor.name]
    parts += [str(expires), secrets.token_hex(8), bound]
    body = "|".join(parts)
    return f"{body}|{_signature(body, key)}"


def verify(token: str, key: bytes, *, bound_to: bytes = b"") -> Actor:
    """The actor a token names; raises BadToken when altered, late or bound elsewhere."""
    fields = token.split("|")
    if len(fields) != _FIELDS or fields[0] != "v1":
        raise BadToken("The token does not have the form v1.")
    body, signature = token.rsplit("|", 1)
    if not hmac.compare_digest(_signature(body, key), signature):
        raise BadToken("The token's signature is wrong.")
    expires = int(fields[4])
    if expires and expires < time.time():
        raise BadToken("The token has expired.")
    bound = hashlib.sha256(bound_to).hexdigest() if bound_to else ""
    if fields[6] != bound:
        raise BadToken("The token was made for something else.")
    return Actor(ActorKind(fields[1]), int(fields[2]) if fields[2] else None, fields[3])


def _signature(body: str, key: bytes) -> str:
    return hmac.new(key, body.encode(), hashlib.sha256).hexdigest()
