"""A file that knows something of every part: what of it stands in a letter, and what never."""

from datetime import UTC, datetime

from homeward.casework.victims.actions.harm import LossFacts, record_loss
from homeward.casework.victims.actions.needs import NeedFacts, open_need
from homeward.casework.victims.actions.needs_assess import (
    AssessmentFacts,
    Level,
    record_assessment,
)
from homeward.casework.victims.actions.protection_measures import MeasureFacts, add_measure
from homeward.casework.victims.actions.protection_threat import NewAssessment, assess
from homeward.casework.victims.models import SupportFile
from homeward.foundation.access.models import User
from homeward.foundation.guard.context import opened

# What a letter says of each part, from what the file knows; and what stays inside.
KNOWN = {
    "needs": "A doctor at night (At once)",
    "health": "Severe problem, assessed on",
    "safety": "High, assessed on",
    "losses": "XAD",
}
KEPT_INSIDE = ("A lawyer", "Her own note", "A car waited", "Two patrols", "Paid at the harbour")


def fill(file: SupportFile, by: User) -> None:
    """A need of two domains, an assessment, a threat with a measure, and a loss."""
    today = datetime.now(UTC).date()
    with opened(by.actor):
        for domain, text in (("medical", "A doctor at night"), ("legal", "A lawyer")):
            need = NeedFacts(domain=domain, kind="other", text=text, urgency="now", opened_on=today)
            open_need(file, need, user=by)
        levels = [Level(domain="medical", level=3, met="unmet", note="Her own note")]
        facts = AssessmentFacts(made_on=today, colleague=by, present=True)
        record_assessment(file, facts, levels, user=by)
        words = {"reasons": "A car waited", "assessor": "-", "sources": ["at_large"]}
        threat = NewAssessment(assessed_on=today, level="high", review_on=today, **words)
        assess(file, threat, user=by)
        days = {"begins_on": today, "review_on": today}
        patrol = MeasureFacts(kind="patrol", what="Two patrols", responsible="-", **days)
        add_measure(file, patrol, user=by)
        lost = {"kind": "ransom", "currency": "XAD", "borne_by": "person", "from_day": today}
        note = "Paid at the harbour"
        record_loss(file, LossFacts(amount=12_300, note=note, **lost), user=by)
