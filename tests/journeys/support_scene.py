"""A family in support, and how the scenery of its pages is filled: as people do, by forms."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Model
from django.test import Client

from homeward.casework.victims.models import SupportFile
from homeward.foundation.access.models import User
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.people import People
from tests.victims.family import BROTHER, VICTIM, Family

# What people of these files wrote where no element says that it is theirs.
OWN_WORDS = (
    *(VICTIM, BROTHER, "Lina Ferrand", "Iris Ferrand", "Mona Ferrand", "Aid house", "العربية"),
    *("Harbour clinic", "Safe house", "Old house", "To send the form of the fund"),
    *("I want to sleep at home again.", "My own money.", "Her brother and a doctor"),
)
Row = TypeVar("Row", bound=Model)


@dataclass(slots=True)
class SupportScene:
    """The people, the family, and what the relative needs for signing in."""

    people: People
    family: Family
    child: SupportFile
    ended: SupportFile
    clients: dict[str, Client] = field(default_factory=dict)
    number: str = ""
    first_code: str = ""
    codes: list[str] = field(default_factory=list)

    def client(self, person: User) -> Client:
        """Somebody's pages without a browser."""
        if person.username not in self.clients:
            self.clients[person.username] = signed_in(person)
        return self.clients[person.username]

    def post(
        self,
        below: str,
        data: dict[str, Any],
        file: SupportFile | None = None,
        by: User | None = None,
    ) -> str:
        """Send a form below a file; where it leads to.

        The file is the victim's unless another is named, and Dan sends unless somebody else does.
        """
        path = self.family.page(file or self.family.victim, below)
        answer = self.client(by or self.people.dan).post(path, data)
        plain = re.sub(r"<[^>]+>", " ", answer.content.decode("utf-8", "replace"))
        words = re.sub(r"\s+", " ", plain)
        assert answer.status_code == 302, f"{path}: {answer.status_code} {words[-1500:]}"
        return str(answer["Location"])

    def newest(self, kind: type[Row], **those: Any) -> Row:
        """The row of a kind that was added last."""
        with opened(self.people.dan.actor):
            return kind._default_manager.filter(**those).latest("pk")


def on(ahead: int) -> str:
    """A day so many days from today, as a field takes it."""
    return (datetime.now(UTC) + timedelta(days=ahead)).strftime("%Y-%m-%d")
