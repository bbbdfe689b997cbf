"""Taking evidence out as a package that anybody can check without this node."""

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4

from django.db import transaction

from homeward.casework.cases.actions.evidence import write_step
from homeward.casework.cases.actions.timeline import add_event
from homeward.casework.cases.errors.case import ExportMixed, ExportNotReady
from homeward.casework.cases.manifest import digest_of, manifest_of
from homeward.casework.cases.models import Case, Evidence, EvidenceExport, Item
from homeward.casework.cases.queries.evidence import evidence_of_items, last_step
from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.models import User
from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.context import opened
from homeward.foundation.guard.jobs import job
from homeward.foundation.journal.actions import record
from homeward.foundation.journal.bundle import contents
from homeward.foundation.journal.evidence import Choice, gather
from homeward.foundation.journal.facts import note_fact
from homeward.foundation.vault.actions import keep_file
from homeward.foundation.vault.custody import NewStep
from homeward.foundation.vault.intake import Intake


@transaction.atomic
def make_export(
    case: Case,
    items: Sequence[Item],
    *,
    user: User,
    recipient: str,
    purpose: str,
    form_token: UUID | None = None,
) -> EvidenceExport:
    """Fix what a package says, with a step of custody for every file; the worker adds the proof.

    The journal's entry holds the manifest's hash, so whoever has the proof can tell that no letter
    of it was changed. Raises NotFound without items or for one of another file, ExportMixed,
    CustodyOvertaken.
    """
    if not items or any(item.case_id != case.pk for item in items):
        raise NotFound("item", "")
    if len({item.compartment for item in items}) > 1:
        raise ExportMixed
    items, now, package = sorted(items, key=lambda item: item.pk), datetime.now(UTC), uuid4()
    evidence = evidence_of_items(items)
    for one in evidence:
        _note_exported(one, now, user, recipient, purpose)
    manifest = manifest_of(
        package, case, items, evidence, user=user, recipient=recipient, purpose=purpose, at=now
    )
    export = EvidenceExport.objects.create(
        id=package,
        case=case,
        compartment=items[0].compartment,
        items=[item.pk for item in items],
        recipient=recipient,
        purpose=purpose,
        manifest=manifest,
        made_by=user.pk,
        made_at=now,
        form_token=form_token,
    )
    _record(
        "evidence.exported",
        export,
        user.actor,
        manifest=digest_of(manifest),
        items=export.items,
        files=len(evidence),
    )
    add_event(
        case,
        "evidence.exported",
        actor=user.actor,
        compartment=export.compartment,
        items=len(items),
    )
    note_fact("case.evidence_exported", case_id=case.pk, items=len(items))
    prove_export.defer(actor=user.actor, export=str(package))
    return export


def _note_exported(one: Evidence, at: datetime, user: User, recipient: str, purpose: str) -> None:
    if one.destroyed_at is not None:
        return
    step = NewStep(
        action="exported", at=at, source=user.authority, target=recipient, purpose=purpose
    )
    write_step(one, step, after=last_step(one), user=user)


@job("cases.prove_export", in_transaction=False)
def prove_export(*, actor: Actor, export: str) -> None:
    """Add the journal's proof to a package. Tried again until its entries have their places."""
    with opened(actor):
        found = EvidenceExport.objects.get(pk=UUID(export))
        if found.proof_id is not None:
            return
        items = list(Item.objects.filter(pk__in=found.items))
        subjects = [("export", export), *(("item", str(item.pk)) for item in items)]
        subjects += [("evidence", str(one.pk)) for one in evidence_of_items(items)]
    proof = gather(Choice(case_id=found.case_id, subjects=tuple(subjects)), actor=actor)
    marks = (b'"evidence.exported"', export.encode())
    if not any(all(mark in entry.canonical for mark in marks) for entry in proof.entries):
        raise ExportNotReady
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents(proof):
            archive.writestr(name, content)
    with opened(actor):
        intake = Intake()
        intake.write(packed.getvalue())
        blob = keep_file(
            intake.finish(),
            case_id=found.case_id,
            compartment=found.compartment,
            file_name="journal.zip",
            media_type="application/zip",
        )
        EvidenceExport.objects.filter(pk=found.pk).update(proof_id=blob.pk)


def note_package_taken(export: EvidenceExport, actor: Actor) -> None:
    """Journal that a package was downloaded. Raises ExportNotReady before it has its proof."""
    if export.proof_id is None:
        raise ExportNotReady
    _record("evidence.package_downloaded", export, actor, manifest=digest_of(export.manifest))


def _record(verb: str, export: EvidenceExport, actor: Actor, **data: object) -> None:
    record(
        verb,
        actor=actor,
        subject=("export", export.pk),
        case_id=export.case_id,
        compartment=export.compartment,
        **data,
    )
