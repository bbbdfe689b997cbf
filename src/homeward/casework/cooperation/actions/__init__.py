"""Writes of requests: drafting, changing, and taking in what the other side did."""

from homeward.casework.cooperation.actions.change import Answer, change_request
from homeward.casework.cooperation.actions.draft import NewRequest, draft_request, save_content
from homeward.casework.cooperation.actions.link import link_case

__all__ = ["Answer", "NewRequest", "change_request", "draft_request", "link_case", "save_content"]
