"""Where a node's public alerts go: the `[alerts]` table of its settings."""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from ipaddress import ip_network
from typing import Any, Self
from urllib.parse import urlsplit

_SENDER = re.compile(r"[^\s,<&]{3,100}")
_MOST_ENDPOINTS = 20


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """What is done with a message once people published it (docs/reference/settings.md).

    `feed` opens the public addresses; `endpoints` are HTTPS addresses to which messages are posted;
    `networks` are ranges in which an endpoint may be although they are not public; `authorities` a
    PEM file to believe endpoints' certificates by. `sender` names the originator in each message;
    the node's host stands for it where it is empty.
    """

    feed: bool = False
    endpoints: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    authorities: str = ""
    sender: str = ""

    @classmethod
    def from_table(cls, value: object) -> Self:
        """The settings of a table. Raises ValueError that names what is wrong."""
        if isinstance(value, cls):
            return value
        if not isinstance(value, Mapping):
            raise ValueError("it must be a table")
        known = {field.name for field in fields(cls)}
        if unknown := sorted(set(value) - known):
            raise ValueError(f"{unknown[0]} is no setting of this table")
        read: dict[str, Any] = {name: _CHECKS[name](given) for name, given in value.items()}
        return cls(**read)

    def to_table(self) -> dict[str, Any]:
        """What differs from the defaults, as it is written in the settings."""
        plain = asdict(type(self)())
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
            if value != plain[name]
        }


def _yes_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("feed must be true or false")
    return value


def _texts(value: object) -> list[str]:
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        raise ValueError("it must be a list of texts")
    return list(value)


def _endpoints(value: object) -> tuple[str, ...]:
    found = _texts(value)
    if len(found) > _MOST_ENDPOINTS or len(set(found)) < len(found):
        raise ValueError(f"endpoints names at most {_MOST_ENDPOINTS} addresses, none twice")
    for one in found:
        parts = urlsplit(one)
        usable = parts.scheme == "https" and parts.hostname and "@" not in parts.netloc
        if not usable or parts.fragment or len(one) > 300 or not one.isprintable() or " " in one:
            raise ValueError(f"{one!r} is no address such as https://alerts.example.org/in")
    return tuple(found)


def _networks(value: object) -> tuple[str, ...]:
    found = _texts(value)
    for one in found:
        try:
            ip_network(one)
        except ValueError:
            raise ValueError(f"{one!r} is no range of addresses such as 192.0.2.0/24") from None
    return tuple(found)


def _path(value: object) -> str:
    if not isinstance(value, str) or not value.startswith("/") or not value.isprintable():
        raise ValueError("authorities must be the full path of a file")
    return value


def _sender(value: object) -> str:
    if not isinstance(value, str) or not _SENDER.fullmatch(value):
        raise ValueError("sender is one word without comma, < and &, such as alerts.example.org")
    return value


_CHECKS: dict[str, Callable[[object], object]] = {
    "feed": _yes_no,
    "endpoints": _endpoints,
    "networks": _networks,
    "authorities": _path,
    "sender": _sender,
}
