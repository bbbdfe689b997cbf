"""Of two outcomes of the same moment the later id counts, as in the statistics; plans are plans.

Plans are not told from each other by the facts, so of each case and playbook as many are counted as
its most frequent step has: a plan holds a step once, whatever later revisions call it.
"""

from django.db import migrations

DOORS = """
create or replace function guard.practice_outcomes(practice text, until timestamptz)
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
    order by f.data->>'person', f.at desc, f.id desc
  )
  select n.cases, l.outcome, count(l.outcome)
  from (select count(*) as cases from used) n left join latest l on true
  where n.cases >= 5
  group by 1, 2
$$;
create function guard.practice_plans(practice text) returns bigint
language sql stable security definer set search_path = pg_catalog as $$
  with step as (
    select f.case_id, f.data->>'playbook' as playbook, count(*) as times
    from public.journal_fact f
    where f.kind = 'response.practice_step' and f.data->>'practice' = practice
      and guard.user_id() is not null
    group by 1, 2, f.data->>'step'
  ), plan as (
    select max(times) as times from step group by case_id, playbook
  )
  select coalesce(sum(times), 0)::bigint from plan
$$;
revoke all on function guard.practice_plans(text) from public;
grant execute on function guard.practice_plans(text) to homeward_app;
"""


class Migration(migrations.Migration):
    """Adds no table."""

    dependencies = [("response", "0006_practice_figures")]
    operations = [migrations.RunSQL(DOORS, migrations.RunSQL.noop)]
