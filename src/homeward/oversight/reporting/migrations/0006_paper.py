"""Replies that the Secretariat enters from paper."""

from django.db import migrations, models

# As before, and neither the paper nor where it lies changes once the reply stands; what is from
# paper waits for a second person first.
TWO_PEOPLE = """
create or replace function guard.check_submission() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if tg_op = 'INSERT' then
    if new.paper <> '{}' and (new.stage <> 'draft' or new.cleared_by is not null) then
      raise exception 'guard: a reply from paper waits for a second person'
        using errcode = 'check_violation';
    end if;
    return new;
  end if;
  if old.cleared_by is not null and
    (new.answers, new.lines, new.cleared_by, new.number, new.state, new.paper)
    is distinct from
    (old.answers, old.lines, old.cleared_by, old.number, old.state, old.paper) then
    raise exception 'guard: a cleared reply never changes' using errcode = 'check_violation';
  end if;
  if new.cleared_by = any(new.written_by) then
    raise exception 'guard: who wrote in a reply does not clear it'
      using errcode = 'check_violation';
  end if;
  return new;
end $$;
revoke all on function guard.check_submission() from public;
create trigger from_paper before insert on reporting_submission
  for each row execute function guard.check_submission();
"""


class Migration(migrations.Migration):
    """Where a reply came on paper, what is known of the paper."""

    dependencies = [("reporting", "0005_one_at_a_time")]
    operations = [
        migrations.AddField(
            model_name="submission",
            name="paper",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.RunSQL(TWO_PEOPLE, migrations.RunSQL.noop),
    ]
