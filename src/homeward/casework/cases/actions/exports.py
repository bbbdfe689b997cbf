"""Taking evidence out as a package that anybody can check without this node."""

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, transaction

from homeward.casework.cases.actions.evidence import write_step
from homeward.casework.cases.actions.refused import refuse_export
from homeward.casework.cases.actions.timeline import add_event
from homeward.casework.cases.bounds import check_use
from homeward.casework.cases.errors.case import ExportMixed, ExportNotReady, ExportRefused
from homeward.casework.cases.manifest import digest_of, manifest_of
from homeward.casework.cases.models import Case, Evidence, EvidenceExport, Item
from homeward.casework.cases.queries.evidence import evidence_of_items, last_step
from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.models import User
from homeward.foundation.errors import HomewardError
from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.context import opened
from homeward.foundation.guard.jobs import job
from homeward.foundation.journal.actions import record
from homeward.foundation.journal.bundle import contents
from homeward.foundation.journal.evidence import Choice, gather
from homeward.foundation.journal.facts import note_fact
from homeward.foundation.vault.actions import keep_file
from homeward.foundation.vault.custody import NewStep
from homeward.foundation.vault.files import remove_files
from homeward.foundation.vault.intake import Intake, Taken


@transaction.atomic
def make_export(
    case: Case,
    items: Sequence[Item],
    *,
    user: User,
    recipient: str,
    purpose: str,
    use: str = "",
    form_token: UUID | None = None,
) -> EvidenceExport:
    """Fix what a package says, with a step of custody for every file; the worker adds the proof.

    The journal's entry holds the manifest's hash, so whoever has the proof can tell that no letter
    of it was changed. `use` says as what an item is used that another State bound (`bounds.Use`).
    Raises NotFound without items or for one of another file, ExportMixed, UseBound,
    CustodyOvertaken.
    """
    if not items or any(item.case_id != case.pk for item in items):
        raise NotFound("item", "")
    if len({item.compartment for item in items}) > 1:
        raise ExportMixed
    check_use(items, use)
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
        use=use,
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
    """Add the journal's proof to a package. Tried again until its entries have their places.

    Of a person whose access ended meanwhile the package gets none, and says so.
    """
    number = UUID(export)
    try:
        _prove(number, actor)
    except (ObjectDoesNotExist, DatabaseError, HomewardError):
        # What his walls do not show him any more looks like a fault here.
        if not refuse_export(number, made_by=actor):
            raise


def _prove(number: UUID, actor: Actor) -> None:
    with opened(actor):
        found = EvidenceExport.objects.get(pk=number)
        if found.proof_id is not None or found.refused_at is not None:
            return
        export = str(number)
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
    intake = Intake()
    intake.write(packed.getvalue())
    taken = intake.finish()
    try:
        with opened(actor):
            _keep_proof(found, taken)
    except BaseException:
        remove_files(taken.id)
        raise


def _keep_proof(export: EvidenceExport, taken: Taken) -> None:
    # Before the blob, and held: what ends meanwhile keeps no file that nothing names.
    waiting = EvidenceExport.objects.filter(proof_id=None, refused_at=None)
    waiting.select_for_update().get(pk=export.pk)
    blob = keep_file(
        taken,
        case_id=export.case_id,
        compartment=export.compartment,
        file_name="journal.zip",
        media_type="application/zip",
    )
    if not waiting.filter(pk=export.pk).update(proof_id=blob.pk):
        raise NotFound("export", export.pk)


def note_package_taken(export: EvidenceExport, actor: Actor) -> None:
    """Journal that a package was downloaded.

    Raises ExportNotReady before it has its proof, ExportRefused where it never gets one.
    """
    if export.refused_at is not None:
        raise ExportRefused
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
