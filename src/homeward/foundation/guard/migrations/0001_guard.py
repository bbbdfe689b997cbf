"""Schema `guard`: the context of a transaction and the functions that policies ask."""

from django.db import migrations

from homeward.foundation.guard.policies import APPEND_ONLY_FUNCTION

SCHEMA = """
create schema guard;
grant usage on schema guard to homeward_app, homeward_jobs;

-- The key that signs tokens. Only functions of the owner read it.
create table guard.key (only_one boolean primary key default true check (only_one), secret bytea not null);

-- One row per connection; it counts only in the transaction that wrote it. Unlogged: it is worth
-- nothing after a crash, and such a write needs no flush.
create unlogged table guard.context (
  pid integer primary key,
  xid xid8 not null,
  kind text not null,
  id bigint,
  name text not null
);
revoke all on guard.key, guard.context from public, homeward_app, homeward_jobs;
"""

# HMAC-SHA256 (RFC 2104) over the built-in sha256(), because no extension is taken for granted.
HMAC = """
create function guard.hmac(message bytea, secret bytea) returns bytea
language plpgsql immutable strict set search_path = pg_catalog as $$
declare
  block bytea := secret;
  inner_pad bytea := ''::bytea;
  outer_pad bytea := ''::bytea;
begin
  if length(block) > 64 then block := sha256(block); end if;
  block := block || decode(repeat('00', 64 - length(block)), 'hex');
  for i in 0..63 loop
    inner_pad := inner_pad || set_byte('\\x00'::bytea, 0, get_byte(block, i) # 54);
    outer_pad := outer_pad || set_byte('\\x00'::bytea, 0, get_byte(block, i) # 92);
  end loop;
  return sha256(outer_pad || sha256(inner_pad || message));
end $$;
"""

OPEN = """
create function guard.open(token text) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
  fields text[] := string_to_array(token, '|');
  signed text;
  held guard.context;
begin
  if array_length(fields, 1) is distinct from 8 or fields[1] <> 'v1' then
    raise exception 'guard: malformed token' using errcode = 'insufficient_privilege';
  end if;
  signed := left(token, length(token) - length(fields[8]) - 1);
  if encode(guard.hmac(convert_to(signed, 'UTF8'), (select secret from guard.key)), 'hex')
     is distinct from fields[8] then
    raise exception 'guard: wrong signature' using errcode = 'insufficient_privilege';
  end if;
  if fields[5]::bigint <> 0 and fields[5]::bigint < extract(epoch from clock_timestamp()) then
    raise exception 'guard: expired token' using errcode = 'insufficient_privilege';
  end if;
  if fields[7] <> '' then
    raise exception 'guard: a bound token opens no context' using errcode = 'insufficient_privilege';
  end if;
  select * into held from guard.context where pid = pg_backend_pid() and xid = pg_current_xact_id();
  if found and (held.kind, coalesce(held.id, 0), held.name)
     is distinct from (fields[2], coalesce(nullif(fields[3], '')::bigint, 0), fields[4]) then
    raise exception 'guard: another actor holds this transaction' using errcode = 'insufficient_privilege';
  end if;
  insert into guard.context (pid, xid, kind, id, name)
  values (pg_backend_pid(), pg_current_xact_id(), fields[2], nullif(fields[3], '')::bigint, fields[4])
  on conflict (pid) do update
    set xid = excluded.xid, kind = excluded.kind, id = excluded.id, name = excluded.name;
end $$;
"""

# Never PARALLEL SAFE: a parallel worker has another pid and would see no context.
WHO = """
create function guard.kind() returns text
language sql stable security definer set search_path = pg_catalog as $$
  select kind from guard.context
  where pid = pg_backend_pid() and xid = pg_current_xact_id_if_assigned()
$$;
create function guard.user_id() returns bigint
language sql stable security definer set search_path = pg_catalog as $$
  select id from guard.context
  where pid = pg_backend_pid() and xid = pg_current_xact_id_if_assigned() and kind = 'user'
$$;
create function guard.service() returns text
language sql stable security definer set search_path = pg_catalog as $$
  select name from guard.context
  where pid = pg_backend_pid() and xid = pg_current_xact_id_if_assigned() and kind = 'service'
$$;
revoke all on all functions in schema guard from public;
grant execute on function guard.open(text), guard.kind(), guard.user_id(), guard.service()
  to homeward_app, homeward_jobs;
"""


class Migration(migrations.Migration):
    """The first migration of the node: every policy stands on it."""

    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.RunSQL(SCHEMA, "drop schema guard cascade"),
        migrations.RunSQL(HMAC, migrations.RunSQL.noop),
        migrations.RunSQL(OPEN, migrations.RunSQL.noop),
        migrations.RunSQL(WHO, migrations.RunSQL.noop),
        migrations.RunSQL(APPEND_ONLY_FUNCTION, migrations.RunSQL.noop),
    ]
