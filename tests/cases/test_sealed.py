"""Sealed items: two members open one together, to one of them, for minutes; nobody else ever."""

import pytest
from django.db import DatabaseError, connection, transaction

from homeward.casework.cases.actions.sealed import (
    approve_sealed,
    ask_sealed,
    close_sealed,
    read_sealed,
    seal,
)
from homeward.casework.cases.errors.case import AskedAlready, OpeningOver, OwnOpening, SealedShut
from homeward.casework.cases.models import Case, SealedItem, SealedOpening, SealedText
from homeward.casework.cases.sealing import SealedKind
from homeward.foundation.access.actions import end_membership, grant_membership
from homeward.foundation.access.errors import Forbidden
from homeward.foundation.access.models import User
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from homeward.foundation.vault.errors import LockedForEver
from tests.access.glasses import as_owner, broken
from tests.browser_client import signed_in
from tests.cluster import SuiteCluster, TestNode
from tests.notices import Told, listening
from tests.page_checks import check_page
from tests.people import People, a_case

SECRET = "The source is the night porter of the harbour office."


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Told]:
    """What persons are told."""
    return listening(monkeypatch)


@pytest.fixture
def sealed(people: People, told: list[Told]) -> SealedItem:
    """A source that Alice sealed in the investigation, in which Carol and Dan are too."""
    case = a_case(people)
    with opened(people.alice.actor) as actor:
        for person in (people.carol, people.dan):
            grant_membership(case.pk, person, "investigation", actor=actor)
        kind = SealedKind.SOURCE
        return seal(case, kind, "Source A", SECRET, actor=actor, compartment="investigation")


def ciphertexts(person: User) -> int:
    with opened(person.actor):
        return SealedText.objects.count()


def asked(person: User, item: SealedItem) -> SealedOpening:
    with opened(person.actor) as actor:
        return ask_sealed(item, "We must warn the source today.", actor=actor)


def agree(person: User, opening: SealedOpening) -> None:
    with opened(person.actor) as actor:
        approve_sealed(opening, actor=actor)


def read(person: User, item: SealedItem) -> str:
    with opened(person.actor) as actor:
        return read_sealed(SealedItem.objects.get(pk=item.pk), actor=actor)


def minutes_pass(node: TestNode, suite: SuiteCluster, minutes: int) -> None:
    columns = ("asked_at", "approve_by", "approved_at", "open_until")
    moved = ", ".join(f"{c} = {c} - make_interval(mins => {minutes})" for c in columns)
    as_owner(node, suite, f"update cases_sealedopening set {moved}")  # noqa: S608


def test_two_open_it_to_the_one_who_asked(
    people: People, sealed: SealedItem, told: list[Told], node: TestNode, suite: SuiteCluster
) -> None:
    opening = asked(people.carol, sealed)
    with pytest.raises(SealedShut):
        read(people.carol, sealed)
    agree(people.dan, opening)
    assert read(people.carol, sealed) == SECRET
    seen = {name: ciphertexts(getattr(people, name)) for name in ("alice", "bob", "dan", "olga")}
    assert seen == dict.fromkeys(seen, 0), "not even who sealed it, nor who agreed"
    for person in (people.alice, people.dan):
        with pytest.raises(SealedShut):
            read(person, sealed)
    assert ciphertexts(people.carol) == 1
    minutes_pass(node, suite, 15)
    assert ciphertexts(people.carol) == 0
    with pytest.raises(SealedShut):
        read(people.carol, sealed)
    assert [(one.who, one.kind) for one in told] == [
        ({"alice", "dan"}, "case.seal_asked"),
        ({"carol"}, "case.seal_approved"),
    ]
    with opened(people.alice.actor):
        steps = Entry.objects.filter(subject_kind="sealed_item").order_by("number")
        assert [(e.verb, e.actor_name, e.compartment) for e in steps] == [
            ("case.item_sealed", "alice", "investigation"),
            ("case.seal_asked", "carol", "investigation"),
            ("case.seal_approved", "dan", "investigation"),
            ("case.seal_read", "carol", "investigation"),
        ]
        assert not any(SECRET in str(entry.data) for entry in steps)


def test_one_alone_opens_nothing(people: People, sealed: SealedItem) -> None:
    opening = asked(people.carol, sealed)
    with opened(people.carol.actor) as actor:
        with pytest.raises(OwnOpening):
            approve_sealed(opening, actor=actor)
        for statement, values in (
            ("select guard.approve_sealed(%s)", [opening.pk]),
            ("update cases_sealedopening set approved_by = %s", [people.dan.pk]),
            ("insert into cases_sealedopening select * from cases_sealedopening", []),
            ("update cases_sealedtext set compartment = 'crisis'", []),
        ):
            refused = pytest.raises(DatabaseError, match=r"guard:|permission denied")
            with refused, transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement, values)
        with pytest.raises(AskedAlready):
            ask_sealed(sealed, "And once more, please.", actor=actor)
    assert ciphertexts(people.carol) == 0


def test_others_neither_ask_nor_agree(people: People, sealed: SealedItem) -> None:
    """A member of another compartment, a stranger, and whoever broke the glass."""
    opening = asked(people.carol, sealed)
    with opened(people.alice.actor) as actor:
        case = sealed.case
        end_membership(case.pk, people.dan, "investigation", actor=actor)
    broken(people.dan, case, "investigation")
    for person in (people.bob, people.olga, people.dan):
        with opened(person.actor) as actor:
            with pytest.raises(Forbidden), transaction.atomic():
                ask_sealed(sealed, "I would like to know.", actor=actor)
            with pytest.raises(Forbidden), transaction.atomic():
                approve_sealed(opening, actor=actor)
            with pytest.raises(OpeningOver), transaction.atomic():
                close_sealed(opening, actor=actor)
    with opened(people.dan.actor):
        assert SealedItem.objects.count() == 1, "a broken glass shows that something is sealed"
    with opened(people.bob.actor):
        assert SealedItem.objects.count() == 0
        assert SealedOpening.objects.count() == 0


def test_too_late_is_too_late(
    people: People, sealed: SealedItem, node: TestNode, suite: SuiteCluster
) -> None:
    opening = asked(people.carol, sealed)
    minutes_pass(node, suite, 30)
    with pytest.raises(OpeningOver):
        agree(people.dan, opening)
    assert asked(people.carol, sealed).pk != opening.pk, "she may ask again"


def test_it_is_put_away_declined_and_lost_with_the_place(
    people: People, sealed: SealedItem
) -> None:
    declined = asked(people.carol, sealed)
    with opened(people.alice.actor) as actor:
        close_sealed(declined, actor=actor)
    with pytest.raises(OpeningOver):
        agree(people.dan, declined)
    second = asked(people.carol, sealed)
    agree(people.dan, second)
    with opened(people.alice.actor) as actor, pytest.raises(OpeningOver):
        close_sealed(second, actor=actor)
    with opened(people.carol.actor) as actor:
        close_sealed(second, actor=actor)
    assert ciphertexts(people.carol) == 0
    agree(people.dan, asked(people.carol, sealed))
    assert ciphertexts(people.carol) == 1
    with opened(people.alice.actor) as actor:
        end_membership(sealed.case_id, people.carol, "investigation", actor=actor)
    assert ciphertexts(people.carol) == 0


def test_the_database_keeps_no_word_of_it(
    people: People, sealed: SealedItem, node: TestNode, suite: SuiteCluster
) -> None:
    agree(people.dan, asked(people.carol, sealed))
    with opened(people.carol.actor):
        locked = bytes(SealedText.objects.get().locked)
    assert b"porter" not in locked
    as_owner(node, suite, "delete from vault_casekey where case_id = %s", sealed.case_id)
    with pytest.raises(LockedForEver):
        read(people.carol, sealed)


def test_a_text_is_sealed_into_ones_own_compartment_with_its_item(
    people: People, sealed: SealedItem
) -> None:
    with opened(people.bob.actor) as actor:
        with pytest.raises(DatabaseError), transaction.atomic():
            seal(
                sealed.case,
                SealedKind.OTHER,
                "x",
                "y",
                actor=actor,
                compartment="investigation",
            )
        item = SealedItem.objects.create(
            case=sealed.case, compartment="finance", kind="other", title="x", sealed_by=actor.id
        )
        stray = SealedText(item=item, case=sealed.case, compartment="crisis", locked=b"")
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            stray.save(force_insert=True)


def address(case: Case, rest: str = "") -> str:
    return f"/cases/{case.reference}/{rest}"


def test_the_pages_lead_two_members_through_it(
    people: People, sealed: SealedItem, told: list[Told]
) -> None:
    case, page = sealed.case, address(sealed.case, f"sealed/{sealed.pk}/")
    carol, dan, alice = (signed_in(p) for p in (people.carol, people.dan, people.alice))
    form = {"kind": "address", "title": "House B", "text": "1 Quiet Road", "compartment": "crisis"}
    assert alice.post(address(case, "sealed/new/"), form).status_code == 302
    assert "House B" in check_page(alice.get(address(case, "sealed/")))
    listed = check_page(carol.get(address(case, "sealed/")))
    assert "Source A" in listed
    assert "House B" not in listed
    assert "Ask to read it" in check_page(carol.get(page))
    check_page(carol.get(page + "ask/"))
    check_page(carol.post(page + "ask/", {"reason": "short"}), status=400)
    assert carol.post(page + "ask/", {"reason": "We must warn them."}).status_code == 302
    check_page(carol.get(page + "read/"), status=403)
    with opened(people.carol.actor):
        opening = SealedOpening.objects.get().pk
    check_page(carol.post(address(case, f"openings/{opening}/approve/")), status=403)
    assert "We must warn them." in check_page(dan.get(page))
    assert dan.post(address(case, f"openings/{opening}/approve/")).status_code == 302
    assert "Read it" in check_page(carol.get(page))
    assert "night porter" in check_page(carol.get(page + "read/"))
    for other in (dan, alice):
        assert "night porter" not in check_page(other.get(page + "read/"), status=403)
    assert carol.post(address(case, f"openings/{opening}/close/")).status_code == 302
    check_page(carol.get(page + "read/"), status=403)
    bob = signed_in(people.bob)
    for rest in ("", "ask/", "read/"):
        check_page(bob.get(page + rest), status=404)
    assert bob.post(address(case, f"openings/{opening}/approve/")).status_code == 404
