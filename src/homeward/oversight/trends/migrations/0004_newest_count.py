"""Of the node's own counts persons read the newest alone: two counts of one year that differ by
one tell of one victim. The service that counts reads the one before, to know what it revises."""

from django.db import migrations

from homeward.foundation.guard.policies import service_is

COUNTS = service_is("trends")
NEWEST = """
create function guard.newest_counts() returns bigint[]
language sql stable security definer set search_path = pg_catalog as $$
  select coalesce(array_agg(newest), '{}') from (
    select max(id) as newest from public.trends_dataset where left(key, 5) = 'node:' group by key
  ) own
$$;
revoke all on function guard.newest_counts() from public;
grant execute on function guard.newest_counts() to homeward_app, homeward_jobs;
"""
HELD = f"{COUNTS} or left(key, 5) <> 'node:' or id = any((select guard.newest_counts())::bigint[])"
ROWS = f"{COUNTS} or dataset_id in (select id from trends_dataset)"


class Migration(migrations.Migration):
    """Walls that stand beside those of the room's tables, and only narrow them."""

    dependencies = [("trends", "0003_more_reasons")]
    operations = [
        migrations.RunSQL(NEWEST, reverse_sql=migrations.RunSQL.noop),
        *(
            migrations.RunSQL(
                f"create policy newest_count on {table} as restrictive for select"
                f" to homeward_app, homeward_jobs using ({condition})",
                reverse_sql=f"drop policy newest_count on {table}",
            )
            for table, condition in (("trends_dataset", HELD), ("trends_figure", ROWS))
        ),
    ]
