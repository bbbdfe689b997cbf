"""What somebody began in a case and may not end any more is ended by the service `intake`."""

from django.db import migrations

# The worker acts as the person who sent a file or made a package. When his access has ended before,
# by the hours of a broken glass or because his place was ended, he sees no row of it, and nothing
# would ever become of it. Each function ends what is of one who has no place now, and nothing else.
FUNCTIONS = """
create function guard.has_place(person bigint, in_case bigint, wall text) returns boolean
language sql stable security definer set search_path = pg_catalog as $$
  select exists (select from public.access_casemember
                 where user_id = person and case_id = in_case and compartment = wall)
    or exists (select from public.access_glass
               where user_id = person and case_id = in_case and wall = any(compartments)
                 and ended_at is null and expires_at > statement_timestamp()
                 and guard.may_be_member(person))
$$;
create function guard.refuse_upload(wanted uuid)
returns table (blob uuid, of_case bigint, wall text)
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if guard.service() is distinct from 'intake' then
    raise exception 'guard: only the service ends an upload' using errcode = 'insufficient_privilege';
  end if;
  return query update public.cases_upload u
    set state = 'failed', problem = 'access_ended', facts = '{}', file_key = ''::bytea
    where u.id = wanted and u.state = 'checking'
      and not guard.has_place(u.begun_by, u.case_id, u.compartment)
    returning u.blob_id, u.case_id, u.compartment::text;
  if found then
    delete from public.cases_uploadpart p where p.upload_id = wanted;
  end if;
end $$;
create function guard.refuse_export(wanted uuid)
returns table (of_case bigint, wall text)
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if guard.service() is distinct from 'intake' then
    raise exception 'guard: only the service ends a package' using errcode = 'insufficient_privilege';
  end if;
  return query update public.cases_evidenceexport e set refused_at = clock_timestamp()
    where e.id = wanted and e.proof_id is null and e.refused_at is null
      and not guard.has_place(e.made_by, e.case_id, e.compartment)
    returning e.case_id, e.compartment::text;
end $$;
-- The custody of what such a package held says that it was never handed out.
create function guard.refused_files(wanted uuid)
returns table (blob uuid, evidence bigint, recipient text)
language sql stable security definer set search_path = pg_catalog as $$
  select distinct e.blob_id, e.id, x.recipient::text
  from public.cases_evidenceexport x
  join public.cases_item i on i.id = any (x.items)
  join public.cases_evidence e on e.blob_id = i.blob_id
  where x.id = wanted and x.refused_at is not null and e.destroyed_at is null
    and guard.service() = 'intake'
$$;
create function guard.refused_blobs() returns uuid[]
language sql stable security definer set search_path = pg_catalog as $$
  select coalesce(array_agg(distinct i.blob_id), '{}')
  from public.cases_evidenceexport x join public.cases_item i on i.id = any (x.items)
  where x.refused_at is not null and i.blob_id is not null and guard.service() = 'intake'
$$;
create policy intake_reads on vault_custodystep for select to homeward_app, homeward_jobs
  using ((select guard.service()) = 'intake'
         and blob_id = any ((select guard.refused_blobs())::uuid[]));
create policy intake_adds on vault_custodystep for insert to homeward_app, homeward_jobs
  with check ((select guard.service()) = 'intake'
              and blob_id = any ((select guard.refused_blobs())::uuid[]));
revoke all on function guard.has_place(bigint, bigint, text), guard.refuse_upload(uuid),
  guard.refuse_export(uuid), guard.refused_files(uuid), guard.refused_blobs() from public;
grant execute on function guard.refuse_upload(uuid), guard.refuse_export(uuid),
  guard.refused_files(uuid), guard.refused_blobs() to homeward_app, homeward_jobs;
"""


class Migration(migrations.Migration):
    """Functions of the owner only; the rows' own walls stay as they are."""

    dependencies = [
        ("cases", "0008_own_lists_walls"),
        ("access", "0003_glass_walls"),
        ("vault", "0005_promised_keys"),
    ]
    operations = [migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop)]
