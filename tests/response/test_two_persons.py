"""A decision has two persons, a proof of life is verified by a second; races have one winner."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import psycopg
import pytest
from django.db import DatabaseError, connection

from homeward.casework.cases.models import Case
from homeward.casework.response.actions.contacts import verify_proof
from homeward.casework.response.actions.decisions import (
    NewDecision,
    record_decision,
    settle_decision,
)
from homeward.casework.response.actions.hand_overs import (
    Note,
    confirm_hand_over,
    write_hand_over,
)
from homeward.casework.response.errors.crisis import (
    ApproverOutside,
    CorrectedAlready,
    DecidedAlready,
    HandOverSettled,
    NotYours,
    RolesApart,
    SamePerson,
)
from homeward.casework.response.models import Approval, Decision, RoleAssignment
from homeward.casework.response.queries.decisions import decisions_of, state_of
from homeward.casework.response.roles import holder_of
from homeward.foundation.access.models import User
from homeward.foundation.duty.queries import open_tasks
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.cluster import SuiteCluster, TestNode
from tests.people import People
from tests.response.team import HOUR, NOW, a_team, decide, give, hear


def settled(decision: Decision, user: User, start: Barrier, *, yes: bool) -> str:
    start.wait()
    try:
        with opened(user.actor):
            settle_decision(decision, is_confirmed=yes, note="so", user=user)
    except DecidedAlready:
        return "late"
    finally:
        connection.close()
    return "first"


def test_of_two_who_answer_at_once_one_is_told_that_he_was_late(people: People) -> None:
    case = a_team(people)
    give(case, "strategic", people.dan, by=people.alice)
    for _round in range(5):
        decision = decide(case, by=people.alice, approver=people.carol)
        start = Barrier(2)
        with ThreadPoolExecutor(2) as pool:
            yes = pool.submit(settled, decision, people.carol, start, yes=True)
            no = pool.submit(settled, decision, people.dan, start, yes=False)
            results = (yes.result(20), no.result(20))
        assert sorted(results) == ["first", "late"]
        with opened(people.alice.actor):
            kept = Approval.objects.get(decision=decision)
            assert kept.is_confirmed == (results[0] == "first")
            assert kept.by == (people.carol if kept.is_confirmed else people.dan)


def test_nobody_confirms_his_own_decision(people: People) -> None:
    case = a_team(people)
    with pytest.raises(SamePerson):
        decide(case, by=people.alice, approver=people.alice)
    decision = decide(case, by=people.alice, made_by=people.dan, approver=people.carol)
    for person, error in ((people.alice, SamePerson), (people.dan, SamePerson)):
        with opened(person.actor), pytest.raises(error):
            settle_decision(decision, is_confirmed=True, note="", user=person)
    give(case, "strategic", people.dan, by=people.alice)
    with opened(people.dan.actor), pytest.raises(SamePerson):
        settle_decision(decision, is_confirmed=True, note="", user=people.dan)


def test_an_approver_must_be_able_to_read_it(people: People) -> None:
    case = a_team(people)  # Bob is in finance only
    with pytest.raises(ApproverOutside) as refused:
        decide(case, by=people.alice, approver=people.bob)
    assert "Bob is not in the compartment" in str(refused.value)


def test_a_new_note_replaces_the_one_before(people: People) -> None:
    case = a_team(people)
    row, first = handing(case, people)
    with opened(people.dan.actor):
        write_hand_over(row, Note(receiver=people.alice, situation="Three."), user=people.dan)
    with opened(people.carol.actor):
        with pytest.raises(HandOverSettled):
            confirm_hand_over(first, user=people.carol)  # type: ignore[arg-type]
        assert open_tasks(people.carol).count() == 0


def test_the_database_wants_a_second_person_too(people: People) -> None:
    case = a_team(people)
    decision = decide(case, by=people.alice, approver=people.carol)
    facts = {"case": case, "compartment": "crisis", "decision": decision, "is_confirmed": True}
    for claimed in (people.alice, people.carol):
        with pytest.raises(DatabaseError), opened(people.alice.actor):
            Approval.objects.create(**facts, by=claimed)
    contact = hear(case, people.alice, proof_given=True, proof_kind="voice")
    with opened(people.alice.actor), pytest.raises(SamePerson):
        verify_proof(contact, "genuine", "x", user=people.alice)


def test_only_those_who_were_asked_confirm(people: People) -> None:
    case = a_team(people)
    decision = decide(case, by=people.alice, approver=people.carol)
    with opened(people.dan.actor), pytest.raises(NotYours):
        settle_decision(decision, is_confirmed=True, note="", user=people.dan)


def test_a_correction_is_a_new_entry_and_there_is_one(people: People) -> None:
    case = a_team(people)
    first = decide(case, by=people.alice, approver=people.carol)
    new = NewDecision(
        at=NOW - HOUR,
        situation="As before.",
        options="Two.",
        decision="Wait until seven.",
        reason="It was seven.",
        made_by=people.alice,
        approver=people.carol,
    )
    with opened(people.alice.actor):
        second = record_decision(case, new, user=people.alice, corrects=first)
        with pytest.raises(CorrectedAlready):
            record_decision(case, new, user=people.alice, corrects=first)
        states = [(one.number, state_of(one)) for one in decisions_of(people.alice, case)]
        assert states == [(second.number, "pending"), (first.number, "corrected")]
    with opened(people.carol.actor), pytest.raises(DecidedAlready):
        settle_decision(first, is_confirmed=True, note="", user=people.carol)


@pytest.mark.parametrize("table", ["response_decision", "response_contact"])
def test_logs_only_grow(people: People, node: TestNode, suite: SuiteCluster, table: str) -> None:
    """For the application, and for whoever owns the database."""
    case = a_team(people)
    decide(case, by=people.alice, approver=people.carol)
    hear(case, people.alice)
    owner = suite.cluster.superuser_url(node.home.config.database)
    for statement in (f"update {table} set number = 9", f"delete from {table}"):  # noqa: S608
        with (
            pytest.raises(DatabaseError),
            opened(people.alice.actor),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
        with (
            psycopg.connect(owner) as raw,
            pytest.raises(psycopg.errors.InsufficientPrivilege, match="never changed"),
        ):
            raw.execute(statement)  # type: ignore[arg-type]


def handing(case: Case, people: People) -> tuple[RoleAssignment, object]:
    row = give(case, "tactical", people.dan, by=people.alice)
    with opened(people.dan.actor):
        note = Note(receiver=people.carol, situation="Two calls.", watch="The silence.")
        return row, write_hand_over(row, note, user=people.dan)


def test_a_role_changes_hands_when_both_confirmed(people: People) -> None:
    case = a_team(people)
    _row, made = handing(case, people)
    with opened(people.dan.actor):
        assert holder_of(case, "tactical") == people.dan
        with pytest.raises(HandOverSettled):  # he gave it already by writing
            confirm_hand_over(made, user=people.dan)  # type: ignore[arg-type]
    with opened(people.alice.actor), pytest.raises(HandOverSettled):
        confirm_hand_over(made, user=people.alice)  # type: ignore[arg-type]
    with opened(people.carol.actor):
        assert confirm_hand_over(made, user=people.carol)  # type: ignore[arg-type]
        assert holder_of(case, "tactical") == people.carol
        old, new = RoleAssignment.objects.filter(case=case).order_by("pk")
        assert old.ended_at == new.starts_at
    with opened(service("verifier")):
        assert Entry.objects.filter(verb="response.handed_over", case_id=case.pk).count() == 1


def test_a_receiver_who_became_negotiator_meanwhile_cannot_take_over(people: People) -> None:
    case = a_team(people)
    _row, made = handing(case, people)
    give(case, "negotiator", people.carol, by=people.alice)
    with opened(people.carol.actor), pytest.raises(RolesApart):
        confirm_hand_over(made, user=people.carol)  # type: ignore[arg-type]
    with opened(people.carol.actor):
        assert holder_of(case, "tactical") == people.dan


def assigned(case: Case, role: str, holder: User, by: User, start: Barrier) -> bool:
    start.wait()
    try:
        give(case, role, holder, by=by)
    except RolesApart:
        return False
    finally:
        connection.close()
    return True


def test_two_roles_given_at_once_cannot_break_a_rule_together(people: People) -> None:
    case = a_team(people)
    start = Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(assigned, case, "strategic", people.dan, people.alice, start)
        two = pool.submit(assigned, case, "negotiator", people.dan, people.carol, start)
        assert sorted([one.result(20), two.result(20)]) == [False, True]
