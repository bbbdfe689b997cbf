"""Ending what a person began in a case whose access to it ended before the worker was done.

The worker acts as that person, to whom the walls now show nothing. The service `intake` does no
more than end it: nothing is kept, the journal says so, and the person is told.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse

from homeward.casework.cases.vocabulary.items import CustodyAction
from homeward.foundation.access.models import User
from homeward.foundation.access.ports import tell
from homeward.foundation.guard.actor import Actor, service
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.actions import record
from homeward.foundation.vault.actions import custody_of
from homeward.foundation.vault.custody import NewStep, append_step
from homeward.foundation.vault.files import remove_files

INTAKE = service("intake")
ACCESS_ENDED = "access_ended"


def refuse_upload(upload: UUID, *, begun_by: Actor) -> bool:
    """End an upload whose person has no place in its compartment now, and remove its files.

    False where he has one, or where there is nothing to end; then nothing is done.
    """
    with opened(INTAKE):
        found = _ended("select blob, of_case, wall from guard.refuse_upload(%s)", upload)
        if found is None:
            return False
        blob, case_id, compartment = found
        _record("evidence.upload_refused", ("upload", upload), case_id, compartment)
        transaction.on_commit(lambda: remove_files(blob))
    tell_refused("case.upload_refused", ("upload", upload), begun_by)
    return True


def refuse_export(export: UUID, *, made_by: Actor) -> bool:
    """End a package without its proof whose maker has no place in its compartment now.

    False where he has one, or where there is nothing to end; then nothing is done.
    """
    with opened(INTAKE):
        found = _ended("select of_case, wall from guard.refuse_export(%s)", export)
        if found is None:
            return False
        case_id, compartment = found
        _record("evidence.export_refused", ("export", export), case_id, compartment)
        _note_not_exported(export, case_id, compartment)
    tell_refused("case.package_refused", ("export", export), made_by)
    return True


def _note_not_exported(export: UUID, case_id: int, compartment: str) -> None:
    """Custody said "exported" when the package was begun: a step of the node says what became."""
    with connection.cursor() as cursor:
        cursor.execute("select blob, evidence, recipient from guard.refused_files(%s)", [export])
        files = cursor.fetchall()
    for blob, evidence, recipient in files:
        step = append_step(
            blob,
            NewStep(
                action=CustodyAction.NOT_EXPORTED.value,
                at=datetime.now(UTC),
                source="",
                target=recipient,
            ),
            after=len(custody_of(blob)),
            by=settings.HOMEWARD_STATE,
            actor=INTAKE,
        )
        record(
            "evidence.custody_added",
            actor=INTAKE,
            subject=("evidence", evidence),
            case_id=case_id,
            compartment=compartment,
            number=step.number,
            action=step.action,
            step=step.digest,
        )


def _ended(statement: str, number: UUID) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [number])
        found: tuple[Any, ...] | None = cursor.fetchone()
    return found


def _record(verb: str, subject: tuple[str, UUID], case_id: int, compartment: str) -> None:
    record(
        verb,
        actor=INTAKE,
        subject=subject,
        case_id=case_id,
        compartment=compartment,
        reason=ACCESS_ENDED,
    )


def tell_refused(kind: str, subject: tuple[str, object], actor: Actor) -> None:
    """Tell the person, in a notice of his own without the case: he may know nothing of it now."""
    with opened(actor):
        person = User.objects.get(pk=actor.id or 0)
        url = reverse("duty:roster")
        tell([person], kind, actor=actor, subject=subject, url=url, case_id=None)
