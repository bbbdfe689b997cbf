"""Files of a request: attached here, sent with its messages, taken in from the other side."""

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from homeward.casework.cases.visible import cleaned
from homeward.casework.cooperation.access import get_request
from homeward.casework.cooperation.actions.record import note_line
from homeward.casework.cooperation.disclosure import refuse_forbidden
from homeward.casework.cooperation.errors import FileNotHere, FileSent, FilesOfApproved
from homeward.casework.cooperation.lifecycle import RequestState, Side
from homeward.casework.cooperation.models import Request, RequestFile
from homeward.casework.cooperation.queries import removes_files, takes_files
from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.models import User
from homeward.foundation.exchange.attachments.enclosing import plain_name
from homeward.foundation.exchange.attachments.filing import give_case
from homeward.foundation.exchange.models import Transfer
from homeward.foundation.exchange.ports import Arrived, Enclosed
from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.jobs import job
from homeward.foundation.journal.actions import record
from homeward.foundation.vault.actions import add_custody, destroy_blob, keep_file
from homeward.foundation.vault.intake import Taken
from homeward.foundation.vault.models import Blob

_OTHER = {Side.REQUESTING.value: Side.REQUESTED, Side.REQUESTED.value: Side.REQUESTING}


@transaction.atomic
def attach_file(
    request_id: UUID,
    taken: Taken,
    *,
    user: User,
    file_name: str,
    media_type: str,
    purpose: str,
    use: str = "",
) -> RequestFile:
    """Keep a file that was uploaded; it goes with the next message of this side.

    Whoever attaches to a draft has written in it, so another person approves it. `use` says as
    what content is used that another State bound (`bounds.Use`). Raises NotFound, FilesOfApproved,
    HandlingForbids for evidence whose codes the request would not keep, and UseBound.
    """
    request = get_request(request_id, user, for_change=True)
    if not takes_files(user, request):
        raise FilesOfApproved(state=RequestState(request.state).label)
    refuse_forbidden(request, taken.sha256, use)
    blob = keep_file(
        taken,
        case_id=request.case_id,
        compartment=request.compartment,
        team_id=request.desk_id,
        file_name=plain_name(file_name.replace("\x00", "")),
        media_type=media_type[:130],
    )
    purpose = cleaned(purpose).strip()[:1000]
    add_custody(blob.id, "taken_in", by=user.authority, target=user.authority, purpose=purpose)
    file = RequestFile.objects.create(
        request=request,
        side=request.side,
        blob_id=blob.id,
        name=blob.file_name,
        media_type=blob.media_type,
        size=taken.size,
        sha256=taken.sha256,
        purpose=purpose,
        added_at=datetime.now(UTC),
        added_by=user.pk,
    )
    _written(request, user)
    _note("cooperation.file_attached", file, user.actor)
    return file


@transaction.atomic
def remove_file(request_id: UUID, file_id: UUID, *, user: User) -> None:
    """Take a file back that was not sent; it is destroyed.

    Also after the request has ended: then nothing sends it any more. Raises NotFound, FileSent,
    FilesOfApproved.
    """
    request = get_request(request_id, user, for_change=True)
    file = _file(request, file_id)
    if file.message_id is not None or file.change_id is not None:
        raise FileSent
    if not removes_files(user, request):
        raise FilesOfApproved(state=RequestState(request.state).label)
    destroy_file(file, user=user)
    _written(request, user)


def destroy_file(file: RequestFile, *, user: User) -> None:
    """Destroy a file that was not sent; the caller has checked the right to."""
    _note("cooperation.file_removed", file, user.actor)
    add_custody(file.blob_id, "destroyed", by=user.authority, source=user.authority)
    destroy_blob(_blob(file))
    file.delete()


def open_file(request_id: UUID, file_id: UUID, *, user: User) -> Blob:
    """The blob of a file, once its opening is in the journal. Raises NotFound, FileNotHere."""
    request = get_request(request_id, user)
    file = _file(request, file_id)
    blob = _blob(file)
    _note("cooperation.file_opened", file, user.actor)
    return blob


def enclosed_with(request: Request) -> list[Enclosed]:
    """The files that go with the message that this side sends now."""
    return [
        Enclosed(file.blob_id, request.own_authority, request.other_authority, file.purpose)
        for file in _waiting(request)
    ]


def mark_sent(request: Request, message_id: UUID) -> None:
    """The files that waited went with this message."""
    pks = [file.pk for file in _waiting(request)]
    RequestFile.objects.filter(pk__in=pks).update(message_id=message_id)


def keep_arriving(request: Request, arrived: Arrived) -> None:
    """Enter the files that a message of the other side announces; they are on their way."""
    for one in arrived.attachments:
        RequestFile.objects.create(
            request=request,
            side=_OTHER[request.side],
            blob_id=one.id,
            name=one.name,
            media_type=one.media_type,
            size=one.size,
            sha256=one.sha256,
            added_at=arrived.sent_at,
            message_id=arrived.id,
        )


def on_attachment(file_id: UUID, state: str, actor: Actor) -> None:
    """A file that was announced is here, or will not come: the timeline says so."""
    file = RequestFile.objects.filter(blob_id=file_id).select_related("request").first()
    if file is None:
        return  # a request that was refused since; nobody waits for its file
    if state == Transfer.CLOSED:
        return  # it or its message was recalled, and that has a line of its own
    is_here = state == Transfer.COMPLETE
    kind = "cooperation.file_arrived" if is_here else "cooperation.file_lost"
    note_line(file.request, kind, actor, file=file.name)


@job("cooperation.follow_case")
def follow_case(*, actor: Actor, request: str) -> None:
    """The files of a request that got its case get it too, and with it the case's key."""
    found = Request.objects.get(pk=UUID(request))
    if found.case_id is not None:
        blobs = list(found.files.values_list("blob_id", flat=True))
        give_case(blobs, case_id=found.case_id, compartment=found.compartment)


def _file(request: Request, file_id: UUID) -> RequestFile:
    file = request.files.filter(pk=file_id).first()
    if file is None:
        raise NotFound("file", file_id)
    return file


def _blob(file: RequestFile) -> Blob:
    blob = Blob.objects.filter(pk=file.blob_id).first()
    if blob is None:
        raise FileNotHere
    return blob


def _waiting(request: Request) -> Iterable[RequestFile]:
    waiting = request.files.filter(side=request.side, message_id__isnull=True)
    return waiting.filter(change__isnull=True)  # not what went with a letter by hand


def _written(request: Request, user: User) -> None:
    """Pages that were opened before show something else than what would be sent now."""
    request.revision += 1
    if request.is_writable:
        request.written_by, request.written_at = user.pk, datetime.now(UTC)
    request.save(update_fields=["revision", "written_by", "written_at"])


def _note(verb: str, file: RequestFile, actor: Actor) -> None:
    record(
        verb,
        actor=actor,
        subject=("request", file.request_id),
        case_id=file.request.case_id,
        compartment=file.request.compartment,
        blob=str(file.blob_id),
        sha256=file.sha256,
        size=file.size,
    )
