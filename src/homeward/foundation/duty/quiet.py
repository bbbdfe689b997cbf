"""Quiet hours: whether a person sleeps now, and until when."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def quiet_until(now: datetime, starts: time, ends: time, zone: str) -> datetime | None:
    """The aware end of the quiet hours in which `now` lies, or None outside them.

    The times are of the wall clock of `zone`, so a change of the clocks moves them with it; an end
    before the start lies on the next day, and equal times mean none.
    """
    place = ZoneInfo(zone)
    local = now.astimezone(place)
    for day in (local.date() - timedelta(days=1), local.date()):
        begin = datetime.combine(day, starts, tzinfo=place).astimezone(UTC)
        last = day + timedelta(days=1) if ends < starts else day
        end = datetime.combine(last, ends, tzinfo=place).astimezone(UTC)
        if begin <= now < end:
            return end
    return None
