"""A test database that is emptied instead of copied anew, which takes a tenth of the time.

What a test left is deleted past every trigger and wall, what the template brought is put back, and
sequences begin where they began. Where a test changed the schema itself, the database is not used
again.
"""

from dataclasses import dataclass, field

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
# Whatever a test could change of tables, columns, rights, walls, triggers and functions: how many
# rows the catalogues have, and which transactions wrote them.
_CATALOGUES = (
    "pg_class where relpersistence <> 't'",
    "pg_attribute",
    "pg_attrdef",
    "pg_policy",
    "pg_trigger",
    "pg_proc",
    "pg_constraint",
    "pg_namespace",
    "pg_db_role_setting",
)
_STAMP = "select count(*) || ' ' || coalesce(sum(xmin::text::bigint), 0) from "
_SCHEMA = "select array[" + ", ".join(f"({_STAMP}{each})" for each in _CATALOGUES) + "]"
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
    stamps: dict[_Name, object] = field(default_factory=dict)
    resets: int = 0

    @classmethod
    def of(cls, url: str) -> "Reused":
        """Remember a fresh copy; `url` is the superuser's address of it."""
        connection = kept(url)
        tables = _tables(connection)
        seeds = {each: _rows(connection, each) for each in _filled(connection, tables)}
        return cls(
            url,
            tables,
            seeds,
            _sequences(connection),
            _schema(connection),
            _stamps(connection, list(seeds)),
        )

    def empty(self, *, in_use: bool = False, spared: int = 0) -> bool:
        """Bring it back to what it was; False where that cannot be done.

        Whoever is connected loses the connection, but for the server process `spared`, unless the
        database is `in_use` by a node that goes on.
        """
        connection = kept(self.url)
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
        seeds = list(self.seeds)
        stamps = _stamps(connection, seeds)
        changed = [each for each in seeds if stamps[each] != self.stamps[each]]
        others = [each for each in _filled(connection, self.tables) if each not in self.seeds]
        _delete_all(connection, changed + others)
        for table in changed:
            _copy_in(connection, table, self.seeds[table])
        self.stamps |= _stamps(connection, changed)
        _set_back(
            connection,
            {
                name: self.sequences[name]
                for name, last in _sequences(connection).items()
                if last != self.sequences.get(name, last)
            },
        )


@dataclass(frozen=True, slots=True)
class Contents:
    """The rows of every table that holds any, and where the sequences are."""

    tables: dict[_Name, bytes]
    sequences: dict[str, object]

    @classmethod
    def of(cls, url: str) -> "Contents":
        """What a database holds now; `url` is the superuser's address of it."""
        connection = kept(url)
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
        connection = kept(url)
        with connection.transaction():
            connection.execute("set local session_replication_role = replica")
            _delete_all(connection, list(self.tables))
            for table, rows in self.tables.items():
                _copy_in(connection, table, rows)
            _set_back(connection, self.sequences)


_kept: dict[str, _Connection] = {}


def kept(url: str) -> _Connection:
    """The superuser's connection to a database, which knows its tables from the time before.

    A new one is made where there is none yet, or where the database was dropped since.
    """
    connection = _kept.get(url)
    if connection is not None:
        try:
            connection.execute("select 1")
        except psycopg.OperationalError:
            connection.close()
        else:
            return connection
    connection = _kept[url] = psycopg.connect(url, autocommit=True)
    return connection


def _delete_all(connection: _Connection, tables: list[_Name]) -> None:
    with connection.pipeline():
        for table in tables:
            connection.execute(sql.SQL("delete from {}").format(sql.Identifier(*table)))


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


def _stamps(connection: _Connection, tables: list[_Name]) -> dict[_Name, object]:
    """What changes with any row that is written or gone: how many there are, and who wrote them."""
    one = sql.SQL("select {}, count(*), coalesce(sum(xmin::text::bigint), 0) from {}")
    each = [
        one.format(sql.Literal(number), sql.Identifier(*table))
        for number, table in enumerate(tables)
    ]
    if not each:
        return {}
    found = connection.execute(sql.SQL(" union all ").join(each)).fetchall()
    return {table: tuple(row[1:]) for table, row in zip(tables, sorted(found), strict=True)}  # type: ignore[type-var]


def _set_back(connection: _Connection, places: dict[str, object]) -> None:
    """Let sequences go on after the number that each had given; None: it had given none."""
    connection.execute(
        "select setval(name::regclass, coalesce(last, seqstart), last is not null)"
        " from unnest(%s::text[], %s::bigint[]) as place (name, last)"
        " join pg_sequence on seqrelid = name::regclass",
        [list(places), list(places.values())],
    )


def _schema(connection: _Connection) -> object:
    row = connection.execute(_SCHEMA).fetchone()
    return row[0] if row else None
