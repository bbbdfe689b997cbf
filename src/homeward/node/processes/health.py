"""Asking a node whether it is there."""

import contextlib
import http.client
import ipaddress
import socket
from typing import Protocol
from urllib.parse import urlsplit

_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104


class Place(Protocol):
    """Where a web process listens, and how people outside this machine reach it."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def base_url(self) -> str: ...


def listening_address(place: Place) -> tuple[str, int]:
    """Host and port at which this machine itself reaches the web process."""
    return _ANYWHERE.get(place.host, place.host), place.port


def healthy(place: Place, *, seconds: float = 2.0) -> bool:
    """Whether `/health/` answers 200, asked as the reverse proxy would ask."""
    host, port = listening_address(place)
    address = urlsplit(place.base_url)
    headers = {"Host": address.netloc, "X-Forwarded-Proto": address.scheme}
    with contextlib.closing(http.client.HTTPConnection(host, port, timeout=seconds)) as connection:
        try:
            connection.request("GET", "/health/", headers=headers)
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False


def port_is_free(place: Place) -> bool:
    """Whether the web process could listen where the settings say."""
    with socket.socket(_family(place.host)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((place.host, place.port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A loopback port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _family(host: str) -> socket.AddressFamily:
    try:
        return socket.AF_INET6 if ipaddress.ip_address(host).version == 6 else socket.AF_INET
    except ValueError:
        return socket.AF_INET
