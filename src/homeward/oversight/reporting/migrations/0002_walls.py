"""What States tell is read by those who work on it and the exchange; what was frozen stays."""

from django.db import migrations

from homeward.foundation.access.walls import any_of
from homeward.foundation.guard.policies import every_row, protect, service_is

WORKS = " or ".join(
    f"(select guard.has_role('{role}'))" for role in ("central", "supervisor", "overseer")
)
ANYBODY = every_row(any_of(WORKS, service_is("exchange")))

# As the actions do, whoever asks: what a second person looked at is what he looked at, and he is
# another than who prepared it.
FROZEN = """
create function guard.check_aggregate() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if (new.lines, new.number, new.state, new.coverage, new.under_reporting, new.reason,
      new.prepared_by, new.prepared_at, new.absent)
    is distinct from (old.lines, old.number, old.state, old.coverage, old.under_reporting,
      old.reason, old.prepared_by, old.prepared_at, old.absent) then
    raise exception 'guard: the figures of an aggregate never change'
      using errcode = 'check_violation';
  end if;
  if old.decided_by is not null and new.decided_by is distinct from old.decided_by then
    raise exception 'guard: an aggregate is decided on once' using errcode = 'check_violation';
  end if;
  return new;
end $$;
revoke all on function guard.check_aggregate() from public;
create trigger frozen before update on reporting_aggregate
  for each row execute function guard.check_aggregate();
"""


class Migration(migrations.Migration):
    """Walls of the room's tables."""

    dependencies = [("reporting", "0001_initial"), ("access", "0002_walls")]
    operations = [
        protect("reporting_aggregate", select=ANYBODY, insert=ANYBODY, update=ANYBODY),
        migrations.RunSQL(FROZEN, migrations.RunSQL.noop),
    ]
