"""59/154 §7(f): measures for victims and families, each with consent and with an end."""

import pytest

from homeward.node.demo.family import Family
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
