"""Who sees a public alert, what the database itself refuses, and what statistics learn of it."""

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import override_settings

from homeward.casework.response.alert_settings import AlertSettings
from homeward.casework.response.models import AlertApproval, PublicAlert, PublishedAlert
from homeward.casework.response.sections import sections_for
from homeward.foundation.access.actions import add_user, grant_membership
from homeward.foundation.guard.actor import ANONYMOUS, service
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.cluster import SuiteCluster
from tests.conftest import MAIN
from tests.page_checks import check_page
from tests.people import PASSWORD, People
from tests.response.alert_steps import Team, a_team


@pytest.fixture
def team(people: People) -> Team:
    return a_team(people)


def test_strangers_and_other_compartments_find_nothing(team: Team) -> None:

    with opened(service("setup")) as actor:
        eve = add_user(
            "eve",
            actor=actor,
            full_name="Eve",
            authority="XA-FIU",
            roles=["finance"],
            password=PASSWORD,
        )
    with opened(team.people.alice.actor) as actor:
        grant_membership(team.case.pk, eve, "finance", actor=actor)
    team.draft()
    alert = team.submit()
    pages = ["", "new/", f"{alert.pk}/", f"{alert.pk}/edit/", f"{alert.pk}/file/"]
    steps = ["submit", "approve", "publish", "withdraw", "follow", "again"]
    for client in (team.dan, signed_in(eve)):
        for page in pages:
            check_page(client.get(team.address(page)), status=404)
        for step in steps:
            assert client.post(team.address(f"{alert.pk}/{step}/")).status_code == 404
    with opened(eve.actor):
        assert not PublicAlert.objects.exists()
        assert not AlertApproval.objects.exists()


def test_the_database_itself_counts_the_approvals(team: Team) -> None:
    """Raw SQL under the application's role publishes nothing that two others did not approve."""
    team.draft()
    sent = team.submit()
    team.approve(team.bob)
    insert = (
        "insert into response_publishedalert (identifier, msg_type, status, headline, language,"
        " sent, expires, message, sha256) select identifier, msg_type, status, 'x', 'en', sent,"
        " expires, message, sha256 from response_publicalert"
    )

    def tried() -> bool:
        with opened(team.people.alice.actor), connection.cursor() as cursor:
            cursor.execute("update response_publicalert set stage = 'approved'")
            try:
                with transaction.atomic():
                    cursor.execute(insert)
            except DatabaseError:
                return False
            finally:
                cursor.execute("update response_publicalert set stage = 'awaiting'")
            return True

    assert not tried()
    with opened(team.people.alice.actor):  # nor with the writer's own approval beside it
        AlertApproval.objects.create(
            case_id=sent.case_id,
            compartment="crisis",
            alert_id=sent.pk,
            revision=sent.revision,
            sha256=sent.sha256,
            by=team.people.alice.pk,
        )
    assert not tried()
    with pytest.raises(DatabaseError), opened(team.people.alice.actor):  # nor in another's name
        AlertApproval.objects.create(
            case_id=sent.case_id,
            compartment="crisis",
            alert_id=sent.pk,
            revision=sent.revision,
            sha256=sent.sha256,
            by=team.people.carol.pk,
        )
    team.approve(team.carol)
    assert tried()


def test_without_a_context_even_what_is_public_shows_nothing(team: Team) -> None:
    with override_settings(HOMEWARD_ALERTS=AlertSettings(feed=True)):
        team.draft()
        team.publish()
    assert not PublishedAlert.objects.exists()
    with opened(ANONYMOUS):
        assert PublishedAlert.objects.count() == 1
        assert not PublicAlert.objects.exists()


def test_statistics_learn_codes_and_nothing_else(team: Team, suite: SuiteCluster) -> None:
    team.draft()
    team.publish()
    with psycopg.connect(suite.cluster.superuser_url(MAIN)) as admin:
        query = "select kind, data from journal_fact where kind like 'response.alert%'"
        found = admin.execute(query).fetchall()
    codes = {"msg_type": "Alert", "status": "Exercise", "scope": "Public", "languages": 2}
    assert found == [("response.alert_published", codes)]


def test_the_crisis_page_shows_messages_to_the_crisis_team_only(team: Team) -> None:
    team.draft()
    with opened(team.people.bob.actor):
        shown = "".join(map(str, sections_for(team.people.bob, team.case)))
    assert "Look out for a grey van" in shown
    with opened(team.people.dan.actor):
        assert "grey van" not in "".join(map(str, sections_for(team.people.dan, team.case)))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_is_well_made(team: Team, language: str) -> None:

    team.draft()
    alert = team.publish()
    client = signed_in(team.people.alice, language=language)
    for page in ("", "new/", f"{alert.pk}/", f"{alert.pk}/edit/"):
        check_page(client.get(team.address(page)), language)
