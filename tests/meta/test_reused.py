"""A database that is emptied for the next test is what a fresh copy of the template would be."""

import psycopg

from tests.cluster import TEMPLATE, SuiteCluster

NAME = "hwreused"


def test_what_a_test_left_is_gone_and_a_changed_schema_is_not_used_again(
    suite: SuiteCluster,
) -> None:
    url = suite.cluster.superuser_url(NAME)
    try:
        with suite.emptied_database(NAME):
            before = _content(url)
        with suite.emptied_database(NAME), psycopg.connect(url) as owner:
            owner.execute("insert into exchange_pair (peer, sequence, digest) values ('XB', 1, '')")
            owner.execute("delete from django_migrations")
            owner.execute("insert into django_content_type (app_label, model) values ('a', 'b')")
        assert _content(url) != before
        with suite.emptied_database(NAME):
            assert _content(url) == before
        assert suite.reused[NAME].resets == 2
        with suite.emptied_database(NAME), psycopg.connect(url) as owner:
            owner.execute("alter table exchange_link disable row level security")
        with suite.emptied_database(NAME):
            assert _content(url) == before
        assert suite.reused[NAME].resets == 0, f"copied from {TEMPLATE} again"
    finally:
        suite.drop(NAME)


def _content(url: str) -> dict[str, object]:
    """Rows of every table by number, sequences, and which tables have walls."""
    with psycopg.connect(url) as owner:
        names = [
            f'"{space}"."{name}"'
            for space, name in owner.execute(
                "select schemaname, tablename from pg_tables"
                " where schemaname not in ('pg_catalog', 'information_schema')"
            )
        ]
        found: dict[str, object] = {}
        for name in sorted(names):
            rows = owner.execute(f"select t::text from {name} t order by 1").fetchall()  # type: ignore[call-overload]  # noqa: S608
            found[name] = rows
        found["sequences"] = owner.execute(
            "select schemaname, sequencename, last_value from pg_sequences order by 1, 2"
        ).fetchall()
        found["walls"] = owner.execute(
            "select relname, relrowsecurity from pg_class where relkind = 'r' order by 1"
        ).fetchall()
        return found
