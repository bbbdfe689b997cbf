"""Questionnaires, replies and reports are read by those who work on them; a cleared reply stays, a
report and its sharing are only added."""

from django.db import migrations

from homeward.foundation.access.walls import any_of
from homeward.foundation.guard.policies import append_only, every_row, protect, service_is

WORKS = " or ".join(
    f"(select guard.has_role('{role}'))" for role in ("central", "supervisor", "overseer")
)
DECIDES = any_of("(select guard.has_role('supervisor'))", "(select guard.has_role('overseer'))")
WORKING = every_row(any_of(WORKS))
ANYBODY = every_row(any_of(WORKS, service_is("exchange")))

# As the actions do, whoever asks: who wrote in a reply does not clear it, and what was cleared
# stays; who compiled a report does not share it.
TWO_PEOPLE = """
create function guard.check_submission() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if old.cleared_by is not null and (new.answers, new.lines, new.cleared_by, new.number, new.state)
    is distinct from (old.answers, old.lines, old.cleared_by, old.number, old.state) then
    raise exception 'guard: a cleared reply never changes' using errcode = 'check_violation';
  end if;
  if new.cleared_by = any(new.written_by) then
    raise exception 'guard: who wrote in a reply does not clear it'
      using errcode = 'check_violation';
  end if;
  return new;
end $$;
create function guard.check_sharing() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if exists (select from public.reporting_report r
      where r.id = new.report_id and r.made_by = new.shared_by) then
    raise exception 'guard: who compiled a report does not share it'
      using errcode = 'check_violation';
  end if;
  return new;
end $$;
revoke all on function guard.check_submission(), guard.check_sharing() from public;
create trigger two_people before update on reporting_submission
  for each row execute function guard.check_submission();
create trigger two_people before insert on reporting_sharing
  for each row execute function guard.check_sharing();
"""


class Migration(migrations.Migration):
    """Walls of the tables of reports."""

    dependencies = [("reporting", "0003_rounds"), ("access", "0002_walls")]
    operations = [
        protect("reporting_round", select=ANYBODY, insert=ANYBODY),
        protect("reporting_submission", select=ANYBODY, insert=ANYBODY, update=ANYBODY),
        protect("reporting_report", select=WORKING, insert=WORKING),
        protect("reporting_sharing", select=WORKING, insert=DECIDES),
        append_only("reporting_round"),
        append_only("reporting_report"),
        append_only("reporting_sharing"),
        migrations.RunSQL(TWO_PEOPLE, migrations.RunSQL.noop),
    ]
