"""Under which conditions this node talks to others: the `[exchange]` table of its settings."""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

_FIELD_NAME = re.compile(r"[A-Za-z0-9-]{1,60}")
_MOST = 1_000_000
_MOST_BYTES = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Conditions:
    """Limits for what comes in, and for where this node connects to (docs/reference/settings.md).

    Requests and megabytes are for one minute and one peer over all web processes;
    `strangers_per_minute` is for everybody together who proved no pinned node's key. `at_once` is
    the number of messages of one peer that are taken in at the same moment. `slowest` is how many
    seconds a body may take to arrive, or a piece of a part. `lease` is after how many seconds
    another courier takes the place of one that was killed, `longest_pause` how many seconds a peer
    is left alone at most that does not answer. Files are paths on this machine, in PEM. The last
    four are bytes: of a part of an attachment, of the largest one that is taken in,
    of what one State may send in a day, and of free disk that attachments leave alone.
    """

    requests_per_minute: int = 12_000
    megabytes_per_minute: int = 20_000
    strangers_per_minute: int = 300
    at_once: int = 16
    slowest: int = 20
    lease: int = 45
    longest_pause: int = 30 * 60
    client_certificate: str = ""
    client_key: str = ""
    peer_authorities: str = ""
    certificate_header: str = ""
    part_size: int = 64 * 1024**2
    largest_attachment: int = 10 * 1024**3
    peer_quota: int = 100 * 1024**3
    disk_kept: int = 2 * 1024**3

    @classmethod
    def from_table(cls, value: object) -> Self:
        """The conditions of a settings table. Raises ValueError that names what is wrong."""
        if isinstance(value, cls):
            return value
        if not isinstance(value, Mapping):
            raise ValueError("it must be a table")
        known = {field.name for field in fields(cls)}
        if unknown := sorted(set(value) - known):
            raise ValueError(f"{unknown[0]} is no setting of this table")
        read: dict[str, Any] = {n: _CHECKS[n](n, given) for n, given in value.items()}
        conditions = cls(**read)
        if bool(conditions.client_certificate) != bool(conditions.client_key):
            raise ValueError("client_certificate and client_key are given together")
        return conditions

    def to_table(self) -> dict[str, Any]:
        """What differs from the defaults, as it is written in the settings."""
        plain = asdict(type(self)())
        mine = asdict(self)
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in mine.items()
            if value != plain[name]
        }


def _whole(least: int, most: int) -> Callable[[str, object], int]:
    def check(name: str, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ValueError(f"{name} must be a whole number from {least} to {most}")
        return value

    return check


def _path(name: str, value: object) -> str:
    if not isinstance(value, str) or not value.startswith("/") or not value.isprintable():
        raise ValueError(f"{name} must be the full path of a file")
    return value


def _header(name: str, value: object) -> str:
    if not isinstance(value, str) or not _FIELD_NAME.fullmatch(value):
        raise ValueError(f"{name} must be the name of a header field, such as Client-Cert")
    return value


_CHECKS: dict[str, Callable[[str, object], object]] = {
    "requests_per_minute": _whole(1, _MOST),
    "megabytes_per_minute": _whole(1, _MOST),
    "strangers_per_minute": _whole(1, _MOST),
    "at_once": _whole(1, _MOST),
    "slowest": _whole(1, _MOST),
    "lease": _whole(10, 600),
    "longest_pause": _whole(1, 86_400),
    "client_certificate": _path,
    "client_key": _path,
    "peer_authorities": _path,
    "certificate_header": _header,
    "part_size": _whole(64 * 1024, 64 * 1024**2),
    "largest_attachment": _whole(0, 10 * 1024**3),
    "peer_quota": _whole(0, _MOST_BYTES),
    "disk_kept": _whole(0, _MOST_BYTES),
}
