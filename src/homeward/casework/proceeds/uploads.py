"""What an uploaded file is, before anything of it is kept: a table, or a typed refusal."""

from homeward.casework.proceeds.file_errors import (
    FileEmpty,
    FileIsSpreadsheet,
    FileNoPayments,
    FileNoTable,
    FileNotUtf8,
    FileTooLarge,
)
from homeward.casework.proceeds.layouts import REQUIRED, headings_of

MEGABYTE = 1024 * 1024
LARGEST_FILE = 40 * MEGABYTE
CSV, PARQUET = "text/csv", "application/vnd.apache.parquet"
# The first bytes of a workbook, new (a ZIP archive) and old (an OLE document), and of Parquet.
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_PARQUET_MARK = b"PAR1"


def check_size(size: int) -> None:
    """Raises FileTooLarge, FileEmpty; asked before the file is read."""
    if size > LARGEST_FILE:
        raise FileTooLarge(limit=LARGEST_FILE // MEGABYTE)
    if size == 0:
        raise FileEmpty


def kind_of_file(file_name: str, content: bytes) -> str:
    """The media type of a table. What a file is called does not matter where its bytes say more.

    Raises what `check_size` raises, FileIsSpreadsheet, FileNotUtf8, FileNoTable, FileNoPayments.
    """
    check_size(len(content))
    if content.startswith(_WORKBOOKS):
        raise FileIsSpreadsheet
    if content.startswith(_PARQUET_MARK):
        return PARQUET
    if file_name.lower().endswith(".parquet"):
        raise FileNoTable
    _check_text(content)
    return CSV


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
