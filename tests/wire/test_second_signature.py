"""The second signature, with ML-DSA-65: there where the keys of both nodes have it, never less."""

from typing import Any

import pytest

from homeward.wire import NodeKeys, PublicKeys, errors, seal, sign_message, verify_contents
from homeward.wire.envelope import seal_contents, signed_as_asked
from homeward.wire.outer import MAX_CONTENTS_BYTES
from tests.wire import second
from tests.wire.samples import PAYLOAD, TWICE_XA, TWICE_XB, XA, XB, a_header, open_at_xb

MESSAGE = second.jcs({"header": a_header().to_json(), "payload": PAYLOAD})
PROTECTED = {"alg": "ML-DSA-65", "kid": TWICE_XA.public.key_id, "typ": "homeward-message"}


def open_twice(raw: bytes, own: NodeKeys = TWICE_XB) -> Any:
    return open_at_xb(raw, own=own, sender_keys=lambda state: TWICE_XA.public)


def crafted(second_signature: str | None, message: bytes = MESSAGE) -> bytes:
    """An envelope from XA to XB whose first signature is sound."""
    jose = {"alg": "Ed25519", "kid": TWICE_XA.public.key_id, "typ": "homeward-message"}
    first = second.jws(message, jose, TWICE_XA.ed25519, detached=True)
    signatures = [first] if second_signature is None else [first, second_signature]
    contents = b'{"message":' + message + b"," + second.jcs({"signatures": signatures})[1:]
    receiver = TWICE_XB.public.to_json()
    return second.seal_outer(second.outer_of(a_header().to_json(), receiver), contents, receiver)


def test_two_nodes_with_second_keys_sign_twice_and_each_signature_is_read_elsewhere() -> None:
    opened = open_twice(seal(a_header(), PAYLOAD, TWICE_XA, TWICE_XB.public))
    contents = second.json.loads(opened.contents)
    first, other = contents["signatures"]
    keys = TWICE_XA.public.to_json()
    assert second.jws_verify(first, MESSAGE, keys)["alg"] == "Ed25519"
    assert second.jws_second_verify(other, MESSAGE, keys) == PROTECTED


def test_a_second_signature_made_elsewhere_is_read_here() -> None:
    raw = crafted(second.jws_second(MESSAGE, PROTECTED, TWICE_XA.mldsa65 or b""))
    assert open_twice(raw).payload == PAYLOAD


@pytest.mark.parametrize(
    ("sender", "receiver", "count"),
    [(TWICE_XA, XB, 1), (XA, TWICE_XB, 1), (XA, XB, 1), (TWICE_XA, TWICE_XB, 2)],
)
def test_it_is_there_only_where_both_have_the_key(
    sender: NodeKeys, receiver: NodeKeys, count: int
) -> None:
    raw = seal(a_header(), PAYLOAD, sender, receiver.public)
    opened = open_at_xb(raw, own=receiver, sender_keys=lambda state: sender.public)
    assert len(second.json.loads(opened.contents)["signatures"]) == count


def test_a_message_that_lacks_it_is_refused_so_that_nobody_can_strip_it() -> None:
    with pytest.raises(errors.SecondSignatureMissing):
        open_twice(crafted(None))


def changed(**fields: Any) -> str:
    header = {**PROTECTED, **fields}
    return second.jws_second(MESSAGE, header, TWICE_XA.mldsa65 or b"")


@pytest.mark.parametrize(
    ("code", "signature"),
    [
        ("bad_signature", second.jws_second(MESSAGE + b" ", PROTECTED, TWICE_XA.mldsa65 or b"")),
        ("bad_signature", second.jws_second(MESSAGE, PROTECTED, TWICE_XB.mldsa65 or b"")),
        ("algorithm_not_the_keys", changed(alg="Ed25519")),
        ("algorithm_not_the_keys", changed(alg="ML-DSA-44")),
        ("algorithm_not_the_keys", changed(alg="none")),
        ("unknown_key", changed(kid=TWICE_XB.public.key_id)),
        ("malformed", changed(typ="homeward-receipt")),
        ("compressed", changed(zip="DEF")),
        ("malformed", "later"),
        ("malformed", changed().rsplit(".", 1)[0] + "."),
        ("malformed", changed().replace("..", ".e30.")),
    ],
)
def test_a_wrong_second_signature_is_refused(code: str, signature: str) -> None:
    with pytest.raises(errors.WireError) as caught:
        open_twice(crafted(signature))
    assert caught.value.code == code


def test_the_same_message_is_sealed_again_to_other_keys() -> None:
    contents = sign_message(a_header(), PAYLOAD, XA)
    one, two = (seal_contents(contents, keys.public) for keys in (XB, TWICE_XB))
    first = open_at_xb(one)
    again = open_at_xb(two, own=TWICE_XB)
    assert first.contents == again.contents == contents
    assert first.digest == again.digest


@pytest.mark.parametrize("count", [1, 2])
def test_a_message_on_its_way_is_signed_again_once_the_senders_keys_are_others(count: int) -> None:
    """The old keys may end before it arrives."""
    receiver = XB if count == 1 else TWICE_XB
    old, new = NodeKeys.generate(second=count == 2), NodeKeys.generate(second=count == 2)
    contents = sign_message(a_header(), PAYLOAD, old, second=count == 2)
    assert signed_as_asked(contents, old, receiver.public) == contents
    again = signed_as_asked(contents, new, receiver.public)
    assert len(second.json.loads(again)["signatures"]) == count
    opened = open_at_xb(
        seal_contents(again, receiver.public), own=receiver, sender_keys=lambda state: new.public
    )
    assert opened.digest == verify_contents(contents, [old.public]).digest
    assert signed_as_asked(again, new, receiver.public) == again


def test_where_two_signatures_do_not_fit_there_is_one() -> None:
    """One message is refused then; one that could not be sealed would hold up all others."""

    def of(size: int, keys: NodeKeys) -> bytes:
        return sign_message(a_header(), {"text": "x" * size}, keys)

    longest = MAX_CONTENTS_BYTES - len(of(0, XA))
    for keys in (XA, TWICE_XA):
        again = signed_as_asked(of(longest, keys), TWICE_XA, TWICE_XB.public)
        assert len(again) == MAX_CONTENTS_BYTES
        assert len(second.json.loads(again)["signatures"]) == 1
        assert verify_contents(again, [TWICE_XA.public])


def test_contents_prove_the_message_without_a_seal() -> None:
    contents = sign_message(a_header(), PAYLOAD, TWICE_XA, second=True)
    assert verify_contents(contents, [XA.public, TWICE_XA.public]).payload == PAYLOAD
    with pytest.raises(errors.UnknownKey):
        verify_contents(contents, [XB.public])
    with pytest.raises(errors.WireError):
        verify_contents(contents.replace(b"150000", b"150001"), [TWICE_XA.public])


def test_keys_keep_their_second_half_in_every_form() -> None:
    assert NodeKeys.from_bytes(TWICE_XA.to_bytes()) == TWICE_XA
    assert (len(XA.to_bytes()), len(TWICE_XA.to_bytes())) == (133, 165)
    assert PublicKeys.from_json(TWICE_XA.public.to_json()) == TWICE_XA.public
    assert TWICE_XA.public.key_id != XA.public.key_id
    with pytest.raises(errors.Malformed):
        NodeKeys.from_bytes(TWICE_XA.to_bytes()[:-1])
    wrong = TWICE_XA.public.to_json()
    wrong["second"]["alg"] = "ML-DSA-44"
    with pytest.raises(errors.Malformed):
        PublicKeys.from_json(wrong)
