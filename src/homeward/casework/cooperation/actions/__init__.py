"""Writes of requests: drafting, changing, and taking in what the other side did."""

from homeward.casework.cooperation.actions.change import Answer, change_request
from homeward.casework.cooperation.actions.draft import NewRequest, draft_request, save_content
from homeward.casework.cooperation.actions.files import attach_file, open_file, remove_file
from homeward.casework.cooperation.actions.link import link_case
from homeward.casework.cooperation.actions.recall import (
    close_contents,
    may_recall,
    recall_messages,
    recall_one,
    withdrawable,
)
from homeward.casework.cooperation.actions.view import note_viewed
from homeward.casework.cooperation.actions.waive import may_waive, waive_parts

__all__ = [
    "Answer",
    "NewRequest",
    "attach_file",
    "change_request",
    "close_contents",
    "draft_request",
    "link_case",
    "may_recall",
    "may_waive",
    "note_viewed",
    "open_file",
    "recall_messages",
    "recall_one",
    "remove_file",
    "save_content",
    "waive_parts",
    "withdrawable",
]
