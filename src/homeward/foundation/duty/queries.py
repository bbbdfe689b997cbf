"""Reads of tasks."""

from django.db.models import F, Q, QuerySet

from homeward.foundation.access.models import User
from homeward.foundation.access.queries import team_ids_of
from homeward.foundation.duty.models import Task


def open_tasks(viewer: User) -> QuerySet[Task]:
    """What waits for the viewer or at his desks, the most urgent first."""
    mine = Q(assignee=viewer) | Q(team_id__in=team_ids_of(viewer))
    return Task.objects.filter(mine, done_at__isnull=True).order_by(
        F("due_at").asc(nulls_last=True), "pk"
    )
