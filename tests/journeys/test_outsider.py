"""Somebody of another desk: a case that is not his is not there, until he breaks the glass."""

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from homeward.casework.cases.actions import add_person
from homeward.casework.cases.actions.sealed import seal
from homeward.casework.cases.models import Case
from homeward.casework.cases.sealing import SealedKind
from homeward.casework.cases.vocabulary.case import PersonRole
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.guard.context import opened
from tests.journeys.keyboard import tap
from tests.journeys.office import office, refused, says, sound
from tests.journeys.visitor import Visitor
from tests.meta.test_urls import NOBODY, addresses, filled
from tests.people import People, a_case
from tests.response.team import decide, give, hear

pytestmark = pytest.mark.browser
TITLE, VICTIM = "Taken on the harbour road", "V. Example"
SOURCE, THREAT = "The night porter of the hotel", "They threaten to go away with him"
BANNER = "You are here by breaking the glass"
REASON = "A life is in danger now and nobody of the team answers the telephone."


def test_what_somebody_of_another_desk_meets(
    people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Alice leads and Carol is in the crisis; Dan is of another desk, and Olga oversees."""
    monkeypatch.setattr(settings, "HOMEWARD_VAULT_FOLDER", tmp_path / "vault")
    case = a_full_case(people)
    typed = [filled(route, case, NOBODY) for route in of_a_case()]
    with office(people.alice, people.dan, people.olga) as at:
        nothing_is_there(at("Dan"), typed, case.reference)
        break_the_glass(at("Dan"), case.reference)
        see_only_what_was_named(at("Dan"), case.reference)
        find_it_in_oversight(at("Olga"), case.reference)
        see_who_it_was(at("Alice"), case.reference)
        end_it(at("Dan"), case.reference)
        nothing_is_there(at("Dan"), typed[:8], case.reference)
        review(at("Olga"), case.reference)


def a_full_case(people: People) -> Case:
    """A case with something in every room, and a source that is sealed."""
    case = a_case(people)
    with opened(people.alice.actor) as actor:
        grant_membership(case.pk, people.carol, "crisis", actor=actor)
        seal(case, SealedKind.SOURCE, "Source A", SOURCE, actor=actor, compartment="crisis")
        add_person(case, PersonRole.VICTIM, actor=actor, compartment="victims", name=VICTIM)
    give(case, "strategic", people.carol, by=people.alice)
    hear(case, people.carol, threat=THREAT)
    decide(case, by=people.alice, approver=people.carol)
    return case


def of_a_case() -> list[str]:
    """The routes of a case's pages."""
    return [route for route, _ in addresses() if route.startswith("cases/<slug:reference>/")]


def nothing_is_there(one: Visitor, typed: list[str], reference: str) -> None:
    """Every address answers as one that never was; search and lists hold nothing."""
    for address in typed:
        with one.watch.expecting(404, 405):
            answer = one.open(address)
        words = one.page.locator("body").inner_text()
        assert answer.status == 405 or "There is no such page" in words, address
        assert [said for said in (TITLE, VICTIM, THREAT, SOURCE) if said in words] == []
    for place in ("/", "/cases/", f"/search/?q={reference}", "/search/?q=harbour"):
        one.open(place)
        words = one.page.locator("main").inner_text()
        assert TITLE not in words
        assert reference not in words.replace(f"“{reference}”", "")


def break_the_glass(one: Visitor, reference: str) -> None:
    """What it means is said before; a short reason is refused."""
    one.open("/cases/")
    one.follow("Break the glass")
    says(one, "oversight are told at once", "It lasts four hours at most")
    one.field("Reference of the case").fill(reference.lower())
    one.choose("compartments", "crisis")
    one.choose("minutes", "60")
    one.field("Reason").fill("Now")
    sound(one)
    refused(one, "Break the glass", "Reason", "at least")
    one.field("Reason").fill(REASON)
    one.send("Break the glass")
    says(one, BANNER, "You see: Crisis.")
    sound(one)


def see_only_what_was_named(one: Visitor, reference: str) -> None:
    """The banner stands on every page; the crisis is open, and the source stays sealed."""
    page = one.page
    for place in ("", "timeline/", "response/", "response/contacts/"):
        one.open(f"/cases/{reference}/{place}")
        says(one, BANNER)
    says(one, "Threat")
    for place in ("", "people/"):
        one.open(f"/cases/{reference}/{place}")
        expect(page.locator("body")).not_to_contain_text(VICTIM)
    with one.watch.expecting(404):
        one.open(f"/cases/{reference}/money/")
    one.open(f"/cases/{reference}/sealed/")
    one.follow("Source A")
    expect(page.locator("body")).not_to_contain_text(SOURCE)
    expect(page.get_by_role("link", name="Ask to read it")).to_have_count(0)
    address = page.url.removeprefix(one.base_url)
    for place in ("ask/", "read/"):
        with one.watch.expecting(403, 404):
            one.open(f"{address}{place}")
        expect(page.locator("body")).not_to_contain_text(SOURCE)


def find_it_in_oversight(one: Visitor, reference: str) -> None:
    """She is told at once, reads the reason, and nothing of the case itself."""
    one.open("/duty/notices/")
    says(one, "glass", reference)
    tap(one, "I see to it")
    one.open("/break-glass/reviews/")
    sound(one)
    one.follow(reference)
    says(one, REASON, "This access has not ended yet")
    expect(one.page.locator("body")).not_to_contain_text(TITLE)
    with one.watch.expecting(404):
        one.open(f"/cases/{reference}/")


def see_who_it_was(one: Visitor, reference: str) -> None:
    """The lead reads who it was, and why."""
    one.open(f"/cases/{reference}/broken-glass/")
    says(one, "Dan", REASON)
    sound(one)


def end_it(one: Visitor, reference: str) -> None:
    """He ends it himself, on any page of the case."""
    one.open(f"/cases/{reference}/")
    one.press(one.page.get_by_role("button", name="End it now").first)


def review(one: Visitor, reference: str) -> None:
    """Her verdict, with what the journal holds of him before her eyes."""
    one.open("/break-glass/reviews/")
    one.follow(reference)
    says(one, "What was seen and done")
    sound(one)
    one.choose("verdict", "justified")
    one.field("Why").fill("A deadline was near, and the lead could not be reached.")
    one.send("Keep the verdict")
    one.open("/break-glass/reviews/")
    says(one, "ustified", "the lead could not be reached")
    one.open("/")
    expect(one.page.get_by_role("main")).not_to_contain_text(reference)
