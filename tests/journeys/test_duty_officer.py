"""A duty officer at a telephone: the first call, and the hours until the shift is handed over."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from homeward.foundation.duty.sweeping import sweep_duty
from tests.duty.roster import a_role, on_shift
from tests.journeys.keyboard import go_to, tap, typed
from tests.journeys.office import Office, aside, let_in_to, office, pick, refused, says, sound
from tests.journeys.steps import reference_on
from tests.journeys.visitor import Visitor
from tests.people import People

pytestmark = pytest.mark.browser
TEXT = b"They said: do not call anybody.\n"


def soon(**ahead: int) -> str:
    """A time to come, as a field for times takes it."""
    at = datetime.now(UTC) + timedelta(**ahead)
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


def test_from_the_first_call_to_the_end_of_the_shift(
    people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Alice is on duty at the police desk, Dan takes over from her, and Carol helps."""
    monkeypatch.setattr(settings, "HOMEWARD_VAULT_FOLDER", tmp_path / "vault")
    role = a_role(people.police)
    on_shift(role, people.alice)
    on_shift(role, people.dan, 2)
    with office(people.alice, people.carol, people.dan) as at:
        play(at)


def play(at: Office) -> None:
    """The chapters."""
    case = take_the_call(at("Alice", width="phone"))
    see_what_it_made(at("Alice"), case)
    aside(lambda: sweep_duty(datetime.now(UTC) + timedelta(minutes=25)))
    answer_the_notice(at("Alice"))
    do_the_first_step(at("Alice"), case)
    alice = at.close_and_come_back("Alice")
    take_evidence_in(alice, case)
    write_custody(alice)
    let_in_to(alice, case, "Carol", "investigation")
    both_change_one_person(alice, at("Carol"), case)
    print_the_pack(alice, case)
    hand_over(alice, at("Dan"))


def take_the_call(one: Visitor) -> str:
    """On a telephone, by keyboard alone: one screen after the other."""
    page, keys = one.page, one.page.keyboard
    one.open("/cases/first-call/")
    expect(page.locator("main button[autofocus]")).to_be_focused()  # the button that begins
    keys.press("Enter")
    for heading, answers in CALL.items():
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        for label, words in answers.items():
            typed(one, label, words)
        if heading == "Health":
            page.locator("[name=medicine_by]").fill(soon(minutes=20))
            sound(one)
        with page.expect_navigation():
            go_to(one, page.get_by_role("button", name="Next", exact=True))
            keys.press("Enter")
    typed(one, "Working title", "Taken by a van")
    with page.expect_navigation():
        go_to(one, page.get_by_role("button", name="Open the case", exact=True).last)
        keys.press("Enter")
    return reference_on(one)


CALL: dict[str, dict[str, str]] = {
    "Who calls": {"Number to call back": "+99 12345", "Name of the caller": "A. Example"},
    "What happened": {"What happened, in the caller's words": "A van stopped at the mill."},
    "What else can it be?": {},
    "Is it a kidnapping?": {},
    "Who was taken": {},
    "Each victim": {"Victim 1: name": "V. Example"},
    "Health": {"Medicine that a victim needs": "Insulin, every four hours"},
    "Danger to others": {},
    "Demand": {"Amount demanded": "50,000", "Currency": "XAD"},
    "Type": {},
}


def see_what_it_made(one: Visitor, case: str) -> None:
    """The incident, the danger, the person, the tasks and the plan of the first hour."""
    expect(one.page.locator(".case-strip")).to_contain_text("Medicine needed")
    says(one, "A van stopped at the mill.", "Insulin, every four hours", "V. Example")
    sound(one)
    one.open("/")
    says(one, "Call the caller of")
    sound(one)
    one.open(f"/cases/{case}/response/plan/")
    says(one, "The first hour")
    sound(one)


def answer_the_notice(one: Visitor) -> None:
    one.open("/duty/notices/")
    sound(one)
    tap(one, "I see to it")
    expect(one.page.locator("#messages")).to_contain_text("Nobody else is told")


def do_the_first_step(one: Visitor, case: str) -> None:
    """One tap, and the plan says so."""
    one.open(f"/cases/{case}/response/plan/")
    one.follow("The first hour")
    step = one.page.locator(".plan-step").first
    expect(step).to_contain_text("Not started")
    sound(one)
    one.press(step.get_by_role("button", name="Done"))
    expect(one.page.locator(".plan-step").first).to_contain_text("Done")
    one.read_in("fr")
    one.page.reload()
    expect(one.page.locator("html")).to_have_attribute("lang", "fr")
    expect(one.page.locator(".plan-step").first).to_contain_text(one.word("Done", "step"))
    sound(one)
    one.read_in("en")


def take_evidence_in(one: Visitor, case: str) -> None:
    """The file goes up while the form is written; then what it says is read here."""
    one.open(f"/cases/{case}/items/")
    one.follow("Take evidence in")
    file = {"name": "call.txt", "mimeType": "text/plain", "buffer": TEXT}
    one.page.set_input_files("input[type=file]", file)
    expect(one.page.get_by_text("The file is here.")).to_be_visible()
    one.field("Title").fill("Notes of the call")
    one.field("Who holds it").fill("XA-POLICE")
    one.choose("handling", "H2")
    sound(one)
    one.send("Take it in")
    says(one, "SHA-256", "Held by")
    sound(one)
    one.follow("Show it here")
    says(one, "They said: do not call anybody.")
    one.follow("Back to the item")


def write_custody(one: Visitor) -> None:
    """A step by somebody who does not hold it is refused at its field; the right one is kept."""
    one.follow("Write the next step")
    one.choose("action", "handed_over")
    one.field("From").fill("XA-LAB")
    one.field("To").fill("XA-COURT")
    one.field("Purpose").fill("For the file")
    refused(one, "Write the step", "From", "XA-POLICE")
    one.field("From").fill("XA-POLICE")
    one.send("Write the step")
    says(one, "Handed over", "XA-COURT")


def both_change_one_person(one: Visitor, other: Visitor, case: str) -> None:
    """Whoever comes second sees both versions, and chooses for each field."""
    for each in (one, other):
        each.open(f"/cases/{case}/people/")
        each.follow("V. Example")
        each.follow("Change what is known")
    one.field("Name").fill("Vera Example")
    one.field("Nationality").fill("XB")
    one.send("Keep")
    other.field("Name").fill("V. Example the younger")
    with other.watch.expecting(409):
        other.send("Keep")
    says(other, "What is kept now", "Vera Example")
    sound(other)
    other.choose("version_name", "mine")
    other.choose("version_nationality", "theirs")
    other.send("Keep")
    says(other, "V. Example the younger", "XB")


def print_the_pack(one: Visitor, case: str) -> None:
    one.open(f"/cases/{case}/")
    one.follow("Print pack")
    sound(one)
    with one.page.expect_download() as download:
        one.page.get_by_role("button", name="Make the PDF").click()
    assert download.value.suggested_filename == f"{case}-1.pdf"
    assert Path(download.value.path()).read_bytes()[:5] == b"%PDF-"


def hand_over(one: Visitor, other: Visitor) -> None:
    """The note stands on the work of whoever comes, who takes over with one tap."""
    one.open("/duty/hand-overs/new/")
    pick(one.field("Handed over to"), "Dan")
    one.field("What the next shift must know").fill("The family calls every hour.")
    sound(one)
    one.send("Hand over")
    other.open("/")
    other.follow("Alice")
    says(other, "The family calls every hour.")
    tap(other, "I have read it and take over")
    expect(other.page.locator("#messages")).to_contain_text("You have taken over")
