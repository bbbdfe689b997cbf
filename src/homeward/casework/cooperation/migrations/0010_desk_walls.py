"""The doors through which figures of all requests are read, and the walls of cross-checks.

Tables stay closed: whoever has one of three roles, and the statistics, get figures by heaps that
say nothing of a request, a case or a person.
"""

from django.db import migrations

from homeward.foundation.guard.policies import protect

OF_REQUEST = "exists (select from cooperation_request r where r.id = request_id)"
READS = """(guard.has_role('central') or guard.has_role('supervisor') or guard.has_role('overseer')
    or coalesce(guard.service() = 'trends', false))"""
FIGURES = """
create function guard.request_figures(
  since timestamptz, until timestamptz, seen_at timestamptz,
  substance text[], done text[], final text[])
returns table (
  side text, way text, partner text, kind text, urgency text,
  issued bigint, turned_away bigint, judged bigint, complete bigint, answered bigint,
  answered_late bigint, refused bigint, withdrawn bigint, open_late bigint,
  acknowledged bigint[], substantial bigint[], executed bigint[])
language sql stable security definer set search_path = pg_catalog set work_mem = '256MB' as $$
  with one as (
    select r.id, r.side, r.way, r.other_state, r.kind, r.urgency, r.state,
      r.issued_at, r.due_at,
      min(c.at) filter (where c.name = 'acknowledge') as acknowledged,
      min(c.at) filter (where c.side = 'requested' and c.led_to = any(substance)) as substance_at,
      min(c.at) filter (where c.led_to = any(done)) as done_at,
      min(c.at) filter (where c.led_to = 'refused') as refused_at,
      coalesce(bool_or(c.led_to = 'withdrawn'), false) as withdrawn,
      coalesce(bool_or(c.led_to = 'information_asked'), false) as asked,
      coalesce(bool_or(c.led_to = 'in_execution'), false) as taken,
      coalesce(bool_or(c.name = 'issue' and c.undelivered = 'refused'), false) as turned_away
    from public.cooperation_request r
    left join public.cooperation_change c on c.request_id = r.id and c.led_to <> ''
    where r.issued_at >= since and r.issued_at < until and READERS_ONLY
    group by r.id
  ), judged as (
    select *, least(done_at, refused_at) as answered_at,
      asked or taken or substance_at is not null as is_judged from one
  )
  select side, way, other_state, kind, urgency, count(*),
    count(*) filter (where turned_away),
    count(*) filter (where is_judged),
    count(*) filter (where is_judged and not asked),
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
create function guard.request_grounds(since timestamptz, until timestamptz)
returns table (side text, way text, partner text, kind text, ground text, refusals bigint)
language sql stable security definer set search_path = pg_catalog as $$
  select r.side, r.way, r.other_state, r.kind, g.ground, count(*)
  from public.cooperation_request r
  join public.cooperation_change c on c.request_id = r.id and c.led_to = 'refused'
  cross join lateral jsonb_array_elements_text(
    case when jsonb_typeof(c.data -> 'grounds') = 'array' then c.data -> 'grounds'
    else jsonb_build_array(coalesce(c.data ->> 'ground', '')) end) as g(ground)
  where r.issued_at >= since and r.issued_at < until and READERS_ONLY
  group by 1, 2, 3, 4, 5
$$;
revoke all on function
  guard.request_figures(timestamptz, timestamptz, timestamptz, text[], text[], text[]),
  guard.request_grounds(timestamptz, timestamptz) from public;
grant execute on function
  guard.request_figures(timestamptz, timestamptz, timestamptz, text[], text[], text[]),
  guard.request_grounds(timestamptz, timestamptz) to homeward_app, homeward_jobs;
""".replace("READERS_ONLY", READS)


class Migration(migrations.Migration):
    """A cross-check is added, never changed."""

    dependencies = [("cooperation", "0009_desk")]
    operations = [
        protect("cooperation_crosscheck", select=OF_REQUEST, insert=OF_REQUEST),
        migrations.RunSQL(FIGURES, migrations.RunSQL.noop),
    ]
