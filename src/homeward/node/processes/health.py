"""Asking a node whether it is there."""

import contextlib
import http.client
import ipaddress
import socket
from urllib.parse import urlsplit

from homeward.node.config import NodeConfig

_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104


def listening_address(config: NodeConfig) -> tuple[str, int]:
    """Host and port at which this machine itself reaches the web process."""
    return _ANYWHERE.get(config.host, config.host), config.port


def healthy(config: NodeConfig, *, seconds: float = 2.0) -> bool:
    """Whether `/health/` answers 200, asked as the reverse proxy would ask."""
    host, port = listening_address(config)
    address = urlsplit(config.base_url)
    headers = {"Host": address.netloc, "X-Forwarded-Proto": address.scheme}
    with contextlib.closing(http.client.HTTPConnection(host, port, timeout=seconds)) as connection:
        try:
            connection.request("GET", "/health/", headers=headers)
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False


def port_is_free(config: NodeConfig) -> bool:
    """Whether the web process could listen where the settings say."""
    with socket.socket(_family(config.host)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.host, config.port))
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
