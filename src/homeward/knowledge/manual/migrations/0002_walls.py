"""The walls of national versions: read by everybody or by named roles, written by supervisors."""

from django.db import migrations

from homeward.foundation.access.roles import Role
from homeward.foundation.access.walls import any_of
from homeward.foundation.guard.policies import every_row, protect

ADAPTS = "(select guard.has_role('supervisor'))"
BY_ROLE = (
    f"(roles @> '{{{role}}}'::varchar[] and (select guard.has_role('{role}')))"
    for role in Role.values
)
SEEN = any_of(
    every_row(ADAPTS),
    "(roles @> '{everybody}'::varchar[] and (select guard.user_id()) is not null)",
    *BY_ROLE,
)
AS_ONESELF = (
    f"{ADAPTS} and (changed_by = (select guard.user_id()) or decided_by = (select guard.user_id()))"
)


class Migration(migrations.Migration):
    """Policies of national versions; they are decided, never deleted."""

    dependencies = [("manual", "0001_initial"), ("access", "0002_walls")]
    operations = [
        protect("manual_playbookversion", select=SEEN, insert=AS_ONESELF, update=ADAPTS),
    ]
