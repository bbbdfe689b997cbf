"""One thing at a time: what two processes would otherwise decide together."""

from django.db import connection

_SPACE = 1213024840  # any constant: these locks are the directory's


def hold(name: str) -> None:
    """Wait until nobody else holds `name`, and hold it until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, hashtext(%s))", [_SPACE, name])
