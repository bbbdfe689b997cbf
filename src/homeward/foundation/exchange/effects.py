"""Running the effect of a message so that the sender's mistakes are refused, not retried for weeks.

Three things can come of an effect: it is done; the message is at fault, and a signed refusal says
so; or this node is at fault (its database went away, its disk is full, a policy is wrong), and the
sender must try again. The line between the second and the third is drawn here.
"""

import logging
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import DatabaseError, DataError, IntegrityError, connection, transaction

from homeward.foundation.errors import HomewardError
from homeward.foundation.exchange.errors import EffectRefused, MalformedPayload
from homeward.foundation.exchange.ports import (
    Arrived,
    ArrivingFile,
    Filed,
    MessageType,
    message_type,
)
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.errors import GuardError
from homeward.wire.envelope import OpenedMessage

log = logging.getLogger(__name__)

# What a node cannot blame on a message: the sender tries again until it works.
_OWN_FAULTS = (DatabaseError, OSError, MemoryError, SystemError, ImportError, GuardError)
_LIMITS_OF_THE_DATABASE = "54"  # SQLSTATE class: a value is too large to be kept or indexed
_LONGEST_REASON = 60


def take_effect(
    message: OpenedMessage, files: tuple[ArrivingFile, ...] = ()
) -> tuple[Filed, EffectRefused | None]:
    """Where the message was filed, or why it was refused; a refusal leaves no effect.

    Raises what is this node's own fault, so that nothing is kept and the sender tries again.
    """
    kind = message_type(message.header.type, message.header.type_version)
    if kind is None:
        return Filed(), EffectRefused("unknown_type")
    try:
        return _run(kind, message, files), None
    except EffectRefused as error:
        return Filed(), error
    except HomewardError as error:
        return Filed(), EffectRefused(error.code)
    except Exception as error:
        if not _is_the_messages_fault(error):
            raise
        _log(message.header.type, error)
        return Filed(), MalformedPayload()


def _run(kind: MessageType, message: OpenedMessage, files: tuple[ArrivingFile, ...]) -> Filed:
    header = message.header
    arrived = Arrived(
        id=header.id,
        sender=header.sender,
        thread=_thread(header.thread),
        type=header.type,
        handling=header.handling.value,
        sent_at=header.time,
        payload=_newest(kind, message),
        actor=EXCHANGE,
        attachments=files,
    )
    with transaction.atomic():
        filed = kind.effect(arrived)
        # References to rows that are not there would otherwise show at commit, past the savepoint.
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate; set constraints all deferred")
        return filed


def _newest(kind: MessageType, message: OpenedMessage) -> dict[str, Any]:
    """The payload in the newest version of its type, which is what effects read."""
    version = message.header.type_version
    if version == kind.version:
        return message.payload
    try:
        return kind.lifted(message.payload, version)
    except (ValueError, KeyError, TypeError):
        raise MalformedPayload(field="payload") from None


def _thread(text: str) -> UUID:
    """The protocol leaves threads to the sender; every type of this node names a record by it."""
    try:
        thread = UUID(text)
    except ValueError:
        raise MalformedPayload(field="thread") from None
    if str(thread) != text:
        raise MalformedPayload(field="thread")
    return thread


def _is_the_messages_fault(error: Exception) -> bool:
    """A payload that does not have its form shows in many ways, the database's refusals included.

    Whatever else goes wrong in an effect ends as a refusal too: it would go wrong again and again.
    """
    if isinstance(error, DataError | IntegrityError):
        return True
    if isinstance(error, DatabaseError):
        state = str(getattr(error.__cause__, "sqlstate", None) or "")
        return state.startswith(_LIMITS_OF_THE_DATABASE)
    return not isinstance(error, _OWN_FAULTS)


def _log(type_: str, error: Exception) -> None:
    """Where it happened, for whoever mends the node; not what it says, which quotes the payload."""
    place, step = "", error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        if "homeward" in code.co_filename:
            place = f"{Path(code.co_filename).name}:{step.tb_lineno}"
        step = step.tb_next
    log.warning("A message of type %s was malformed: %s at %s", type_, type(error).__name__, place)


def reason_of(error: EffectRefused) -> str:
    """The reason as the receipt gives it: one short line."""
    reason = str(error.params["reason"])
    printable = "".join(sign if sign.isprintable() else " " for sign in reason)
    return " ".join(printable.split())[:_LONGEST_REASON] or error.code
