"""The node's keys are announced, taken into use and destroyed by functions of the owner only."""

from django.db import migrations

# What runs as the owner cannot ask guard.administers(), which takes the owner for the administration.
FUNCTIONS = """
create function guard.acts_as_administration() returns boolean
language sql stable security definer set search_path = pg_catalog as $$
  select coalesce(guard.service() in ('command', 'setup'), false)
    or guard.has_role('administrator')
$$;
revoke all on function guard.acts_as_administration() from public;

create function guard.announce_node_key(
  new_id text, new_wrapped bytea, new_public jsonb, statement text,
  signs timestamptz, ends timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if not guard.acts_as_administration() then
    raise exception 'guard: only the administration makes keys' using errcode = 'insufficient_privilege';
  end if;
  perform pg_advisory_xact_lock(1213024837);
  if exists (select from public.vault_nodekey where not is_current and retired_at is null) then
    raise exception 'guard: a key is announced already' using errcode = 'unique_violation';
  end if;
  insert into public.vault_nodekey
    (key_id, wrapped, public, created_at, is_current, hand_over, signs_from, ends_at)
  values (new_id, new_wrapped, new_public, now(), false, statement, signs, ends);
end $$;

-- The announced key signs from now on, once its time has come; true where one does.
create function guard.switch_node_key() returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
declare
  following bigint;
begin
  if not (guard.acts_as_administration() or coalesce(guard.service() = 'directory', false)) then
    raise exception 'guard: only the administration changes keys' using errcode = 'insufficient_privilege';
  end if;
  perform pg_advisory_xact_lock(1213024837);
  select id into following from public.vault_nodekey
  where not is_current and retired_at is null and signs_from <= now();
  if following is null then return false; end if;
  update public.vault_nodekey set is_current = false, retired_at = now() where is_current;
  update public.vault_nodekey set is_current = true where id = following;
  return true;
end $$;

create function guard.hasten_node_key() returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if not guard.acts_as_administration() then
    raise exception 'guard: only the administration changes keys' using errcode = 'insufficient_privilege';
  end if;
  update public.vault_nodekey set signs_from = now()
  where not is_current and retired_at is null and signs_from > now();
end $$;

-- The private halves of retired keys are gone for good; the public ones stay.
create function guard.destroy_node_keys(before timestamptz) returns integer
language plpgsql security definer set search_path = pg_catalog as $$
declare
  gone integer;
begin
  if not guard.acts_as_administration() then
    raise exception 'guard: only the administration destroys keys' using errcode = 'insufficient_privilege';
  end if;
  update public.vault_nodekey set wrapped = ''::bytea, destroyed_at = now()
  where retired_at is not null and retired_at <= before and destroyed_at is null;
  get diagnostics gone = row_count;
  return gone;
end $$;
revoke all on function guard.announce_node_key(text, bytea, jsonb, text, timestamptz, timestamptz),
  guard.switch_node_key(), guard.hasten_node_key(), guard.destroy_node_keys(timestamptz) from public;
grant execute on function guard.announce_node_key(text, bytea, jsonb, text, timestamptz, timestamptz),
  guard.switch_node_key(), guard.hasten_node_key(), guard.destroy_node_keys(timestamptz)
  to homeward_app, homeward_jobs;
"""


class Migration(migrations.Migration):
    """Web and worker read the table and write it through these functions alone."""

    dependencies = [("vault", "0002_walls"), ("access", "0002_walls")]
    operations = [migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop)]
