"""Breaking the glass: who may, what it opens and what it never does, who is told, how it ends."""

import pytest
from django.db import DatabaseError, connection, transaction

from homeward.casework.cases.actions import add_person
from homeward.casework.cases.actions.glass import break_glass, review_glass
from homeward.casework.cases.models import Case, Person
from homeward.casework.cases.queries import cases_of, people_of
from homeward.casework.cases.vocabulary.case import PersonRole
from homeward.foundation.access.actions import (
    end_glass,
    end_membership,
    grant_membership,
)
from homeward.foundation.access.errors import (
    Forbidden,
    GlassNotForYou,
    GlassReviewed,
    GlassStillBroken,
    InsideAlready,
    LastLead,
    NobodyOversees,
    NoSuchCase,
    OwnGlass,
)
from homeward.foundation.access.glass import LONGEST, REVIEW_WITHIN
from homeward.foundation.access.models import CaseMember, Glass, User
from homeward.foundation.access.queries import compartments_of, is_lead
from homeward.foundation.duty.models import Task
from homeward.foundation.duty.queries import open_tasks
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from homeward.node.sweeps import sweep
from tests.access.glasses import REASON, as_owner, broken, hours_pass
from tests.cluster import SuiteCluster, TestNode
from tests.notices import Told, listening
from tests.people import People, a_case


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Told]:
    """What persons are told."""
    return listening(monkeypatch)


@pytest.fixture
def case(people: People) -> Case:
    """Alice's case with a person in the investigation and one in the crisis compartment."""
    case = a_case(people)
    with opened(people.alice.actor) as actor:
        for wall in ("investigation", "crisis"):
            add_person(case, PersonRole.VICTIM, actor=actor, compartment=wall, name=f"In {wall}")
    return case


def raw(statement: str, *values: object) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)  # type: ignore[arg-type]
        return cursor.fetchone()[0]


def entries(people: People, verb: str) -> list[Entry]:
    with opened(people.olga.actor):
        return list(Entry.objects.filter(verb=verb).order_by("number"))


def names_seen(person: User, case: Case) -> set[str]:
    """What raw SQL shows, which must be what the queries say."""
    with opened(person.actor):
        shown = set(Person.objects.values_list("name", flat=True))
        assert shown == {row.name for row in people_of(person, case)}
        return shown


def test_it_opens_the_named_compartments_and_no_other(
    people: People, case: Case, told: list[Told]
) -> None:
    assert names_seen(people.dan, case) == set()
    glass = broken(people.dan, case, "crisis", minutes=240)
    assert glass.expires_at - glass.broken_at == LONGEST
    assert glass.review_by - glass.broken_at == REVIEW_WITHIN
    assert names_seen(people.dan, case) == {"In crisis"}
    with opened(people.dan.actor) as actor:
        assert compartments_of(people.dan, case.pk) == {"crisis"}
        assert list(cases_of(people.dan)) == [case]
        add_person(case, PersonRole.WITNESS, actor=actor, compartment="crisis", name="New")
        with pytest.raises(DatabaseError), transaction.atomic():
            add_person(case, PersonRole.WITNESS, actor=actor, compartment="finance", name="No")
    assert names_seen(people.dan, case) == {"In crisis", "New"}


def test_it_opens_nothing_in_the_transaction_that_breaks_it(
    people: People, case: Case, told: list[Told]
) -> None:
    """Else somebody could look, undo the breaking, and leave no trace."""
    with opened(people.dan.actor) as actor:
        break_glass(case.reference, ["crisis"], REASON, actor=actor, minutes=60)
        assert Person.objects.count() == 0
        assert Case.objects.count() == 0
        transaction.set_rollback(True)
    assert names_seen(people.dan, case) == set()
    assert entries(people, "access.glass_broken") == []


def test_it_never_leads_nor_lets_others_in(people: People, case: Case, told: list[Told]) -> None:
    broken(people.dan, case, "crisis", "investigation", "finance", "victims")
    with opened(people.dan.actor) as actor:
        assert not is_lead(people.dan, case.pk)
        for action, person in ((grant_membership, people.carol), (end_membership, people.bob)):
            with pytest.raises(Forbidden), transaction.atomic():
                action(case.pk, person, "finance", actor=actor)
        assert CaseMember.objects.filter(case_id=case.pk, user=people.dan).count() == 0


def test_lead_and_oversight_outside_the_team_are_told_at_once(
    people: People, case: Case, told: list[Told]
) -> None:
    with opened(service("setup")):
        people.carol.roles = ["central", "overseer"]
        people.carol.save()
    with opened(people.alice.actor) as actor:
        grant_membership(case.pk, people.carol, "victims", actor=actor)
    glass = broken(people.dan, case, "crisis")
    assert [(one.who, one.kind, one.life_at_risk) for one in told] == [
        ({"alice"}, "access.glass_broken", True),
        ({"olga"}, "access.glass_broken", True),
    ]
    assert told[1].params == {"reference": case.reference}
    assert told[1].case_id is None, "who oversees has no place in the case"
    with opened(people.olga.actor):
        (task,) = Task.objects.filter(kind="access.glass_review")
        assert (task.assignee, task.due_at, task.url) == (
            people.olga,
            glass.review_by,
            f"/break-glass/reviews/{glass.pk}/",
        )
    (entry,) = entries(people, "access.glass_broken")
    assert (entry.actor_id, entry.case_id) == (people.dan.pk, case.pk)
    assert entry.data == {"compartments": ["crisis"], "minutes": 60}


def test_only_people_who_work_on_cases_may(people: People, case: Case, told: list[Told]) -> None:
    with opened(service("setup")):
        people.bob.roles = ["finance", "administrator"]
        people.bob.save()
    for person in (people.adam, people.olga, people.bob):
        with opened(person.actor) as actor:
            with pytest.raises(GlassNotForYou), transaction.atomic():
                break_glass(case.reference, ["crisis"], REASON, actor=actor, minutes=60)
            with pytest.raises(DatabaseError, match="nobody such"), transaction.atomic():
                raw("select guard.break_glass(%s, %s, %s, 60)", case.reference, ["crisis"], REASON)
    assert broken(people.carol, case, "victims").pk


def test_whoever_becomes_administrator_loses_it(
    people: People, case: Case, told: list[Told]
) -> None:
    broken(people.dan, case, "crisis")
    with opened(service("setup")):
        people.dan.roles = ["officer", "administrator"]
        people.dan.save()
    assert names_seen(people.dan, case) == set()
    with opened(people.dan.actor):
        assert compartments_of(people.dan, case.pk) == frozenset()


@pytest.mark.parametrize(
    ("compartments", "reason", "minutes"),
    [
        (["crisis"], REASON, 241),
        (["crisis"], REASON, 0),
        (["crisis"], REASON, None),
        (["crisis"], "  urgent             ", 60),
        (["crisis"], None, 60),
        ([], REASON, 60),
        (["crisis", "everything"], REASON, 60),
        (None, REASON, 60),
    ],
)
def test_the_database_itself_refuses(
    people: People, case: Case, compartments: list[str], reason: str, minutes: int
) -> None:
    with opened(people.dan.actor), pytest.raises(DatabaseError, match="guard:"):
        raw(
            "select guard.break_glass(%s, %s::text[], %s, %s)",
            *(case.reference, compartments, reason, minutes),
        )


@pytest.mark.parametrize(
    "statement",
    [
        "update access_glass set expires_at = expires_at + interval '1 hour'",
        "update access_glass set ended_at = now()",
        "delete from access_glass",
        "insert into access_glass select * from access_glass",
    ],
)
def test_nobody_writes_a_glass_by_hand(
    people: People, case: Case, told: list[Told], statement: str
) -> None:
    broken(people.dan, case, "crisis")
    for person in (people.dan, people.olga, people.alice):
        refused = pytest.raises(DatabaseError, match="permission denied")
        with opened(person.actor), refused, transaction.atomic():
            raw(statement)


def test_the_table_itself_holds_no_longer_one(
    people: People, case: Case, told: list[Told], node: TestNode, suite: SuiteCluster
) -> None:
    broken(people.dan, case, "crisis", minutes=240)
    longer = "update access_glass set expires_at = expires_at + interval '1 second'"
    with pytest.raises(Exception, match="access_glass_hours"):
        as_owner(node, suite, longer)


def test_a_case_that_is_not_there_opens_nothing(
    people: People, case: Case, told: list[Told]
) -> None:
    with opened(people.dan.actor) as actor, pytest.raises(NoSuchCase):
        break_glass("XA-2026-999999", ["crisis"], REASON, actor=actor, minutes=60)
    with opened(people.olga.actor):
        assert Glass.objects.count() == 0
    assert told == []


def test_whoever_is_inside_breaks_nothing(people: People, case: Case, told: list[Told]) -> None:
    with opened(people.bob.actor) as actor, pytest.raises(InsideAlready):
        break_glass(case.reference, ["finance"], REASON, actor=actor, minutes=60)
    glass = broken(people.bob, case, "finance", "crisis")
    assert glass.compartments == ["crisis"], "his own place needs no glass"
    with opened(people.bob.actor) as actor, pytest.raises(InsideAlready):
        break_glass(case.reference, ["crisis"], REASON, actor=actor, minutes=240)
    with opened(people.bob.actor), pytest.raises(DatabaseError, match="inside already"):
        raw("select guard.break_glass(%s, %s, %s, 60)", case.reference, ["crisis"], REASON)


def test_without_oversight_no_glass_is_broken(people: People, case: Case) -> None:
    with opened(service("setup")):
        people.olga.is_active = False
        people.olga.save()
    with opened(people.dan.actor) as actor:
        with pytest.raises(NobodyOversees):
            break_glass(case.reference, ["crisis"], REASON, actor=actor, minutes=60)
        with pytest.raises(DatabaseError, match="nobody could review"):
            raw("select guard.break_glass(%s, %s, %s, 60)", case.reference, ["crisis"], REASON)


def test_it_ends_by_itself_and_the_journal_says_so(
    people: People, case: Case, told: list[Told], node: TestNode, suite: SuiteCluster
) -> None:
    glass = broken(people.dan, case, "crisis")
    hours_pass(node, suite, glass, 1)
    assert names_seen(people.dan, case) == set()
    with opened(people.dan.actor) as actor:
        assert compartments_of(people.dan, case.pk) == frozenset()
        end_glass(glass, actor=actor)
    assert entries(people, "access.glass_ended") == []
    for _ in range(2):
        sweep(stalled_after=3600)
    (entry,) = entries(people, "access.glass_expired")
    assert (entry.subject_id, entry.case_id) == (str(glass.pk), case.pk)
    assert (entry.actor_kind, entry.actor_name) == ("service", "glass")


def test_it_is_ended_early_by_its_person_only(people: People, case: Case, told: list[Told]) -> None:
    glass = broken(people.dan, case, "crisis")
    for person in (people.alice, people.olga):
        with opened(person.actor) as actor:
            end_glass(glass, actor=actor)
    assert names_seen(people.dan, case) == {"In crisis"}
    with opened(people.dan.actor) as actor:
        end_glass(glass, actor=actor)
        end_glass(glass, actor=actor)
    assert names_seen(people.dan, case) == set()
    assert len(entries(people, "access.glass_ended")) == 1


def test_review_by_somebody_else_of_oversight_once_it_is_over(
    people: People, case: Case, told: list[Told], node: TestNode, suite: SuiteCluster
) -> None:
    with opened(service("setup")):
        people.dan.roles = ["officer", "overseer"]
        people.dan.save()
        people.carol.roles = ["overseer"]
        people.carol.save()
    glass = broken(people.dan, case, "crisis")

    def verdict_of(person: User) -> None:
        with opened(person.actor) as actor:
            fresh = Glass.objects.get(pk=glass.pk)
            review_glass(fresh, "justified", "Somebody had to answer.", actor=actor)

    with pytest.raises(GlassStillBroken):
        verdict_of(people.olga)
    hours_pass(node, suite, glass, 80)
    with pytest.raises(OwnGlass):
        verdict_of(people.dan)
    with pytest.raises(Forbidden):
        verdict_of(people.alice)
    by_hand = "select guard.review_glass(%s, 'justified', 'mine')"
    for person in (people.dan, people.alice):
        with opened(person.actor), pytest.raises(DatabaseError, match="another person"):
            raw(by_hand, glass.pk)
    verdict_of(people.olga)
    with pytest.raises(GlassReviewed):
        verdict_of(people.carol)
    for person in (people.olga, people.carol):
        with opened(person.actor):
            assert not open_tasks(person).filter(kind="access.glass_review").exists()
    (entry,) = entries(people, "access.glass_reviewed")
    assert (entry.actor_id, entry.data) == (people.olga.pk, {"verdict": "justified"})


def test_who_reads_a_glass(people: People, case: Case, told: list[Told]) -> None:
    broken(people.dan, case, "crisis")
    for person, seen in (
        (people.dan, 1),
        (people.alice, 1),
        (people.olga, 1),
        (people.bob, 0),  # a member who does not lead
        (people.carol, 0),
        (people.adam, 0),
    ):
        with opened(person.actor):
            assert Glass.objects.count() == seen, person
    assert Glass.objects.count() == 0


def test_the_lead_ends_a_place_and_the_last_lead_stays(people: People, case: Case) -> None:
    with opened(people.bob.actor) as actor, pytest.raises(Forbidden), transaction.atomic():
        end_membership(case.pk, people.bob, "finance", actor=actor)
    with opened(people.alice.actor) as actor:
        with pytest.raises(LastLead):
            end_membership(case.pk, people.alice, "finance", actor=actor)
        with pytest.raises(DatabaseError, match="last lead"), transaction.atomic():
            raw("select guard.end_membership(%s, %s, 'finance')", case.pk, people.alice.pk)
        with pytest.raises(Forbidden), transaction.atomic():
            end_membership(case.pk, people.bob, "crisis", actor=actor)
        end_membership(case.pk, people.bob, "finance", actor=actor)
    with opened(people.bob.actor):
        assert Case.objects.count() == 0
    (entry,) = entries(people, "access.member_removed")
    assert (entry.subject_id, entry.compartment) == (str(people.bob.pk), "finance")
