"""Calling the database's own functions, which decide again what an action has decided."""

from typing import Any

from django.db import DatabaseError, connection

from homeward.foundation.access.errors import Forbidden

_REFUSED = "42501"  # insufficient_privilege


def call_guard(statement: str, *params: Any, subject: str = "case") -> Any:
    """What the one function of the statement answers; raises Forbidden where it refuses."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
            return cursor.fetchone()[0]
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") == _REFUSED:
            raise Forbidden(subject) from error
        raise
