"""Writing an entry."""

import json
import logging
import secrets
import uuid
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import connection

from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.errors import UndeclaredFact
from homeward.foundation.journal.leaves import canonical_entry
from homeward.foundation.journal.verbs import verb as registered_verb
from homeward.wire.merkle import commitment, leaf_hash

log = logging.getLogger(__name__)

_INSERT = """
insert into journal_entry (id, at, actor_kind, actor_id, actor_name, verb, subject_kind,
  subject_id, case_id, compartment, data, salt, commitment)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def record(
    verb: str,
    *,
    actor: Actor,
    subject: tuple[str, object] = ("", ""),
    case_id: int | None = None,
    compartment: str = "",
    **data: Any,
) -> str:
    """Write one entry in the present transaction and return its leaf as hexadecimal text.

    `subject` is (kind, id); `data` holds plain facts (text, integers, booleans, lists), never
    secrets or the content of restricted records. The actor must be the one of the opened context:
    the database refuses any other. Raises KeyError for an unregistered verb, and in demonstrations
    UndeclaredFact for a field that the verb does not declare.
    """
    _check_declared(verb, data)
    entry_id, at, salt = uuid.uuid4(), datetime.now(UTC), secrets.token_bytes(32)
    kind, identifier = subject[0], str(subject[1])
    entry = canonical_entry(
        entry_id, at, actor, verb, (kind, identifier), case_id, compartment, data
    )
    committed = commitment(entry, salt)
    # Plain SQL: an insert that returns its row would need the right to read it as well.
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            (
                *(entry_id, at, actor.kind.value, actor.id, actor.name, verb, kind, identifier),
                *(case_id, compartment, json.dumps(data), salt, committed),
            ),
        )
    return leaf_hash(committed).hex()


def _check_declared(verb: str, data: dict[str, Any]) -> None:
    """A field that nobody declared is a mistake of the program.

    In a demonstration, where all tests run, it is refused. Where lives depend on the node it is
    written and logged as an error: an entry too many harms nobody, an action refused may.
    """
    for name in registered_verb(verb).undeclared(data):
        if settings.HOMEWARD_ENVIRONMENT == "demo":
            raise UndeclaredFact(verb=verb, field=name)
        log.error("The journal's verb %s does not declare its field %s so.", verb, name)
