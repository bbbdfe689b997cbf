"""Listening to what persons are told, whoever fills the port."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from homeward.foundation.access import ports
from homeward.foundation.access.models import User


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that persons were told."""

    who: frozenset[str]
    kind: str
    url: str
    case_id: int | None
    life_at_risk: bool
    params: dict[str, str]


def listening(monkeypatch: pytest.MonkeyPatch) -> list[Told]:
    """What is told from now on; the registered way goes on telling it, where there is one."""
    heard: list[Told] = []
    registered = list(ports._tell)

    def tell(persons: Sequence[User], kind: str, **facts: Any) -> None:
        if registered:
            registered[0](persons, kind, **facts)
        own = {name: facts.pop(name, None) for name in ("url", "case_id", "life_at_risk")}
        for name in ("actor", "subject"):
            facts.pop(name)
        who = frozenset(person.username for person in persons)
        heard.append(Told(who, kind, params=facts, **own))  # type: ignore[arg-type]

    monkeypatch.setattr(ports, "_tell", [tell])
    return heard
