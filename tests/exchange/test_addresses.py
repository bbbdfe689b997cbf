"""Where this node connects to: every address of a name is judged before a connection is made."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.foundation.authorities.addresses import allowed_addresses
from homeward.foundation.errors import HomewardError
from homeward.foundation.exchange.conditions import Conditions


def judged(*addresses: str, ranges: Sequence[str] = (), loopback: bool = False) -> list[str] | str:
    """The addresses, or why the name was refused."""
    try:
        return allowed_addresses(
            "peer.example.org",
            443,
            ranges=ranges,
            loopback=loopback,
            resolver=lambda host, port: list(addresses),
        )
    except HomewardError as error:
        return str(error.params.get("why", error.code))


@pytest.mark.parametrize(
    "address",
    ["192.0.43.8", "10.1.2.3", "172.16.0.9", "192.168.1.1", "2a00:1450::1", "fd12:3456::1"],
)
def test_public_and_private_networks_are_allowed(address: str) -> None:
    assert judged(address) == [address]


NEVER = {
    "169.254.169.254": "link-local",
    "169.254.0.1": "link-local",
    "fe80::1": "link-local",
    "fe80::1%eth0": "link-local",
    "100.100.100.200": "metadata",
    "168.63.129.16": "metadata",
    "fd00:ec2::254": "metadata",
    "0.0.0.0": "unspecified",  # noqa: S104
    "0.1.2.3": "unspecified",
    "::": "unspecified",
    "224.0.0.1": "multicast",
    "ff02::1": "multicast",
    "255.255.255.255": "reserved",
    "240.0.0.1": "reserved",
    "fec0::1": "site-local",
    # the same, dressed as IPv6
    "::ffff:169.254.169.254": "link-local",
    "::ffff:0.0.0.0": "unspecified",
    "64:ff9b::169.254.169.254": "link-local",
    "2002:a9fe:a9fe::1": "link-local",
    "not an address": "no address",
}


@pytest.mark.parametrize("address", NEVER)
def test_some_are_never_allowed_whatever_is_set(address: str) -> None:
    everything = ["0.0.0.0/0", "::/0"]
    for ranges in ([], everything):
        assert judged(address, ranges=ranges, loopback=True) == NEVER[address]


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_loopback_is_for_demonstrations_or_on_the_list(address: str) -> None:
    assert judged(address) == "loopback"
    assert judged(address, loopback=True) == [address]
    assert judged(address, ranges=["127.0.0.0/8", "::1/128"]) == [address]


def test_with_a_list_only_the_list_is_allowed() -> None:
    ranges = ["192.0.2.0/24", "2001:db8::/32"]
    assert judged("192.0.2.7", ranges=ranges) == ["192.0.2.7"]
    assert judged("2001:db8::7", ranges=ranges) == ["2001:db8::7"]
    assert judged("::ffff:192.0.2.7", ranges=ranges) == ["::ffff:192.0.2.7"]
    assert judged("10.0.0.1", ranges=ranges) == "outside of the networks of the settings"


def test_one_address_outside_refuses_the_name() -> None:
    assert judged("192.0.43.8", "169.254.169.254") == "link-local"
    assert judged("10.0.0.1", "127.0.0.1") == "loopback"
    assert judged() == "address_unknown"


def test_a_name_without_an_address_is_said_so() -> None:
    with pytest.raises(HomewardError) as refused:
        allowed_addresses("nowhere.invalid", 443, ranges=(), loopback=False)
    assert refused.value.code == "address_unknown"


@given(st.ip_addresses(network="169.254.0.0/16") | st.ip_addresses(network="fe80::/10"))
def test_no_link_local_address_gets_through(address: object) -> None:
    assert judged(str(address), ranges=["0.0.0.0/0", "::/0"], loopback=True) == "link-local"


@pytest.mark.parametrize(
    ("table", "named"),
    [
        ({"at_once": 0}, "at_once"),
        ({"at_once": True}, "at_once"),
        ({"slowest": "20"}, "slowest"),
        ({"lease": 9}, "lease"),
        ({"longest_pause": 0}, "longest_pause"),
        ({"client_certificate": "/a.pem"}, "client_key"),
        ({"client_certificate": "a.pem", "client_key": "/b"}, "client_certificate"),
        ({"certificate_header": "Client Cert"}, "certificate_header"),
        ({"novel": 1}, "novel"),
        (7, "table"),
    ],
)
def test_a_wrong_setting_is_named(table: object, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        Conditions.from_table(table)


def test_settings_are_written_as_they_were_read() -> None:
    table = {"at_once": 3, "certificate_header": "Client-Cert"}
    conditions = Conditions.from_table(table)
    assert conditions.to_table() == table
    assert Conditions.from_table(conditions) is conditions
    assert Conditions().to_table() == {}
