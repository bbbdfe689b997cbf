"""The walls of protection, what never overlaps, and the little that the service `guardian` may do."""

from django.db import migrations

from homeward.casework.victims.walls import VICTIMS, once_settled
from homeward.foundation.access.walls import any_of
from homeward.foundation.guard.policies import (
    NODE_ROLES,
    Protect,
    append_only,
    every_row,
    protect,
    service_is,
)

# Told of lines of any compartment, it learns who works on which open file, and adds alarms with
# their tasks and figures: nothing else of a support file, and nothing of what happened.
GUARDIAN = service_is("guardian")
ALARM_TASKS = "kind in ('victims.alarm_contact', 'victims.alarm_restraint', "
ALARM_TASKS += "'victims.alarm_outcome', 'victims.alarm_suspect')"
ALARM_TASK = f"({every_row(GUARDIAN)} and compartment = 'victims' and {ALARM_TASKS})"


def guardian_may(operation: str, table: str, condition: str) -> Protect:
    """A further policy, beside those of the table's own room."""
    clause = "with check" if operation == "insert" else "using"
    return Protect(
        f"create policy guardian_{operation} on {table} for {operation} to {NODE_ROLES}"
        f" {clause} ({condition})",
        table,
    )


# The embedded PostgreSQL has no extension btree_gist, so what must be equal is compared as a range
# of one value. Both ends of a measure are days on which it holds; without an end it goes on.
NO_OVERLAP = """
create type guard.text_range as range (subtype = text, collation = "C");
alter table victims_measure add constraint victims_measure_overlap exclude using gist (
  int8range(file_id, file_id, '[]') with &&,
  guard.text_range(kind::text, kind::text, '[]') with &&,
  daterange(begins_on, until, '[]') with &&
) where (status in ('planned', 'in_force'));
create trigger ended before update on victims_measure for each row
  when (old.status in ('lifted', 'refused')) execute function guard.refuse_change();
"""

# Whoever approves or issues a request at its desk sees no consent: he learns only that one holds.
HOLDS = """
create function guard.share_holds(asked uuid) returns boolean
language sql stable security definer set search_path = pg_catalog as $$
  select exists (
    select from public.victims_sharedrequest s
    where s.request_id = asked and s.recalled_at is null
      and (guard.consent_still_covers(s.consent_id) or guard.override_holds(s.override_id)))
$$;
revoke all on function guard.share_holds(uuid) from public;
grant execute on function guard.share_holds(uuid) to homeward_app, homeward_jobs;
"""


class Migration(migrations.Migration):
    """Policies and triggers. Assessments and steps are only added to; nothing is deleted."""

    dependencies = [
        ("victims", "0005_need_walls"),
        ("access", "0002_walls"),
        ("duty", "0004_task_walls"),
        ("journal", "0004_fact_walls"),
        ("response", "0003_crisis_walls"),
    ]
    operations = [
        protect("victims_threatassessment", select=VICTIMS, insert=VICTIMS),
        append_only("victims_threatassessment"),
        protect("victims_measureentry", select=VICTIMS, insert=VICTIMS),
        append_only("victims_measureentry"),
        *(
            protect(f"victims_{table}", select=VICTIMS, insert=VICTIMS, update=VICTIMS)
            for table in ("measure", "protectedaddress", "sharedrequest")
        ),
        migrations.RunSQL(NO_OVERLAP, migrations.RunSQL.noop),
        once_settled("victims_protectedaddress", "ended_at", "ended_by", "ended_why"),
        once_settled("victims_sharedrequest", "recalled_at", "recalled_by"),
        migrations.RunSQL(HOLDS, migrations.RunSQL.noop),
        protect(
            "victims_threatalarm",
            select=any_of(VICTIMS, every_row(GUARDIAN)),
            insert=GUARDIAN,
            update=VICTIMS,
        ),
        once_settled("victims_threatalarm", "answered_at", "answered_by", "assessment_id"),
        guardian_may(
            "select", "victims_supportfile", f"({every_row(GUARDIAN)} and status = 'open')"
        ),
        guardian_may("select", "duty_task", ALARM_TASK),
        guardian_may("insert", "duty_task", ALARM_TASK),
        guardian_may("insert", "journal_fact", f"{GUARDIAN} and kind = 'victims.alarm'"),
    ]
