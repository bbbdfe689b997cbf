"""Breaking the glass and leaving a compartment: functions of the owner only, and the glass's walls."""

from django.db import migrations

from homeward.foundation.guard.policies import every_row, protect

# A live glass counts as a place, never as a lead: only rows of access_casemember lead and let in.
# It counts from the next transaction on, so nobody looks in and takes the breaking back.
CASES = """
create or replace function guard.cases(wanted text default null) returns bigint[]
language sql stable security definer set search_path = pg_catalog as $$
  select coalesce(array_agg(distinct held.case_id), '{}') from (
    select case_id from public.access_casemember
    where user_id = guard.user_id() and (wanted is null or compartment = wanted)
    union all
    select case_id from public.access_glass
    where user_id = guard.user_id() and ended_at is null and expires_at > statement_timestamp()
      and broken_in is distinct from pg_current_xact_id_if_assigned()::text::bigint
      and (wanted is null or wanted = any(compartments)) and guard.may_be_member(user_id)
  ) as held
$$;
create function guard.led_cases() returns bigint[]
language sql stable security definer set search_path = pg_catalog as $$
  select coalesce(array_agg(distinct case_id), '{}') from public.access_casemember
  where user_id = guard.user_id() and is_lead
$$;
revoke all on function guard.led_cases() from public;
grant execute on function guard.led_cases() to homeward_app, homeward_jobs;
"""

BREAK = """
create function guard.may_break_glass(person bigint) returns boolean
language sql stable security definer set search_path = pg_catalog as $$
  select guard.may_be_member(person) and exists (
    select from public.access_user
    where id = person and roles && array['officer', 'finance', 'central', 'supervisor']::varchar[])
$$;
-- The number of the new glass; null where no case has the reference, and nothing is written then.
create function guard.break_glass(
  in_reference text, in_compartments text[], why text, minutes integer) returns bigint
language plpgsql security definer set search_path = pg_catalog as $$
declare
  person bigint := guard.user_id();
  of_case bigint;
  wanted text[];
  moment timestamptz := clock_timestamp();
  broken bigint;
begin
  if person is null or not guard.may_break_glass(person) then
    raise exception 'guard: nobody such breaks a glass' using errcode = 'insufficient_privilege';
  end if;
  if minutes is null or minutes < 1 or minutes > 240 then
    raise exception 'guard: a glass is broken for at most four hours' using errcode = 'insufficient_privilege';
  end if;
  if coalesce(length(btrim(why)), 0) < 20 then
    raise exception 'guard: a glass is broken for a reason' using errcode = 'insufficient_privilege';
  end if;
  if coalesce(cardinality(in_compartments), 0) = 0
     or not in_compartments <@ array['investigation', 'crisis', 'finance', 'victims'] then
    raise exception 'guard: a glass names compartments' using errcode = 'insufficient_privilege';
  end if;
  if not exists (select from public.access_user
                 where id <> person and is_active and 'overseer' = any(roles)) then
    raise exception 'guard: nobody could review this glass' using errcode = 'insufficient_privilege';
  end if;
  select id into of_case from public.cases_case where reference = in_reference;
  if of_case is null then return null; end if;
  -- Two sendings of one form: the second waits, and finds the person inside.
  perform pg_advisory_xact_lock(1213024838, person::int);
  select array_agg(distinct c order by c) into wanted from unnest(in_compartments) as c
  where of_case <> all(guard.cases(c));
  if wanted is null then
    raise exception 'guard: the person is inside already' using errcode = 'insufficient_privilege';
  end if;
  insert into public.access_glass
    (case_id, case_reference, user_id, compartments, reason, broken_at, broken_in, expires_at,
     review_by, verdict, review_reason)
  values (of_case, in_reference, person, wanted, btrim(why), moment,
     pg_current_xact_id()::text::bigint, moment + make_interval(mins => minutes),
     moment + interval '3 days', '', '')
  returning id into broken;
  return broken;
end $$;
-- Whom one's own glass concerns: every lead of the case, and everyone of oversight without a place
-- in it. Where all of oversight has a place in it, these are told nevertheless.
create function guard.glass_watchers(glass bigint) returns table (person bigint, leads boolean)
language sql stable security definer set search_path = pg_catalog as $$
  with one as (
    select case_id, user_id from public.access_glass where id = glass and user_id = guard.user_id()
  ), overseers as (
    select u.id, exists (select from public.access_casemember m
                         where m.user_id = u.id and m.case_id = one.case_id) as inside
    from public.access_user u, one
    where u.is_active and 'overseer' = any(u.roles) and u.id <> one.user_id
  )
  select distinct m.user_id, true from public.access_casemember m, one
  where m.case_id = one.case_id and m.is_lead and m.user_id <> one.user_id
  union all
  select o.id, false from overseers o
  where not o.inside or not exists (select from overseers where not inside)
$$;
"""

AFTER = """
create function guard.end_glass(glass bigint) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
begin
  update public.access_glass set ended_at = clock_timestamp()
  where id = glass and user_id = guard.user_id() and ended_at is null
    and expires_at > clock_timestamp();
  return found;
end $$;
create function guard.expire_glasses() returns table (glass bigint, of_case bigint)
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if guard.service() is distinct from 'glass' then
    raise exception 'guard: only the service notes the end' using errcode = 'insufficient_privilege';
  end if;
  return query update public.access_glass g set ended_at = g.expires_at
    where g.ended_at is null and g.expires_at <= clock_timestamp() returning g.id, g.case_id;
end $$;
-- False where somebody has reviewed it.
create function guard.review_glass(glass bigint, found_so text, why text) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if not guard.has_role('overseer')
     or not exists (select from public.access_glass where id = glass and user_id <> guard.user_id()
                    and (ended_at is not null or expires_at <= clock_timestamp())) then
    raise exception 'guard: another person of oversight reviews, once it is over'
      using errcode = 'insufficient_privilege';
  end if;
  if found_so is null or found_so not in ('justified', 'not_justified')
     or coalesce(btrim(why), '') = '' then
    raise exception 'guard: a verdict has its reason' using errcode = 'insufficient_privilege';
  end if;
  update public.access_glass
  set verdict = found_so, review_reason = btrim(why), reviewed_by_id = guard.user_id(),
      reviewed_at = clock_timestamp()
  where id = glass and reviewed_at is null;
  return found;
end $$;
"""

LEAVE = """
create function guard.end_membership(in_case bigint, of_user bigint, in_compartment text) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
  -- Two leads that put each other out would otherwise leave none.
  perform from public.access_casemember
  where case_id = in_case and compartment = in_compartment and is_lead order by id for update;
  if guard.user_id() is null
     or not exists (select from public.access_casemember m
                    where m.case_id = in_case and m.user_id = guard.user_id() and m.is_lead
                      and m.compartment = in_compartment) then
    raise exception 'guard: only the lead of a compartment ends a place in it'
      using errcode = 'insufficient_privilege';
  end if;
  if not exists (select from public.access_casemember m
                 where m.case_id = in_case and m.compartment = in_compartment and m.is_lead
                   and m.user_id <> of_user) then
    raise exception 'guard: the last lead of a compartment stays' using errcode = 'insufficient_privilege';
  end if;
  delete from public.access_casemember
  where case_id = in_case and user_id = of_user and compartment = in_compartment;
  if not found then
    raise exception 'guard: nobody such is in this compartment' using errcode = 'insufficient_privilege';
  end if;
end $$;
revoke all on function guard.may_break_glass(bigint),
  guard.break_glass(text, text[], text, integer), guard.glass_watchers(bigint),
  guard.end_glass(bigint), guard.expire_glasses(), guard.review_glass(bigint, text, text),
  guard.end_membership(bigint, bigint, text) from public;
grant execute on function guard.break_glass(text, text[], text, integer),
  guard.glass_watchers(bigint), guard.end_glass(bigint), guard.expire_glasses(),
  guard.review_glass(bigint, text, text), guard.end_membership(bigint, bigint, text)
  to homeward_app, homeward_jobs;
"""


class Migration(migrations.Migration):
    """A glass is read by its person, the leads of its case and oversight; functions write it."""

    dependencies = [("access", "0002_walls")]
    operations = [
        migrations.RunSQL(CASES, migrations.RunSQL.noop),
        migrations.RunSQL(BREAK, migrations.RunSQL.noop),
        migrations.RunSQL(AFTER, migrations.RunSQL.noop),
        migrations.RunSQL(LEAVE, migrations.RunSQL.noop),
        protect(
            "access_glass",
            select="user_id = (select guard.user_id())"
            " or case_id = any((select guard.led_cases())::bigint[])"
            " or " + every_row("(select guard.has_role('overseer'))"),
        ),
    ]
