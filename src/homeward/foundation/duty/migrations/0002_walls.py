"""The walls of tasks: those at the desk, the assignee, and whoever made the task."""

from django.db import migrations

from homeward.foundation.access.walls import CASE_SERVICES, any_of, at_desk
from homeward.foundation.guard.policies import protect

SEEN_BY = any_of(
    at_desk("team_id"),
    "assignee_id = (select guard.user_id())",
    "created_by = (select guard.user_id())",
    CASE_SERVICES,
)


class Migration(migrations.Migration):
    """Policies of tasks; they are finished, never deleted."""

    dependencies = [("duty", "0001_initial"), ("access", "0002_walls")]
    operations = [protect("duty_task", select=SEEN_BY, insert=SEEN_BY, update=SEEN_BY)]
