"""The walls of the case: members of any compartment see it, those of a compartment what is in it."""

from django.db import migrations

from homeward.foundation.access.walls import CASE_SERVICES, any_of, in_case, in_compartment
from homeward.foundation.guard.policies import protect

CASE = any_of(in_case("id"), CASE_SERVICES)
INSIDE = in_compartment()
INSIDE_OR_SERVICE = any_of(INSIDE, CASE_SERVICES)
RANSOM = any_of(
    *(
        f"case_id = any((select guard.cases('{c}'))::bigint[])"
        for c in ("investigation", "crisis", "finance")
    ),
    CASE_SERVICES,
)


# Members come first and the case then (docs/adr/0004-numbered-cases.md); at the end of the
# transaction it must be there, so that nobody makes himself lead of cases to come.
MEMBERS = """
create function guard.refuse_missing_case() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if not exists (select from public.cases_case where id = new.case_id) then
    raise exception 'guard: there is no case %', new.case_id using errcode = 'insufficient_privilege';
  end if;
  return null;
end $$;
revoke all on function guard.refuse_missing_case() from public;
create constraint trigger of_a_case after insert on public.access_casemember
  deferrable initially deferred for each row execute function guard.refuse_missing_case();
"""


class Migration(migrations.Migration):
    """Policies of the case file; the timeline is only added to."""

    dependencies = [("cases", "0001_initial"), ("access", "0002_walls")]
    operations = [
        migrations.RunSQL(
            "create sequence cases_case_number;"
            " grant usage on sequence cases_case_number to homeward_app, homeward_jobs",
            "drop sequence cases_case_number",
        ),
        migrations.RunSQL(MEMBERS, migrations.RunSQL.noop),
        protect("cases_case", select=CASE, insert=in_case("id"), update=in_case("id")),
        protect("cases_person", select=INSIDE, insert=INSIDE, update=INSIDE),
        protect("cases_item", select=INSIDE, insert=INSIDE, update=INSIDE),
        protect("cases_event", select=INSIDE_OR_SERVICE, insert=INSIDE_OR_SERVICE),
        protect("cases_ransom", select=RANSOM, insert=RANSOM, update=RANSOM),
    ]
