"""What the tests of public alerts share: a case with a crisis team, and the steps of a message."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from homeward.casework.cases.models import Case
from homeward.casework.response.models import PublicAlert
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.access.roles import Compartment
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People, a_case

SQUARE = "12.0,-3.0 12.0,-2.0 13.0,-2.0 13.0,-3.0 12.0,-3.0"


@dataclass(slots=True)
class Team:
    """Alice writes, Bob and Carol approve; Dan is a stranger."""

    people: People
    case: Case
    alice: Client
    bob: Client
    carol: Client
    dan: Client

    def address(self, part: str = "") -> str:
        """A page of the case's alerts."""
        return f"/cases/{self.case.reference}/response/alerts/{part}"

    def latest(self) -> PublicAlert:
        """The message that was begun last, as Alice sees it."""
        with opened(self.people.alice.actor):
            return PublicAlert.objects.order_by("-pk")[0]

    def post(self, client: Client, step: str, code: int = 302, **data: Any) -> str:
        """Take a step with the latest message; the page that comes back, if one does."""
        answer = client.post(self.address(f"{self.latest().pk}/{step}/"), data)
        if code == 302:
            assert answer.status_code == 302, _errors(answer.content.decode())
            return str(answer["Location"])
        return check_page(answer, status=code)

    def draft(self, **changes: Any) -> PublicAlert:
        """A complete draft, with what is named otherwise."""
        begun = {"status": "Exercise", "languages": "en fr"}
        assert self.alice.post(self.address("new/"), begun).status_code == 302
        self.post(self.alice, "edit", **filled(self.latest(), **changes))
        return self.latest()

    def submit(self) -> PublicAlert:
        """Send the latest message for approval."""
        self.post(self.alice, "submit", revision=self.latest().revision)
        return self.latest()

    def approve(self, client: Client) -> None:
        """Approve the latest message as it stands."""
        self.post(client, "approve", sha256=self.latest().sha256, read="on")

    def publish(self) -> PublicAlert:
        """Send, approve twice and publish."""
        self.submit()
        self.approve(self.bob)
        self.approve(self.carol)
        self.post(self.alice, "publish")
        return self.latest()


def a_team(people: People) -> Team:
    """The case, with Bob and Carol in its crisis compartment as well."""
    case = a_case(people)
    with opened(people.alice.actor) as actor:
        for person in (people.bob, people.carol):
            grant_membership(case.pk, person, Compartment.CRISIS, actor=actor)
    clients = [signed_in(one) for one in (people.alice, people.bob, people.carol, people.dan)]
    return Team(people, case, *clients)


def filled(alert: PublicAlert, **changes: Any) -> dict[str, Any]:
    """The form of a message, filled in."""
    ends = timezone.localtime(datetime.now(UTC) + timedelta(hours=6))
    fields: dict[str, Any] = {
        "revision": alert.revision,
        "status": "Exercise",
        "scope": "Public",
        "note": "Exercise Lantern",
        "categories": ["Safety", "Security"],
        "responses": ["Monitor"],
        "urgency": "Immediate",
        "severity": "Severe",
        "certainty": "Likely",
        "expires": ends.strftime("%Y-%m-%dT%H:%M"),
        "sender_name": "XA police",
        "contact": "+00 000 000",
        "web": "https://police.example.org/missing",
        "polygons": SQUARE,
        "circles": "12.5,-2.5 20",
        "geocodes": "DISTRICT=42",
        "languages": " ".join(alert.languages),
        "risk": "The offenders may move the victim.",
        "alternatives": "A call to taxi firms only.",
    }
    for language in alert.languages:
        fields |= {
            f"event_{language}": "Missing person",
            f"headline_{language}": f"Look out for a grey van <{language}> & call",
            f"description_{language}": "A grey van was seen on the harbour road.",
            f"instruction_{language}": "Do not approach it.",
            f"area_{language}": "Harbour district",
        }
    return fields | changes


def _errors(page: str) -> str:
    """What a page says is wrong, for the message of a failing test."""
    return " ".join(re.findall(r'(?s)class="[^"]*error[^"]*"[^>]*>(.{0,300})', page))[:2000]
