"""The doors through which the manual learns what became of practices, from nameless facts.

The table of facts stays closed to everybody but the statistics. Counts of steps name no case. What
became of victims comes out only for five cases or more.
"""

from django.db import migrations

DOORS = """
create function guard.practice_steps(practice text)
returns table (step text, status text, why text, late boolean, plans bigint)
language sql stable security definer set search_path = pg_catalog as $$
  select f.data->>'step', f.data->>'status', f.data->>'why', (f.data->>'late')::boolean, count(*)
  from public.journal_fact f
  where f.kind = 'response.practice_step' and f.data->>'practice' = practice
    and guard.user_id() is not null
  group by 1, 2, 3, 4
$$;
create function guard.practice_outcomes(practice text, until timestamptz)
returns table (cases bigint, outcome text, persons bigint)
language sql stable security definer set search_path = pg_catalog as $$
  with used as (
    select distinct f.case_id from public.journal_fact f
    where f.kind = 'response.practice_step' and f.data->>'practice' = practice
      and f.data->>'status' = 'done' and f.at < until and guard.user_id() is not null
  ), latest as (
    select distinct on (f.data->>'person') f.data->>'outcome' as outcome
    from public.journal_fact f join used u on u.case_id = f.case_id
    where f.kind = 'case.person' and f.at < until
      and coalesce(f.data->>'outcome', '') <> ''
    order by f.data->>'person', f.at desc, f.id
  )
  select n.cases, l.outcome, count(l.outcome)
  from (select count(*) as cases from used) n left join latest l on true
  where n.cases >= 5
  group by 1, 2
$$;
revoke all on function guard.practice_steps(text) from public;
revoke all on function guard.practice_outcomes(text, timestamptz) from public;
grant execute on function guard.practice_steps(text) to homeward_app;
grant execute on function guard.practice_outcomes(text, timestamptz) to homeward_app;
"""


class Migration(migrations.Migration):
    """Adds no table."""

    dependencies = [
        ("response", "0005_approval_walls"),
        ("journal", "0004_fact_walls"),
        ("access", "0004_draft_walls"),
    ]
    operations = [migrations.RunSQL(DOORS, migrations.RunSQL.noop)]
