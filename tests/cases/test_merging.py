"""Merging two files of one kidnapping: nobody sees more, and undoing it restores what was."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import Error
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from homeward.casework.cases import queries
from homeward.casework.cases.actions import (
    add_event,
    add_group,
    add_identifier,
    add_item,
    add_person,
    join_persons,
    merge_case,
    set_status,
    undo_merge,
)
from homeward.casework.cases.actions.groups import GroupFacts
from homeward.casework.cases.errors.casefile import (
    FileIsMerged,
    MergedAlready,
    NotLedByYou,
    NotMerged,
    SameFile,
    SameRecord,
)
from homeward.casework.cases.models import Case, Person, SamePerson
from homeward.casework.cases.vocabulary.case import CaseStatus, ItemKind, PersonRole
from homeward.casework.cases.vocabulary.people import IdentifierKind
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.cases.casefile import another_case, as_
from tests.cluster import SuiteCluster, TestNode
from tests.examples import few
from tests.page_checks import check_page
from tests.people import People, a_case

ABOUT_THE_MERGE = ("case.merged", "case.unmerged", "case.persons_")


def fill(case: Case, lead: User, walls: list[str]) -> None:
    """One row of each kind in each compartment."""
    with opened(lead.actor) as actor:
        for wall in walls:
            person = add_person(
                case, PersonRole.VICTIM, actor=actor, compartment=wall, name=f"V {wall}",
                outcome="unknown",
            )  # fmt: skip
            add_identifier(person, IdentifierKind.PHONE, "+999 1", actor=actor)
            add_item(case, ItemKind.NOTE, f"Note {wall}", actor=actor, compartment=wall)
            add_group(case, GroupFacts(kind="gang"), actor=actor, compartment=wall)
            add_event(case, "case.person_changed", actor=actor, compartment=wall)


def seen(viewer: User, *cases: Case) -> dict[str, Any]:
    """All that a reader finds in the lists of these cases, but for what is said of the merge."""
    found: dict[str, Any] = {}
    with opened(viewer.actor):
        for case in cases:
            now = Case.objects.filter(pk=case.pk).first()
            if now is None:
                continue
            lines = queries.timeline_of(viewer, now)
            found[case.reference] = {
                "status": (now.status, now.merged_into_id, now.title),
                "people": [(r.person.pk, r.roles, r.same) for r in queries.rows_of(viewer, now)],
                "items": [item.pk for item in queries.items_of(viewer, now)],
                "groups": [row.group.pk for row in queries.groups_of(viewer, now)],
                "events": [ln.id for ln in lines if not ln.kind.startswith(ABOUT_THE_MERGE)],
            }
    return found


def rows_seen(viewer: User) -> set[tuple[str, int]]:
    """Every row that raw SQL shows a person, whatever it belongs to."""
    tables = ("person", "item", "group", "identifier", "personpart")
    with opened(viewer.actor), connection.cursor() as cursor:
        found = set()
        for table in tables:
            cursor.execute(f"select id from cases_{table}")  # noqa: S608  names of our own list
            found |= {(table, pk) for (pk,) in cursor.fetchall()}
        return found


walls_of = st.lists(st.sampled_from(Compartment.values), unique=True, max_size=3)


@settings(
    max_examples=few(12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    places=st.tuples(walls_of, walls_of, walls_of, walls_of),
    filled=st.tuples(walls_of, walls_of),
    closed=st.booleans(),
    joins=st.booleans(),
)
def test_undoing_a_merge_restores_what_everybody_saw(
    people: People,
    places: tuple[list[str], list[str], list[str], list[str]],
    filled: tuple[list[str], list[str]],
    closed: bool,
    joins: bool,
) -> None:
    alice = people.alice
    kept, merged = another_case(alice), another_case(alice)
    with opened(alice.actor) as actor:
        for case, person, walls in (
            (kept, people.dan, places[0]),
            (merged, people.dan, places[1]),
            (kept, people.carol, places[2]),
            (merged, people.carol, places[3]),
        ):
            for wall in walls:
                grant_membership(case.pk, person, wall, actor=actor)
        if closed:
            set_status(merged, CaseStatus.CLOSED, actor=actor, revision=1)
    fill(kept, alice, filled[0])
    fill(merged, alice, filled[1])
    everybody = (alice, people.dan, people.carol, people.bob, people.olga)
    before = {user.pk: seen(user, kept, merged) for user in everybody}
    rows = {user.pk: rows_seen(user) for user in everybody}

    as_(alice, lambda: merge_case(merged, kept, "One kidnapping", actor=alice.actor))
    with opened(alice.actor) as actor:
        in_kept = Person.objects.filter(case=kept).first()
        in_merged = Person.objects.filter(case=merged).first()
        if joins and in_kept and in_merged:
            join_persons(in_kept, in_merged, actor=actor)
    for user in everybody:
        assert rows_seen(user) == rows[user.pk], "the walls did not move"
        after, was = seen(user, kept, merged), before[user.pk]
        lists = after.get(kept.reference, {})
        for name in ("items", "groups", "events"):
            both = [pk for case in was.values() for pk in case[name]]
            if kept.reference in was:
                assert sorted(lists[name]) == sorted(both), "all he saw, and nothing else"
            if merged.reference in was:
                assert after[merged.reference][name] == was[merged.reference][name]

    as_(alice, lambda: undo_merge(merged, "Two after all", actor=alice.actor))
    assert {user.pk: seen(user, kept, merged) for user in everybody} == before
    assert {user.pk: rows_seen(user) for user in everybody} == rows


@pytest.fixture
def files(people: People) -> tuple[Case, Case]:
    """Alice leads both; Bob is in the finance compartment of the first, Dan in the other's."""
    return a_case(people), another_case(people.alice, (people.dan, Compartment.CRISIS))


def test_what_cannot_be_merged_says_why(people: People, files: tuple[Case, Case]) -> None:
    kept, merged = files
    third, of_dan = another_case(people.alice), another_case(people.dan)
    alice = people.alice.actor

    def refused(case: Case, into: Case, error: type[Exception], user: User) -> None:
        with pytest.raises(error):
            as_(user, lambda: merge_case(case, into, "x", actor=user.actor))

    refused(kept, kept, SameFile, people.alice)
    refused(of_dan, kept, NotLedByYou, people.alice)
    refused(merged, kept, NotLedByYou, people.dan)
    as_(people.alice, lambda: merge_case(merged, kept, "One", actor=alice))
    for case, into in ((merged, third), (third, merged), (kept, third)):
        refused(case, into, MergedAlready, people.alice)
    with pytest.raises(FileIsMerged):
        as_(people.alice, lambda: set_status(merged, CaseStatus.OPEN, actor=alice, revision=2))
    as_(people.alice, lambda: merge_case(third, kept, "One", actor=alice))
    with pytest.raises(NotMerged):
        as_(people.alice, lambda: undo_merge(kept, "x", actor=alice))
    with pytest.raises(NotLedByYou):
        as_(people.bob, lambda: merge_case(third, kept, "x", actor=people.bob.actor))


def test_the_database_itself_lets_only_the_lead_of_both_merge(
    people: People, files: tuple[Case, Case]
) -> None:
    kept, merged = files
    as_(
        people.alice,
        lambda: grant_membership(kept.pk, people.dan, "crisis", actor=people.alice.actor),
    )
    with opened(people.dan.actor), pytest.raises(Error, match="lead of both"), transaction.atomic():
        Case.objects.filter(pk=merged.pk).update(merged_into=kept)


def test_both_files_tell_of_it_and_statistics_count_once(
    people: People, files: tuple[Case, Case], node: TestNode, suite: SuiteCluster
) -> None:
    import psycopg

    kept, merged = files
    alice = people.alice
    as_(alice, lambda: merge_case(merged, kept, "One", actor=alice.actor))
    with opened(alice.actor) as actor:
        one, two = (add_person(c, PersonRole.VICTIM, actor=actor, name="V") for c in files)
        join_persons(one, two, actor=actor)
    as_(alice, lambda: undo_merge(merged, "Two", actor=alice.actor))
    with opened(alice.actor):
        told = {
            case.pk: [line.sentence for line in queries.timeline_of(alice, case)]
            for case in (kept, merged)
        }
        verbs = Entry.objects.filter(verb__in=["case.merged", "case.unmerged"])
        assert sorted(verbs.values_list("case_id", flat=True)) == [kept.pk] * 2 + [merged.pk] * 2
    assert f"The file {merged.reference} was merged into this one" in told[kept.pk]
    assert f"This file was merged into {kept.reference}" in told[merged.pk]
    url = suite.cluster.superuser_url(node.home.config.database)
    with psycopg.connect(url) as owner:
        facts = owner.execute(
            "select kind, case_id, data ->> 'into' from journal_fact"
            " where kind like 'case.%merged' order by at"
        ).fetchall()
        same = owner.execute(
            "select (data ->> 'person')::int, (data ->> 'other')::int, (data ->> 'joined')::bool"
            " from journal_fact where kind = 'case.same_person' order by at"
        ).fetchall()
    assert facts == [
        ("case.merged", merged.pk, str(kept.pk)),
        ("case.unmerged", merged.pk, str(kept.pk)),
    ]
    assert same == [(one.pk, two.pk, True), (one.pk, two.pk, False)], "and separated by the undoing"


def test_pages_of_a_merged_file_lead_on_and_tell_who_may_not(
    people: People, files: tuple[Case, Case]
) -> None:
    kept, merged = files
    fill(merged, people.alice, ["crisis"])
    lead = signed_in(people.alice)
    form = {"reference": kept.reference.lower(), "why": "The same ferry"}
    page = check_page(lead.post(f"/cases/{merged.reference}/merge/", form, follow=True))
    assert f"{merged.reference} was merged into {kept.reference}" in page
    assert "V crisis" in page, "people of both are listed together"
    for part in ("", "timeline/", "people/", "proceedings/"):
        answer = lead.get(f"/cases/{merged.reference}/{part}")
        assert answer.headers["Location"] == f"/cases/{kept.reference}/{part}"
    dan = signed_in(people.dan)
    page = check_page(dan.get(f"/cases/{merged.reference}/"))
    assert "V crisis" in page, "he keeps what he saw"
    assert kept.reference not in page
    assert "in which you have no place" in page
    timeline = check_page(dan.get(f"/cases/{merged.reference}/timeline/"))
    assert kept.reference not in timeline
    check_page(dan.get(f"/cases/{kept.reference}/"), status=404)
    bob = signed_in(people.bob)
    page = check_page(bob.get(f"/cases/{kept.reference}/"))
    assert merged.reference not in page
    assert "V crisis" not in page
    for other in (dan, bob):
        check_page(
            other.get(f"/cases/{merged.reference}/merge/undo/"), status=403 if other is dan else 404
        )
    undone = lead.post(f"/cases/{merged.reference}/merge/undo/", {"why": "Two"}, follow=True)
    assert merged.title in check_page(undone)
    wrong = lead.post(f"/cases/{merged.reference}/merge/", form | {"reference": "XA-2026-999999"})
    assert 'href="#id_reference"' in check_page(wrong, status=400)


def test_records_of_one_person_are_joined_and_separated(
    people: People, files: tuple[Case, Case]
) -> None:
    kept, merged = files
    alice = people.alice
    with opened(alice.actor) as actor:
        merge_case(merged, kept, "One", actor=actor)
        one = add_person(kept, PersonRole.RELATIVE, actor=actor, name="R", compartment="finance")
        two = add_person(merged, PersonRole.SUSPECT, actor=actor, name="R", compartment="crisis")
    client = signed_in(alice)
    there = f"/cases/{kept.reference}/people/{one.pk}/"
    check_page(client.get(there + "same/"))
    page = check_page(client.post(there + "same/", {"other": str(two.pk)}, follow=True))
    assert "A relative is a suspect as well" in page
    again = check_page(client.post(there + "same/", {"other": str(two.pk)}), status=409)
    assert 'href="#id_other"' in again
    with pytest.raises(SameRecord):
        as_(alice, lambda: join_persons(one, one, actor=alice.actor))
    # Whoever does not see both records is not told that they are one.
    for user, own in ((people.bob, one), (people.dan, two)):
        with opened(user.actor):
            assert not SamePerson.objects.exists()
            assert Person.objects.filter(pk=own.pk).exists()
    with opened(alice.actor):
        joined = SamePerson.objects.get()
        rows = queries.rows_of(alice, Case.objects.get(pk=kept.pk))
        assert [(row.person.pk, len(row.same)) for row in rows] == [(one.pk, 1)]
    address = f"{there}same/{joined.pk}/separate/"
    assert client.get(address).status_code == 405
    check_page(signed_in(people.bob).post(address), status=404)
    page = check_page(client.post(address, follow=True))
    assert "two persons again" in page
    with opened(alice.actor):
        assert len(queries.rows_of(alice, Case.objects.get(pk=kept.pk))) == 2
