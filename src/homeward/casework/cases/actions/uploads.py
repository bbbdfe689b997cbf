"""A file of any size that comes in parts, and what becomes of it once it is whole."""

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, transaction

from homeward.casework.cases.access import get_case_by_id
from homeward.casework.cases.actions.evidence import TakenIn, check_kept, take_in
from homeward.casework.cases.actions.refused import refuse_upload
from homeward.casework.cases.errors.case import UploadOver
from homeward.casework.cases.evidence_facts import EvidenceFacts
from homeward.casework.cases.found import found_in
from homeward.casework.cases.models import Case, Upload, UploadPart, UploadState
from homeward.foundation.access.models import User
from homeward.foundation.errors import HomewardError
from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.context import opened
from homeward.foundation.guard.jobs import SLOW, job
from homeward.foundation.journal.actions import record
from homeward.foundation.vault.errors import LockedForEver, NothingTaken, PartMissing
from homeward.foundation.vault.files import remove_files, still_wanted
from homeward.foundation.vault.intake import Taken
from homeward.foundation.vault.parts import (
    begin,
    head_of,
    key_of,
    length_of,
    missing_parts,
    put_part,
    weigh,
)

PART_SIZE = 8 * 1024**2
#: What is read back and hashed while its sender waits; of larger files the worker does it.
AT_ONCE = 64 * 1024**2


@transaction.atomic
def begin_upload(
    case: Case,
    compartment: str,
    *,
    user: User,
    file_name: str,
    media_type: str,
    size: int,
    first_sha256: str,
    anew: bool = False,
) -> Upload:
    """The upload of this file by this person, begun now or before; `anew` never goes on with one.

    A file is the same by its name, its size and the hash of its first part. Raises NothingTaken,
    VaultFull.
    """
    if size < 1:
        raise NothingTaken
    marks = {"file_name": file_name, "size": size, "first_sha256": first_sha256}
    mine = Upload.objects.filter(case=case, begun_by=user.pk, state=UploadState.ARRIVING, **marks)
    known = None if anew else mine.order_by("-begun_at").first()
    if known is not None:
        return known
    begun = begin(case.pk, size)
    upload = Upload.objects.create(
        case=case,
        compartment=compartment,
        blob_id=begun.id,
        file_key=begun.wrapped,
        media_type=media_type,
        part_size=PART_SIZE,
        begun_by=user.pk,
        **marks,
    )
    record(
        "evidence.upload_begun",
        actor=user.actor,
        subject=("upload", upload.pk),
        case_id=case.pk,
        compartment=compartment,
        size=size,
    )
    return upload


def parts_here(upload: Upload) -> dict[int, str]:
    """The parts that lie in the vault, with their SHA-256: what need not come again."""
    missing = set(missing_parts(upload.blob_id, upload.size, upload.part_size))
    known = upload.parts.values_list("number", "sha256")
    return {number: digest for number, digest in known if number not in missing}


@transaction.atomic
def keep_part(upload: Upload, number: int, pieces: Iterable[bytes], *, said: str) -> None:
    """Keep one part whole, or nothing of it. `said` is its SHA-256 as its sender computed it.

    Sent again it replaces itself, and nothing else: two browsers that send different files under
    the same marks never mix them. Raises UploadOver, PartBeyond, PartAltered, VaultFull.
    """
    length = length_of(number, upload.size, upload.part_size)

    def allowed() -> None:
        # Held until the part's row is committed: whoever reads the file back waits for it.
        state = Upload.objects.select_for_update().get(pk=upload.pk).state
        other = number == 1 and said != upload.first_sha256
        other = other or parts_here(upload).get(number, said) != said
        if state != UploadState.ARRIVING or other:
            raise UploadOver

    key = _key(upload)
    digest = put_part(upload.blob_id, key, number, length, pieces, said, allowed=allowed)
    UploadPart.objects.update_or_create(
        upload=upload,
        number=number,
        defaults={"sha256": digest},
        create_defaults={
            "sha256": digest,
            "case_id": upload.case_id,
            "compartment": upload.compartment,
        },
    )


@transaction.atomic
def finish_upload(upload: Upload, facts: EvidenceFacts, *, user: User) -> TakenIn | None:
    """Make the item of an upload that is whole; None where the worker does so in a while.

    Raises UploadOver, PartMissing, NotWhatItSays, and what `take_in` raises: the parts stay then.
    """
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    if upload.state != UploadState.ARRIVING:
        raise UploadOver
    missing = missing_parts(upload.blob_id, upload.size, upload.part_size)
    if missing:
        raise PartMissing(number=missing[0])
    still_wanted(upload.blob_id)
    head = head_of(upload.blob_id, _key(upload), upload.size, upload.part_size)
    check_kept(upload.file_name, upload.media_type, found_in(head), keep=facts.keep_mismatch)
    if upload.size <= AT_ONCE:
        return _taken_in(upload, _weighed(upload), facts, user)
    upload.state, upload.facts, upload.compartment = "checking", facts.to_json(), facts.compartment
    upload.problem = ""
    upload.save(update_fields=["state", "facts", "compartment", "problem"])
    upload.parts.update(compartment=facts.compartment)
    check_upload.defer(actor=user.actor, upload=str(upload.pk))
    return None


@job("cases.check_upload", in_transaction=False, queue=SLOW)
def check_upload(*, actor: Actor, upload: str) -> None:
    """Read a large file back, hash it, and make its item; a problem is kept with the upload.

    Of a person whose access ended meanwhile nothing is kept, and the upload says so.
    """
    number = UUID(upload)
    try:
        _check(number, actor)
    except (ObjectDoesNotExist, DatabaseError, HomewardError):
        # What his walls do not show him any more looks like a fault here.
        if not refuse_upload(number, begun_by=actor):
            raise


def _check(number: UUID, actor: Actor) -> None:
    with opened(actor):
        found = Upload.objects.get(pk=number)
        if found.state != UploadState.CHECKING:
            return
        user = User.objects.get(pk=actor.id or 0)
        get_case_by_id(found.case_id, user)
        key = _key(found)
    try:
        still_wanted(found.blob_id)
        taken = weigh(found.blob_id, key, found.size, found.part_size)
        with opened(actor):
            locked = Upload.objects.select_for_update().get(pk=found.pk)
            if locked.state == UploadState.CHECKING:
                _taken_in(locked, taken, EvidenceFacts.from_json(locked.facts), user)
    except HomewardError as error:
        # What the officer can mend costs him the form, not the file that took hours to send.
        lost = isinstance(error, LockedForEver | PartMissing)
        state = UploadState.FAILED if lost else UploadState.ARRIVING
        with opened(actor):
            mine = Upload.objects.filter(pk=found.pk, state=UploadState.CHECKING)
            changed = mine.update(state=state, problem=error.code)
        if not changed:
            refuse_upload(number, begun_by=actor)
        elif lost:
            remove_files(found.blob_id)


def _taken_in(upload: Upload, taken: Taken, facts: EvidenceFacts, user: User) -> TakenIn:
    done = take_in(
        upload.case,
        taken,
        facts,
        user=user,
        file_name=upload.file_name,
        media_type=upload.media_type,
    )
    upload.state, upload.item, upload.compartment = "done", done.item, facts.compartment
    upload.file_key, upload.facts = b"", {}
    upload.parts.all().delete()
    upload.save(update_fields=["state", "item", "compartment", "file_key", "facts"])
    return done


def _weighed(upload: Upload) -> Taken:
    return weigh(upload.blob_id, _key(upload), upload.size, upload.part_size)


def _key(upload: Upload) -> bytes:
    return key_of(upload.case_id, upload.blob_id, bytes(upload.file_key))
