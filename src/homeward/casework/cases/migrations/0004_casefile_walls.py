"""The walls of the grown case file."""

from django.db import migrations

from homeward.foundation.access.walls import CASE_SERVICES, any_of, in_case, in_compartment
from homeward.foundation.guard.policies import append_only, protect

INSIDE = in_compartment()

RANSOM = any_of(
    *(
        f"case_id = any((select guard.cases('{c}'))::bigint[])"
        for c in ("investigation", "crisis", "finance")
    ),
    CASE_SERVICES,
)
# Whoever does not see both records is not told that they are one person.
BOTH = f"({INSIDE} and {in_compartment(case='other_case_id', compartment='other_compartment')})"
BOTH_FILES = f"({in_case()} and {in_case('into_id')})"

CHANGED = ("charge", "hearing", "appeal", "group", "groupmember", "harm")
ADDED = ("personpart", "identifier", "chargevictim", "chargeharm", "courtdecision", "sentence")

# Only who leads both files merges them or brings them back, whatever the application does.
LEADS_BOTH = """
create function guard.refuse_unled_merge() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
  other bigint := coalesce(new.merged_into_id, old.merged_into_id);
begin
  if guard.user_id() is null
     or not exists (select from public.access_casemember
                    where case_id = new.id and user_id = guard.user_id() and is_lead)
     or not exists (select from public.access_casemember
                    where case_id = other and user_id = guard.user_id() and is_lead) then
    raise exception 'guard: only the lead of both files merges them or undoes it'
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke all on function guard.refuse_unled_merge() from public;
create trigger led_merge before update on public.cases_case for each row
  when (old.merged_into_id is distinct from new.merged_into_id)
  execute function guard.refuse_unled_merge();
"""


def _walls() -> list[migrations.RunSQL]:
    changed = [
        protect(f"cases_{table}", select=INSIDE, insert=INSIDE, update=INSIDE)
        for table in CHANGED
    ]
    added = [protect(f"cases_{table}", select=INSIDE, insert=INSIDE) for table in ADDED]
    return [*changed, *added, *(append_only(f"cases_{table}") for table in ADDED)]


class Migration(migrations.Migration):
    """Policies; what is only added to is kept so by a trigger as well."""

    dependencies = [("cases", "0003_first_call_walls")]
    operations = [
        *_walls(),
        protect("cases_verification", select=INSIDE, insert=INSIDE),
        append_only("cases_verification"),
        append_only("cases_event"),
        protect("cases_sameperson", select=BOTH, insert=BOTH, update=BOTH),
        protect("cases_casemerge", select=BOTH_FILES, insert=BOTH_FILES, update=BOTH_FILES),
        protect("cases_ransomline", select=RANSOM, insert=RANSOM),
        append_only("cases_ransomline"),
        migrations.RunSQL(LEADS_BOTH, migrations.RunSQL.noop),
    ]
