"""Keeping when a State works, as somebody read it from a source that is named."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import transaction

from homeward.casework.cooperation.access import check_keeps_letters
from homeward.casework.cooperation.calendars import OwnDay
from homeward.casework.cooperation.models import StateCalendar
from homeward.foundation.access.errors import StaleForm
from homeward.foundation.access.models import User
from homeward.foundation.journal.actions import record


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFacts:
    """A State's calendar as its keeper enters it (`StateCalendar`)."""

    zone: str
    weekdays: tuple[int, ...]
    with_public: bool
    days: dict[date, OwnDay]
    source: str


@transaction.atomic
def keep_calendar(state: str, facts: CalendarFacts, *, user: User, revision: int) -> StateCalendar:
    """Keep the calendar of a State; `revision` is that of the one that was read, 0 for none.

    Answers that are due already keep their day and the rule by which it was reckoned. Raises
    Forbidden, StaleForm.
    """
    check_keeps_letters(user)
    kept = StateCalendar.objects.select_for_update().filter(pk=state).first()
    if (kept.revision if kept else 0) != revision:
        raise StaleForm
    found, _is_new = StateCalendar.objects.update_or_create(
        state=state,
        defaults={
            "zone": facts.zone,
            "weekdays": sorted(facts.weekdays),
            "with_public": facts.with_public,
            "days": [[d.isoformat(), o.is_working, o.name] for d, o in sorted(facts.days.items())],
            "source": facts.source,
            "changed_at": datetime.now(UTC),
            "changed_by": user.pk,
            "revision": revision + 1,
        },
    )
    record(
        "cooperation.calendar_kept",
        actor=user.actor,
        subject=("state", state),
        zone=facts.zone,
        days=len(facts.days),
    )
    return found
