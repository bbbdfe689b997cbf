"""Keys: they survive being stored and published, and nothing half-right is accepted."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.wire import NodeKeys, PublicKeys
from homeward.wire.errors import Malformed, UnknownVersion
from tests.wire import second
from tests.wire.samples import XA, XB


def test_private_keys_survive_storage_and_give_the_same_public_keys() -> None:
    keys = NodeKeys.generate()
    stored = keys.to_bytes()
    assert len(stored) == 133
    again = NodeKeys.from_bytes(stored)
    assert again == keys
    assert again.public == keys.public


def test_generated_keys_differ_in_every_part() -> None:
    one, two = NodeKeys.generate(), NodeKeys.generate()
    assert one.ed25519 != two.ed25519
    assert one.mlkem768 != two.mlkem768
    assert one.x25519 != two.x25519


def test_repr_and_errors_show_no_private_key() -> None:
    shown = repr(XA)
    for secret in (XA.ed25519, XA.mlkem768, XA.x25519):
        assert repr(secret)[2:-1] not in shown
        assert secret.hex() not in shown
    with pytest.raises(Malformed) as caught:
        NodeKeys.from_bytes(XA.to_bytes()[:-1])
    assert XA.ed25519.hex() not in str(caught.value)


@pytest.mark.parametrize("cut", [0, 3, 4, 5, 36, 132])
def test_cut_private_keys_are_refused(cut: int) -> None:
    with pytest.raises(Malformed):
        NodeKeys.from_bytes(XA.to_bytes()[:cut])


def test_longer_or_foreign_private_keys_are_refused() -> None:
    with pytest.raises(Malformed):
        NodeKeys.from_bytes(XA.to_bytes() + b"\x00")
    with pytest.raises(Malformed):
        NodeKeys.from_bytes(b"PEM-" + XA.to_bytes()[4:])


def test_private_keys_of_another_version_are_refused_by_name() -> None:
    with pytest.raises(UnknownVersion) as caught:
        NodeKeys.from_bytes(b"HWNK\x03" + XA.to_bytes()[5:])
    assert caught.value.params["version"] == 3


def test_published_keys_and_key_id_are_those_of_the_second_implementation() -> None:
    published = second.public_keys(XA.ed25519, XA.mlkem768, XA.x25519)
    assert XA.public.to_json() == published
    assert XA.public.key_id == second.key_id(published)
    assert PublicKeys.from_json(published) == XA.public


def test_exchanging_any_one_key_changes_the_key_id() -> None:
    own, other = XA.public, XB.public
    ids = {
        own.key_id,
        PublicKeys(other.ed25519, own.mlkem768, own.x25519).key_id,
        PublicKeys(own.ed25519, other.mlkem768, own.x25519).key_id,
        PublicKeys(own.ed25519, own.mlkem768, other.x25519).key_id,
    }
    assert len(ids) == 4


@pytest.mark.parametrize("name", ["ed25519", "mlkem768", "x25519"])
def test_public_keys_of_a_wrong_length_are_refused(name: str) -> None:
    fields = {part: getattr(XA.public, part) for part in ("ed25519", "mlkem768", "x25519")}
    with pytest.raises(Malformed):
        PublicKeys(**{**fields, name: fields[name] + b"\x00"})


def test_sealing_keys_that_cannot_seal_are_refused_when_read() -> None:
    with pytest.raises(Malformed):  # the point of order one gives no shared secret
        PublicKeys(XA.public.ed25519, XA.public.mlkem768, bytes(32))
    with pytest.raises(Malformed):  # coefficients beyond the modulus (FIPS 203 §7.2)
        PublicKeys(XA.public.ed25519, b"\xff" * 1184, XA.public.x25519)


@settings(deadline=None)
@given(st.sampled_from(["v", "signing", "sealing"]), st.none() | st.integers() | st.text())
def test_published_keys_with_a_wrong_part_are_refused(part: str, wrong: object) -> None:
    if part == "v" and wrong == 1:
        return
    with pytest.raises((Malformed, UnknownVersion)):
        PublicKeys.from_json({**XA.public.to_json(), part: wrong})


@pytest.mark.parametrize(
    ("group", "field", "value"),
    [
        ("signing", "alg", "Ed448"),
        ("sealing", "suite", "X25519"),
        ("signing", "extra", "1"),
        ("sealing", "x25519", "not base64url!"),
        ("sealing", "x25519", "A" * 43 + "="),
        ("sealing", "x25519", "A" * 42 + "B"),  # stray bits at the end
    ],
)
def test_published_keys_in_another_form_are_refused(group: str, field: str, value: str) -> None:
    published = XA.public.to_json()
    published[group] = {**published[group], field: value}
    with pytest.raises(Malformed):
        PublicKeys.from_json(published)
