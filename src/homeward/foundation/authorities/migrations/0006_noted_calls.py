"""A call that somebody noted stands among the tests, and is never altered either."""

from django.db import migrations, models

_MEASURED = """
create or replace function guard.keep_measured() returns trigger language plpgsql as $$
begin
  if row(old.id, old.is_ours, old.state, old.authority, old.point, old.sent_at, old.sent_by,
         old.due_at, old.noted_at, old.code, old.by_call)
     is distinct from
     row(new.id, new.is_ours, new.state, new.authority, new.point, new.sent_at, new.sent_by,
         new.due_at, new.noted_at, new.code, new.by_call)
     or ((old.status = 'answered' or old.by_call) and old is distinct from new) then
    raise exception 'guard: what was measured of a ping is never altered'
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("authorities", "0005_contact_walls")]

    operations = [
        migrations.AddField(
            model_name="ping",
            name="by_call",
            field=models.BooleanField(
                default=False,
                help_text="a call that was noted by whoever made it; nothing was sent",
            ),
        ),
        migrations.RunSQL(_MEASURED, migrations.RunSQL.noop),
    ]
