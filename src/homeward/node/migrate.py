"""Bring the database to the present schema, as its owner: `python -m homeward.node.migrate`."""

import os
import sys


def main() -> None:
    """Migrate; with `--schema-only` make no keys, for a database that serves as a template.

    With `--second-key` keys that are made have a second one to sign.
    """
    os.environ["HOMEWARD_PROCESS"] = "migrate"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "homeward.node.settings")
    run(keys="--schema-only" not in sys.argv, second="--second-key" in sys.argv)


def run(*, keys: bool, second: bool = False) -> None:
    """Run the migrations, give the guard this node's key, and make the node's own keys."""
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into guard.key (only_one, secret) values (true, %s)"
            " on conflict (only_one) do update set secret = excluded.secret",
            [settings.GUARD_KEY],
        )
    if keys:
        from homeward.foundation.vault.node_keys import make_own_keys

        make_own_keys(second=second)


if __name__ == "__main__":
    main()
