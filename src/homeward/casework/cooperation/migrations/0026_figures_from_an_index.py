"""Figures are reckoned request by request from an index of the changes that stand.

Before, the changes of all years were read for those of one.
"""

from django.db import migrations, models

_READS = """(guard.has_role('central') or guard.has_role('supervisor') or guard.has_role('overseer')
    or coalesce(guard.service() = 'trends', false))"""
_DOOR = """
create or replace function guard.request_figures(
  since timestamptz, until timestamptz, seen_at timestamptz,
  substance text[], done text[], final text[])
returns table (
  side text, way text, partner text, kind text, urgency text,
  issued bigint, turned_away bigint, judged bigint, complete bigint, answered bigint,
  answered_late bigint, refused bigint, withdrawn bigint, open_late bigint,
  acknowledged bigint[], substantial bigint[], executed bigint[])
language sql stable security definer set search_path = pg_catalog set work_mem = '256MB' as $$
  with one as (
    select r.side, r.way, r.other_state, r.kind, r.urgency, r.state,
      r.issued_at, r.due_at, r.waiver <> '{}' as waived, said.*
    from public.cooperation_request r
    cross join lateral (
      select min(c.at) filter (where c.name = 'acknowledge') as acknowledged,
        min(c.at) filter (where c.side = 'requested' and (
          c.led_to = any(substance) or r.kind || ':' || c.led_to = any(substance))) as substance_at,
        min(c.at) filter (
          where c.led_to = any(done) or r.kind || ':' || c.led_to = any(done)) as done_at,
        min(c.at) filter (where c.led_to = 'granted') as granted_at,
        min(c.at) filter (where c.led_to = 'refused') as refused_at,
        coalesce(bool_or(c.led_to = 'withdrawn'), false) as withdrawn,
        coalesce(bool_or(c.led_to = 'information_asked'), false) as asked,
        coalesce(bool_or(c.led_to = 'in_execution'), false) as taken,
        coalesce(bool_or(c.name = 'issue' and c.undelivered = 'refused'), false) as turned_away
      from public.cooperation_change c where c.request_id = r.id and c.led_to <> ''
    ) as said
    where r.issued_at >= since and r.issued_at < until and READERS_ONLY
  ), judged as (
    select *, least(done_at, granted_at, refused_at) as answered_at,
      asked or taken or substance_at is not null as is_judged from one
  )
  select side, way, other_state, kind, urgency, count(*),
    count(*) filter (where turned_away),
    count(*) filter (where is_judged),
    count(*) filter (where is_judged and not asked and not waived),
    count(answered_at),
    count(*) filter (where answered_at > due_at),
    count(refused_at),
    count(*) filter (where withdrawn),
    count(*) filter (where answered_at is null and not state = any(final) and due_at < seen_at),
    coalesce(array_agg(greatest(0, extract(epoch from acknowledged - issued_at))::bigint)
      filter (where acknowledged is not null), '{}'),
    coalesce(array_agg(greatest(0, extract(epoch from substance_at - issued_at))::bigint)
      filter (where substance_at is not null), '{}'),
    coalesce(array_agg(greatest(0, extract(epoch from done_at - issued_at))::bigint)
      filter (where done_at is not null), '{}')
  from judged group by 1, 2, 3, 4, 5
$$;
""".replace("READERS_ONLY", _READS)


class Migration(migrations.Migration):

    dependencies = [
        ('cooperation', '0025_stage_of_requests'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='change',
            index=models.Index(condition=models.Q(('led_to', ''), _negated=True), fields=['request'], include=('led_to', 'at', 'name', 'side', 'undelivered'), name='cooperation_standing'),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(condition=models.Q(('led_to', 'refused')), fields=['request'], name='cooperation_refusals'),
        ),
        migrations.RunSQL(_DOOR, migrations.RunSQL.noop),
    ]
