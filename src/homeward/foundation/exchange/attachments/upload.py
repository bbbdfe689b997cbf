"""An upload that goes straight into the vault: no plain copy in memory or on the disk.

A view that takes files sets `request.upload_handlers = [IntoVault(request)]` before anything reads
the form; what the form then holds is `InVault`.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from homeward.foundation.exchange.errors import AttachmentTooLarge
from homeward.foundation.vault.files import CHUNK, remove_files
from homeward.foundation.vault.intake import Intake, Taken
from homeward.wire.attachments import MAX_ATTACHMENT_BYTES


class InVault(UploadedFile):  # type: ignore[type-arg]  # generic in its stubs only
    """An uploaded file that lies in the vault, encrypted, and has no row yet."""

    def __init__(self, taken: Taken, name: str, content_type: str) -> None:
        super().__init__(None, name, content_type, taken.size)
        self.taken = taken


class IntoVault(FileUploadHandler):
    """Encrypts what is uploaded as it comes. Raises VaultFull, AttachmentTooLarge, NothingTaken."""

    chunk_size = CHUNK

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self.intake = Intake()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take a piece in; no other handler gets it."""
        if start + len(raw_data) > MAX_ATTACHMENT_BYTES:
            self.intake.drop()
            raise AttachmentTooLarge(limit=MAX_ATTACHMENT_BYTES)
        self.intake.write(raw_data)

    def file_complete(self, file_size: int) -> InVault:
        """The file as the form gets it."""
        taken = self.intake.finish()
        name, content_type = self.file_name or "", self.content_type or ""
        return InVault(taken, name, content_type)

    def upload_interrupted(self) -> None:
        """The browser went away."""
        self.intake.drop()


def with_upload(request: HttpRequest, keep: Callable[[], bool]) -> bool:
    """Whether it was kept; what is not kept leaves nothing in the vault."""
    try:
        kept = keep()
    except BaseException:
        forget_all(request)
        raise
    if not kept:
        forget_all(request)
    return kept


def forget_all(request: HttpRequest) -> None:
    """Take what was uploaded out of the vault again."""
    forget(file for _name, files in request.FILES.lists() for file in files)


def forget(files: Iterable[Any]) -> None:
    """Take uploaded files that got no row out of the vault again."""
    for file in files:
        if isinstance(file, InVault):
            remove_files(file.taken.id)
