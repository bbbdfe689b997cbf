"""What the administrator may know of files that stand still: how many for each peer, and why."""

from django.db import migrations

# No file, no message and no case: a number, and the code of the last failure.
STANDING = """
create function guard.standing_files()
returns table (peer text, failure text, number bigint, oldest timestamptz)
language sql stable security definer set search_path = pg_catalog as $$
  select m.peer::text, a.last_error::text, count(*), min(m.created_at)
  from public.exchange_outattachment a
  join public.exchange_outmessage m on m.id = a.message_id
  where a.next_attempt_at is not null and a.failures > 0 and a.last_error <> ''
    and guard.has_role('administrator')
  group by m.peer, a.last_error
$$;
revoke all on function guard.standing_files() from public;
grant execute on function guard.standing_files() to homeward_app, homeward_jobs;
"""


class Migration(migrations.Migration):
    """A function that counts for the administrator, who sees none of the rows."""

    dependencies = [("exchange", "0008_digests_of_files")]
    operations = [migrations.RunSQL(STANDING, "drop function guard.standing_files()")]
