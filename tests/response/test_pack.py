"""The print pack: by role, within the walls, counted and journalled."""

import io
import re
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from homeward.casework.cases.actions import RansomFacts, add_person, record_ransom
from homeward.casework.cases.models import Case
from homeward.casework.cases.vocabulary.case import PersonRole
from homeward.casework.response import pack
from homeward.casework.response.models import PackCopy
from homeward.casework.response.pack import (
    EVERY_ROLE,
    ROLES,
    TEAM_ROLES,
    add_pack_section,
    parts_for,
)
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.access.roles import Compartment
from homeward.foundation.documents.blocks import Block, Paragraph
from homeward.foundation.duty.actions import add_task
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People, a_case

NAMES = {one: f"{one.title()} Example" for one in Compartment.values}


@pytest.fixture
def case(people: People) -> Case:
    """A case with somebody in each compartment, a ransom and a task."""
    found = a_case(people)
    with opened(people.alice.actor) as actor:
        for wall, name in NAMES.items():
            add_person(found, PersonRole.RELATIVE, actor=actor, compartment=wall, name=name)
        record_ransom(found, RansomFacts(currency="XAD", demanded=50_000_000), actor=actor)
        add_task(
            "response.alert_approve",
            actor=actor,
            subject=("case", found.pk),
            url="/",
            assignee=people.alice,
            case_id=found.pk,
        )
    return found


def address(case: Case) -> str:
    return f"/cases/{case.reference}/response/pack/"


def printed(client: Client, case: Case, role: str, language: str = "en") -> str:
    answer = client.post(address(case), {"role": role, "language": language})
    assert answer.status_code == 200, answer.content.decode()[:2000]
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "no-store" in answer.headers["Cache-Control"]
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def people_in(text: str) -> set[str]:
    return {wall for wall, name in NAMES.items() if name in text}


def test_each_role_gets_its_compartments_and_no_more(people: People, case: Case) -> None:
    client = signed_in(people.alice)
    for code, role in ROLES.items():
        text = printed(client, case, code)
        assert people_in(text) == role.compartments, code
        sees_ransom = bool(role.compartments & {"investigation", "crisis", "finance"})
        assert ("500,000" in text) == sees_ransom, code
        assert ("A public alert awaits approval" in text) == (code == "strategic"), code
        assert case.reference in text
        assert "XA-POLICE" in text


def test_nobody_prints_for_a_role_what_he_may_not_see_himself(people: People, case: Case) -> None:
    text = printed(signed_in(people.bob), case, "strategic")
    assert people_in(text) == {"finance"}
    assert "Harbour road" in text
    assert people_in(printed(signed_in(people.bob), case, "family_liaison")) == set()


@pytest.mark.parametrize("role", ["outside", "media"])
def test_people_outside_get_whom_to_call_and_nothing_of_the_case(
    people: People, case: Case, role: str
) -> None:
    text = printed(signed_in(people.alice), case, role)
    for content in (case.title, case.place, "Alice Example", "500,000", "Bob"):
        assert content not in text
    assert "Whom to call" in text


def test_copies_are_numbered_journalled_and_listed_for_the_lead(people: People, case: Case) -> None:
    alice, bob = signed_in(people.alice), signed_in(people.bob)
    assert "Copy 1" in printed(alice, case, "tactical")
    text = printed(bob, case, "finance")
    assert "Copy 2" in text
    assert "Bob, XA-FIU" in text
    with opened(service("verifier")):
        entries = list(Entry.objects.filter(verb="response.pack_printed").order_by("number"))
    assert [entry.data["number"] for entry in entries] == [1, 2]
    assert entries[1].data["role"] == "finance"
    assert entries[1].data["parts"] == ["facts", "authorities", "team", "people", "ransom"]
    third = alice.post(address(case), {"role": "tactical", "language": "fr"})
    named = f'attachment; filename="{case.reference}-3.pdf"'
    assert third["Content-Disposition"] == named, "one file for each copy, and no name of anybody"
    assert "Copies that were printed" in check_page(alice.get(address(case)))
    assert "Copies that were printed" not in check_page(bob.get(address(case)))


def test_a_pack_that_fails_is_not_counted(people: People, case: Case, monkeypatch: Any) -> None:
    from homeward.foundation.documents import rendering

    monkeypatch.setattr(rendering, "MOST_CHARACTERS", 10)
    answer = signed_in(people.alice).post(address(case), {"role": "tactical", "language": "en"})
    check_page(answer, status=413)
    with opened(people.alice.actor):
        assert not PackCopy.objects.exists()


def test_strangers_find_no_pack_and_a_wrong_role_is_said(people: People, case: Case) -> None:
    for method in ("get", "post"):
        check_page(getattr(signed_in(people.dan), method)(address(case)), status=404)
    alice = signed_in(people.alice)
    check_page(alice.post(address(case), {"role": "x", "language": "en"}), status=400)
    check_page(alice.post(address(case), {"role": "tactical", "language": "xx"}), status=400)
    assert f'href="{address(case)}"' in check_page(alice.get(f"/cases/{case.reference}/"))


def test_a_pack_is_in_the_language_that_was_chosen(people: People, case: Case) -> None:
    client = signed_in(people.alice)
    french = printed(client, case, "tactical", "fr")
    assert "Lieu" in french
    assert 'lang="en"' in check_page(client.get(address(case)))


def test_a_section_never_gets_a_wall_that_one_of_the_two_lacks(
    people: People, case: Case, monkeypatch: Any
) -> None:
    monkeypatch.setattr(pack, "_sections", {})
    seen: list[frozenset[str]] = []

    def spy(viewer: object, case: Case, walls: frozenset[str]) -> list[Block]:
        seen.append(walls)
        return [Paragraph("x")]

    add_pack_section("spy", 1, "Spy", ("crisis", "victims"), TEAM_ROLES, spy)
    with opened(people.alice.actor):
        grant_membership(case.pk, people.carol, Compartment.CRISIS, actor=people.alice.actor)
    with opened(people.carol.actor):
        assert list(parts_for(people.carol, case, ROLES["strategic"])) == ["spy"]
        assert parts_for(people.carol, case, ROLES["family_liaison"]) == {}
        assert parts_for(people.carol, case, ROLES["outside"]) == {}
    assert seen == [frozenset({"crisis"})]
    with pytest.raises(ValueError, match="twice"):
        add_pack_section("spy", 1, "Spy", (), EVERY_ROLE, spy)
    with pytest.raises(ValueError, match="No role"):
        add_pack_section("other", 1, "Other", (), frozenset({"nobody"}), spy)
