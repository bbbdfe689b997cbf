"""The type `tests.note`: an effect that counts, filed at the police desk, and hooks that tell."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from homeward.foundation.exchange import ports
from homeward.foundation.exchange.ports import Arrived, Filed, MessageType
from tests.people import People


@dataclass
class Notes:
    """What arrived as a note, and what the hooks were told."""

    arrived: list[Arrived] = field(default_factory=list)
    told: list[tuple[Any, ...]] = field(default_factory=list)

    def hook(self, name: str) -> Any:
        def told(*facts: Any) -> None:
            self.told.append((name, *facts[:-1]))

        return told


def register_notes(people: People, monkeypatch: pytest.MonkeyPatch, **options: Any) -> Notes:
    """Register the type for one test; `options` are fields of the type."""
    notes = Notes()

    def effect(arrived: Arrived) -> Filed:
        notes.arrived.append(arrived)
        return Filed(team_id=people.police.pk)

    names = {f"on_{name}": notes.hook(name) for name in ("accepted", "refused", "expired")}
    fields: dict[str, Any] = {"version": 1, "effect": effect, **names, **options}
    kind = MessageType("tests.note", **fields)
    for version in kind.versions:
        monkeypatch.setitem(ports._types, ("tests.note", version), kind)
    return notes
