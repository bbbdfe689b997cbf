"""The walls of what happened to suspects, and the one thing that a service may learn of it."""

from django.db import migrations

from homeward.foundation.access.walls import in_compartment
from homeward.foundation.guard.policies import append_only, protect

INSIDE = in_compartment()

# What is not told to the support yet is told later, by a service that sees no entry. When the time
# has come, and no later entry took the place of this one, it learns what happened and when.
TOLD = """
create function guard.detention_told(asked uuid)
returns table (what text, happened timestamptz)
language sql stable security definer set search_path = pg_catalog as $$
  select d.kind::text, d.at from public.cases_detention d
  where guard.service() = 'guardian' and d.key = asked
    and (d.hold_until is null or d.hold_until <= statement_timestamp())
    and not exists (select from public.cases_detention later where later.corrects_id = d.id)
$$;
revoke all on function guard.detention_told(uuid) from public;
grant execute on function guard.detention_told(uuid) to homeward_app, homeward_jobs;
"""


class Migration(migrations.Migration):
    """Policies; entries are only added to."""

    dependencies = [("cases", "0009_ended_access_walls"), ("access", "0002_walls")]
    operations = [
        protect("cases_detention", select=INSIDE, insert=INSIDE),
        append_only("cases_detention"),
        migrations.RunSQL(TOLD, migrations.RunSQL.noop),
    ]
