"""Which addresses of other nodes and directories this node calls, and how it makes sure.

A name is looked up once, every address it leads to must lie in an allowed range, and the call goes
to the address that was checked: a name that leads elsewhere a moment later gains nothing. Redirects
are not followed.
"""

import ipaddress
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit, urlunsplit

from django.conf import settings

from homeward.foundation.authorities.addresses import allowed_addresses, objection
from homeward.foundation.authorities.errors import AddressNotAllowed, AddressUnknown
from homeward.wire.directory.errors import DirectoryForged, DirectoryUnreachable
from homeward.wire.directory.sources import NoSuchFile, Source

if TYPE_CHECKING:
    import httpx

_PORTS = {"http": 80, "https": 443}
_CONNECT_SECONDS, _ANSWER_SECONDS = 5.0, 20.0
# Seconds for one file, and for all files of a directory: whoever sends a byte now and then must
# not hold a worker for days.
_FILE_SECONDS = 120.0
_SOURCE_SECONDS = 900.0


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
    found = allowed_addresses(
        host,
        parts.port or _PORTS[parts.scheme],
        ranges=settings.HOMEWARD_PEER_NETWORKS,
        loopback=allows_loopback(),
    )
    first = ipaddress.ip_address(found[0].partition("%")[0])
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
        address = str(ipaddress.ip_address(host))
    except ValueError:
        return
    networks = [ipaddress.ip_network(one) for one in settings.HOMEWARD_PEER_NETWORKS]
    if why := objection(address, networks, loopback=allows_loopback()):
        raise AddressNotAllowed(host=host, address=address, why=why)


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


def allows_loopback() -> bool:
    """Nodes of a demonstration stand on one machine, unless the settings name their networks."""
    return settings.HOMEWARD_ENVIRONMENT == "demo" and not settings.HOMEWARD_PEER_NETWORKS


def url_source(base: str) -> Source:
    """The files of a directory below the address `base`: no redirect, no proxy, no compression.

    A file has two minutes, all together a quarter of an hour from now. Raises AddressNotAllowed,
    AddressUnknown at once.
    """
    import httpx  # it loads a tenth of what a process of the node loads, and few of them call it

    place = reach(f"{base.rstrip('/')}/")
    headers = {**place.headers, "Accept-Encoding": "identity"}
    timeout = httpx.Timeout(_ANSWER_SECONDS, connect=_CONNECT_SECONDS)
    client = httpx.Client(timeout=timeout, follow_redirects=False, trust_env=False)
    end = time.monotonic() + _SOURCE_SECONDS

    def fetch(path: str, limit: int) -> bytes:
        try:
            until = min(end, time.monotonic() + _FILE_SECONDS)
            return _read(client, place, path, headers, limit, until)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise DirectoryUnreachable(file=path, problem=type(error).__name__) from None

    return fetch


def _read(
    client: "httpx.Client",
    place: Reach,
    path: str,
    headers: dict[str, str],
    limit: int,
    until: float,
) -> bytes:
    _check_time(path, until)
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
            _check_time(path, until)
            content += part
            if len(content) > limit:
                raise DirectoryForged(file=path)
        return content


def _check_time(path: str, until: float) -> None:
    if time.monotonic() > until:
        raise DirectoryUnreachable(file=path, problem="it takes too long")
