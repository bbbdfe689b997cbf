"""The door through which the room's own page of figures reads nameless facts.

The table of facts stays closed to everybody but the statistics. Who has one of three roles gets the
facts of support, and those of sex, age, outcome and harm of the same persons: without the case,
without amounts and nationality.
"""

from django.db import migrations

FACTS = """
create function guard.support_facts(until timestamptz)
returns table (kind text, at timestamptz, data jsonb)
language sql stable security definer set search_path = pg_catalog as $$
  select f.kind::text, f.at, f.data - array['amount', 'asked', 'granted', 'currency', 'nationality']
  from public.journal_fact f
  where f.at < until
    and (f.kind like 'victims.%' or f.kind in ('case.person', 'case.harm'))
    and (guard.has_role('support') or guard.has_role('supervisor') or guard.has_role('overseer'))
  order by f.at, f.id
$$;
revoke all on function guard.support_facts(timestamptz) from public;
grant execute on function guard.support_facts(timestamptz) to homeward_app;
"""


class Migration(migrations.Migration):
    """Adds no table."""

    dependencies = [
        ("victims", "0012_view_doors"),
        ("journal", "0004_fact_walls"),
        ("access", "0004_draft_walls"),
    ]
    operations = [migrations.RunSQL(FACTS, migrations.RunSQL.noop)]
