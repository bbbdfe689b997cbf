"""An ordinary upload that goes straight into the vault, up to what one request should carry."""

from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from homeward.casework.cases.filenames import kept_name
from homeward.foundation.vault.files import CHUNK, remove_files
from homeward.foundation.vault.intake import Intake, Taken

LIMIT: Final = 512 * 1024**2


class InVault(UploadedFile):  # type: ignore[type-arg]  # generic in its stubs only
    """A file that lies in the vault, encrypted, and has no row yet; None for an empty one."""

    def __init__(self, taken: Taken | None, name: str, content_type: str) -> None:
        super().__init__(None, name, content_type, taken.size if taken else 0)
        self.taken = taken
        self.said_name = name


class IntoVault(FileUploadHandler):
    """Encrypts what is uploaded as it comes. What is too large is dropped and `is_too_large` set.

    Raises VaultFull.
    """

    chunk_size = CHUNK
    is_too_large = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self.intake = Intake()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take a piece in; no other handler gets it."""
        if start + len(raw_data) > LIMIT:
            self.is_too_large = True
            self.intake.drop()
            raise SkipFile
        self.intake.write(raw_data)

    def file_complete(self, file_size: int) -> InVault:
        """The file as the form gets it."""
        name, content_type = kept_name(self.file_name or ""), self.content_type or ""
        if not file_size:
            self.intake.drop()
            return InVault(None, name, content_type)
        return InVault(self.intake.finish(), name, content_type)

    def upload_interrupted(self) -> None:
        """The browser went away."""
        self.intake.drop()


def forget(given: list[Any]) -> None:
    """Leave nothing of uploaded files in the vault."""
    for file in given:
        if isinstance(file, InVault) and file.taken is not None:
            remove_files(file.taken.id)
