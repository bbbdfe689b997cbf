"""A quotation mark that is opened and never closed hides every row after it."""

import csv
from pathlib import Path

from homeward.tracing import errors

_CHUNK = 1 << 22


def refuse_open_quote(path: Path, delimiter: str) -> None:
    """Raise `FileUnreadable` with the line where a value begins that never ends.

    RFC 4180: quotation marks come in pairs. The lines are looked through only where they do not.
    """
    with path.open("rb") as file:
        marks = sum(chunk.count(b'"') for chunk in iter(lambda: file.read(_CHUNK), b""))
    if marks % 2 == 0:
        return
    begins, last = 1, 1
    with path.open(encoding="utf-8-sig", newline="") as text:
        rows = csv.reader(text, delimiter=delimiter)
        for _ in rows:
            begins, last = last, rows.line_num + 1
    if last - begins > 1:
        reason = (
            f"A quotation mark in line {begins} is never closed, so the lines after it cannot be "
            "told from its value."
        )
        raise errors.FileUnreadable(file=path.name, reason=reason)
