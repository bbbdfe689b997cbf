"""One clock for all processes of a node: the database's."""

from datetime import UTC, datetime

from django.db import connection


def database_now() -> datetime:
    """What the database's clock says, aware UTC; processes on other machines may be wrong."""
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
    return found.astimezone(UTC)
