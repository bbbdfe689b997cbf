"""Which addresses of other nodes and directories this node calls, and how it makes sure.

A name is looked up once, every address it leads to must lie in an allowed range, and the call goes
to the address that was checked: a name that leads elsewhere a moment later gains nothing. Redirects
are not followed.
"""

import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit, urlunsplit

import httpx
from django.conf import settings

from homeward.foundation.authorities.errors import AddressNotAllowed, AddressUnknown
from homeward.wire.directory.errors import DirectoryForged, DirectoryUnreachable
from homeward.wire.directory.sources import NoSuchFile, Source

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_PORTS = {"http": 80, "https": 443}
_TIMEOUT = httpx.Timeout(20.0, connect=5.0)


@dataclass(frozen=True, slots=True)
class Reach:
    """An address that was checked: call `url` with these headers and extensions of httpx.

    `url` names the address itself; the host's name travels in the header and, with TLS, in the
    handshake, where the certificate is checked against it.
    """

    url: str
    headers: dict[str, str]
    extensions: dict[str, Any]


def reach(url: str) -> Reach:
    """The checked address of `url`. Raises AddressNotAllowed, AddressUnknown."""
    parts = _parts(url)
    host = parts.hostname or ""
    addresses = _addresses(host, parts.port or _PORTS[parts.scheme])
    if not all(is_allowed(address) for address in addresses):
        raise AddressNotAllowed(host=host)
    first = addresses[0]
    shown = f"[{first}]" if first.version == 6 else str(first)
    place = shown if parts.port is None else f"{shown}:{parts.port}"
    extensions = {"sni_hostname": host} if parts.scheme == "https" else {}
    target = urlunsplit((parts.scheme, place, parts.path, parts.query, ""))
    return Reach(target, {"Host": parts.netloc}, extensions)


def check_address(url: str) -> None:
    """Refuse a card or directory whose address is plainly outside the allowed ranges.

    A name is looked up only when it is called, for it may lead elsewhere by then. Raises
    AddressNotAllowed, AddressUnknown.
    """
    host = _parts(url).hostname or ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return
    if not is_allowed(address):
        raise AddressNotAllowed(host=host)


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in _PORTS and parts.hostname and "@" not in parts.netloc
        usable = usable and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise AddressUnknown(host=url[:100])
    return parts


def is_allowed(address: Address) -> bool:
    """Whether the node may call it: within `networks` of the settings where there are any.

    Without the setting a real node calls public addresses only, so that nobody makes it call what
    stands beside it; nodes for exercises and demonstrations call any.
    """
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    networks: Sequence[str] = settings.HOMEWARD_PEER_NETWORKS
    if networks:
        return any(address in ipaddress.ip_network(network) for network in networks)
    if settings.HOMEWARD_ENVIRONMENT != "real":
        return not (address.is_multicast or address.is_unspecified)
    return address.is_global and not address.is_multicast


def _addresses(host: str, port: int) -> list[Address]:
    try:
        return [ipaddress.ip_address(host)]
    except ValueError:
        pass  # a name, which is looked up
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise AddressUnknown(host=host) from None
    return [ipaddress.ip_address(str(entry[4][0]).split("%")[0]) for entry in found]


def url_source(base: str) -> Source:
    """The files of a directory below the address `base`: no redirect, no proxy, no compression.

    Raises AddressNotAllowed, AddressUnknown at once.
    """
    place = reach(f"{base.rstrip('/')}/")
    headers = {**place.headers, "Accept-Encoding": "identity"}
    client = httpx.Client(timeout=_TIMEOUT, follow_redirects=False, trust_env=False)

    def fetch(path: str, limit: int) -> bytes:
        try:
            return _read(client, place, path, headers, limit)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise DirectoryUnreachable(file=path, problem=type(error).__name__) from None

    return fetch


def _read(
    client: httpx.Client, place: Reach, path: str, headers: dict[str, str], limit: int
) -> bytes:
    url = f"{place.url}{path}"
    with client.stream("GET", url, headers=headers, extensions=place.extensions) as answer:
        if answer.status_code in (403, 404):
            raise NoSuchFile(path)
        if answer.status_code != 200:
            raise DirectoryUnreachable(file=path, problem=f"HTTP {answer.status_code}")
        if answer.headers.get("Content-Encoding", "identity") != "identity":
            raise DirectoryUnreachable(file=path, problem="it was sent compressed")
        content = b""
        for part in answer.iter_raw():
            content += part
            if len(content) > limit:
                raise DirectoryForged(file=path)
        return content
