"""Files that a command writes: one of the same kind is replaced, and no other is lost."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

import typer

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
        return CARD
    try:
        found = json.loads(raw)
    except ValueError:
        return ""
    return str(found.get("kind")) if isinstance(found, dict) else ""
