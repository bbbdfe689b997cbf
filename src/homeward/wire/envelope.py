"""One message from node to node: signed by the sender, sealed to the receiver.

    message    = canonical {header, payload}              its SHA-256 is the message's digest
    contents   = canonical {message, signatures: [detached JWS, perhaps a second one]}
    ciphertext = HPKE(receiver's key, contents, info = the outer fields)
    envelope   = {v, suite, environment, sender, receiver, receiver_key, id, type, handling,
                  ciphertext}

The digest covers neither signature nor ciphertext, so sealing a message again gives the same
message. `docs/reference/protocol.md` is the specification, with the order of checks.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from homeward.wire.attachments.description import Attachment, attachments_of
from homeward.wire.encoding import (
    canonical,
    check_fields,
    check_not_ahead,
    check_size,
    check_uncompressed,
    parse_object,
    to_time,
)
from homeward.wire.errors import (
    BadSeal,
    Expired,
    HeaderMismatch,
    Malformed,
    NotCanonical,
    NotForUs,
    SecondSignatureMissing,
    UnknownSender,
    UnknownSuite,
    WireError,
    WrongEnvironment,
    WrongReceiverKey,
)
from homeward.wire.header import Environment, Header, MessageRef
from homeward.wire.keys import SUITE, NodeKeys, PublicKeys
from homeward.wire.outer import MAX_CONTENTS_BYTES, MAX_ENVELOPE_BYTES, REPEATED, Outer, peek
from homeward.wire.signatures import (
    Typ,
    sign_detached,
    sign_second,
    signer_of,
    verify_detached,
    verify_second,
)

#: The first signature is Ed25519, the second ML-DSA-65 where the keys of both nodes have it.
MAX_SIGNATURES: Final = 2

#: Given a sender's State: its current keys, several while they rotate, or None when unknown.
SenderKeys = Callable[[str], PublicKeys | Iterable[PublicKeys] | None]

_WHAT: Final = "envelope"
_HPKE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@dataclass(frozen=True, slots=True)
class OpenedMessage:
    """A message whose seal, signature, addresses and times hold.

    `digest` is that of `message_digest`; `signed_by` the keys that made the signature; `contents`
    the signed bytes, which prove to anybody with those keys what the sender said. Replay, order and
    whether the type is known are the receiver's to judge.
    """

    header: Header
    payload: dict[str, Any]
    digest: str
    signed_by: PublicKeys
    contents: bytes = field(repr=False)

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """What the header says of the message's attachments."""
        return attachments_of(self.header)

    @property
    def ref(self) -> MessageRef:
        """What a receipt for this message is about."""
        return self.header.ref(self.digest)


def message_digest(header: Header, payload: Mapping[str, Any]) -> str:
    """SHA-256 of canonical {header, payload}, 64 hexadecimal digits: the message's identity.

    Raises NotCanonical, FloatForbidden, IntegerTooLarge.
    """
    return _digest(_message(header, payload))


def sign_message(
    header: Header, payload: Mapping[str, Any], sender: NodeKeys, *, second: bool = False
) -> bytes:
    """The signed contents of a message: what is sealed, and what proves it afterwards.

    With `second` they are signed with the second key too. Raises NotCanonical, FloatForbidden,
    IntegerTooLarge, TooLarge.
    """
    message = _message(header, payload)
    check_size(message, MAX_CONTENTS_BYTES, "message")
    contents = _contents(message, _signatures(message, sender, second=second))
    check_size(contents, MAX_CONTENTS_BYTES, "message")
    return contents


def needs_second(one: PublicKeys, other: PublicKeys) -> bool:
    """Whether messages between two nodes are signed twice: where both have a second key."""
    return one.mldsa65 is not None and other.mldsa65 is not None


def signed_as_asked(contents: bytes, sender: NodeKeys, receiver: PublicKeys) -> bytes:
    """The same message, signed again where its signatures are not what the receiver needs now.

    That is where the sender's keys are others since, for the old ones may end while it is on its
    way, and where the receiver has come to ask for a second signature. Where two do not fit there
    is one: then the receiver refuses this message, and nothing else waits for it.
    """
    message, value = _read_contents(contents)
    signatures, second = value["signatures"], needs_second(sender.public, receiver)
    same = signer_of(signatures[0], "message") == sender.public.key_id
    if same and (len(signatures) > 1 or not second):
        return contents
    signed = _contents(message, _signatures(message, sender, second=second))
    if second and len(signed) > MAX_CONTENTS_BYTES:
        return _contents(message, _signatures(message, sender, second=False))
    return signed


def seal_contents(contents: bytes, receiver: PublicKeys) -> bytes:
    """Seal signed contents to `receiver`; the envelope's bytes, different every time.

    The contents are those of `sign_message`, so a message can be sealed again after its receiver
    changed its keys and still is the same message.
    """
    header = Header.from_json(parse_object(contents, "message")["message"]["header"])
    raw = _seal_contents(header, contents, receiver)
    check_size(raw, MAX_ENVELOPE_BYTES, _WHAT)
    return raw


def seal(
    header: Header, payload: Mapping[str, Any], sender: NodeKeys, receiver: PublicKeys
) -> bytes:
    """Sign with `sender`, twice where both nodes have a second key, and seal to `receiver`.

    Raises NotCanonical, FloatForbidden, IntegerTooLarge, TooLarge.
    """
    second = needs_second(sender.public, receiver)
    contents = sign_message(header, payload, sender, second=second)
    return _seal_contents(header, contents, receiver)


def open_envelope(
    raw: bytes,
    *,
    own: NodeKeys | Iterable[NodeKeys],
    own_state: str,
    environment: Environment,
    sender_keys: SenderKeys,
    now: datetime,
) -> OpenedMessage:
    """Open, verify and read one envelope, or raise the typed error of the first check that fails.

    `own` may hold several keys while they rotate. `now` is aware.
    """
    outer = peek(raw)
    own_keys, known = _check_addressed_to_us(outer, own, own_state, environment, sender_keys)
    opened = verify_contents(_unseal(outer, own_keys), known, asked_by=own_keys.public)
    _check_same(outer, opened.header)
    try:
        _check_usable(opened.header, now)
    except WireError as error:
        error.message, error.header = opened.ref, opened.header
        error.contents = opened.contents
        raise
    return opened


def verify_contents(
    contents: bytes, keys: Iterable[PublicKeys], *, asked_by: PublicKeys | None = None
) -> OpenedMessage:
    """Read signed contents once the signature by one of `keys` holds, and the second where needed.

    Neither addresses nor times are judged. `asked_by` are the keys of the receiver: where they and
    the signer's have a second key, both signatures are needed. Raises Compressed, Malformed,
    NotCanonical, UnknownVersion, AlgorithmNotTheKeys, UnknownKey, BadSignature,
    SecondSignatureMissing, ClockOutOfBounds.
    """
    message, value = _read_contents(contents)
    signatures = value["signatures"]
    signed_by = verify_detached(signatures[0], message, Typ.MESSAGE, keys, "message")
    if len(signatures) > 1:
        verify_second(signatures[1], message, Typ.MESSAGE, signed_by, "message")
    elif asked_by is not None and needs_second(signed_by, asked_by):
        sender = value["message"]["header"].get("sender")
        raise SecondSignatureMissing(sender=ascii(str(sender)[:2]))
    header = Header.from_json(value["message"]["header"])
    payload = value["message"]["payload"]
    return OpenedMessage(header, payload, _digest(message), signed_by, contents)


def _signatures(message: bytes, sender: NodeKeys, *, second: bool) -> list[str]:
    first = sign_detached(message, Typ.MESSAGE, sender)
    return [first, sign_second(message, Typ.MESSAGE, sender)] if second else [first]


def _message(header: Header, payload: Mapping[str, Any]) -> bytes:
    return canonical({"header": header.to_json(), "payload": dict(payload)})


def _digest(message: bytes) -> str:
    return hashlib.sha256(message).hexdigest()


def _contents(message: bytes, signatures: list[str]) -> bytes:
    """Canonical {message, signatures} around a message that already is canonical."""
    return b'{"message":' + message + b"," + canonical({"signatures": signatures})[1:]


def _seal_contents(header: Header, contents: bytes, receiver: PublicKeys) -> bytes:
    """Seal `contents` under outer fields taken from `header`."""
    shown = Outer(
        suite=SUITE,
        environment=header.environment,
        sender=header.sender,
        receiver=header.receiver,
        receiver_key=receiver.key_id,
        id=header.id,
        type=header.type,
        handling=header.handling,
        ciphertext=b"",
    )
    return _sealed(shown, contents, receiver).to_bytes()


def _sealed(shown: Outer, contents: bytes, receiver: PublicKeys) -> Outer:
    ciphertext = _HPKE.encrypt(contents, receiver.sealing_key(), info=shown.info())
    return replace(shown, ciphertext=ciphertext)


def _check_addressed_to_us(
    outer: Outer,
    own: NodeKeys | Iterable[NodeKeys],
    own_state: str,
    environment: Environment,
    sender_keys: SenderKeys,
) -> tuple[NodeKeys, tuple[PublicKeys, ...]]:
    """The checks that need no opening; the own key to open with and the sender's known keys."""
    if outer.suite != SUITE:
        raise UnknownSuite(suite=outer.suite, known=SUITE)
    if outer.environment != environment:
        raise WrongEnvironment(what=_WHAT, environment=outer.environment, own=environment)
    if outer.receiver != own_state:
        raise NotForUs(receiver=outer.receiver, own=own_state)
    found = sender_keys(outer.sender)
    known = (found,) if isinstance(found, PublicKeys) else tuple(found or ())
    if not known:
        raise UnknownSender(sender=outer.sender)
    for keys in (own,) if isinstance(own, NodeKeys) else own:
        if keys.public.key_id == outer.receiver_key:
            return keys, known
    raise WrongReceiverKey(key=outer.receiver_key)


def _unseal(outer: Outer, own: NodeKeys) -> bytes:
    try:
        return _HPKE.decrypt(outer.ciphertext, own.sealing_key(), info=outer.info())
    except (InvalidTag, ValueError):
        raise BadSeal from None


def _read_contents(contents: bytes) -> tuple[bytes, dict[str, Any]]:
    """The message's canonical bytes and the parsed contents; they must agree byte for byte."""
    check_size(contents, MAX_CONTENTS_BYTES, "message")
    check_uncompressed(contents, "message")
    value = parse_object(contents, "message")
    check_fields(value, frozenset({"message", "signatures"}), "message")
    check_fields(value["message"], frozenset({"header", "payload"}), "message")
    if not isinstance(value["message"]["header"], dict):
        raise Malformed(what="message", problem="header is not a JSON object")
    if not isinstance(value["message"]["payload"], dict):
        raise Malformed(what="message", problem="payload is not a JSON object")
    _check_signatures(value["signatures"])
    message = canonical(value["message"])
    if _contents(message, value["signatures"]) != contents:
        raise NotCanonical(path="$", problem="the message is not written as RFC 8785 requires")
    return message, value


def _check_signatures(signatures: object) -> None:
    if (
        not isinstance(signatures, list)
        or not 1 <= len(signatures) <= MAX_SIGNATURES
        or not all(isinstance(signature, str) for signature in signatures)
    ):
        problem = f"it does not carry one to {MAX_SIGNATURES} signatures"
        raise Malformed(what="message", problem=problem)


def _check_same(outer: Outer, header: Header) -> None:
    for name in REPEATED:
        inside, outside = getattr(header, name), getattr(outer, name)
        if inside != outside:
            shown = {"found": str(inside), "expected": str(outside)}
            raise HeaderMismatch(what="header", field=name, **shown)


def _check_usable(header: Header, now: datetime) -> None:
    """What may be wrong with a message that is undoubtedly the sender's."""
    header.check_understood()
    attachments_of(header)
    check_not_ahead(header.time, now, "message", "time")
    if header.expires <= now:
        raise Expired(expired_at=to_time(header.expires, "header", "expires"))
