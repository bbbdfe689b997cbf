"""A task of a case that came to nothing ends for whomever it stands before."""

from django.db import migrations

# The row of a task is shown to its own person: who lifts a flag or confirms a kidnapping is often
# another one, and a clock of life and death must not go on for what is over.
TASKS = """
create function guard.finish_case_tasks(kind_of text, number text, kinds text[]) returns void
language sql security definer set search_path = pg_catalog as $$
  update public.duty_task
  set done_at = clock_timestamp(), status = 'done', changed_by = guard.user_id(),
      next_notice_at = null
  where subject_kind = kind_of and subject_id = number and kind = any (kinds)
    and done_at is null and case_id = any (guard.cases())
$$;
revoke all on function guard.finish_case_tasks(text, text, text[]) from public;
grant execute on function guard.finish_case_tasks(text, text, text[])
  to homeward_app, homeward_jobs;
"""


class Migration(migrations.Migration):
    """Ended by members of the case only, and by kinds that the application names."""

    dependencies = [("cases", "0006_sealed_walls"), ("duty", "0004_task_walls")]
    operations = [migrations.RunSQL(TASKS, migrations.RunSQL.noop)]
