"""Nameless facts: what statistics may know of a case, written in the transaction of each action.

Every kind declares its fields: codes of closed lists, whole numbers, yes or no, days. None holds a
name, a text that somebody wrote, or a place finer than a region. The table is added to by those who
act, and read by the statistics only (DESIGN: the case and its compartments).
"""

import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from homeward.foundation.journal.errors import UndeclaredFact
from homeward.foundation.journal.verbs import Field

_kinds: dict[str, dict[str, Field]] = {}

_INSERT = "insert into journal_fact (id, at, kind, case_id, data) values (%s, %s, %s, %s, %s)"


def register_facts_of(kinds: Mapping[str, tuple[Field, ...]]) -> None:
    """Declare kinds of nameless facts by code, each with its fields."""
    for kind, fields in kinds.items():
        if kind in _kinds:
            raise ValueError(f"The kind of fact {kind} is registered twice.")
        _kinds[kind] = {field.name: field for field in fields}


def note_fact(kind: str, *, case_id: int | None, at: datetime | None = None, **data: Any) -> None:
    """Write a nameless fact of a case, or of none, in the present transaction.

    `at` is when it became so (now, when None). Raises KeyError for an unregistered kind and
    UndeclaredFact for a field that the kind does not declare: what is not declared might be a name.
    """
    declared = _kinds[kind]
    for name, value in data.items():
        if name not in declared or not declared[name].holds(value):
            raise UndeclaredFact(verb=kind, field=name)
    row = (uuid.uuid4(), at or datetime.now(UTC), kind, case_id, json.dumps(data))
    # Plain SQL: an insert that returns its row would need the right to read it as well.
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, row)
