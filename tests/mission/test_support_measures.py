"""59/154 §7(f): measures for victims and families, each with consent and with an end."""

import pytest

from homeward.node.demo.family import AUNT, BROTHER, CHILD, VICTIM, Family
from homeward.node.demo.family_help import ADDRESS, HEALTH
from homeward.node.demo.telling import Step
from tests.database import rows

pytestmark = pytest.mark.nodes
Played = tuple[Family, list[Step]]


def test_a_referral_stood_on_consent_and_ended_with_it(family: Played) -> None:
    story, _ = family
    found = rows(
        story,
        "XA",
        "select r.status, c.withdrawn_at is not null, r.shared::text from victims_referral r"
        " join victims_consent c on c.id = r.consent_id",
    )
    [(status, withdrawn, shared)] = found
    assert (status, withdrawn) == ("cleared", True)
    assert HEALTH in shared
    assert "savings" not in shared


def test_protection_has_an_owner_and_a_day_and_hides_the_place(family: Played) -> None:
    story, _ = family
    measures = rows(
        story, "XA", "select responsible, review_on is not null, what from victims_measure"
    )
    assert measures == [("Police of XA", True, "A flat of the service.")]
    everything = rows(story, "XA", "select params::text from cases_event")
    everything += rows(story, "XA", "select coalesce(text, '') || title from cases_item")
    assert not [text for (text,) in everything if ADDRESS in text]


def test_what_is_owed_to_the_child_went_through_its_guardian(family: Played) -> None:
    story, _ = family
    consents = rows(
        story,
        "XA",
        "select g.name, c.childs_view from victims_consent c"
        " join victims_guardian g on g.id = c.guardian_id",
    )
    assert consents == [("Ada Quay", "He wants his aunt to sit with him.")]


def test_nobody_is_asked_twice_in_a_row_and_what_was_said_is_not_here(family: Played) -> None:
    story, _ = family
    sessions = rows(
        story,
        "XA",
        "select child, minutes, support_person, too_long or too_soon from victims_debriefsession"
        " order by at",
    )
    assert sessions == [(False, 45, "", False), (True, 25, AUNT, False)]
    columns = "select column_name from information_schema.columns where table_name = %s"
    named = {name for (name,) in rows(story, "XA", columns, "victims_debriefsession")}
    assert "afterwards" in named
    assert not named & {"said", "statement", "answers", "content", "text"}


def test_support_has_an_end_that_was_agreed_and_a_way_back(family: Played) -> None:
    """The measure was lifted and the threat low before; what waits after is nobody's task."""
    story, _ = family
    [(status, reason)] = rows(story, "XA", "select status, reason from victims_measure")
    assert (status, bool(reason)) == ("lifted", True)
    levels = rows(story, "XA", "select level from victims_threatassessment order by id")
    assert [level for (level,) in levels] == ["high", "low"]
    ends = rows(
        story,
        "XA",
        "select e.agreed_with from victims_contactend e"
        " join victims_supportfile f on f.id = e.file_id order by f.number",
    )
    assert [agreed for (agreed,) in ends] == [VICTIM, BROTHER, f"{CHILD} and {AUNT}"]
    steps = 'select count(*) from victims_supportstep where "end" = %s'
    tasks = "select count(*) from duty_task where done_at is null and subject_kind = 'support_step'"
    waits = rows(story, "XA", steps, "")[0][0]
    assert (waits > 0, rows(story, "XA", tasks)[0][0]) == (True, 0)
