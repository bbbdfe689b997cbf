"""The functions of the schema `family`: how a relative proves who he is, and what staff may do.

Families' functions say nothing of who is not let in. Those of staff ask the guard whether whoever
acts has a place with the victims of the case, as every policy does.
"""

from django.db import migrations

# Before somebody is known. A number is worth nothing alone: what is given out is a hash.
BEFORE = """
-- Behind an unknown number, or a closed page, stands a door without hashes: tries lock it as well,
-- so that nobody learns by them which numbers there are.
create function family.knock(typed text) returns table (
  access_id bigint, first_code text, passphrase text, epoch integer, is_locked boolean)
language sql stable security definer set search_path = pg_catalog as $$
  with door as (
    select c.access_id,
           case when c.first_code_until > now() then c.first_code else '' end, c.passphrase,
           c.epoch, coalesce(c.locked_until > now(), false)
    from public.victims_familyaccess a join family.credential c on c.access_id = a.id
    where a.number = typed and family.is_open(a.id))
  select * from door
  union all
  select null, '', '', 0, coalesce(sum(t.times) >= 5, false)
  from family.tries t
  where t.who = 'number ' || typed and t.minute > now() - interval '15 minutes'
  having not exists (select from door)
$$;

-- Five wrong tries lock for a quarter of an hour, fifteen until a worker opens the way again.
create function family.missed(typed text) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
  update family.credential c
  set failed = failed + 1,
      locked_until = case when failed + 1 >= 15 then 'infinity'
                          when (failed + 1) % 5 = 0 then now() + interval '15 minutes'
                          else locked_until end
  from public.victims_familyaccess a
  where a.id = c.access_id and a.number = typed and family.is_open(a.id);
  if not found then
    insert into family.tries (who, minute, times)
    values ('number ' || left(typed, 20), date_trunc('minute', clock_timestamp()), 1)
    on conflict (who, minute) do update set times = family.tries.times + 1;
  end if;
end $$;

-- Whether somebody (an address, or everybody) tried no more than so often in this minute.
create function family.counted(name text, most integer) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
declare
  this_minute timestamptz := date_trunc('minute', clock_timestamp());
  found integer;
begin
  insert into family.tries (who, minute, times) values (left(name, 200), this_minute, 1)
  on conflict (who, minute) do update set times = family.tries.times + 1
  returning times into found;
  delete from family.tries where minute < this_minute - interval '20 minutes';
  return found <= most;
end $$;
"""

# Of whoever was let in by a token of the process, and of nobody else.
INSIDE = """
create function family.me() returns table (
  language text, epoch integer, factor text, secret text, last_counter bigint,
  place integer, code text, codes_left integer)
language sql stable security definer set search_path = pg_catalog as $$
  select a.language, c.epoch, c.factor, c.secret, c.last_counter, c.codes_used + 1,
         coalesce(c.codes[c.codes_used + 1], ''), cardinality(c.codes) - c.codes_used
  from public.victims_familyaccess a join family.credential c on c.access_id = a.id
  where a.id = family.access_id() and (c.locked_until is null or c.locked_until <= now())
$$;

-- The first code is used once: for the words and the second step that the person chooses. `at` is
-- the epoch at which it was proved, so that what an older letter proved opens no newer one.
create function family.settle(words text, second_step text, secret_of_app text, at integer)
returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
begin
  update family.credential c
  set passphrase = words, factor = second_step, secret = secret_of_app, first_code = '',
      first_code_until = null, failed = 0, locked_until = null, epoch = c.epoch + 1
  where c.access_id = family.access_id() and c.epoch = at and c.first_code <> '' and c.first_code_until > now()
    and words <> '' and (second_step = 'app' and secret_of_app <> ''
         or second_step = 'list' and secret_of_app = '' and cardinality(c.codes) > c.codes_used);
  return found;
end $$;

-- A code of the app counts once, and so does each code of the list, in its turn.
create function family.came(counter bigint, from_list integer) returns integer
language plpgsql security definer set search_path = pg_catalog as $$
declare
  now_epoch integer;
begin
  update family.credential c
  set last_counter = coalesce(counter, c.last_counter), codes_used = coalesce(from_list, c.codes_used),
      failed = 0, locked_until = null, seen_on = current_date
  where c.access_id = family.access_id()
    and (c.factor = 'app' and counter > c.last_counter and from_list is null
         or c.factor = 'list' and from_list = c.codes_used + 1
            and from_list <= cardinality(c.codes) and counter is null)
  returning c.epoch into now_epoch;
  return now_epoch;
end $$;

-- Every sign-in of this access ends, on whatever device; also while it is locked. One that ended
-- before (`at` is its epoch) ends no other.
create function family.leave(at integer) returns void
language sql security definer set search_path = pg_catalog as $$
  update family.credential set epoch = epoch + 1
  where access_id = family.holder() and epoch = at
$$;

-- On which days people of which role and authority opened the file: never who, never how often.
create function family.opened(of_file bigint, zone text)
returns table (day date, role text, authority text)
language sql stable security definer set search_path = pg_catalog as $$
  select distinct (e.at at time zone zone)::date, role.code, coalesce(a.name, u.authority)
  from public.journal_entry e
  join public.victims_supportfile f on f.id = of_file and f.case_id = e.case_id
  join public.access_user u on u.id = e.actor_id
  left join public.authorities_authority a on a.code = u.authority
  cross join lateral (
    select known.code
    from unnest(array['support', 'officer', 'central', 'finance', 'supervisor', 'overseer'])
      with ordinality known (code, turn)
    where known.code = any (u.roles) order by turn limit 1) role
  where e.actor_kind = 'user' and e.subject_kind = 'support_file' and e.subject_id = f.id::text
  order by 1 desc, 3, 2 limit 200
$$;
create function family.openings(zone text) returns table (day date, role text, authority text)
language sql stable security definer set search_path = pg_catalog as $$
  select * from family.opened(family.file_id(), zone)
$$;
"""

STAFF = """
create function family.of_staff(access bigint) returns boolean
language sql stable security definer set search_path = pg_catalog as $$
  select exists (select from public.victims_familyaccess
                 where id = access and case_id = any (guard.cases('victims')))
$$;

-- The same for the worker who reads how the page will look.
create function family.openings_of(of_file bigint, zone text)
returns table (day date, role text, authority text)
language sql stable security definer set search_path = pg_catalog as $$
  select o.* from public.victims_supportfile f, family.opened(f.id, zone) o
  where f.id = of_file and f.case_id = any (guard.cases('victims'))
$$;

-- A new letter: what was chosen before ends, and so does every sign-in.
create function family.issue(access bigint, code text, until timestamptz, list text[]) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if not family.of_staff(access) then
    raise exception 'family: no place with the victims of this case'
      using errcode = 'insufficient_privilege';
  end if;
  insert into family.credential (access_id, first_code, first_code_until, codes, letters)
  values (access, code, until, list, 1)
  on conflict (access_id) do update
  set first_code = excluded.first_code, first_code_until = excluded.first_code_until,
      codes = excluded.codes, codes_used = 0, passphrase = '', factor = '', secret = '',
      failed = 0, locked_until = null, letters = family.credential.letters + 1,
      epoch = family.credential.epoch + 1;
end $$;

-- A new list only: the words that the person chose stay.
create function family.renew_list(access bigint, list text[]) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
begin
  update family.credential set codes = list, codes_used = 0, letters = letters + 1
  where access_id = access and family.of_staff(access) and factor = 'list';
  return found;
end $$;

create function family.unlock(access bigint) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
begin
  update family.credential set failed = 0, locked_until = null
  where access_id = access and family.of_staff(access);
  return found;
end $$;

create function family.standing(access bigint) returns table (
  is_open boolean, is_set boolean, factor text, waits_until timestamptz, codes_left integer,
  is_locked boolean, seen_on date, letters integer)
language sql stable security definer set search_path = pg_catalog as $$
  select family.is_open(access), c.passphrase <> '', c.factor,
         case when c.first_code <> '' then c.first_code_until end,
         cardinality(c.codes) - c.codes_used, coalesce(c.locked_until > now(), false), c.seen_on,
         c.letters
  from family.credential c where c.access_id = access and family.of_staff(access)
$$;
"""

RIGHTS = """
revoke all on all functions in schema family from public;
grant execute on function family.knock(text), family.missed(text), family.counted(text, integer),
  family.me(), family.settle(text, text, text, integer), family.came(bigint, integer),
  family.leave(integer), family.openings(text) to homeward_family;
grant usage on schema family to homeward_app, homeward_jobs;
grant execute on function family.issue(bigint, text, timestamptz, text[]),
  family.renew_list(bigint, text[]), family.unlock(bigint), family.standing(bigint),
  family.openings_of(bigint, text)
  to homeward_app, homeward_jobs;
"""


class Migration(migrations.Migration):
    """What families and staff may do in the schema of families."""

    dependencies = [
        ("victims", "0011_view_walls"),
        ("authorities", "0001_initial"),
        ("journal", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (BEFORE, INSIDE, STAFF, RIGHTS)
    ]
