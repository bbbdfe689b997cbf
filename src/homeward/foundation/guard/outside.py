"""A schema of its own in the database for people outside the authorities, and the door to it.

People outside (families, later partners) are served by a process whose role of the database reaches
this one schema and nothing else: no table of the node, no other schema. Who of them acts is proved
as for the node's own people: by a token that the process signs with a key of its own, for one
transaction. The node's guard never believes that key, nor this door the guard's.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.migrations.operations import RunSQL

from homeward.foundation.guard.actor import Actor, ActorKind
from homeward.foundation.guard.tokens import sign

# {s} is the schema, which is also the role's name and the name that tokens carry.
_SEPARATE = """
create schema {s};
create table {s}.key (
  only_one boolean primary key default true check (only_one), secret bytea not null
);
create unlogged table {s}.context (
  pid integer primary key, xid xid8 not null, id bigint not null
);
revoke all on {s}.key, {s}.context from public;

create function {s}.open(token text) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
  fields text[] := string_to_array(token, '|');
  signed text;
  held bigint;
begin
  if array_length(fields, 1) is distinct from 8 or fields[1] <> 'v1' or fields[2] <> 'user'
     or fields[3] !~ '^[0-9]{{1,18}}$' or fields[4] <> '{s}' or fields[5] !~ '^[0-9]{{1,18}}$'
     or fields[7] <> '' then
    raise exception '{s}: malformed token' using errcode = 'insufficient_privilege';
  end if;
  signed := left(token, length(token) - length(fields[8]) - 1);
  if encode(guard.hmac(convert_to(signed, 'UTF8'), (select secret from {s}.key)), 'hex')
     is distinct from fields[8] then
    raise exception '{s}: wrong signature' using errcode = 'insufficient_privilege';
  end if;
  if fields[5]::bigint < extract(epoch from clock_timestamp()) then
    raise exception '{s}: expired token' using errcode = 'insufficient_privilege';
  end if;
  select id into held from {s}.context
  where pid = pg_backend_pid() and xid = pg_current_xact_id();
  if held is distinct from fields[3]::bigint and held is not null then
    raise exception '{s}: somebody else holds this transaction'
      using errcode = 'insufficient_privilege';
  end if;
  insert into {s}.context (pid, xid, id)
  values (pg_backend_pid(), pg_current_xact_id(), fields[3]::bigint)
  on conflict (pid) do update set xid = excluded.xid, id = excluded.id;
end $$;

-- Who acts in this transaction; nobody outside of an opened one.
create function {s}.holder() returns bigint
language sql stable security definer set search_path = pg_catalog as $$
  select id from {s}.context
  where pid = pg_backend_pid() and xid = pg_current_xact_id_if_assigned()
$$;
revoke all on all functions in schema {s} from public;
grant usage on schema {s} to homeward_{s};
grant execute on function {s}.open(text), {s}.holder() to homeward_{s};
"""


def separate(schema: str) -> RunSQL:
    """The operation that makes the schema, its key and its door for the role of the same name."""
    return RunSQL(_SEPARATE.format(s=schema), f"drop schema {schema} cascade")


@contextmanager
def let_in(schema: str, holder: int, key: bytes) -> Iterator[None]:
    """One transaction in which the database shows what this person outside may see."""
    token = sign(Actor(ActorKind.USER, holder, schema), key)
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute(f"select {schema}.open(%s)", [token])
        yield
