"""Refusals on the ground of a treaty between the two States are counted under its article."""

from django.db import migrations

_READS = """(guard.has_role('central') or guard.has_role('supervisor') or guard.has_role('overseer')
    or coalesce(guard.service() = 'trends', false))"""
_ARTICLE = "coalesce(r.treaty -> 'grounds' ->> g.ground, r.treaty ->> 'name', '')"
_DOOR = """
drop function guard.request_grounds(timestamptz, timestamptz);
create function guard.request_grounds(since timestamptz, until timestamptz)
returns table (
  side text, way text, partner text, kind text, ground text, article text, refusals bigint)
language sql stable security definer set search_path = pg_catalog as $$
  select r.side, r.way, r.other_state, r.kind, g.ground, ARTICLE, count(*)
  from public.cooperation_request r
  join public.cooperation_change c on c.request_id = r.id and c.led_to = 'refused'
  cross join lateral jsonb_array_elements_text(
    case when jsonb_typeof(c.data -> 'grounds') = 'array' then c.data -> 'grounds'
    else jsonb_build_array(coalesce(c.data ->> 'ground', '')) end) as g(ground)
  where r.issued_at >= since and r.issued_at < until and READERS_ONLY
  group by 1, 2, 3, 4, 5, 6
$$;
revoke all on function guard.request_grounds(timestamptz, timestamptz) from public;
grant execute on function guard.request_grounds(timestamptz, timestamptz)
  to homeward_app, homeward_jobs;
""".replace("ARTICLE", _ARTICLE).replace("READERS_ONLY", _READS)


class Migration(migrations.Migration):
    """`article` is empty where the kind's own list holds."""

    dependencies = [("cooperation", "0016_queues_of_all_states")]
    operations = [migrations.RunSQL(_DOOR, migrations.RunSQL.noop)]
