"""What an uploaded file is, before anything of it is kept: a table, statements, or a refusal."""

import io
import struct
import zipfile

from homeward.casework.proceeds.file_errors import (
    FileEmpty,
    FileIsSpreadsheet,
    FileNoPayments,
    FileNoStatement,
    FileNoTable,
    FileNotUtf8,
    FileTooLarge,
)
from homeward.casework.proceeds.layouts import REQUIRED, headings_of
from homeward.casework.proceeds.unpacked import ARCHIVE, are_read_together

MEGABYTE = 1024 * 1024
LARGEST_FILE = 40 * MEGABYTE
CSV, PARQUET = "text/csv", "application/vnd.apache.parquet"
# Files that are no tables and are read together: statements of accounts, exports of a chain.
XML, TEXT = "application/xml", "text/plain"
TOGETHER = (XML, TEXT, ARCHIVE)
# The first bytes of an archive, which a workbook is too, of an old workbook, and of Parquet.
_ARCHIVE_MARK = (b"PK\x03\x04", b"PK\x05\x06")  # the second begins an empty one
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PARQUET_MARK = b"PAR1"
# What a document of an office has at its root: its kind, or a folder of sheets.
_OFFICE = ("[Content_Types].xml", "mimetype")
_SHEETS = "xl/"
_NAME_AT = 30


def check_size(size: int) -> None:
    """Raises FileTooLarge, FileEmpty; asked before the file is read."""
    if size > LARGEST_FILE:
        raise FileTooLarge(limit=LARGEST_FILE // MEGABYTE)
    if size == 0:
        raise FileEmpty


def kind_of_file(file_name: str, content: bytes) -> str:
    """The media type of a table or of statements. What a file is called does not matter where its
    bytes say more.

    Raises what `check_size` raises, FileIsSpreadsheet, ArchiveUnusable, FileNoStatement,
    FileNotUtf8, FileNoTable, FileNoPayments.
    """
    check_size(len(content))
    if content.startswith(_OLD_WORKBOOK) or _is_workbook(content):
        raise FileIsSpreadsheet
    if content.startswith(_ARCHIVE_MARK):
        are_read_together(content, ARCHIVE)
        return ARCHIVE
    if content.startswith(_PARQUET_MARK):
        return PARQUET
    if file_name.lower().endswith(".parquet"):
        raise FileNoTable
    if are_read_together(content):
        return _statement(content)
    _check_text(content)
    return CSV


def _is_workbook(content: bytes) -> bool:
    """Whether an archive is a workbook, or any document of an office."""
    if not content.startswith(_ARCHIVE_MARK):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, struct.error, NotImplementedError, ValueError):
        # cut or damaged: its first member tells what it was
        return content[_NAME_AT:].startswith(tuple(name.encode() for name in (*_OFFICE, _SHEETS)))
    return any(name in _OFFICE or name.startswith(_SHEETS) for name in names)


def _statement(content: bytes) -> str:
    """The media type of one file that is no table."""
    from homeward.tracing.statements.camt import is_xml

    if not is_xml(content[: 1 << 12]):
        return TEXT
    if b"BkToCstmrStmt" not in content.replace(b"\x00", b""):
        raise FileNoStatement
    return XML


def _check_text(content: bytes) -> None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileNotUtf8(line=content.count(b"\n", 0, error.start) + 1) from None
    if "\x00" in text:
        raise FileNoTable
    if len(headings_of(content)) < len(REQUIRED):
        raise FileNoTable
    if not any(line.strip(" ,;\r\t") for line in text.split("\n")[1:]):
        raise FileNoPayments
