"""Files that a command writes: one of the same kind is replaced, and no other is lost."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

import typer

from homeward.wire.encoding import from_base64url, parse_object
from homeward.wire.errors import WireError
from homeward.wire.signatures import Typ

CARD: Final = "card"
ENTRY: Final = "directory_entry"
SUBMISSION: Final = "directory_submission"
_EMPTY = "empty"
_SIGNED = b"eyJ"  # how every compact JWS begins
_LONGEST = 2_000_000


def replacing(kind: str) -> Callable[[Path], Path]:
    """A check of the place before anything is done: a key beside has a name that is soon typed.

    Raises BadParameter.
    """

    def check(place: Path) -> Path:
        if place.is_file() and _kind_of(place) not in (kind, _EMPTY):
            raise typer.BadParameter(
                f"{place} is another kind of file and would be lost. Choose another name for it"
            )
        if not place.parent.is_dir():
            raise typer.BadParameter(f"there is no folder {place.parent}")
        return place

    return check


def _kind_of(place: Path) -> str:
    with place.open("rb") as file:
        raw = file.read(_LONGEST)
    if not raw:
        return _EMPTY
    if raw.startswith(_SIGNED):
        return CARD if _typ_of(raw) == Typ.CARD else ""
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return ""
    return str(found.get("kind")) if isinstance(found, dict) else ""


def _typ_of(raw: bytes) -> str:
    """The kind of signed thing that a compact JWS says it is; empty where it says nothing."""
    try:
        header = parse_object(from_base64url(raw.split(b".")[0].decode(), "file", "header"), "file")
    except (WireError, UnicodeDecodeError):
        return ""
    return str(header.get("typ", ""))
