"""Tasks, the roster, notices."""

from homeward.foundation.duty.models.notices import Delivery, Notice
from homeward.foundation.duty.models.roster import (
    Channel,
    DutyRole,
    HandOver,
    QuietHours,
    Shift,
)
from homeward.foundation.duty.models.tasks import Task

__all__ = [
    "Channel",
    "Delivery",
    "DutyRole",
    "HandOver",
    "Notice",
    "QuietHours",
    "Shift",
    "Task",
]
