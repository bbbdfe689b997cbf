"""Items, packages, flags and sealed texts of two merged files: each stays in its own file, and the
file that remains shows the way to it."""

import pytest

from homeward.casework.cases import queries
from homeward.casework.cases.actions import add_item, merge_case
from homeward.casework.cases.actions.exports import make_export
from homeward.casework.cases.actions.flags import raise_flag
from homeward.casework.cases.actions.sealed import seal
from homeward.casework.cases.models import Case, Event, EvidenceExport, Item, SafetyFlag
from homeward.casework.cases.sealing import SealedKind
from homeward.casework.cases.vocabulary.case import ItemKind
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.access.errors import NotFound
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.cases.casefile import another_case
from tests.page_checks import check_page
from tests.people import People, a_case

SECRET = "Said at the ferry"


@pytest.fixture
def merged(people: People) -> tuple[Case, Case, Item]:
    """A file, the one merged into it with an item, and Bob who has a place in the first only."""
    case, away = a_case(people), another_case(people.alice)
    with opened(people.alice.actor) as actor:
        grant_membership(case.pk, people.bob, "investigation", actor=actor)
        item = add_item(away, ItemKind.NOTE, SECRET, actor=actor)
        add_item(case, ItemKind.NOTE, "Said at the harbour", actor=actor)
        merge_case(away, case, "One kidnapping.", actor=actor)
    return case, away, item


def test_an_item_of_a_merged_file_is_opened_there(
    people: People, merged: tuple[Case, Case, Item]
) -> None:
    case, away, item = merged
    alice = signed_in(people.alice)
    page = check_page(alice.get(f"/cases/{case.reference}/items/"))
    address = f"/cases/{away.reference}/items/{item.pk}/"
    assert f'href="{address}"' in page
    assert SECRET in check_page(alice.get(address))


def test_a_package_holds_nothing_of_another_file(
    people: People, merged: tuple[Case, Case, Item]
) -> None:
    """Whoever is in one file only may download its packages."""
    case, _, item = merged
    alice, address = signed_in(people.alice), f"/cases/{case.reference}/evidence/packages/new/"
    assert SECRET not in check_page(alice.get(address))
    sent = {"items": [item.pk], "recipient": "District court", "purpose": "Trial"}
    check_page(alice.post(address, sent), status=400)
    with opened(people.alice.actor), pytest.raises(NotFound):
        make_export(case, [item], user=people.alice, recipient="Court", purpose="Trial")
    with opened(people.bob.actor):
        assert not EvidenceExport.objects.exists()


def test_nothing_is_offered_as_a_source_that_would_be_refused(
    people: People, merged: tuple[Case, Case, Item]
) -> None:
    case, away, item = merged
    with opened(people.alice.actor):
        assert item not in queries.candidates(people.alice, case)
        assert item in queries.candidates(people.alice, away)


def test_a_flag_of_a_merged_file_stands_and_is_taken_down_in_the_one_that_remains(
    people: People, merged: tuple[Case, Case, Item]
) -> None:
    case, away, _ = merged
    with opened(people.alice.actor) as actor:
        flag = raise_flag(away, "medicine", actor=actor, officer=people.alice, detail="Insulin")
    address = f"/cases/{case.reference}/"
    alice, bob = signed_in(people.alice), signed_in(people.bob)
    assert "Insulin" in check_page(alice.get(address))
    assert "Insulin" not in check_page(bob.get(address)), "he has no place in the other file"
    lift = f"{address}flags/{flag.pk}/"
    check_page(bob.get(lift), status=404)
    assert alice.post(lift, {"reason": "Delivered."}).status_code == 302
    with opened(people.alice.actor):
        assert SafetyFlag.objects.get(pk=flag.pk).lifted_why == "Delivered."
        told = Event.objects.get(kind="case.flag_lifted")
        assert told.case_id == away.pk, "the timeline of its own file tells of it"


def test_a_sealed_text_of_a_merged_file_is_opened_in_its_own(
    people: People, merged: tuple[Case, Case, Item]
) -> None:
    case, away, _ = merged
    with opened(people.alice.actor) as actor:
        sealed = seal(
            away, SealedKind.SOURCE, "Source A", "x", actor=actor, compartment="investigation"
        )
    alice = signed_in(people.alice)
    page = check_page(alice.get(f"/cases/{case.reference}/sealed/"))
    address = f"/cases/{away.reference}/sealed/{sealed.pk}/"
    assert f'href="{address}"' in page
    assert "Source A" in check_page(alice.get(address))
