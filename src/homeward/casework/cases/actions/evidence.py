"""Taking evidence in, and the steps of its custody."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from homeward.casework.cases.actions.items import add_item
from homeward.casework.cases.actions.timeline import add_event
from homeward.casework.cases.distress import Mark
from homeward.casework.cases.errors.case import EvidenceGone, NotWhatItSays
from homeward.casework.cases.evidence_facts import EvidenceFacts
from homeward.casework.cases.found import Found, found_in, is_mismatch
from homeward.casework.cases.models import Case, Evidence, Item
from homeward.casework.cases.queries.evidence import last_step
from homeward.casework.cases.vocabulary.case import ItemKind
from homeward.casework.cases.vocabulary.items import CustodyAction
from homeward.foundation.access.errors import Forbidden, NotFound
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import led_compartments
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.foundation.journal.facts import note_fact
from homeward.foundation.vault.actions import destroy_content, keep_file
from homeward.foundation.vault.custody import NewStep, append_step
from homeward.foundation.vault.files import remove_files
from homeward.foundation.vault.intake import Taken
from homeward.foundation.vault.models import Blob, CustodyStep
from homeward.foundation.vault.parts import head_of
from homeward.foundation.web.formats import day_text


@dataclass(frozen=True, slots=True)
class TakenIn:
    """The item that was made, and whether its content had been in the compartment already."""

    item: Item
    is_known: bool


@transaction.atomic
def take_in(
    case: Case, taken: Taken, facts: EvidenceFacts, *, user: User, file_name: str, media_type: str
) -> TakenIn:
    """Make an item of a file that lies in the vault, with the first step of its custody.

    The same content twice in one compartment is stored once: the second item stands on the file and
    the custody of the first. Raises NotWhatItSays, where the officer did not say to keep it all the
    same, and what `add_item` and `append_step` raise. Then the caller removes the files.
    """
    found = found_in(head_of(taken.id, taken.key, taken.size, taken.part_size))
    mismatch = check_kept(file_name, media_type, found, keep=facts.keep_mismatch)
    evidence = content_known(case, facts.compartment, taken.sha256)
    is_known = evidence is not None
    if evidence is None:
        try:
            with transaction.atomic():
                evidence = _store(case, taken, facts, user, file_name, found, mismatch)
        except IntegrityError:  # the same content in this very moment
            evidence = content_known(case, facts.compartment, taken.sha256)
            if evidence is None:
                raise
            is_known = True
    if is_known:
        transaction.on_commit(lambda: remove_files(taken.id))
    item = add_item(
        case,
        ItemKind(facts.kind),
        facts.title,
        actor=user.actor,
        compartment=facts.compartment,
        text=facts.text,
        codes=facts.codes,
        lawful_basis=facts.lawful_basis,
        sources=facts.sources,
        blob_id=evidence.blob_id,
        mark=Mark(facts.distress, facts.distress_warning),
        form_token=facts.form_token,
    )
    _record(
        "evidence.taken_in",
        evidence,
        user.actor,
        item=item.pk,
        sha256=evidence.sha256,
        size=evidence.size,
        mismatch=mismatch,
        known=is_known,
    )
    if not is_known:
        step = NewStep(
            action="taken_in",
            at=facts.at or datetime.now(UTC),
            source=facts.source,
            target=facts.holder,
            purpose=facts.purpose,
            condition=facts.condition,
            seal=facts.seal,
        )
        write_step(evidence, step, after=0, user=user)
    note_fact("case.evidence_taken_in", case_id=case.pk, item_kind=facts.kind, mismatch=mismatch)
    return TakenIn(item, is_known)


def _store(
    case: Case,
    taken: Taken,
    facts: EvidenceFacts,
    user: User,
    file_name: str,
    found: Found,
    mismatch: bool,
) -> Evidence:
    keep_file(
        taken,
        case_id=case.pk,
        compartment=facts.compartment,
        file_name=file_name,
        media_type=found.media_type or "application/octet-stream",
    )
    return Evidence.objects.create(
        case=case,
        compartment=facts.compartment,
        blob_id=taken.id,
        sha256=taken.sha256,
        size=taken.size,
        file_name=file_name,
        found_type=found.media_type,
        is_mismatch=mismatch,
        taken_in_by=user.pk,
        taken_in_at=datetime.now(UTC),
    )


@transaction.atomic
def adopt(case: Case, blob: Blob, facts: EvidenceFacts, *, user: User) -> TakenIn:
    """Make an item of a file that this node has already, with its custody so far.

    It came with a message of another State, or on paper and was scanned: then it was taken in as
    the scan, and nobody hands it over again. The same content in the compartment stands on the file
    that is there. Raises what `add_item` and `append_step` raise.
    """
    sha256 = bytes(blob.sha256).hex()
    evidence = content_known(case, facts.compartment, sha256)
    is_known = evidence is not None
    if evidence is None:
        evidence = Evidence.objects.create(
            case=case,
            compartment=facts.compartment,
            blob_id=blob.id,
            sha256=sha256,
            size=blob.size,
            file_name=blob.file_name,
            found_type=blob.media_type,
            taken_in_by=user.pk,
            taken_in_at=datetime.now(UTC),
        )
    item = add_item(
        case,
        ItemKind(facts.kind),
        facts.title,
        actor=user.actor,
        compartment=facts.compartment,
        text=facts.text,
        codes=facts.codes,
        lawful_basis=facts.lawful_basis,
        blob_id=evidence.blob_id,
    )
    _record(
        "evidence.taken_in",
        evidence,
        user.actor,
        item=item.pk,
        sha256=evidence.sha256,
        size=evidence.size,
        mismatch=False,
        known=is_known,
    )
    own = CustodyStep.objects.filter(blob_id=blob.id, state=settings.HOMEWARD_STATE)
    if not is_known and not own.filter(action="taken_in").exists():
        step = NewStep(
            action="taken_in",
            at=datetime.now(UTC),
            source=facts.source,
            target=facts.holder,
            purpose=facts.purpose,
        )
        write_step(evidence, step, after=last_step(evidence), user=user)
    note_fact("case.evidence_taken_in", case_id=case.pk, item_kind=facts.kind, mismatch=False)
    return TakenIn(item, is_known)


def check_kept(file_name: str, media_type: str, found: Found, *, keep: bool) -> bool:
    """Whether the file is not what it says; raises NotWhatItSays unless it is kept all the same."""
    mismatch = is_mismatch(file_name, media_type, found)
    if mismatch and not keep:
        raise NotWhatItSays(name=file_name, found=found.media_type or "?")
    return mismatch


def content_known(case: Case, compartment: str, sha256: str) -> Evidence | None:
    """The evidence with this content in a compartment, where there is such a one: held, so that
    nobody destroys it before the item that is put on it."""
    alive = Evidence.objects.filter(case=case, compartment=compartment, destroyed_at=None)
    return alive.filter(sha256=sha256).select_for_update(of=("self",)).first()


@transaction.atomic
def add_custody_step(evidence: Evidence, step: NewStep, *, after: int, user: User) -> CustodyStep:
    """Write the next step of custody; `after` is the number of the last that the writer saw.

    Destroying is the lead's to write, and destroys the stored content with its key. Raises
    Forbidden, and what `append_step` raises.
    """
    destroys = step.action == CustodyAction.DESTROYED
    if destroys:
        Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
        if evidence.compartment not in led_compartments(user, evidence.case_id):
            raise Forbidden("evidence", evidence.pk)
    written = write_step(evidence, step, after=after, user=user)
    if destroys:
        destroy_content(Blob.objects.get(pk=evidence.blob_id))
        evidence.destroyed_at = step.at
        evidence.save(update_fields=["destroyed_at"])
    return written


def write_step(evidence: Evidence, step: NewStep, *, after: int, user: User) -> CustodyStep:
    """A step with its journal entry, which holds the step's digest, and its line."""
    written = append_step(
        evidence.blob_id, step, after=after, by=user.authority or str(user), actor=user.actor
    )
    _record(
        "evidence.custody_added",
        evidence,
        user.actor,
        number=written.number,
        action=step.action,
        step=written.digest,
    )
    add_event(
        evidence.case,
        "evidence.custody_added",
        actor=user.actor,
        compartment=evidence.compartment,
        action=step.action,
        file=evidence.pk,
    )
    note_fact("case.evidence_step", case_id=evidence.case_id, action=step.action)
    return written


def open_evidence(evidence: Evidence, *, actor: Actor, shown: str) -> Blob:
    """The blob, once its opening is journalled: `shown` is `preview` or `download`.

    Raises EvidenceGone, NotFound.
    """
    if evidence.destroyed_at is not None:
        raise EvidenceGone(day=day_text(evidence.destroyed_at))
    blob = Blob.objects.filter(pk=evidence.blob_id).first()
    if blob is None:
        raise NotFound("evidence", evidence.pk)
    _record("evidence.opened", evidence, actor, shown=shown)
    return blob


def _record(verb: str, evidence: Evidence, actor: Actor, **data: Any) -> None:
    record(
        verb,
        actor=actor,
        subject=("evidence", evidence.pk),
        case_id=evidence.case_id,
        compartment=evidence.compartment,
        **data,
    )
