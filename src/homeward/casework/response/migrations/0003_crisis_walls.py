"""The walls of a crisis team: contacts for the crisis compartment alone, and logs that only grow."""

from django.db import migrations

from homeward.foundation.access.walls import CASE_SERVICES, any_of, in_compartment
from homeward.foundation.guard.policies import append_only, every_row, protect

CRISIS = "case_id = any((select guard.cases('crisis'))::bigint[])"
TEAM = any_of(CRISIS, "case_id = any((select guard.cases('investigation'))::bigint[])")
INSIDE = in_compartment()
# Names of roles and rules say nothing of a case: whoever signs in reads them.
SIGNED_IN = every_row("(select guard.user_id()) is not null or (select guard.service()) is not null")
KEEPERS = every_row(
    "(select guard.has_role('administrator')) or (select guard.has_role('supervisor'))"
)

# Columns that are settled once: null becomes a value, and nothing else of the row changes.
SETTLED = """
create function guard.refuse_resettling() returns trigger language plpgsql as $$
declare
  settled text;
  before jsonb := to_jsonb(old);
  after jsonb := to_jsonb(new);
begin
  foreach settled in array tg_argv loop
    if coalesce(before ->> settled, '') <> '' and before -> settled <> after -> settled then
      raise exception 'In % the column % is settled.', tg_table_name, settled
        using errcode = 'insufficient_privilege';
    end if;
    before := before - settled;
    after := after - settled;
  end loop;
  if before <> after then
    raise exception 'Rows of % are never changed.', tg_table_name
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
"""

# A second person, whatever the program says: neither who recorded it nor who decided it, and
# nobody in another's name.
SECOND_PERSON = """
create function guard.refuse_same_person() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if new.by_id is distinct from guard.user_id() then
    raise exception 'Nobody confirms in the name of another.'
      using errcode = 'insufficient_privilege';
  end if;
  if tg_table_name = 'response_approval' then
    if exists (select from public.response_decision d
               where d.id = new.decision_id and new.by_id in (d.recorded_by_id, d.made_by_id)) then
      raise exception 'A decision is confirmed by a second person.'
        using errcode = 'insufficient_privilege';
    end if;
  elsif exists (select from public.response_contact c
                where c.id = new.contact_id and new.by_id = c.recorded_by_id) then
    raise exception 'A proof of life is verified by a second person.'
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke all on function guard.refuse_same_person() from public;
create trigger second_person before insert on response_approval
  for each row execute function guard.refuse_same_person();
create trigger second_person before insert on response_proofcheck
  for each row execute function guard.refuse_same_person();
"""

# A member of one compartment counts on where those of the other stopped, without seeing them; and
# whoever records the next contact ends the task of a colleague, which he does not see.
FUNCTIONS = """
create function guard.next_decision(wanted_case bigint) returns integer
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if not wanted_case = any(guard.cases()) then
    raise exception 'guard: not a member of the case' using errcode = 'insufficient_privilege';
  end if;
  return (select coalesce(max(number), 0) + 1 from public.response_decision
          where case_id = wanted_case);
end $$;
create function guard.finish_crisis_tasks(wanted_case bigint, wanted_kind text, wanted_id text)
returns void language plpgsql security definer set search_path = pg_catalog as $$
begin
  if not (wanted_case = any(guard.cases('crisis'))
          or wanted_case = any(guard.cases('investigation'))) then
    raise exception 'guard: not a member of the case' using errcode = 'insufficient_privilege';
  end if;
  update public.duty_task set done_at = now(), status = 'done', next_notice_at = null
    where case_id = wanted_case and subject_kind = wanted_kind and subject_id = wanted_id
      and done_at is null and kind like 'response.%';
end $$;
revoke all on function guard.next_decision(bigint), guard.finish_crisis_tasks(bigint, text, text)
  from public;
grant execute on function guard.next_decision(bigint),
  guard.finish_crisis_tasks(bigint, text, text) to homeward_app, homeward_jobs;
"""


def settled_once(table: str, *columns: str) -> migrations.RunSQL:
    """Let only these columns be filled in, once each."""
    named = ", ".join(f"'{column}'" for column in columns)
    return migrations.RunSQL(
        f"create trigger settled_once before update on {table}"
        f" for each row execute function guard.refuse_resettling({named})",
        migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):
    """Policies and triggers of roles, decisions and contacts. Nothing of them is deleted."""

    dependencies = [
        ("response", "0002_run_walls"),
        ("access", "0002_walls"),
        ("duty", "0003_duty_walls"),
    ]
    operations = [
        migrations.RunSQL(SETTLED, migrations.RunSQL.noop),
        protect("response_rolesetting", select=SIGNED_IN, insert=KEEPERS, update=KEEPERS),
        protect("response_separationsetting", select=SIGNED_IN, insert=KEEPERS, update=KEEPERS),
        protect(
            "response_roleassignment",
            select=any_of(TEAM, CASE_SERVICES),
            insert=CRISIS,
            update=CRISIS,
        ),
        protect("response_handover", select=CRISIS, insert=CRISIS, update=CRISIS),
        protect("response_decision", select=INSIDE, insert=INSIDE),
        protect("response_approval", select=INSIDE, insert=INSIDE),
        protect("response_contact", select=CRISIS, insert=CRISIS),
        protect("response_proofcheck", select=CRISIS, insert=CRISIS),
        protect("response_clock", select=CRISIS, insert=CRISIS, update=CRISIS),
        append_only("response_decision"),
        append_only("response_approval"),
        append_only("response_contact"),
        append_only("response_proofcheck"),
        settled_once("response_roleassignment", "ended_at", "ended_by"),
        settled_once("response_handover", "giver_at", "receiver_at", "withdrawn_at"),
        settled_once("response_clock", "ended_at", "ended_by", "end", "reason"),
        migrations.RunSQL(SECOND_PERSON, migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
    ]
