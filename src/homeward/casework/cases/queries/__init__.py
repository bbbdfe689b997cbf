"""Reads about cases; the viewer comes first, and the database shows no more than he may see."""

from homeward.casework.cases.queries.cases import (
    SORTS,
    cases_of,
    find_cases,
    led_by,
    opened_by_form,
)
from homeward.casework.cases.queries.groups import groups_of
from homeward.casework.cases.queries.inside import places_of, seen_in
from homeward.casework.cases.queries.items import items_of
from homeward.casework.cases.queries.members import Member, roll_of
from homeward.casework.cases.queries.merging import led_file, merged_files, remaining_file
from homeward.casework.cases.queries.people import people_of, rows_of
from homeward.casework.cases.queries.proceedings import proceedings_of
from homeward.casework.cases.queries.ransom import RANSOM_SEEN_BY, ransom_history, ransom_of
from homeward.casework.cases.queries.timeline import TimelineLine, timeline_of, timeline_page

__all__ = [
    "RANSOM_SEEN_BY",
    "SORTS",
    "Member",
    "TimelineLine",
    "cases_of",
    "find_cases",
    "groups_of",
    "items_of",
    "led_by",
    "led_file",
    "merged_files",
    "opened_by_form",
    "people_of",
    "places_of",
    "proceedings_of",
    "ransom_history",
    "ransom_of",
    "remaining_file",
    "roll_of",
    "rows_of",
    "seen_in",
    "timeline_of",
    "timeline_page",
]
