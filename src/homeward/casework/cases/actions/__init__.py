"""Writes to a case; each in one transaction with its journal entry and its line of the timeline."""

from homeward.casework.cases.actions.items import add_item, change_item, note_item_viewed
from homeward.casework.cases.actions.opening import NewCase, open_case, set_status
from homeward.casework.cases.actions.people import add_person
from homeward.casework.cases.actions.ransom import RansomFacts, record_ransom
from homeward.casework.cases.actions.timeline import add_event

__all__ = [
    "NewCase",
    "RansomFacts",
    "add_event",
    "add_item",
    "add_person",
    "change_item",
    "note_item_viewed",
    "open_case",
    "record_ransom",
    "set_status",
]
