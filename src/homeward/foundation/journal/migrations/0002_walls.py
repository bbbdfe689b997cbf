"""The journal's walls: append-only, written as oneself, read by those whom it concerns."""

from django.db import migrations

from homeward.foundation.access.walls import any_of, in_case, in_compartment
from homeward.foundation.guard.policies import append_only, every_row, protect, service_is

QUEUE = """
-- Whatever commits is queued for the sequencer in the same transaction.
create function guard.queue_entry() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into public.journal_pending (entry_number) values (new.number);
  return null;
end $$;
create trigger queue_entry after insert on journal_entry
  for each row execute function guard.queue_entry();
"""
AS_ONESELF = (
    "actor_kind = (select guard.kind())"
    " and actor_id is not distinct from (select guard.user_id())"
    " and (actor_kind <> 'service' or actor_name = (select guard.service()))"
)
CHECKERS = any_of(service_is("sequencer", "verifier"), "(select guard.has_role('overseer'))")
READERS = any_of(
    every_row(CHECKERS),
    "(actor_kind = 'user' and actor_id = (select guard.user_id()))",
    f"(compartment = '' and {in_case()})",
    in_compartment(),
)


class Migration(migrations.Migration):
    """Policies and triggers of the journal."""

    dependencies = [("journal", "0001_initial"), ("access", "0002_walls")]
    operations = [
        migrations.RunSQL(QUEUE, migrations.RunSQL.noop),
        protect("journal_entry", select=READERS, insert=AS_ONESELF),
        protect(
            "journal_pending",
            select=service_is("sequencer", "verifier"),
            delete=service_is("sequencer"),
        ),
        protect("journal_place", select=CHECKERS, insert=service_is("sequencer")),
        protect("journal_treehash", select=CHECKERS, insert=service_is("sequencer")),
        protect("journal_head", select=CHECKERS, insert=service_is("sequencer")),
        append_only("journal_entry"),
        append_only("journal_place"),
        append_only("journal_treehash"),
        append_only("journal_head"),
    ]
