"""Writes of national versions; each in one transaction with its journal entry."""

from homeward.knowledge.manual.actions.deciding import approve, discard
from homeward.knowledge.manual.actions.drafting import (
    StepFields,
    add_step,
    begin_draft,
    change_step,
    describe,
    leave_out,
    move_step,
)

__all__ = [
    "StepFields",
    "add_step",
    "approve",
    "begin_draft",
    "change_step",
    "describe",
    "discard",
    "leave_out",
    "move_step",
]
