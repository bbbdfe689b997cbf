"""The walls of sealed items: two members together open one, to one of them, for minutes."""

from django.db import migrations

from homeward.foundation.access.walls import in_compartment
from homeward.foundation.guard.policies import protect

# Only a place of one's own counts here: a broken glass shows that an item is sealed, nothing more.
FUNCTIONS = """
create function guard.has_place(of_case bigint, in_compartment text, person bigint) returns boolean
language sql stable security definer set search_path = pg_catalog as $$
  select exists (select from public.access_casemember
                 where case_id = of_case and compartment = in_compartment and user_id = person)
    and guard.may_be_member(person)
$$;
create function guard.ask_sealed(sealed bigint, why text) returns bigint
language plpgsql security definer set search_path = pg_catalog as $$
declare
  item public.cases_sealeditem;
  moment timestamptz := clock_timestamp();
  asked bigint;
begin
  select * into item from public.cases_sealeditem where id = sealed;
  if item.id is null or guard.user_id() is null
     or not guard.has_place(item.case_id, item.compartment, guard.user_id()) then
    raise exception 'guard: only a member asks for a sealed item' using errcode = 'insufficient_privilege';
  end if;
  if coalesce(length(btrim(why)), 0) < 10 then
    raise exception 'guard: a sealed item is asked for with a reason' using errcode = 'insufficient_privilege';
  end if;
  perform pg_advisory_xact_lock(1213024839, sealed::int);
  if exists (select from public.cases_sealedopening
             where item_id = sealed and asked_by = guard.user_id() and closed_at is null
               and coalesce(open_until, approve_by) > moment) then
    return null;
  end if;
  insert into public.cases_sealedopening
    (item_id, case_id, compartment, asked_by, reason, asked_at, approve_by)
  values (sealed, item.case_id, item.compartment, guard.user_id(), btrim(why), moment,
     moment + interval '30 minutes')
  returning id into asked;
  return asked;
end $$;
-- False where it was approved or closed, or its time has passed.
create function guard.approve_sealed(opening bigint) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
declare
  moment timestamptz := clock_timestamp();
begin
  if guard.user_id() is null
     or not exists (select from public.cases_sealedopening o
                    where o.id = opening and o.asked_by <> guard.user_id()
                      and guard.has_place(o.case_id, o.compartment, guard.user_id())
                      and guard.has_place(o.case_id, o.compartment, o.asked_by)) then
    raise exception 'guard: another member agrees' using errcode = 'insufficient_privilege';
  end if;
  update public.cases_sealedopening
  set approved_by = guard.user_id(), approved_at = moment, open_until = moment + interval '15 minutes'
  where id = opening and approved_by is null and closed_at is null and approve_by > moment;
  return found;
end $$;
-- By either of the two, or by any member while nobody has agreed.
create function guard.close_sealed(opening bigint) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
begin
  update public.cases_sealedopening o set closed_at = clock_timestamp()
  where o.id = opening and o.closed_at is null
    and coalesce(o.open_until, o.approve_by) > clock_timestamp()
    and guard.has_place(o.case_id, o.compartment, guard.user_id())
    and (o.approved_by is null or guard.user_id() in (o.asked_by, o.approved_by));
  return found;
end $$;
-- The sealed items that lie open to the acting person at this moment.
create function guard.opened_seals() returns bigint[]
language sql stable security definer set search_path = pg_catalog as $$
  select coalesce(array_agg(distinct o.item_id), '{}') from public.cases_sealedopening o
  where o.asked_by = guard.user_id() and o.approved_by is not null and o.closed_at is null
    and o.open_until > statement_timestamp()
    and guard.has_place(o.case_id, o.compartment, o.asked_by)
$$;
revoke all on function guard.has_place(bigint, text, bigint), guard.ask_sealed(bigint, text),
  guard.approve_sealed(bigint), guard.close_sealed(bigint), guard.opened_seals() from public;
grant execute on function guard.ask_sealed(bigint, text), guard.approve_sealed(bigint),
  guard.close_sealed(bigint), guard.opened_seals() to homeward_app, homeward_jobs;
"""
# The text goes with its item: into the same case and compartment.
WITH_ITEM = (
    f"{in_compartment()} and exists (select from cases_sealeditem i where i.id = item_id"
    " and i.case_id = cases_sealedtext.case_id and i.compartment = cases_sealedtext.compartment)"
)

# Oversight's tasks about a glass are done when one of them has reviewed it; each sees only his own.
TASKS = """
create function guard.finish_glass_tasks(glass bigint) returns void
language sql security definer set search_path = pg_catalog as $$
  update public.duty_task
  set done_at = clock_timestamp(), status = 'done', next_notice_at = null
  where subject_kind = 'glass' and subject_id = glass::text and done_at is null
    and exists (select from public.access_glass g
                where g.id = glass and g.reviewed_at is not null
                  and g.reviewed_by_id = guard.user_id())
$$;
revoke all on function guard.finish_glass_tasks(bigint) from public;
grant execute on function guard.finish_glass_tasks(bigint) to homeward_app, homeward_jobs;
"""


class Migration(migrations.Migration):
    """Members see what is sealed and who asked; the text nobody but whom it was opened to."""

    dependencies = [
        ("cases", "0005_items_and_evidence_walls"),
        ("access", "0003_glass_walls"),
        ("duty", "0003_duty_walls"),
    ]
    operations = [
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
        migrations.RunSQL(TASKS, migrations.RunSQL.noop),
        protect("cases_sealeditem", select=in_compartment(), insert=in_compartment()),
        protect("cases_sealedopening", select=in_compartment()),
        protect(
            "cases_sealedtext",
            select="item_id = any((select guard.opened_seals())::bigint[])",
            insert=WITH_ITEM,
        ),
    ]
