"""A test database that is emptied instead of copied anew, which takes a tenth of the time.

What a test left is deleted past every trigger and wall, what the template brought is put back, and
sequences begin where they began. Where a test changed the schema itself, the database is not used
again.
"""

from dataclasses import dataclass

import psycopg
from psycopg import sql

_VACUUM_EVERY = 25  # rows that were deleted slow down the tests after them

_TABLES = """
select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema')
order by 1, 2
"""
_USED = """
select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'r' and pg_relation_size(c.oid) > 0
"""
_SEQUENCES = """
select format('%I.%I', schemaname, sequencename), last_value, start_value from pg_sequences
"""
# Whatever a test could change of tables, columns, rights, walls, triggers and functions.
_SCHEMA = """
with spaces as (
  select oid from pg_namespace where nspname not in ('pg_catalog', 'information_schema')
    and nspname not like 'pg_toast%' and nspname not like 'pg_temp%'),
tables as (select * from pg_class where relnamespace in (select oid from spaces))
select array[
  (select count(*)::text || sum(hashtext(relname || relkind::text || relrowsecurity::text
     || relforcerowsecurity::text || coalesce(relacl::text, '') || relowner::text
     || coalesce(reloptions::text, '')))::text from tables),
  (select count(*)::text || sum(hashtext(a.attrelid::text || attname || atttypid::text
     || attnotnull::text || attisdropped::text || coalesce(attacl::text, '')))::text
   from pg_attribute a where attrelid in (select oid from tables)),
  (select count(*)::text || sum(hashtext(polname || polrelid::text || polroles::text
     || coalesce(polqual::text, '') || coalesce(polwithcheck::text, '')))::text from pg_policy),
  (select count(*)::text || sum(hashtext(tgname || tgrelid::text || tgenabled::text))::text
   from pg_trigger),
  (select count(*)::text || sum(hashtext(proname || prosrc || coalesce(proacl::text, '')
     || coalesce(proconfig::text, '')))::text
   from pg_proc where pronamespace in (select oid from spaces)),
  (select count(*)::text || sum(hashtext(conname || conrelid::text || convalidated::text))::text
   from pg_constraint where connamespace in (select oid from spaces)),
  (select sum(hashtext(nspname || coalesce(nspacl::text, '')))::text from pg_namespace),
  (select coalesce(sum(hashtext(setconfig::text)), 0)::text from pg_db_role_setting)
]
"""
_OF_WORKERS = {"procrastinate_workers"}
_Name = tuple[str, str]
_Connection = psycopg.Connection[tuple[object, ...]]


@dataclass(slots=True)
class Reused:
    """A database as it was when it was copied from the template, and how to bring it back there."""

    url: str
    tables: list[_Name]
    seeds: dict[_Name, bytes]
    sequences: dict[str, object]
    schema: object
    resets: int = 0

    @classmethod
    def of(cls, url: str) -> "Reused":
        """Remember a fresh copy; `url` is the superuser's address of it."""
        with psycopg.connect(url, autocommit=True) as connection:
            tables = _tables(connection)
            return cls(
                url,
                tables,
                {each: _rows(connection, each) for each in _filled(connection, tables)},
                _sequences(connection),
                _schema(connection),
            )

    def empty(self, *, in_use: bool = False, spared: int = 0) -> bool:
        """Bring it back to what it was; False where that cannot be done.

        Whoever is connected loses the connection, but for the server process `spared`, unless the
        database is `in_use` by a node that goes on.
        """
        with psycopg.connect(self.url, autocommit=True) as connection:
            if in_use:
                self._leave_workers_alone()
            else:
                connection.execute(
                    "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
                    " where datname = current_database() and pid not in (pg_backend_pid(), %s)",
                    [spared],
                )
            if _schema(connection) != self.schema:
                return False
            with connection.transaction():
                self._put_back(connection)
            self.resets += 1
            if self.resets % _VACUUM_EVERY == 0:
                connection.execute("vacuum (analyze false)")
        return True

    def _leave_workers_alone(self) -> None:
        """A node that goes on tells in these rows that its workers live; they are not a test's."""
        self.tables = [each for each in self.tables if each[1] not in _OF_WORKERS]
        self.seeds = {each: rows for each, rows in self.seeds.items() if each[1] not in _OF_WORKERS}
        numbers = {f"public.{name}_id_seq" for name in _OF_WORKERS}
        self.sequences = {name: at for name, at in self.sequences.items() if name not in numbers}

    def _put_back(self, connection: _Connection) -> None:
        connection.execute("set local session_replication_role = replica")  # past every trigger
        for table in _filled(connection, self.tables):
            seed = self.seeds.get(table)
            if seed is not None and seed == _rows(connection, table):
                continue
            connection.execute(sql.SQL("delete from {}").format(sql.Identifier(*table)))
        for table, seed in self.seeds.items():
            if _rows(connection, table) != seed:
                _copy_in(connection, table, seed)
        for name, last in _sequences(connection).items():
            if last != self.sequences.get(name, last):
                _set_back(connection, name, self.sequences[name])


@dataclass(frozen=True, slots=True)
class Contents:
    """The rows of every table that holds any, and where the sequences are."""

    tables: dict[_Name, bytes]
    sequences: dict[str, object]

    @classmethod
    def of(cls, url: str) -> "Contents":
        """What a database holds now; `url` is the superuser's address of it."""
        with psycopg.connect(url, autocommit=True) as connection:
            filled = _filled(connection, _tables(connection))
            rows = {each: _rows(connection, each) for each in filled}
            return cls({each: had for each, had in rows.items() if had}, _sequences(connection))

    def since(self, before: "Contents") -> "Contents":
        """What came after `before`, to be brought again without doing what brought it."""
        tables = {
            each: rows for each, rows in self.tables.items() if rows != before.tables.get(each)
        }
        moved = {
            name: at for name, at in self.sequences.items() if at != before.sequences.get(name)
        }
        return Contents(tables, moved)

    def bring(self, url: str) -> None:
        """Put these rows and places of sequences into a database that is as it was before them."""
        with psycopg.connect(url) as connection:
            connection.execute("set local session_replication_role = replica")
            for table, rows in self.tables.items():
                connection.execute(sql.SQL("delete from {}").format(sql.Identifier(*table)))
                _copy_in(connection, table, rows)
            for name, last in self.sequences.items():
                _set_back(connection, name, last)


def _copy_in(connection: _Connection, table: _Name, rows: bytes) -> None:
    into = sql.SQL("copy {} from stdin").format(sql.Identifier(*table))
    with connection.cursor().copy(into) as copy:
        copy.write(rows)


def _tables(connection: _Connection) -> list[_Name]:
    return [(str(space), str(name)) for space, name in connection.execute(_TABLES)]


def _filled(connection: _Connection, tables: list[_Name]) -> list[_Name]:
    """The tables that hold any row, or held one since they were vacuumed."""
    found = {(str(space), str(name)) for space, name in connection.execute(_USED)}
    return [table for table in tables if table in found]


def _rows(connection: _Connection, table: _Name) -> bytes:
    out = sql.SQL("copy {} to stdout").format(sql.Identifier(*table))
    with connection.cursor().copy(out) as copy:
        return b"".join(bytes(each) for each in copy)


def _sequences(connection: _Connection) -> dict[str, object]:
    return {str(name): last for name, last, _ in connection.execute(_SEQUENCES)}


def _set_back(connection: _Connection, name: str, last: object) -> None:
    if last is None:
        connection.execute(
            "select setval(%s, (select start_value from pg_sequences"
            " where format('%%I.%%I', schemaname, sequencename) = %s), false)",
            [name, name],
        )
    else:
        connection.execute("select setval(%s, %s)", [name, last])


def _schema(connection: _Connection) -> object:
    row = connection.execute(_SCHEMA).fetchone()
    return row[0] if row else None
