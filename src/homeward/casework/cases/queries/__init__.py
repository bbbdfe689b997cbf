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
from homeward.casework.cases.queries.groups import groups_of
from homeward.casework.cases.queries.inside import places_of, seen_in
from homeward.casework.cases.queries.items import (
    candidates,
    derived_of,
    find_items,
    item_of_form,
    items_of,
    sources_of,
)
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
    "candidates",
    "cases_of",
    "custody_lines",
    "derived_of",
    "evidence_of",
    "exports_of",
    "find_cases",
    "find_items",
    "groups_of",
    "held_of",
    "held_words",
    "item_of_form",
    "items_of",
    "items_on",
    "last_step",
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
    "sources_of",
    "timeline_of",
    "timeline_page",
    "uploads_of",
]
