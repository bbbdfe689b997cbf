"""Directories and keys of peers: read by whoever signs in, written by whoever keeps them."""

from django.db import migrations

from homeward.foundation.guard.policies import protect

# The service `directory` refreshes directories; it is nobody else, and writes nothing else.
KEEPER = """
create function guard.keeps_directories() returns boolean
language sql stable set search_path = pg_catalog as $$
  select guard.administers() or coalesce(guard.service() = 'directory', false)
$$;
revoke all on function guard.keeps_directories() from public;
grant execute on function guard.keeps_directories() to homeward_app, homeward_jobs;
create function guard.only_directory_keepers() returns trigger language plpgsql as $$
begin
  if not guard.keeps_directories() then
    raise exception 'guard: only the administration writes %', tg_table_name
      using errcode = 'insufficient_privilege';
  end if;
  return coalesce(new, old);
end $$;
"""
OPEN_TABLES = ("authorities_state", "authorities_authority", "authorities_node")
TRIGGERS = "\n".join(
    f"drop trigger only_administration on public.{table};"
    f"create trigger only_directory_keepers before insert or update or delete on public.{table}"
    " for each row execute function guard.only_directory_keepers();"
    for table in OPEN_TABLES
)
ANYBODY = "(select guard.kind()) is not null"
KEEPERS = "(select guard.keeps_directories())"
# Whoever receives messages notes that one was signed with a key that is not the State's.
NOTERS = f"({KEEPERS} or (select guard.service()) = 'exchange')"


def _kept(table: str) -> migrations.RunSQL:
    return protect(table, select=ANYBODY, insert=KEEPERS, update=KEEPERS, delete=KEEPERS)


class Migration(migrations.Migration):
    """Nobody without a context reads them; keys of peers are never deleted."""

    dependencies = [("authorities", "0002_walls"), ("access", "0002_walls")]
    operations = [
        migrations.RunSQL(KEEPER, migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop),
        _kept("authorities_directory"),
        _kept("authorities_directoryfile"),
        _kept("authorities_directoryentry"),
        _kept("authorities_directorynews"),
        protect("authorities_peerkey", select=ANYBODY, insert=KEEPERS, update=KEEPERS),
        protect("authorities_keychange", select=ANYBODY, insert=NOTERS, update=NOTERS),
    ]
