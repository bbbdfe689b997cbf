"""The chapter of the live crisis: what its scenes share. Everything in it is invented.

The scenes stand in crisis_call.py (first call to plan), crisis_team.py (duty, roles, contacts,
decisions), crisis_file.py (evidence, sealed text, timeline, two files), crisis_public.py (alert,
print pack, broken glass) and crisis_court.py (release to sentence).
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from homeward.node.demo.client import Person
from homeward.node.demo.telling import Telling, found

LEAD, OFFICER, NEGOTIATOR = "duty.xa", "officer.xa", "negotiator.xa"
COMMANDER, OUTSIDER, OVERSEER = "commander.xa", "central.xa", "overseer.xa"
NAMES = {
    LEAD: "Duty officer of XA",
    OFFICER: "Officer of XA",
    NEGOTIATOR: "Negotiator of XA",
    COMMANDER: "Commander of XA",
    OUTSIDER: "Central authority of XA",
}
VICTIM, SUSPECT = "Ilo Lantern", "S. Invented"


@dataclass(frozen=True, slots=True)
class PublicMessage:
    """A public alert: its number in the case, and the identifier by which everybody knows it."""

    number: str
    identifier: str


@dataclass(slots=True)
class Crisis(Telling):
    """What the players of the crisis learn: the case, and what they were handed."""

    reference: str = ""
    other_reference: str = ""
    item: str = ""
    run: str = ""
    package: bytes = b""
    pack: bytes = b""
    alerts: list[PublicMessage] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @property
    def case(self) -> str:
        """The address of the case."""
        return f"/cases/{self.reference}/"

    @property
    def response(self) -> str:
        """The address of the case's tab *Response*."""
        return f"{self.case}response/"

    def tells(self, title: str, what: str, path: str, proves: str) -> None:
        """Tell the next step, which lies on XA's node."""
        self.say(title, what, "XA", path, proves)

    def person_page(self, name: str, reader: Person) -> str:
        """The address of somebody in the case."""
        page = reader.get(f"{self.case}people/")
        return found(rf'href="({self.case}people/\d+/)"[^>]*>\s*(?:<[^>]+>\s*)*{name}', page)


def moment(**ago: float) -> str:
    """A time so long ago, as a field of the node takes it."""
    return (datetime.now(UTC) - timedelta(**ago)).strftime("%Y-%m-%dT%H:%M")


def ahead(**time: float) -> str:
    """A time to come, as a field of the node takes it."""
    return (datetime.now(UTC) + timedelta(**time)).strftime("%Y-%m-%dT%H:%M")


def today() -> str:
    """The day of today, as a field of the node takes it."""
    return datetime.now(UTC).strftime("%Y-%m-%d")


def choice(page: str, label: str) -> str:
    """The value of the choice of a list that begins with these words."""
    return found(rf'<option value="([^"]+)"[^>]*>\s*{re.escape(label)}', page)


def ticked(page: str, name: str, label: str) -> str:
    """The value of the box or button of a group that stands before these words."""
    boxes = re.findall(r"<input[^>]*>(?:[^<]|<(?!input))*", page)
    for box in boxes:
        words = re.sub(r"<[^>]+>", " ", box)
        if f'name="{name}"' in box and label in words:
            return found(r'value="([^"]*)"', box)
    raise LookupError(f"no choice of {name} says {label}")
