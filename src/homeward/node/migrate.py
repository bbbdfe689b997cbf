"""Bring the database to the present schema, as its owner: `python -m homeward.node.migrate`."""

import os
import sys
from collections.abc import Sequence
from typing import Any

from homeward.node.home_errors import DatabaseOfAnother
from homeward.node.stamp import check_stamp, stamp_statement


def main() -> None:
    """Migrate; with `--schema-only` make no keys, for a database that serves as a template.

    With `--second-key` keys that are made have a second one to sign.
    """
    os.environ["HOMEWARD_PROCESS"] = "migrate"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "homeward.node.settings")
    run(keys="--schema-only" not in sys.argv, second="--second-key" in sys.argv)


def run(*, keys: bool, second: bool = False) -> None:
    """Run the migrations, write the keys of the database's doors, and make the node's own keys."""
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    _check_groups()
    is_marked = _check_mark()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    with connection.cursor() as cursor:
        for schema, key in settings.DATABASE_KEYS.items():
            cursor.execute(
                f"insert into {schema}.key (only_one, secret) values (true, %s)"  # noqa: S608
                " on conflict (only_one) do update set secret = excluded.secret",
                [key],
            )
    if keys and not is_marked:
        with connection.cursor() as cursor:
            cursor.execute(stamp_statement(settings.HOME.config))
    if keys:
        from homeward.foundation.vault.node_keys import make_own_keys

        make_own_keys(second=second)


def _check_mark() -> bool:
    """Whether the database is this node's; ends where it is another's, as after a restore."""
    from django.conf import settings
    from django.db import connection

    def first_row(query: str) -> Sequence[Any] | None:
        with connection.cursor() as cursor:
            cursor.execute(query)
            row: Sequence[Any] | None = cursor.fetchone()
            return row

    try:
        return check_stamp(settings.HOME.config, first_row)
    except DatabaseOfAnother as error:
        sys.exit(f"homeward: {error}")


def _check_groups() -> None:
    """Migrations name group roles, which only an administrator of the server makes."""
    from django.db import connection

    from homeward.node.postgres.roles import Role

    wanted = [role.group for role in Role]
    with connection.cursor() as cursor:
        cursor.execute("select rolname::text from pg_roles where rolname = any(%s)", [wanted])
        missing = sorted(set(wanted) - {name for (name,) in cursor.fetchall()})
    if missing:
        sys.exit(
            f"The database server has no role {missing[0]}, which this version needs. Run"
            " `homeward init` again with --admin-database-url: it makes it and changes nothing"
            " else."
        )


if __name__ == "__main__":
    main()
