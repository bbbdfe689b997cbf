"""The recording of a contact: an item of the case whose file lies in the vault, with its hash."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from homeward.casework.cases.actions import add_item
from homeward.casework.cases.models import Case, Item
from homeward.casework.cases.vocabulary.case import HandlingCode, ItemKind
from homeward.casework.response.errors.crisis import RecordingEmpty, RecordingTooLarge
from homeward.casework.response.models import Contact
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.journal.actions import record
from homeward.foundation.vault.actions import add_custody, keep_file
from homeward.foundation.vault.intake import Intake
from homeward.foundation.vault.models import Blob

MEGABYTE = 1024 * 1024
LARGEST_MB = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A small file as it was sent with the form."""

    file_name: str
    size: int
    pieces: Iterable[bytes]


def keep_recording(case: Case, upload: Upload, *, number: int, user: User) -> Item:
    """Take the file into the vault, with its SHA-256 at intake, as an item of the crisis.

    Raises RecordingTooLarge, RecordingEmpty, VaultFull; nothing is left then.
    """
    if upload.size > LARGEST_MB * MEGABYTE:
        raise RecordingTooLarge(limit=LARGEST_MB)
    if not upload.size:
        raise RecordingEmpty
    intake = Intake()
    try:
        for piece in upload.pieces:
            intake.write(piece)
    except BaseException:
        intake.drop()  # what was sent could not be read to its end
        raise
    blob = keep_file(
        intake.finish(),
        case_id=case.pk,
        compartment=Compartment.CRISIS,
        file_name=upload.file_name.replace("\x00", "")[:200],
        # What it is says nobody but the sender: it is handed out as bytes and never run.
        media_type="application/octet-stream",
    )
    add_custody(blob.id, "taken_in", by=user.authority, target=user.authority)
    item = add_item(
        case,
        ItemKind.DOCUMENT,
        _("Recording of contact %(number)s") % {"number": number},
        actor=user.actor,
        compartment=Compartment.CRISIS,
        handling=HandlingCode.H3,
        blob_id=blob.id,
    )
    record(
        "response.recording_kept",
        actor=user.actor,
        subject=("item", item.pk),
        case_id=case.pk,
        compartment=Compartment.CRISIS,
        sha256=bytes(blob.sha256).hex(),
        size=blob.size,
    )
    return item


def sha256_of(item: Item) -> str:
    """The hash that an item's file had at intake, hexadecimal; empty without a file."""
    blob = Blob.objects.filter(pk=item.blob_id).first() if item.blob_id else None
    return bytes(blob.sha256).hex() if blob else ""


def open_recording(contact: Contact, *, user: User) -> Blob | None:
    """The file of a contact's recording, journalled; None where there is none for this reader.

    It may be evidence of any size, so it is handed out in pieces.
    """
    item = contact.recording
    blob = Blob.objects.filter(pk=item.blob_id).first() if item and item.blob_id else None
    if blob is None:
        return None
    record(
        "response.recording_read",
        actor=user.actor,
        subject=("contact", contact.pk),
        case_id=contact.case_id,
        compartment=Compartment.CRISIS,
        number=contact.number,
    )
    return blob
