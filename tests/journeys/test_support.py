"""A family and its liaison: from the file that is opened to the page that a relative reads.

Dan is the family's liaison, Carol works beside him, Bob investigates the same case.
"""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from homeward.casework.victims import urls
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.guard.context import opened
from tests.cluster import TestNode
from tests.journeys.family_served import Relative, family_served
from tests.journeys.keyboard import go_to, tap, typed
from tests.journeys.office import Office, office, pick, refused, says, sound
from tests.journeys.reader import Reader
from tests.journeys.rooms import NO_SUPPORT_PAGE
from tests.journeys.visitor import Visitor
from tests.people import People
from tests.victims.family import BROTHER, VICTIM, supported
from tests.victims.view_family import DOING, WORDS, codes_of

pytestmark = pytest.mark.browser
PROMISED = "A call when the form is here"
SAID = "That we work on it day and night."


def test_a_family_is_supported_and_reads_what_was_promised(people: People, node: TestNode) -> None:
    case = supported(people)
    with opened(people.alice.actor) as actor:
        grant_membership(case.pk, people.bob, "investigation", actor=actor)
    with office(people.dan, people.carol, people.bob) as at:
        support = f"/cases/{case.reference}/support/"
        dan = at("Dan")
        open_files(dan, support)
        agree_to_sign_in(dan, f"{support}2/")
        speak(dan, f"{support}2/")
        number, code = give_the_way(dan, f"{support}2/")
        write_and_release(dan, at("Carol"), f"{support}2/view/")
        with family_served(node, at.browser, f"{at.url}/account/login/") as sami:
            come_in(sami, number, code)
            leave(sami, at.url)
        dan.open(f"{support}2/view/")
        says(dan, "May sign in")
        nothing_for(at, case.reference)


def soon(**ahead: int) -> str:
    """A time to come, as a field for times takes it."""
    return (datetime.now(UTC) + timedelta(**ahead)).strftime("%Y-%m-%dT%H:%M")


def open_files(one: Visitor, support: str) -> None:
    """By keyboard: the victim's, and her brother's."""
    one.open(support.removesuffix("support/"))
    one.follow("Support", exact=True)
    says(one, "No support file is open yet")
    one.follow("Open a support file")
    typed(one, "Name", VICTIM)
    one.choose("standing", "victim")
    tap(one, "Open a support file")
    says(one, VICTIM, "Nothing is set. Decide it before anybody speaks to this person.")
    one.open(f"{support}new/")
    typed(one, "Name", BROTHER)
    one.choose("standing", "relative")
    refused(one, "Open a support file", "Whose relative", "Choose the victim.")
    pick(one.field("Whose relative"), VICTIM)
    pick(one.field("What the relative is to the victim"), "brother")
    tap(one, "Open a support file")
    says(one, BROTHER, "Sister or brother", VICTIM)
    sound(one)


def refused_somewhere(one: Visitor, button: str, words: str) -> None:
    """The form comes back, and one field of it, whose label is no name of its own, says why."""
    with one.watch.expecting(400):
        one.send(button)
    expect(one.page.locator(".field-invalid")).to_contain_text(words)


def agree_to_sign_in(one: Visitor, file: str) -> None:
    """Without consent nobody signs in; he gives it, and it is recorded for what it covers."""
    one.open(f"{file}view/access/new/")
    says(one, "Record first that the person agrees")
    one.open(file)
    one.follow("Record a consent")
    pick(one.field("What for"), "Sign-in of a relative")
    pick(one.field("With whom"), "A person, by name")
    typed(one, "Name, where it is a person", BROTHER)
    refused_somewhere(one, "Record it", "Choose at least one part")
    one.choose("covers", "identity")
    tap(one, "Record it")
    says(one, "Sign-in of a relative to the family's page", "Holds")
    sound(one)


def speak(one: Visitor, file: str) -> None:
    """A contact by telephone, with a promise that somebody keeps by a day."""
    one.open(file)
    one.follow("Record a family contact")
    typed(one, "What was said to the person", SAID)
    typed(one, "Promise 1", PROMISED)
    pick(one.page.locator("[name=promise_1_by]"), "Dan")
    refused_somewhere(one, "Record it", "Say by when it is kept.")
    one.page.locator("[name=promise_1_due_at]").fill(soon(days=2))
    tap(one, "Record it")
    says(one, SAID, PROMISED, "Written record for the person")
    sound(one)
    one.open(file)
    says(one, "Promised and not settled", PROMISED, "Record not handed over")


def give_the_way(one: Visitor, file: str) -> tuple[str, str]:
    """His letter, printed once: the number and the first code that stand on it."""
    one.open(f"{file}view/")
    one.follow("Let somebody sign in")
    pick(one.page.locator("[name=consent]"), BROTHER)
    one.page.locator("[name=expires_on]").fill(soon(days=90)[:10])
    tap(one, "Give the way")
    says(one, "The codes can be read on this letter only, and once.")
    refused_somewhere(one, "Make the letter", "This field is required.")
    one.choose("handed", "post")
    sound(one)
    with one.page.expect_download() as letter:
        go_to(one, one.page.get_by_role("button", name="Make the letter"))
        one.page.keyboard.press("Enter")
    number, code, listed, _text = codes_of(Path(letter.value.path()).read_bytes())
    assert len(listed) == 10
    return number, code


def write_and_release(one: Visitor, second: Visitor, view: str) -> None:
    """What he reads is written by one and released by another."""
    one.open(f"{view}write/")
    one.field("Promise 1").fill(PROMISED)
    one.field("Name to greet the person by").fill("Sami")
    one.field("What is being done").fill("Dan will call you each evening.")
    refused(one, "Keep it and look at it", "What is being done", "the name of somebody")
    one.field("What is being done").fill(DOING)
    one.send("Keep it and look at it")
    says(one, "Another member releases it.", DOING, PROMISED)
    sound(one)
    second.open(f"{view}1/")
    tap(second, "I read every word: release it")
    says(second, "The family reads it")
    sound(second)


def come_in(one: Relative, number: str, code: str) -> None:
    """On a telephone, by keyboard: the letter's number and code, then words of his own."""
    one.open("/")
    sound(one)
    one.follow("I have a new letter")
    typed(one, "Your number", number)
    typed(one, "Your first code", "111 222 333 444 555 666 777 888")
    with one.watch.expecting(400):
        tap(one, "Go on")
    says(one, "Your first code – This code is not right. Look at your letter and type it again.")
    sound(one)
    one.field("Your first code").fill(code)
    tap(one, "Go on")
    typed(one, "Your words", WORDS)
    typed(one, "The same words again", WORDS)
    sound(one)
    tap(one, "Go on")
    says(one, "Hello Sami", DOING, "What we promised you", PROMISED, "We are still on it")
    assert one.page.title() == "Page"
    sound(one)


def leave(one: Relative, elsewhere: str) -> None:
    """The first press of Tab finds the way out; nobody who goes back is let in."""
    one.open("/")
    one.page.keyboard.press("Tab")
    expect(one.page.get_by_role("link", name="Leave this page now")).to_be_focused()
    with one.page.expect_navigation(url=re.compile(f"^{elsewhere}")):
        one.page.keyboard.press("Enter")
    one.nothing_stays()
    one.open("/")
    says(one, "Only people who have a letter from us can open it.")
    expect(one.page.get_by_role("main")).not_to_contain_text(PROMISED)


def nothing_for(at: Office, reference: str) -> None:
    """Who investigates the case finds no tab, no name and no page of it."""
    bob = at("Bob")
    bob.open(f"/cases/{reference}/")
    expect(bob.page.get_by_role("link", name="Support", exact=True)).to_have_count(0)
    with bob.watch.expecting(404):
        bob.open(f"/cases/{reference}/support/2/")
    reader = Reader(at, "Bob")
    for page in ("", "people/", "timeline/", "sealed/"):
        text = reader.get(f"/cases/{reference}/{page}")
        assert [word for word in (VICTIM, BROTHER, SAID, PROMISED) if word in text] == []
    found = {path: reader.status(path) for path in addresses(reference)}
    assert len(found) > 100
    assert {path: status for path, status in found.items() if status != 404} == {}


def addresses(reference: str) -> list[str]:
    """Every address of the room that shows a page, for the file of each of the two."""
    paths = set()
    for pattern in urls.urlpatterns:
        if f"victims:{pattern.name}" not in NO_SUPPORT_PAGE:
            route = re.sub("<slug:[a-z]+>", "victim_contact", str(pattern.pattern))
            for number in "12":
                one = route.replace("<int:number>", number)
                paths.add(f"/cases/{reference}/support/{re.sub('<int:[a-z_]+>', '1', one)}")
    return sorted(paths)
