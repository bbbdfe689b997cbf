"""Signed requests, checked against an independent reading of RFC 9421 and RFC 9530."""

import base64
import hashlib
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.wire import WireError
from homeward.wire.transport import (
    MAX_AGE,
    MAX_AHEAD,
    PART,
    check_body,
    read_claim,
    sign_part,
    sign_request,
    target_uri,
    verify_request,
)
from tests.wire.samples import NOW, XA, XB

URL = "https://xb.example.org/exchange/v1/messages"
BODY = b'{"an":"envelope"}'
NONCE = "AAECAwQFBgcICQoLDA0ODw"
PROTOCOL = Path(__file__).parents[2] / "docs" / "reference" / "protocol.md"


def signed(**changes: Any) -> dict[str, str]:
    given: dict[str, Any] = {"node": "XA", "keys": XA, "now": NOW, "nonce": NONCE, **changes}
    headers = sign_request("POST", given.pop("url", URL), given.pop("body", BODY), **given)
    return {name.lower(): value for name, value in headers.items()}


def verified(headers: dict[str, str], **changes: Any) -> Any:
    given: dict[str, Any] = {"keys": [XA.public], "now": NOW, **changes}
    method, url = given.pop("method", "POST"), given.pop("url", URL)
    return verify_request(method, url, headers, **given)


def base_by_hand(headers: dict[str, str], method: str = "POST", url: str = URL) -> bytes:
    """The signature base as RFC 9421 §2.5 writes it, made of text alone."""
    parameters = headers["signature-input"].removeprefix("homeward=")
    lines = [
        f'"@method": {method}',
        f'"@target-uri": {url}',
        f'"content-digest": {headers["content-digest"]}',
        f'"homeward-node": {headers["homeward-node"]}',
        f'"@signature-params": {parameters}',
    ]
    return "\n".join(lines).encode("ascii")


def by_hand(
    parameters: str = "",
    components: str = '"@method" "@target-uri" "content-digest" "homeward-node"',
    keys: Any = XA,
) -> dict[str, str]:
    """A request signed without the library, with whatever parameters and components."""
    created = int(NOW.timestamp())
    parameters = parameters or (
        f';created={created};keyid="{XA.public.key_id}";nonce="{NONCE}";alg="ed25519"'
        ';tag="homeward"'
    )
    digest = base64.b64encode(hashlib.sha256(BODY).digest()).decode()
    headers = {
        "content-digest": f"sha-256=:{digest}:",
        "homeward-node": "XA",
        "signature-input": f"homeward=({components}){parameters}",
    }
    values = {
        "@method": "POST",
        "@target-uri": URL,
        "@authority": "xb.example.org",
        **headers,
    }
    lines = [f'"{name}": {values[name]}' for name in re.findall(r'"([^"]+)"', components)]
    lines.append(f'"@signature-params": ({components}){parameters}')
    signature = Ed25519PrivateKey.from_private_bytes(keys.ed25519).sign("\n".join(lines).encode())
    headers["signature"] = f"homeward=:{base64.b64encode(signature).decode()}:"
    return headers


def test_what_we_sign_is_what_the_rfc_says() -> None:
    headers = signed()
    digest = base64.b64encode(hashlib.sha256(BODY).digest()).decode()
    assert headers["content-digest"] == f"sha-256=:{digest}:"
    assert headers["homeward-node"] == "XA"
    assert headers["signature-input"].startswith(
        'homeward=("@method" "@target-uri" "content-digest" "homeward-node");created='
    )
    for part in (
        f"created={int(NOW.timestamp())}",
        f'keyid="{XA.public.key_id}"',
        f'nonce="{NONCE}"',
        'alg="ed25519"',
        'tag="homeward"',
    ):
        assert part in headers["signature-input"]
    raw = base64.b64decode(headers["signature"].removeprefix("homeward=:").removesuffix(":"))
    key = Ed25519PublicKey.from_public_bytes(XA.public.ed25519)
    key.verify(raw, base_by_hand(headers))
    with pytest.raises(InvalidSignature):
        key.verify(raw, base_by_hand(headers, method="PUT"))


def test_the_example_of_the_specification_is_what_is_signed() -> None:
    page = PROTOCOL.read_text("utf-8")
    block = page.split("the signature base is", 1)[1].split("```", 2)[1].strip()
    example = block.replace("…43 characters…", XA.public.key_id)
    assert example.encode() == base_by_hand(signed())


def test_what_was_signed_by_hand_is_verified() -> None:
    carried = verified(by_hand())
    assert (carried.node, carried.key_id, carried.nonce) == ("XA", XA.public.key_id, NONCE)
    assert carried.created == NOW
    assert carried.forget_at == NOW + MAX_AGE
    check_body(carried, BODY)


def test_nonces_differ_and_are_long() -> None:
    nonces = {read_claim(signed(nonce=None)).nonce for _ in range(50)}
    assert len(nonces) == 50
    assert all(len(nonce) == 22 for nonce in nonces), "16 random bytes"


def _resigned(headers: dict[str, str], **changes: str) -> dict[str, str]:
    return {**headers, **changes}


HONEST = signed()
STAMP = f"created={int(NOW.timestamp())}"
KEYID = f'keyid="{XA.public.key_id}"'
REST = f'{KEYID};nonce="{NONCE}";alg="ed25519";tag="homeward"'
HEADS: dict[str, tuple[str, dict[str, str]]] = {
    "nothing": ("request_unsigned", {}),
    "no signature": ("request_unsigned", _resigned(HONEST, signature="")),
    "no input": ("request_unsigned", _resigned(HONEST, **{"signature-input": ""})),
    "no digest": ("request_unsigned", _resigned(HONEST, **{"content-digest": ""})),
    "no node": ("request_unsigned", _resigned(HONEST, **{"homeward-node": ""})),
    "another label": (
        "request_unsigned",
        _resigned(
            HONEST,
            signature=HONEST["signature"].replace("homeward", "other"),
            **{"signature-input": HONEST["signature-input"].replace("homeward=", "other=", 1)},
        ),
    ),
    "no field": ("malformed", _resigned(HONEST, **{"signature-input": "homeward=("})),
    "no list": ("malformed", _resigned(HONEST, **{"signature-input": "homeward=1"})),
    "too long": ("malformed", _resigned(HONEST, **{"signature-input": "a" * 3000})),
    "not ascii": ("malformed", _resigned(HONEST, **{"homeward-node": "X\u00c9"})),
    "no state": ("malformed", _resigned(HONEST, **{"homeward-node": "xa"})),
    "covers too little": ("malformed", by_hand(components='"@method" "@target-uri"')),
    "covers the authority instead": (
        "malformed",
        by_hand(components='"@method" "@authority" "content-digest" "homeward-node"'),
    ),
    "another order": (
        "malformed",
        by_hand(components='"@target-uri" "@method" "content-digest" "homeward-node"'),
    ),
    "no nonce": ("malformed", by_hand(f';{STAMP};{KEYID};alg="ed25519";tag="homeward"')),
    "a short nonce": ("malformed", by_hand(f";{STAMP};{REST}".replace(NONCE, "AAEC"))),
    "no created": ("malformed", by_hand(f";{REST}")),
    "created as text": ("malformed", by_hand(f';created="1";{REST}')),
    "created beyond time": ("malformed", by_hand(f";created=999999999999999;{REST}")),
    "expires too": ("malformed", by_hand(f";{STAMP};expires=99999999999;{REST}")),
    "another tag": ("malformed", by_hand(f";{STAMP};{REST}".replace('tag="homeward"', 'tag="x"'))),
    "an hmac": (
        "algorithm_not_the_keys",
        by_hand(f";{STAMP};{REST}".replace("ed25519", "hmac-sha256")),
    ),
    "an unknown key": ("unknown_key", signed(keys=XB)),
    "a key id borrowed": ("bad_request_signature", by_hand(keys=XB)),
    "another node named": ("bad_request_signature", _resigned(HONEST, **{"homeward-node": "XC"})),
    "another digest": (
        "bad_request_signature",
        _resigned(HONEST, **{"content-digest": signed(body=b"x")["content-digest"]}),
    ),
    "a signature of something else": (
        "bad_request_signature",
        _resigned(HONEST, signature=signed(body=b"x")["signature"]),
    ),
    "no bytes": ("bad_request_signature", _resigned(HONEST, signature='homeward="x"')),
    "short bytes": ("bad_request_signature", _resigned(HONEST, signature="homeward=:AAAA:")),
}


@pytest.mark.parametrize("name", HEADS)
def test_a_wrong_head_gets_its_code(name: str) -> None:
    code, headers = HEADS[name]
    with pytest.raises(WireError) as refused:
        verified(headers)
    assert refused.value.code == code
    assert XA.public.key_id not in str(refused.value)


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("PUT", URL),
        ("POST", URL.replace("https", "http")),
        ("POST", URL.replace("xb.", "xc.")),
        ("POST", URL.replace("org/", "org:8443/")),
        ("POST", URL + "/"),
        ("POST", URL + "?again=1"),
        ("POST", URL.replace("v1", "v2")),
    ],
)
def test_a_request_for_another_address_is_not_taken(method: str, url: str) -> None:
    with pytest.raises(WireError) as refused:
        verified(HONEST, method=method, url=url)
    assert refused.value.code == "bad_request_signature"


def test_the_address_is_the_same_however_it_is_written() -> None:
    assert target_uri("HTTPS://XB.example.org:443/a?b=1") == "https://xb.example.org/a?b=1"
    assert target_uri("http://xb.example.org:80") == "http://xb.example.org/"
    assert target_uri("http://[2001:DB8::1]:8000/a") == "http://[2001:db8::1]:8000/a"
    verified(signed(url=URL.replace("xb.example.org", "XB.Example.org:443")))
    for wrong in ("ftp://a", "//a/b", "/a", "http://u:p@a/", "http://a:x/", "http://[::1/", ""):
        with pytest.raises(WireError):
            target_uri(wrong)


@pytest.mark.parametrize(
    ("after", "taken"),
    [
        (timedelta(0), True),
        (MAX_AGE - timedelta(seconds=1), True),
        (MAX_AGE, False),
        (timedelta(days=1), False),
        (-MAX_AHEAD, True),
        (-MAX_AHEAD - timedelta(seconds=1), False),
    ],
)
def test_the_receivers_clock_judges(after: timedelta, taken: bool) -> None:
    if taken:
        assert verified(HONEST, now=NOW + after).created == NOW
        return
    with pytest.raises(WireError) as refused:
        verified(HONEST, now=NOW + after)
    assert refused.value.code == "clock_out_of_bounds"


def test_a_changed_body_is_refused() -> None:
    carried = verified(HONEST)
    check_body(carried, BODY)
    for body in (b"", BODY + b" ", BODY[:-1]):
        with pytest.raises(WireError) as refused:
            check_body(carried, body)
        assert refused.value.code == "body_changed"


def test_a_digest_of_another_making_is_no_digest() -> None:
    """A signed `md5` or two that differ: nothing of it is believed."""
    for digest in ("md5=:AAAA:", "sha-256=1", "", "sha-256=:AAAA:", "\u00ff"):
        carried = type(verified(HONEST))("XA", XA.public.key_id, NOW, NONCE, digest)
        with pytest.raises(WireError):
            check_body(carried, BODY)


def test_more_signatures_of_others_do_no_harm() -> None:
    headers = {
        **HONEST,
        "signature-input": HONEST["signature-input"] + ', proxy=("@method");created=1',
        "signature": HONEST["signature"] + ", proxy=:AAAA:",
    }
    assert verified(headers).node == "XA"


@settings(max_examples=200, deadline=None)
@given(
    field=st.sampled_from(["signature-input", "signature", "content-digest", "homeward-node"]),
    place=st.integers(0, 400),
    sign=st.characters(min_codepoint=32, max_codepoint=255),
)
def test_any_change_of_a_signed_field_is_refused_typed(field: str, place: int, sign: str) -> None:
    value = HONEST[field]
    place %= len(value)
    changed = value[:place] + sign + value[place + 1 :]
    headers = {**HONEST, field: changed}
    try:
        carried = verified(headers)
    except WireError:
        return
    # Spaces between members and unused bits of base64 are not part of what is said.
    assert field in {"signature", "signature-input"} or changed == value
    assert (carried.node, carried.key_id, carried.nonce) == ("XA", XA.public.key_id, NONCE)
    check_body(carried, BODY)


@settings(max_examples=100, deadline=None)
@given(headers=st.dictionaries(
    st.sampled_from(["signature-input", "signature", "content-digest", "homeward-node"]),
    st.text(max_size=60),
))  # fmt: skip
def test_noise_is_refused_typed(headers: dict[str, str]) -> None:
    with pytest.raises(WireError):
        verified(headers)


def test_times_are_aware() -> None:
    assert read_claim(HONEST).created.tzinfo is UTC
    assert read_claim(HONEST).created == datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


PART_URL = "https://xb.example.org/exchange/v1/attachments/XA/0/1"


def signed_part(length: int = 77) -> dict[str, str]:
    headers = sign_part(PART_URL, length, node="XA", keys=XA, now=NOW, nonce=NONCE)
    return {name.lower(): value for name, value in headers.items()}


def test_the_signature_of_a_part_is_the_one_of_the_specification() -> None:
    """Its base is made by hand; the body stands for nothing in it, its length does."""
    headers = signed_part()
    parameters = headers["signature-input"].removeprefix("homeward=")
    lines = [
        '"@method": PUT',
        f'"@target-uri": {PART_URL}',
        '"content-length": 77',
        '"homeward-node": XA',
        f'"@signature-params": {parameters}',
    ]
    raw = base64.b64decode(headers["signature"].removeprefix("homeward=").strip(":"))
    key = Ed25519PublicKey.from_public_bytes(XA.public.ed25519)
    key.verify(raw, "\n".join(lines).encode())
    assert 'tag="homeward-part"' in parameters
    carried = verified(headers, method="PUT", url=PART_URL, form=PART)
    assert (carried.node, carried.content_digest) == ("XA", "")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"content-length": "78"}, "bad_request_signature"),
        ({"homeward-node": "XC"}, "bad_request_signature"),
        ({"content-length": ""}, "request_unsigned"),
    ],
)
def test_a_part_of_another_length_or_node_is_refused(changes: dict[str, str], code: str) -> None:
    with pytest.raises(WireError) as caught:
        verified({**signed_part(), **changes}, method="PUT", url=PART_URL, form=PART)
    assert caught.value.code == code


def test_neither_form_is_taken_for_the_other() -> None:
    with pytest.raises(WireError) as caught:
        verified({**signed_part(), "content-digest": "sha-256=:AA==:"}, method="PUT", url=PART_URL)
    assert caught.value.code == "malformed"
    with pytest.raises(WireError) as caught:
        verified({**signed(), "content-length": str(len(BODY))}, form=PART)
    assert caught.value.code == "malformed"
    carried = verified(signed_part(), method="PUT", url=PART_URL, form=PART)
    with pytest.raises(WireError) as caught:
        check_body(carried, b"")
    assert caught.value.code == "body_changed"
