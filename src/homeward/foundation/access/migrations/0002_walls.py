"""Who is a member of what, asked by every policy; membership is written by these functions only."""

from django.db import migrations

from homeward.foundation.guard.policies import every_row, protect

MEMBERSHIP = """
-- The cases in which the acting person has a place in the given compartment (any, when null).
create function guard.cases(wanted text default null) returns bigint[]
language sql stable security definer set search_path = pg_catalog as $$
  select coalesce(array_agg(distinct case_id), '{}') from public.access_casemember
  where user_id = guard.user_id() and (wanted is null or compartment = wanted)
$$;
create function guard.teams() returns bigint[]
language sql stable security definer set search_path = pg_catalog as $$
  select coalesce(array_agg(team_id), '{}') from public.access_team_members
  where user_id = guard.user_id()
$$;
create function guard.has_role(wanted text) returns boolean
language sql stable security definer set search_path = pg_catalog as $$
  select exists (select from public.access_user
                 where id = guard.user_id() and is_active and wanted = any(roles))
$$;
-- Whoever administers the node reads no case, not even by breaking the glass.
create function guard.may_be_member(person bigint) returns boolean
language sql stable security definer set search_path = pg_catalog as $$
  select exists (select from public.access_user
                 where id = person and is_active and not 'administrator' = any(roles))
$$;
create function guard.found_case(new_case bigint, compartments text[]) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
  -- One founder only: a concurrent second one waits here and is then refused.
  perform pg_advisory_xact_lock(1213024836, new_case::int);
  if not guard.may_be_member(guard.user_id()) then
    raise exception 'guard: nobody such opens a case' using errcode = 'insufficient_privilege';
  end if;
  -- No case that is there already: whoever leads it was made its lead when it was opened.
  if guard.user_id() is null
     or exists (select from public.access_casemember where case_id = new_case)
     or exists (select from public.cases_case where id = new_case) then
    raise exception 'guard: this case has its members' using errcode = 'insufficient_privilege';
  end if;
  insert into public.access_casemember (case_id, user_id, compartment, is_lead, granted_by_id, granted_at)
  select new_case, guard.user_id(), c, true, guard.user_id(), now() from unnest(compartments) as c;
end $$;
create function guard.grant_membership(in_case bigint, to_user bigint, in_compartment text) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if guard.user_id() is null or to_user = guard.user_id()
     or not exists (select from public.access_casemember m
                    where m.case_id = in_case and m.user_id = guard.user_id() and m.is_lead
                      and m.compartment = in_compartment) then
    raise exception 'guard: only the lead of a compartment lets others into it'
      using errcode = 'insufficient_privilege';
  end if;
  if not guard.may_be_member(to_user) then
    raise exception 'guard: nobody such is let into a case' using errcode = 'insufficient_privilege';
  end if;
  insert into public.access_casemember (case_id, user_id, compartment, is_lead, granted_by_id, granted_at)
  values (in_case, to_user, in_compartment, false, guard.user_id(), now())
  on conflict do nothing;
end $$;
revoke all on all functions in schema guard from public;
grant execute on function guard.cases(text), guard.teams(), guard.has_role(text),
  guard.found_case(bigint, text[]), guard.grant_membership(bigint, bigint, text)
  to homeward_app, homeward_jobs;
"""

# Nobody makes himself what he is not: roles, desks and who may sign in are written by the
# administrators of the node and its commands only. The rest of a person's row and the second factor
# are the person's own. Sign-in writes them before it is known who acts: in a visitor's transaction
# they are open (docs/explanation/threat-model.md).
ADMINISTRATION = """
create function guard.administers() returns boolean
language sql stable set search_path = pg_catalog as $$
  select coalesce(guard.service() in ('command', 'setup'), false)
    or guard.has_role('administrator')
    or pg_has_role(current_user, 'homeward_owner', 'usage')
$$;
revoke all on function guard.administers() from public;
grant execute on function guard.administers() to homeward_app, homeward_jobs;
create function guard.only_administration() returns trigger language plpgsql as $$
begin
  if not guard.administers() then
    raise exception 'guard: only the administration writes %', tg_table_name
      using errcode = 'insufficient_privilege';
  end if;
  return coalesce(new, old);
end $$;
create trigger only_administration before insert or delete on public.access_user
  for each row execute function guard.only_administration();
create trigger only_administration_changes before update on public.access_user
  for each row when (
    (old.id, old.username, old.full_name, old.authority, old.roles, old.is_active)
    is distinct from (new.id, new.username, new.full_name, new.authority, new.roles, new.is_active))
  execute function guard.only_administration();
-- An authority's first desk receives what arrives for it.
create trigger only_administration before insert or update or delete on public.access_team
  for each row execute function guard.only_administration();
create trigger only_administration before insert or update or delete on public.access_team_members
  for each row execute function guard.only_administration();
-- The argument names the column that holds the person.
create function guard.only_ones_own() returns trigger language plpgsql as $$
declare
  persons bigint[] := '{}';
begin
  if coalesce(guard.kind(), 'anonymous') = 'anonymous' or guard.administers() then
    return coalesce(new, old);
  end if;
  if tg_op <> 'INSERT' then persons := persons || (to_jsonb(old) ->> tg_argv[0])::bigint; end if;
  if tg_op <> 'DELETE' then persons := persons || (to_jsonb(new) ->> tg_argv[0])::bigint; end if;
  if guard.user_id() is null or persons <> array_fill(guard.user_id(), array[cardinality(persons)]) then
    raise exception 'guard: a row of % is written by its person only', tg_table_name
      using errcode = 'insufficient_privilege';
  end if;
  return coalesce(new, old);
end $$;
create trigger only_ones_own before update on public.access_user
  for each row execute function guard.only_ones_own('id');
create trigger only_ones_own before insert or update or delete on public.mfa_authenticator
  for each row execute function guard.only_ones_own('user_id');
create trigger only_ones_own before insert or update or delete on public.account_emailaddress
  for each row execute function guard.only_ones_own('user_id');
"""


class Migration(migrations.Migration):
    """Membership has no write policy: only the functions above, which run as the owner, write it."""

    dependencies = [
        ("access", "0001_initial"),
        ("guard", "0001_guard"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]
    operations = [
        migrations.RunSQL(MEMBERSHIP, migrations.RunSQL.noop),
        migrations.RunSQL(ADMINISTRATION, migrations.RunSQL.noop),
        protect(
            "access_casemember",
            select="user_id = (select guard.user_id())"
            " or case_id = any((select guard.cases())::bigint[])"
            " or " + every_row("(select guard.service()) is not null"),
        ),
    ]
