"""A decision holds the text that was decided on: it is read by whoever may read that text."""

from django.db import migrations

from homeward.foundation.access.roles import Role
from homeward.foundation.access.walls import any_of
from homeward.foundation.guard.policies import Protect, every_row

BY_ROLE = [
    f"(roles @> '{{{role}}}'::varchar[] and (select guard.has_role('{role}')))"
    for role in Role.values
]
SEEN = any_of(
    every_row("(select guard.has_role('supervisor'))"),
    "(roles @> '{everybody}'::varchar[] and (select guard.user_id()) is not null)",
    *BY_ROLE,
)
# Decisions from before: for whom the national text was that was in force then, else for everybody.
FILL = """
alter table manual_practicedecision disable trigger append_only_row;
update manual_practicedecision d set roles = coalesce((
  select case when v.files is null or v.files = 'null'::jsonb
    then '{everybody}'::varchar[] else v.roles end
  from manual_practiceversion v
  where v.code = d.code and v.status = 'approved' and v.decided_at <= d.at
  order by v.number desc limit 1), '{everybody}');
alter table manual_practicedecision enable trigger append_only_row;
"""
WALL = f"alter policy may_select on manual_practicedecision using ({SEEN});"


class Migration(migrations.Migration):
    """Walls decisions as the texts themselves are."""

    dependencies = [("manual", "0007_decision_roles"), ("access", "0002_walls")]
    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        Protect(WALL, "manual_practicedecision"),
    ]
