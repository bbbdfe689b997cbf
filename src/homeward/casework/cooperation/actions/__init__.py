"""Writes of requests: drafting, changing, and taking in what the other side did."""

from homeward.casework.cooperation.actions.change import Answer, change_request
from homeward.casework.cooperation.actions.draft import NewRequest, draft_request, save_content
from homeward.casework.cooperation.actions.link import link_case
from homeward.casework.cooperation.actions.view import note_viewed

__all__ = [
    "Answer",
    "NewRequest",
    "change_request",
    "draft_request",
    "link_case",
    "note_viewed",
    "save_content",
]
