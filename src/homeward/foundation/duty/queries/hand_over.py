"""Who hands a shift over, and to whom."""

from datetime import datetime, timedelta

from homeward.foundation.access.models import User
from homeward.foundation.duty.models import DutyRole
from homeward.foundation.duty.queries.roster import active_people, live_shifts

AROUND = timedelta(hours=12)


def own_roles(viewer: User, now: datetime) -> list[DutyRole]:
    """The duties that the viewer keeps, or kept in the last twelve hours."""
    mine = live_shifts().filter(user=viewer, starts_at__lte=now, ends_at__gt=now - AROUND)
    held = mine.values_list("role_id", flat=True)
    return list(DutyRole.objects.filter(pk__in=list(held)).select_related("team").order_by("pk"))


def possible_receivers(viewer: User, now: datetime) -> list[User]:
    """Who comes next on those duties first; else every colleague, for a shift that nobody has."""
    roles = [role.pk for role in own_roles(viewer, now)]
    near = live_shifts().filter(role__in=roles, ends_at__gt=now, starts_at__lt=now + AROUND)
    coming = {shift.user_id for shift in near.exclude(user=viewer)}
    people = [person for person in active_people() if person.pk != viewer.pk]
    return sorted(people, key=lambda person: person.pk not in coming)
