"""A negotiator's hours: contacts, proof of life, demands, decisions, and the screen on the wall."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from homeward.casework.cases.models import Case
from tests.journeys.office import Office, office, pick, refused, says, sound
from tests.journeys.visitor import Visitor
from tests.people import People
from tests.response.team import a_team

pytestmark = pytest.mark.browser
SAID = "You have until tonight."
NUMBER = "+33 6 12 34 56 78"


def test_from_the_role_to_the_decision(
    people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Alice leads, Carol negotiates, Dan is in the crisis as well."""
    monkeypatch.setattr(settings, "HOMEWARD_VAULT_FOLDER", tmp_path / "vault")
    case = a_team(people)
    with office(people.alice, people.carol, people.dan) as at:
        play(at, case)


def play(at: Office, case: Case) -> None:
    """The chapters."""
    response = f"/cases/{case.reference}/response/"
    give_roles(at("Alice"), response)
    begin_to_write(at("Carol"), response)
    carol = at.close_and_come_back("Carol")
    record_the_contact(carol, response)
    see_the_clock(carol, case)
    verify(at("Dan"), response)
    see_the_demands(carol, response)
    record_a_decision(at("Alice"), response)
    confirm(at("Dan"), response)
    look_at_the_wall(carol, response)


def typed(**ahead: int) -> str:
    """A time from now on, as a field for times takes it."""
    at = datetime.now(UTC) + timedelta(**ahead)
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


def give_roles(one: Visitor, response: str) -> None:
    """Who decides cannot negotiate as well, and the form says so at the field."""
    give(one, response, "Strategic commander", "Alice")
    one.send("Give a role")
    give(one, response, "Negotiator", "Alice")
    refused(one, "Give a role", "Who", "Whoever decides never negotiates.")
    sound(one)
    pick(one.field("Who"), "Carol")
    one.send("Give a role")
    one.open(f"{response}roles/")
    says(one, "Negotiator", "Carol")
    sound(one)


def give(one: Visitor, response: str, role: str, name: str) -> None:
    one.open(response)
    one.follow("Give a role")
    pick(one.field("Role"), f"^{role}$")
    pick(one.field("Who"), name)


def begin_to_write(one: Visitor, response: str) -> None:
    """What she types is kept for her while she writes."""
    one.open(f"{response}contacts/new/")
    one.field("Threat").fill(SAID)
    says(one, "Draft kept for you alone")


def record_the_contact(one: Visitor, response: str) -> None:
    """The browser was closed meanwhile: she goes on with the draft."""
    one.open(f"{response}contacts/new/")
    expect(one.field("Threat")).to_have_value("")
    one.page.get_by_role("button", name="Go on with the draft").click()
    expect(one.field("Threat")).to_have_value(SAID)
    one.field("Number, name or address they used").fill(NUMBER)
    one.field("Sum demanded").fill("500,000.00")
    one.field("Currency of the demand").fill("XAD")
    one.page.locator("[name=deadline_stated]").fill(typed(hours=3))
    one.page.locator("[name=deadline_real]").fill(typed(hours=2))
    one.field("They gave a proof of life").check()
    refused(one, "Record contact", "Kind of proof", "Choose what kind of proof was given.")
    pick(one.field("Kind of proof"), "oice")
    one.field("What was asked and answered").fill("The name of the first dog.")
    sound(one)
    one.send("Record contact")
    says(one, "XAD 500,000.00", SAID, "Not verified yet", "Somebody else than who recorded it")
    sound(one)


def see_the_clock(one: Visitor, case: Case) -> None:
    """It stands in the strip of every page of the case."""
    one.open(f"/cases/{case.reference}/timeline/")
    expect(one.page.locator(".case-strip")).to_contain_text("Next deadline")
    one.open(f"/cases/{case.reference}/response/")
    says(one, "Contact 1")
    sound(one)


def verify(one: Visitor, response: str) -> None:
    """Another person than who heard it says whether it is genuine."""
    one.open(f"{response}contacts/1/")
    one.choose("result", "genuine")
    one.field("How it was verified").fill("The sister confirms it.")
    one.page.locator("main form .btn-primary").click()
    says(one, "The sister confirms it.", "Dan")


def see_the_demands(one: Visitor, response: str) -> None:
    """The same sums as a picture and as a table."""
    one.open(f"{response}demands/")
    expect(one.page.locator("svg.demand-picture")).to_be_visible()
    expect(one.page.get_by_role("table")).to_contain_text("XAD 500,000.00")
    expect(one.page.get_by_role("main").get_by_role("button")).to_have_count(0)
    sound(one)


def record_a_decision(one: Visitor, response: str) -> None:
    one.open(f"{response}decisions/new/")
    for label, words in DECISION.items():
        one.field(label).fill(words)
    pick(one.field("Who is asked to confirm"), "Dan")
    sound(one)
    one.send("Record decision")
    expect(one.page.locator("#messages")).to_contain_text("recorded")


DECISION = {
    "Situation": "A deadline tonight.",
    "Options considered": "Wait; or call the number.",
    "Decision": "Ask for another proof first.",
    "Reason": "The first one is hours old.",
}


def confirm(one: Visitor, response: str) -> None:
    """He finds it in his work, and confirms it."""
    one.open("/")
    one.follow("decision")
    says(one, DECISION["Reason"])
    one.choose("verdict", "yes")
    one.page.locator("main form .btn-primary").click()
    says(one, "Confirmed")
    one.open(f"{response}decisions/")
    says(one, DECISION["Decision"], "Confirmed")
    sound(one)


def look_at_the_wall(one: Visitor, response: str) -> None:
    """Everybody in the room reads it: no name, no number, no sum, no word of anybody."""
    one.open(f"{response}room/")
    says(one, "Strategic commander", "Decision 1")
    sound(one)
    text = one.page.locator("body").inner_text()
    hidden = ("Alice", "Carol", "Dan", NUMBER, "500,000", SAID, *DECISION.values(), "Harbour")
    assert [words for words in hidden if words in text] == []
