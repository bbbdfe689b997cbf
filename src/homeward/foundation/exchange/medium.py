"""Messages on a medium, for nodes without a link: the same envelopes as files, receipts beside.

    homeward-XA-XB-20261127T215100Z/
      manifest.json            who wrote it for whom, when, how much
      messages/000001.json     envelopes, in the order of their numbers
      receipts/<message>.jws   receipts for what came on a medium from there

Nothing in it is trusted for lying there: envelopes and receipts are verified as they are over the
network. Exporting and importing may be repeated, with the same medium or another one, before,
after or beside a delivery over the network: a message has one effect.
"""

import errno
import json
import logging
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from homeward.foundation.errors import HomewardError
from homeward.foundation.exchange.errors import MediumUnusable, NotConnected
from homeward.foundation.exchange.keys import keys_of
from homeward.foundation.exchange.models import Delivery, InMessage, OutMessage, Way
from homeward.foundation.exchange.outbox import sealed
from homeward.foundation.exchange.receiving import receive
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.exchange.settling import note_receipt
from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.actions import record
from homeward.wire.errors import WireError
from homeward.wire.header import Header
from homeward.wire.outer import MAX_ENVELOPE_BYTES, peek
from homeward.wire.receipts import verify_receipt
from homeward.wire.signatures import MAX_STATEMENT_BYTES, read_statement

log = logging.getLogger(__name__)
Take = Callable[[bytes, "Imported"], None]

FAULT = "fault_of_node"
_MANIFEST_BYTES = 10_000
_RECEIPTS_FOR = timedelta(days=400)
"""Receipts are written again for so long: the medium that carried them may have been lost."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: the folder, and how much is in it."""

    folder: Path
    messages: int
    receipts: int


@dataclass(slots=True)
class Imported:
    """What was read: how many messages were taken in, refused with a receipt, or known before.

    `faults` names each file that could not be used, and why.
    """

    sender: str
    taken_in: int = 0
    refused: int = 0
    known: int = 0
    receipts: int = 0
    faults: list[tuple[str, str]] = field(default_factory=list)


def export_to(folder: Path, state: str, *, actor: Actor) -> Exported:
    """Write what is on its way to a State, and the receipts that it awaits, into a new folder.

    The folder appears whole or not at all. Raises NotConnected, MediumUnusable.
    """
    now = datetime.now(UTC)
    name = f"homeward-{settings.HOMEWARD_STATE}-{state}-{now:%Y%m%dT%H%M%S%fZ}"
    with opened(EXCHANGE):
        if not keys_of(state):
            raise NotConnected(state=state)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".homeward-") as scratch:
            new = Path(scratch) / "new"
            exported = _write(new, state, now, actor)
            for part in (new / "messages", new / "receipts", new):
                _flush_folder(part)
            os.replace(new, folder / name)
            _flush_folder(folder)
    except OSError as problem:
        raise MediumUnusable(reason=problem.strerror or str(problem)) from problem
    return Exported(folder / name, *exported)


def _write(folder: Path, state: str, now: datetime, actor: Actor) -> tuple[int, int]:
    (folder / "messages").mkdir(parents=True)
    (folder / "receipts").mkdir()
    messages = receipts = 0
    with opened(EXCHANGE):
        for message in _waiting(state):
            messages += 1
            _put(folder / "messages" / f"{messages:06d}.json", sealed(message))
        for came in _receipted(state, now):
            for statement in [bytes(came.receipt), *(bytes(g.statement) for g in came.given.all())]:
                receipts += 1
                _put(folder / "receipts" / f"{came.message_id}-{receipts:06d}.jws", statement)
        manifest = {
            "v": 1,
            "kind": "medium",
            "environment": settings.HOMEWARD_ENVIRONMENT,
            "sender": settings.HOMEWARD_STATE,
            "receiver": state,
            "made_at": now.isoformat(),
            "messages": messages,
            "receipts": receipts,
        }
        _put(folder / "manifest.json", json.dumps(manifest, indent=1).encode())
        record("exchange.exported", actor=EXCHANGE, to=state, messages=messages, by=actor.name)
    return messages, receipts


def _waiting(state: str) -> Iterator[OutMessage]:
    waiting = OutMessage.objects.filter(peer=state, delivery=Delivery.PENDING)
    return waiting.order_by("epoch", "sequence").iterator(chunk_size=100)


def _receipted(state: str, now: datetime) -> Iterator[InMessage]:
    came = InMessage.objects.filter(
        sender=state, way=Way.MEDIUM, received_at__gte=now - _RECEIPTS_FOR
    )
    return came.prefetch_related("given").order_by("pk").iterator(chunk_size=100)


def _put(path: Path, content: bytes) -> None:
    """Write a file through to the medium: it may be pulled out the moment the command ends."""
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Make the names in a folder durable; a stick's file system may know no such thing."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def import_from(folder: Path, *, actor: Actor) -> Imported:
    """Take in a folder that another node exported; what is unusable in it is named, not fatal.

    Each message and receipt is a transaction of its own, so that importing again goes on where it
    was interrupted. Raises MediumUnusable where the folder is none of this node's.
    """
    sender = _checked(folder)
    report = Imported(sender)
    for path in _files(folder / "messages", "*.json", report):
        _attempted(path, MAX_ENVELOPE_BYTES, report, _take_message)
    for path in _files(folder / "receipts", "*.jws", report):
        _attempted(path, MAX_STATEMENT_BYTES, report, _take_receipt)
    with opened(EXCHANGE):
        record(
            "exchange.imported",
            actor=EXCHANGE,
            sender=sender,
            messages=report.taken_in + report.refused + report.known,
            receipts=report.receipts,
            faults=len(report.faults),
            by=actor.name,
        )
    return report


def _files(folder: Path, pattern: str, report: Imported) -> list[Path]:
    """The files of one kind in their order; none where a link leads away from the medium."""
    if folder.is_symlink():
        report.faults.append((folder.name, "it is no plain folder"))
        return []
    return sorted(folder.glob(pattern))


def _read(path: Path, limit: int) -> bytes:
    """The first bytes of a plain file, one more than `limit` where it is longer.

    Whoever had the medium may have put a link or a pipe there, from which bytes come without end.
    Raises OSError.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.ELOOP, "")
        return file.read(limit + 1)


def _problem(problem: OSError) -> str:
    if problem.errno == errno.ELOOP:
        return "it is no plain file"
    return problem.strerror or "it cannot be read"


def _checked(folder: Path) -> str:
    """The State that wrote the medium, once it says that it is for this node."""
    try:
        manifest: Any = json.loads(_read(folder / "manifest.json", _MANIFEST_BYTES))
    except FileNotFoundError:
        raise MediumUnusable(
            reason="there is no manifest.json in it; name the folder homeward-… that was exported"
        ) from None
    except OSError as problem:
        raise MediumUnusable(reason=f"manifest.json: {_problem(problem)}") from problem
    except (ValueError, RecursionError) as problem:  # the second: nested beyond all reason
        raise MediumUnusable(reason=f"manifest.json cannot be read ({problem})") from problem
    if not isinstance(manifest, dict) or manifest.get("kind") != "medium":
        raise MediumUnusable(reason="manifest.json is not that of a medium")
    if manifest.get("v") != 1:
        raise MediumUnusable(reason="it was written by a newer version")
    if manifest.get("environment") != settings.HOMEWARD_ENVIRONMENT:
        raise MediumUnusable(reason=f"it is of the environment {manifest.get('environment')}")
    if manifest.get("receiver") != settings.HOMEWARD_STATE:
        raise MediumUnusable(reason=f"it is for {manifest.get('receiver')}")
    return str(manifest.get("sender"))[:2]


def _attempted(path: Path, limit: int, report: Imported, take: Take) -> None:
    """Take one file in; what is wrong with it, or with this node, hinders no other file."""
    try:
        raw = _read(path, limit)
        if len(raw) > limit:
            report.faults.append((path.name, "too_large"))
            return
        take(raw, report)
    except (WireError, HomewardError) as error:
        report.faults.append((path.name, error.code))
    except OSError as problem:
        report.faults.append((path.name, _problem(problem)))
    except Exception:
        log.exception("%s could not be taken in.", path.name)
        report.faults.append((path.name, FAULT))


def _take_message(raw: bytes, report: Imported) -> None:
    outer = peek(raw)
    with opened(EXCHANGE):
        here = InMessage.objects.filter(sender=outer.sender, message_id=outer.id).exists()
    status, _ = receive(raw, way=Way.MEDIUM)
    if here:
        report.known += 1
    elif status == 422:
        report.refused += 1
    else:
        report.taken_in += 1


def _take_receipt(raw: bytes, report: Imported) -> None:
    """A receipt that travelled back: verified against the message that it speaks of."""
    named = read_statement(raw, "receipt").get("message")
    with opened(EXCHANGE):
        number = _uuid(named)
        message = OutMessage.objects.filter(pk=number).first() if number else None
        if message is None:
            report.faults.append((f"{named}"[:60], "unknown_message"))
            return
        ref = Header.from_json(message.header).ref(message.digest)
        receipt = verify_receipt(
            raw, keys=keys_of(message.peer), message=ref, now=datetime.now(UTC)
        )
        note_receipt(message.pk, receipt, raw, EXCHANGE)
        report.receipts += 1


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None
