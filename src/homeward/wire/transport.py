"""Signed HTTP requests between nodes: RFC 9421 with Ed25519, content digests of RFC 9530.

The signature says which node carries a request, before a byte of its body is read. It protects
nothing inside: an envelope stands on its own signature and seal. `verify_request` authenticates the
head of a request, `check_body` then its body. Nonces are remembered by whoever receives, so that a
recorded request is refused (`docs/reference/protocol.md`, 6.1).

A part of an attachment is sealed while it is sent, so its digest is not known before. Its request
has another tag, and the length of the body under the signature instead of its digest: a part
proves itself by opening (10.2). No other request is taken in that form.
"""

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

import http_sf
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
    algorithms,
)
from http_message_signatures.digests import ContentDigest
from http_message_signatures.exceptions import HTTPMessageSignaturesException

from homeward.wire.encoding import to_base64url
from homeward.wire.errors import (
    AlgorithmNotTheKeys,
    BadRequestSignature,
    BodyChanged,
    ClockOutOfBounds,
    Malformed,
    RequestUnsigned,
    UnknownKey,
)
from homeward.wire.keys import NodeKeys, PublicKeys

LABEL: Final = "homeward"
NODE_FIELD: Final = "Homeward-Node"
ALGORITHM: Final = "ed25519"  # as the HTTP signature algorithms of RFC 9421 §6.2 spell it

#: A request is taken for so long after it was signed, and so far ahead of the receiver's clock.
MAX_AGE: Final = timedelta(minutes=5)
MAX_AHEAD: Final = timedelta(minutes=5)

_WHAT: Final = "request"
_LONGEST_FIELD: Final = 2048
_PARAMETERS: Final = frozenset({"created", "keyid", "nonce", "alg", "tag"})
_STATE = re.compile(r"[A-Z]{2}")
_KEY_ID = re.compile(r"[A-Za-z0-9_-]{43}")
_NONCE = re.compile(r"[A-Za-z0-9_-]{22,64}")


@dataclass(frozen=True, slots=True)
class Form:
    """How a kind of request is signed: its tag, and what says which body belongs to it."""

    tag: str
    body: str

    @property
    def components(self) -> tuple[str, ...]:
        """What the signature covers, exactly."""
        return ("@method", "@target-uri", self.body.lower(), NODE_FIELD.lower())

    @property
    def fields(self) -> tuple[str, ...]:
        """The header fields that must be there."""
        return ("Signature-Input", "Signature", self.body, NODE_FIELD)


WHOLE: Final = Form("homeward", "Content-Digest")
PART: Final = Form("homeward-part", "Content-Length")


@dataclass(frozen=True, slots=True)
class Claim:
    """What the head of a request says of itself. Nothing of it is proved."""

    node: str
    key_id: str
    created: datetime
    nonce: str


@dataclass(frozen=True, slots=True)
class Carried:
    """An authentic head: which node's key signed it, when, and the digest its body must have.

    The digest is empty where the request carries a part.
    """

    node: str
    key_id: str
    created: datetime
    nonce: str
    content_digest: str

    @property
    def forget_at(self) -> datetime:
        """When the nonce may be forgotten: from then on the request is too old anyway."""
        return self.created + MAX_AGE


@dataclass(slots=True)
class _Message:
    """A request in the form that the library takes."""

    method: str
    url: str
    headers: dict[str, str]


class _OneKey(HTTPSignatureKeyResolver):
    """The key of one node; the key id was compared before."""

    def __init__(
        self, *, private: Ed25519PrivateKey | None = None, public: Ed25519PublicKey | None = None
    ) -> None:
        self._private, self._public = private, public

    def resolve_private_key(self, key_id: str) -> Ed25519PrivateKey | None:
        return self._private

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey | None:
        return self._public


class _Verifier(HTTPMessageVerifier):
    """The library's verifier without its clock: `_check_clock` judges by the receiver's rules."""

    def validate_created_and_expires(
        self, sig_input: Any, max_age: timedelta | None = None
    ) -> None: ...


def target_uri(url: str) -> str:
    """The address as both sides write it: lower-case scheme and host, no default port, a path.

    Raises Malformed for what is no absolute http address.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Malformed(what="address", problem="it is not a URL") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
        raise Malformed(what="address", problem="it is not an absolute http or https URL")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    if port is not None and port != {"http": 80, "https": 443}[parts.scheme]:
        host = f"{host}:{port}"
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{host}{parts.path or '/'}{query}"


def sign_request(
    method: str,
    url: str,
    body: bytes,
    *,
    node: str,
    keys: NodeKeys,
    now: datetime,
    nonce: str | None = None,
) -> dict[str, str]:
    """The header fields that sign a request of State `node` to `url`; send its body unchanged."""
    message = _Message(method, target_uri(url), {NODE_FIELD: node})
    return _signed(message, WHOLE, keys, now, nonce, body)


def sign_part(
    url: str, length: int, *, node: str, keys: NodeKeys, now: datetime, nonce: str | None = None
) -> dict[str, str]:
    """The header fields that sign the putting of a part of `length` bytes, which follow later."""
    fields = {NODE_FIELD: node, "Content-Length": str(length)}
    return _signed(_Message("PUT", target_uri(url), fields), PART, keys, now, nonce, None)


def _signed(
    message: _Message,
    form: Form,
    keys: NodeKeys,
    now: datetime,
    nonce: str | None,
    body: bytes | None,
) -> dict[str, str]:
    signer = HTTPMessageSigner(
        signature_algorithm=algorithms.ED25519,
        key_resolver=_OneKey(private=keys.signing_key()),
    )
    signer.sign(
        message,
        key_id=keys.public.key_id,
        created=now,
        nonce=nonce or to_base64url(secrets.token_bytes(16)),
        label=LABEL,
        tag=form.tag,
        covered_component_ids=form.components,
        body=body,
    )
    return dict(message.headers)


def read_claim(headers: Mapping[str, str], form: Form = WHOLE) -> Claim:
    """Which node a request says it comes from: to find out whose keys to ask for.

    `headers` maps lower-case names to values. Raises RequestUnsigned, Malformed,
    AlgorithmNotTheKeys.
    """
    values = {name: headers.get(name.lower(), "") for name in form.fields}
    missing = [name for name, value in values.items() if not value]
    if missing:
        raise RequestUnsigned(fields=", ".join(missing))
    for name, value in values.items():
        if len(value) > _LONGEST_FIELD or not value.isascii():
            raise Malformed(what=_WHAT, problem=f"{name} is too long or not ASCII")
    node = values[NODE_FIELD]
    if not _STATE.fullmatch(node):
        raise Malformed(what=_WHAT, problem=f"{NODE_FIELD} is not a State")
    parameters = _parameters(values["Signature-Input"], form)
    return Claim(
        node=node,
        key_id=_word(parameters, "keyid", _KEY_ID),
        created=_moment(parameters["created"]),
        nonce=_word(parameters, "nonce", _NONCE),
    )


def verify_request(
    method: str,
    url: str,
    headers: Mapping[str, str],
    *,
    keys: Iterable[PublicKeys],
    now: datetime,
    form: Form = WHOLE,
) -> Carried:
    """Authenticate the head of a request; `keys` are those trusted for the node that it names.

    `url` is the receiver's own public address with the path that was asked for, never what the
    request or a proxy says of it. Raises RequestUnsigned, Malformed, AlgorithmNotTheKeys,
    UnknownKey, ClockOutOfBounds, BadRequestSignature.
    """
    claim = read_claim(headers, form)
    key = next((one for one in keys if one.key_id == claim.key_id), None)
    if key is None:
        raise UnknownKey(what=_WHAT, key=claim.key_id)
    _check_clock(claim.created, now)
    values = {name: headers[name.lower()] for name in form.fields}
    message = _Message(method, target_uri(url), values)
    verifier = _Verifier(
        signature_algorithm=algorithms.ED25519,
        key_resolver=_OneKey(public=Ed25519PublicKey.from_public_bytes(key.ed25519)),
    )
    try:
        verifier.verify(
            message,
            max_age=None,
            expect_tag=form.tag,
            expect_label=LABEL,
            require_components=form.components,
        )
    except HTTPMessageSignaturesException:
        raise BadRequestSignature(node=claim.node) from None
    digest = values.get("Content-Digest", "")
    return Carried(claim.node, claim.key_id, claim.created, claim.nonce, digest)


def check_body(carried: Carried, body: bytes) -> None:
    """Raises BodyChanged unless `body` has the digest that was signed."""
    if not carried.content_digest:
        raise BodyChanged(node=carried.node)
    try:
        ContentDigest.verify(carried.content_digest, body)
    except InvalidSignature:
        raise BodyChanged(node=carried.node) from None


def _parameters(field: str, form: Form) -> dict[str, Any]:
    """The parameters of our signature, once its label, components and algorithm are as agreed."""
    try:
        parsed: Any = http_sf.parse(field.encode("ascii"), tltype="dictionary")
    except ValueError:
        raise Malformed(what=_WHAT, problem="Signature-Input is no structured field") from None
    member = parsed.get(LABEL)
    if member is None:
        raise RequestUnsigned(fields=f"Signature-Input with the label {LABEL}")
    components, parameters = member
    if not isinstance(components, list):
        raise Malformed(what=_WHAT, problem="Signature-Input names no list of components")
    covered = [(value, dict(extra)) for value, extra in components]
    if covered != [(name, {}) for name in form.components]:
        expected = " ".join(form.components)
        raise Malformed(what=_WHAT, problem=f"its signature does not cover exactly {expected}")
    if "alg" in parameters and parameters["alg"] != ALGORITHM:
        named = ascii(str(parameters["alg"])[:40])
        raise AlgorithmNotTheKeys(what=_WHAT, algorithm=named, expected=ALGORITHM)
    if set(parameters) != _PARAMETERS or parameters["tag"] != form.tag:
        problem = "the parameters of its signature are not created, keyid, nonce, alg and our tag"
        raise Malformed(what=_WHAT, problem=problem)
    return dict(parameters)


def _word(parameters: dict[str, Any], name: str, form: re.Pattern[str]) -> str:
    value = parameters[name]
    if type(value) is not str or not form.fullmatch(value):
        raise Malformed(what=_WHAT, problem=f"the parameter {name} does not have its form")
    return value


def _moment(value: object) -> datetime:
    if type(value) is not int:
        raise Malformed(what=_WHAT, problem="the parameter created is not a whole number")
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        raise Malformed(what=_WHAT, problem="the parameter created is no time") from None


def _check_clock(created: datetime, now: datetime) -> None:
    if created > now + MAX_AHEAD:
        problem = "it lies more than five minutes ahead"
    elif created + MAX_AGE <= now:
        problem = "it was signed more than five minutes ago"
    else:
        return
    raise ClockOutOfBounds(what=_WHAT, time=created.isoformat(), problem=problem)
