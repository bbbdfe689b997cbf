"""Reads about cases; the viewer comes first, and the database shows no more than he may see."""

from homeward.casework.cases.queries.cases import (
    SORTS,
    cases_of,
    find_cases,
    led_by,
    opened_by_form,
)
from homeward.casework.cases.queries.inside import seen_in
from homeward.casework.cases.queries.items import items_of
from homeward.casework.cases.queries.members import Member, roll_of
from homeward.casework.cases.queries.people import people_of
from homeward.casework.cases.queries.ransom import RANSOM_SEEN_BY, ransom_of
from homeward.casework.cases.queries.timeline import TimelineLine, timeline_of

__all__ = [
    "RANSOM_SEEN_BY",
    "SORTS",
    "Member",
    "TimelineLine",
    "cases_of",
    "find_cases",
    "items_of",
    "led_by",
    "opened_by_form",
    "people_of",
    "ransom_of",
    "roll_of",
    "seen_in",
    "timeline_of",
]
