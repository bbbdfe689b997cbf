"""A draft is its person's alone; what is over goes by a function that shows nothing."""

from django.db import migrations

from homeward.foundation.guard.policies import protect

OWN = "user_id = (select guard.user_id())"
SWEEP = """
create function guard.drop_expired_drafts() returns void
language sql security definer set search_path = pg_catalog as $$
  delete from public.access_draft where expires_at < now()
$$;
revoke all on function guard.drop_expired_drafts() from public;
grant execute on function guard.drop_expired_drafts() to homeward_app, homeward_jobs;
"""


class Migration(migrations.Migration):
    """The walls of drafts."""

    dependencies = [("access", "0003_glass_walls")]
    operations = [
        protect("access_draft", all=OWN),
        migrations.RunSQL(SWEEP, "drop function guard.drop_expired_drafts()"),
    ]
