"""Where a peer's node may be: its name is resolved, and every address it has is judged.

A card or a directory could name an address inside this node's own network and make the node post
there. So the ranges are checked on the addresses themselves, and the connection goes to the very
address that was checked: a name that answers otherwise a moment later gains nothing.
"""

import socket
from collections.abc import Callable, Iterable, Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Final

from homeward.foundation.authorities.errors import AddressNotAllowed, AddressUnknown

Address = IPv4Address | IPv6Address
Resolver = Callable[[str, int], list[str]]

# Where clouds tell a machine its own secrets; those of 169.254.0.0/16 are link-local anyway.
_METADATA: Final = frozenset({"100.100.100.200", "192.0.0.192", "fd00:ec2::254", "168.63.129.16"})
_NAT64: Final = ip_network("64:ff9b::/96")
_THIS_NETWORK: Final = ip_network("0.0.0.0/8")


def resolve(host: str, port: int) -> list[str]:
    """Every address of a name, in the order the system prefers. Raises AddressUnknown."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise AddressUnknown(host=host) from None
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def allowed_addresses(
    host: str,
    port: int,
    *,
    ranges: Iterable[str],
    loopback: bool,
    resolver: Resolver = resolve,
) -> list[str]:
    """The addresses of `host`, once all of them are allowed.

    `ranges` empty allows public and private networks. `loopback` is for demonstrations and tests.
    One address outside is enough to refuse the name. Raises AddressNotAllowed, AddressUnknown.
    """
    networks = [ip_network(one) for one in ranges]
    addresses = resolver(host, port)
    if not addresses:
        raise AddressUnknown(host=host)
    for address in addresses:
        why = objection(address, networks, loopback=loopback)
        if why:
            raise AddressNotAllowed(host=host, address=address, why=why)
    return addresses


Network = IPv4Network | IPv6Network


def objection(text: str, networks: Sequence[Network], *, loopback: bool) -> str:
    """Why an address is not connected to; empty where it is."""
    try:
        address = _inner(ip_address(text.partition("%")[0]))
    except ValueError:
        return "no address"
    if why := _never(address):
        return why
    listed = any(address.version == n.version and address in n for n in networks)
    if address.is_loopback:
        return "" if loopback or listed else "loopback"
    return "" if listed or not networks else "outside of the networks of the settings"


def _never(address: Address) -> str:
    """Why an address is refused whatever the settings say."""
    if str(address) in _METADATA:
        return "metadata"
    if address.is_unspecified or (address.version == 4 and address in _THIS_NETWORK):
        return "unspecified"
    if address.is_multicast:
        return "multicast"
    if address.is_link_local:
        return "link-local"
    if isinstance(address, IPv6Address) and address.is_site_local:
        return "site-local"
    if address.is_reserved and not address.is_loopback:
        return "reserved"
    return ""


def real_address(text: str) -> Address:
    """The address that a text stands for: without its zone, and the IPv4 one inside an IPv6 one."""
    return _inner(ip_address(text.partition("%")[0]))


def _inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, so that no spelling leads past the ranges."""
    if not isinstance(address, IPv6Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address
