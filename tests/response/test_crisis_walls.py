"""The walls of a crisis in the database itself, whatever the program asks."""

import pytest
from django.db import DatabaseError, connection

from homeward.casework.response.models import Clock, RoleAssignment, RoleSetting
from homeward.foundation.access.models import User
from homeward.foundation.guard.context import opened
from tests.people import People
from tests.response.team import HOUR, NOW, a_team, decide, give, hear

TABLES = ["roleassignment", "handover", "decision", "approval", "contact", "proofcheck", "clock"]


def counted(user: User) -> dict[str, int]:
    """How many rows each table shows to somebody who asks for all of them."""
    found = {}
    with opened(user.actor), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"select count(*) from response_{table}")  # noqa: S608  our own list
            found[table] = cursor.fetchone()[0]
    return found


def test_raw_questions_show_nothing_outside_the_compartment(people: People) -> None:
    case = a_team(people)
    give(case, "tactical", people.dan, by=people.alice)
    hear(case, people.carol, next_expected=NOW + HOUR)
    decide(case, by=people.alice, approver=people.carol)
    for outsider in (people.bob, people.olga, people.adam):  # Bob is in finance
        assert set(counted(outsider).values()) == {0}
    member = counted(people.dan)
    assert {t for t in TABLES if member[t]} == {"roleassignment", "decision", "contact", "clock"}


@pytest.mark.parametrize("function", ["next_decision({})", "finish_crisis_tasks({}, 'a', 'b')"])
def test_functions_of_the_owner_serve_members_only(people: People, function: str) -> None:
    case = a_team(people)
    asked = f"select guard.{function.format(case.pk)}"
    with opened(people.dan.actor), connection.cursor() as cursor:
        cursor.execute(asked)
    with (
        pytest.raises(DatabaseError, match="not a member"),
        opened(people.olga.actor),
        connection.cursor() as cursor,
    ):
        cursor.execute(asked)


def test_what_is_settled_is_settled(people: People) -> None:
    case = a_team(people)
    row = give(case, "tactical", people.dan, by=people.alice)
    hear(case, people.carol, next_expected=NOW + HOUR)
    rows = RoleAssignment.objects.filter(pk=row.pk)
    for change in ({"user": people.carol}, {"starts_at": NOW}, {"role": "media"}):
        with pytest.raises(DatabaseError, match="never changed"), opened(people.alice.actor):
            rows.update(**change)
    with opened(people.alice.actor):
        rows.update(ended_at=NOW, ended_by=people.alice.pk)
    with pytest.raises(DatabaseError, match="settled"), opened(people.alice.actor):
        rows.update(ended_at=NOW + HOUR)
    with pytest.raises(DatabaseError, match="settled"), opened(people.alice.actor):
        rows.update(ended_at=None)
    with pytest.raises(DatabaseError, match="never changed"), opened(people.alice.actor):
        Clock.objects.update(due_at=NOW)
    with pytest.raises(DatabaseError), opened(people.alice.actor):
        Clock.objects.all().delete()


def test_only_administrators_and_supervisors_change_the_list_of_roles(people: People) -> None:
    with pytest.raises(DatabaseError), opened(people.alice.actor):
        RoleSetting.objects.create(code="own", name="Own")
    with opened(people.adam.actor):
        RoleSetting.objects.create(code="own", name="Own")
    with opened(people.alice.actor):
        assert RoleSetting.objects.get().name == "Own"
