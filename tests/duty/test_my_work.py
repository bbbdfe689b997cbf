"""My work: the tasks of a person and his desks with their clocks, and his cases."""

import re
from datetime import UTC, datetime, timedelta

from django.test import Client

from homeward.foundation.duty.actions import add_task, finish_tasks
from homeward.foundation.duty.work import lateness
from homeward.foundation.guard.context import opened
from homeward.foundation.web.tones import Tone
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People, a_case

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def give_task(
    people: People, reference: str, hours: float | None, *, at_risk: bool = False
) -> None:
    with opened(people.carol.actor):
        add_task(
            "cooperation.acknowledge",
            actor=people.carol.actor,
            subject=("request", reference),
            url="/requests/",
            team=people.central,
            due_at=None if hours is None else datetime.now(UTC) + timedelta(hours=hours),
            life_at_risk=at_risk,
            reference=reference,
            state="XB",
        )


def test_a_clock_reads_open_then_due_soon_then_overdue() -> None:
    tones = [
        lateness(due, NOW)[0]
        for due in (
            None,
            NOW + timedelta(days=2),
            NOW + timedelta(hours=3),
            NOW - timedelta(hours=1),
        )
    ]
    assert tones == [Tone.NEUTRAL, Tone.NEUTRAL, Tone.WARNING, Tone.DANGER]


def test_my_work_lists_the_desks_tasks_the_most_urgent_first(people: People) -> None:
    for number, hours in ((5, None), (4, 60), (3, 20), (1, -2), (2, 3)):
        give_task(people, f"XA-2026-R{number}", hours)
    give_task(people, "XA-2026-R0", None, at_risk=True)
    page = check_page(signed_in(people.carol).get("/"))
    found = re.findall(r"XA-2026-R\d", page)
    assert found == [f"XA-2026-R{number}" for number in (0, 1, 2, 3, 4, 5)]
    assert re.findall(r"Overdue|Due soon", page) == ["Overdue", "Due soon", "Due soon"]
    assert "Read and acknowledge" in page
    assert '<span class="count">6<' in page, "the menu counts what waits"
    with opened(people.carol.actor):
        finish_tasks(("request", "XA-2026-R1"), actor=people.carol.actor)
    assert "XA-2026-R1" not in check_page(signed_in(people.carol).get("/"))
    assert "XA-2026-R2" not in check_page(signed_in(people.alice).get("/"))


def test_my_cases_stand_there_until_they_are_closed(people: People) -> None:
    case = a_case(people)
    assert case.reference in check_page(signed_in(people.alice, language="fr").get("/"), "fr")
    for stranger in (people.dan, people.olga):
        page = check_page(signed_in(stranger).get("/"))
        assert case.reference not in page
        assert "Nothing waits for you" in page
    keeper = check_page(signed_in(people.adam).get("/"))
    assert case.reference not in keeper
    assert "to verify" in keeper, "the keeper of the directory has contact points before him"


def test_a_visitor_is_sent_to_sign_in(people: People) -> None:
    assert Client().get("/")["Location"] == "/account/login/?next=/"
