"""What the process of families asks the database: functions of the schema `family`, one table.

It runs as the role of families, which can ask nothing else (migrations 0101 and 0102).
"""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection

from homeward.casework.victims.family.process import this
from homeward.foundation.guard.outside import let_in


@dataclass(frozen=True, slots=True)
class Door:
    """What stands behind a number: hashes of its first code and of the words; "" for none.

    `access` is None behind an unknown number or a closed page. A new letter, other words and
    signing out raise the `epoch`.
    """

    access: int | None
    first_code: str
    words: str
    epoch: int
    is_locked: bool


@dataclass(frozen=True, slots=True)
class Me:
    """Whoever was let in: language, epoch of his sign-ins, and how his second step goes.

    `place` is the number of the next code on the list, `code` its hash.
    """

    language: str
    epoch: int
    factor: str
    secret: str
    last_counter: int
    place: int
    code: str
    codes_left: int


@dataclass(frozen=True, slots=True)
class Released:
    """A released page."""

    key: int
    at: datetime
    language: str
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Opening:
    """On a day people of this role (a code) and authority (its name) opened the file."""

    day: date
    role: str
    authority: str


def let_in_as(access: int) -> AbstractContextManager[None]:
    """One transaction as the holder of an access."""
    return let_in("family", access, this().key)


def knock(number: str) -> Door:
    """What stands behind a number."""
    row = _one("select * from family.knock(%s)", number)
    assert row is not None  # noqa: S101  there is one behind every number
    return Door(*row)


def missed(number: str) -> None:
    """Count a wrong try."""
    _one("select 1 from family.missed(%s)", number)


def counted(who: str, most: int) -> bool:
    """Count a try of somebody in this minute; false where there were more than `most`."""
    row = _one("select family.counted(%s, %s)", who, most)
    return bool(row and row[0])


def me() -> Me | None:
    """Whoever was let in; None where the access is closed or locked."""
    row = _one("select * from family.me()")
    return Me(*row) if row else None


def settle(words: str, factor: str, secret: str = "", *, epoch: int) -> bool:
    """Keep the hash of the words and the second step; false where the first code that was proved
    at this epoch is used up, or another letter was made since."""
    row = _one("select family.settle(%s, %s, %s, %s)", words, factor, secret, epoch)
    return bool(row and row[0])


def came(*, counter: int | None = None, place: int | None = None) -> int | None:
    """Note a sign-in by a code, which counts once; its epoch, or None where it did not count."""
    row = _one("select family.came(%s::bigint, %s::integer)", counter, place)
    return row[0] if row else None


def leave(epoch: int) -> None:
    """End every sign-in of this access, unless the one of this epoch has ended already."""
    _one("select 1 from family.leave(%s)", epoch)


def released() -> list[Released]:
    """What was released of the file, the latest first."""
    query = "select id, released_at, language, content from family.page order by released_at desc"
    return [
        Released(key, at, language, json.loads(content) if isinstance(content, str) else content)
        for key, at, language, content in _all(query)
    ]


def openings() -> list[Opening]:
    """Who opened the file, day by day in this node's time zone, the latest first."""
    return [Opening(*row) for row in _all("select * from family.openings(%s)", settings.TIME_ZONE)]


def is_there() -> bool:
    """Whether the database answers."""
    return _one("select 1") is not None


def _one(query: str, *values: str | int | None) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row


def _all(query: str, *values: str | int | None) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return iter(cursor.fetchall())
