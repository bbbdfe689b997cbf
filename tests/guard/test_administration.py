"""What only the administration writes: raw SQL under the application's role is refused as well."""

import pytest
from allauth.mfa.models import Authenticator
from django.db import DatabaseError, connection, transaction

from homeward.foundation.access.actions import grant_membership
from homeward.foundation.access.errors import Forbidden
from homeward.foundation.access.models import CaseMember, User
from homeward.foundation.access.queries import colleagues
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from tests.people import People, a_case

WRITES = {
    "a role for himself": "update access_user set roles = '{overseer}' where username = 'dan'",
    "another authority": "update access_user set authority = 'XA-FIU' where username = 'dan'",
    "another name to sign in": "update access_user set username = 'alice2' where username = 'dan'",
    "a person": "insert into access_user (password, username, full_name, email, authority, roles,"
    " language, is_active) values ('', 'new', '', '', 'XA-POLICE', '{overseer}', 'en', true)",
    "a person gone": "delete from access_user where username = 'adam'",
    "somebody back in": "update access_user set is_active = not is_active where username = 'olga'",
    "a place at a desk": "insert into access_team_members (team_id, user_id)"
    " select t.id, u.id from access_team t, access_user u where t.code = 'central'"
    " and u.username = 'dan'",
    "no place at a desk": "delete from access_team_members",
    "a desk before the others": "insert into access_team (id, code, name, authority)"
    " values (0, 'x', 'x', 'XA-CENTRAL')",
    "a desk of another authority": "update access_team set authority = 'XA-CENTRAL'",
    "a State": "update authorities_state set name = 'Elsewhere'",
    "an authority": "update authorities_authority set email = 'me@xa.example.org'",
    "a directory without": "delete from authorities_authority where code = 'XB-POLICE'",
}


def _write(sql: str) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        written = cursor.rowcount
        transaction.set_rollback(True)
    return written


@pytest.mark.parametrize("what", WRITES)
def test_only_the_administration_writes_it(people: People, what: str) -> None:
    for actor in (people.dan.actor, people.carol.actor, service("exchange"), service("worker")):
        with opened(actor), pytest.raises(DatabaseError, match="only the administration"):
            _write(WRITES[what])
    with pytest.raises(DatabaseError, match="only the administration"):
        _write(WRITES[what])  # nobody acts
    for able in (people.adam.actor, service("command"), service("setup")):
        with opened(able):
            assert _write(WRITES[what]) > 0


OTHERS = {
    "another's password": "update access_user set password = 'x' where username = 'adam'",
    "another's language": "update access_user set language = 'fr' where username = 'alice'",
    "no second factor of another": "delete from mfa_authenticator where user_id ="
    " (select id from access_user where username = 'alice')",
    "a second factor for another": "insert into mfa_authenticator"
    " (user_id, type, data, created_at) select id, 'webauthn', '{}', now() from access_user"
    " where username = 'alice'",
}


@pytest.mark.parametrize("what", OTHERS)
def test_what_is_anothers_is_not_written_by_whoever_is_signed_in(people: People, what: str) -> None:
    with opened(people.alice.actor):
        Authenticator.objects.create(user=people.alice, type="totp", data={})
    for actor in (people.dan.actor, service("exchange"), service("tracer")):
        with opened(actor), pytest.raises(DatabaseError, match="by its person only"):
            _write(OTHERS[what])
    with opened(people.adam.actor):
        assert _write(OTHERS[what]) > 0


def test_an_administrator_who_may_not_sign_in_any_more_administers_nothing(people: People) -> None:
    with opened(service("setup")):
        User.objects.filter(pk=people.adam.pk).update(is_active=False)
    with opened(people.adam.actor), pytest.raises(DatabaseError, match="only the administration"):
        _write(WRITES["a role for himself"])


def test_what_is_ones_own_is_written_by_whoever_signs_in(people: People) -> None:
    sql = "update access_user set language = 'fr', password = 'x', last_login = now()"
    assert _write(sql) > 0  # before it is known who acts
    with opened(people.dan.actor):
        assert _write(f"{sql} where username = 'dan'") > 0


def test_nobody_makes_himself_lead_of_cases_to_come(people: People) -> None:
    claim = "select guard.found_case(n, '{crisis}') from generate_series(900, 905) n"
    with (
        pytest.raises(DatabaseError, match="there is no case 900"),
        opened(people.dan.actor),
        connection.cursor() as cursor,
    ):
        cursor.execute(claim)
    with opened(people.adam.actor), pytest.raises(DatabaseError, match="nobody such opens a case"):
        _write(claim)
    case = a_case(people)
    with opened(people.dan.actor), pytest.raises(DatabaseError, match="has its members"):
        _write(f"select guard.found_case({case.pk}, '{{crisis}}')")


def test_a_lead_lets_into_his_own_compartments_and_no_administrator(people: People) -> None:
    case = a_case(people)
    assert people.adam not in colleagues(people.alice)
    with opened(people.alice.actor):
        with pytest.raises(Forbidden), transaction.atomic():
            grant_membership(case.pk, people.adam, "finance", actor=people.alice.actor)
        grant_membership(case.pk, people.dan, "crisis", actor=people.alice.actor)
    with opened(service("setup")):
        User.objects.filter(pk=people.olga.pk).update(is_active=False)
    with opened(people.alice.actor), pytest.raises(Forbidden), transaction.atomic():
        grant_membership(case.pk, people.olga, "finance", actor=people.alice.actor)
    with opened(people.bob.actor), pytest.raises(Forbidden), transaction.atomic():
        grant_membership(case.pk, people.dan, "finance", actor=people.bob.actor)
    with opened(people.dan.actor):
        held = CaseMember.objects.filter(user=people.dan).values_list("compartment", flat=True)
        assert list(held) == ["crisis"]
