"""A roster for tests, and clocks that are given instead of waited for."""

from datetime import UTC, datetime, timedelta

from homeward.foundation.access.models import Team, User
from homeward.foundation.duty.actions.roster import add_duty_role, add_shift
from homeward.foundation.duty.models import DutyRole, Shift
from homeward.foundation.duty.vocabulary import ShiftOrder
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened

SETUP = service("setup")


def now_about() -> datetime:
    """The present, in whole minutes."""
    return datetime.now(UTC).replace(second=0, microsecond=0)


def a_role(team: Team, code: str = "duty_officer") -> DutyRole:
    """A duty of a team, entered by the setup."""
    with opened(SETUP):
        return add_duty_role(team, code, actor=SETUP)


def on_shift(
    role: DutyRole,
    person: User,
    order: int = 1,
    *,
    start: datetime | None = None,
    hours: float = 24,
) -> Shift:
    """A person on duty from an hour ago, or from `start`."""
    begins = start or now_about() - timedelta(hours=1)
    with opened(SETUP):
        return add_shift(
            role,
            person,
            begins,
            begins + timedelta(hours=hours),
            order=ShiftOrder(order),
            actor=SETUP,
        )
