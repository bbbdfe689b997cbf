"""Reads about cases; the viewer comes first, and the database shows no more than he may see."""

from homeward.casework.cases.queries.cases import (
    SORTS,
    cases_of,
    find_cases,
    led_by,
    opened_by_form,
)
from homeward.casework.cases.queries.evidence import (
    custody_lines,
    evidence_of,
    exports_of,
    held_of,
    held_words,
    items_on,
    last_step,
    uploads_of,
)
from homeward.casework.cases.queries.inside import seen_in
from homeward.casework.cases.queries.items import (
    candidates,
    derived_of,
    find_items,
    item_of_form,
    items_of,
    sources_of,
)
from homeward.casework.cases.queries.members import Member, roll_of
from homeward.casework.cases.queries.people import people_of
from homeward.casework.cases.queries.ransom import RANSOM_SEEN_BY, ransom_of
from homeward.casework.cases.queries.timeline import TimelineLine, timeline_of

__all__ = [
    "RANSOM_SEEN_BY",
    "SORTS",
    "Member",
    "TimelineLine",
    "candidates",
    "cases_of",
    "custody_lines",
    "derived_of",
    "evidence_of",
    "exports_of",
    "find_cases",
    "find_items",
    "held_of",
    "held_words",
    "item_of_form",
    "items_of",
    "items_on",
    "last_step",
    "led_by",
    "opened_by_form",
    "people_of",
    "ransom_of",
    "roll_of",
    "seen_in",
    "sources_of",
    "timeline_of",
    "uploads_of",
]
