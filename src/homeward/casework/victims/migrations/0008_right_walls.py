"""The walls of being told and heard, and the little that the service `guardian` may do for them."""

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

# Told that proceedings moved, of which the support sees nothing, it learns who wants to hear of it
# and who works on the file, and adds notices that are owed with their tasks and figures.
GUARDIAN = service_is("guardian")
# Of a hearing that was moved, it ends the notice of the day before.
OPEN = f"({every_row(GUARDIAN)} and (settled_at is null or \"end\" = 'replaced'))"
NOTICES = any_of(VICTIMS, OPEN)
KINDS = ("arrest", "release", "charge", "hearing", "decision", "sentence", "appeal", "end")
TELLS = ", ".join(f"'victims.tell_{kind}'" for kind in KINDS)
TASK = f"({every_row(GUARDIAN)} and compartment = 'victims' and kind in ({TELLS}))"

# Who works on a file handles no complaint of its person, and nobody answers in another's name.
APART = """
create function guard.refuse_workers_answer() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
  worker bigint;
begin
  select worker_id into worker from public.victims_supportfile where id = new.file_id;
  if tg_op = 'INSERT' and new.handler_id = worker then
    raise exception 'Who works on the file handles no complaint about it.'
      using errcode = 'insufficient_privilege';
  end if;
  if new.answered_by_id is not null
     and (new.answered_by_id is distinct from guard.user_id() or new.answered_by_id = worker) then
    raise exception 'A complaint is answered in one''s own name, by who does not work on the file.'
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke all on function guard.refuse_workers_answer() from public;
create trigger apart before insert or update on victims_complaint
  for each row execute function guard.refuse_workers_answer();
"""


def teller_may(operation: str, table: str, condition: str) -> Protect:
    """A further policy for the service, beside those of the table's own room."""
    clause = "with check" if operation == "insert" else "using"  # an update's holds for both
    return Protect(
        f"create policy teller_{operation} on {table} for {operation} to {NODE_ROLES}"
        f" {clause} ({condition})",
        table,
    )


class Migration(migrations.Migration):
    """Policies and triggers. Wishes are only added to; all else is settled once."""

    dependencies = [
        ("victims", "0007_harm_walls"),
        ("access", "0002_walls"),
        ("duty", "0004_task_walls"),
        ("journal", "0004_fact_walls"),
        ("response", "0003_crisis_walls"),
    ]
    operations = [
        protect(
            "victims_noticewish", select=any_of(VICTIMS, every_row(GUARDIAN)), insert=VICTIMS
        ),
        append_only("victims_noticewish"),
        protect(
            "victims_owednotice",
            select=NOTICES,
            insert=any_of(VICTIMS, f"({GUARDIAN} and compartment = 'victims')"),
            update=NOTICES,
        ),
        *(
            protect(f"victims_{table}", select=VICTIMS, insert=VICTIMS, update=VICTIMS)
            for table in ("expressedview", "complaint")
        ),
        once_settled(
            "victims_owednotice",
            *("end", "told_on", "told_how", "guardian_id", "note", "settled_by_id", "settled_at"),
        ),
        once_settled(
            "victims_expressedview",
            *("passed_to", "passed_on", "passed_reference", "passed_by"),
            *("end", "end_on", "end_note", "end_by"),
        ),
        once_settled(
            "victims_complaint", "end", "answer", "answered_on", "answered_by_id", "answered_at"
        ),
        migrations.RunSQL(APART, migrations.RunSQL.noop),
        teller_may("select", "victims_supportfile", f"({every_row(GUARDIAN)} and status = 'open')"),
        teller_may("select", "duty_task", TASK),
        teller_may("insert", "duty_task", TASK),
        teller_may("update", "duty_task", TASK),
        teller_may("insert", "journal_fact", f"{GUARDIAN} and kind = 'victims.notice'"),
    ]
