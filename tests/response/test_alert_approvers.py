"""Who may approve a public alert, and that it never names the case."""

import pytest
from django.db import DatabaseError, transaction

from homeward.casework.response.models import AlertApproval
from homeward.foundation.guard.context import opened
from tests.access.glasses import broken
from tests.page_checks import check_page
from tests.people import People
from tests.response.alert_steps import Team, a_team, filled


@pytest.fixture
def team(people: People) -> Team:
    return a_team(people)


def test_whoever_is_in_by_a_broken_glass_approves_nothing(team: Team) -> None:
    team.draft()
    sent = team.submit()
    broken(team.people.dan, team.case, "crisis")
    page = check_page(team.dan.get(team.address(f"{sent.pk}/")))
    assert 'name="sha256"' not in page
    team.post(team.dan, "approve", 403, sha256=sent.sha256, read="on")
    row = {"case": team.case, "compartment": "crisis", "alert": sent, "revision": sent.revision}
    with (
        opened(team.people.dan.actor),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        AlertApproval.objects.create(**row, sha256=sent.sha256, by=team.people.dan.pk)
    with opened(team.people.bob.actor):
        AlertApproval.objects.create(**row, sha256=sent.sha256, by=team.people.bob.pk)


def test_the_cases_number_is_found_however_it_is_written(team: Team) -> None:
    draft = team.draft()
    said = {"description_en": f"See {team.case.reference.lower()} for more."}
    page = team.post(team.alice, "edit", 400, **filled(draft, **said))
    assert "reference stands here" in page
