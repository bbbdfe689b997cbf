"""Quotation marks that hide rows: never closed, or closed only by a stray one in a later row."""

import csv
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from homeward.tracing import errors

_CHUNK = 1 << 22


def refuse_hidden_rows(
    path: Path, delimiter: str, header: list[str], wanted: Collection[str]
) -> None:
    """Raise an `InputError` that names the line where a value begins that swallows lines.

    RFC 4180 lets a quoted value hold line breaks, and banks' files do where people write texts.
    So one is taken in a column that is not `wanted`, unless one of the lines in it would be a row
    of its own. Files without quotation marks are not looked through.
    """
    with path.open("rb") as file:
        if not any(b'"' in chunk for chunk in iter(lambda: file.read(_CHUNK), b"")):
            return
    with path.open(encoding="utf-8-sig", newline="") as text:
        lines = _Lines(text)
        reader = csv.reader(lines, delimiter=delimiter)
        begins = 1
        try:
            for row in reader:
                if len(lines.taken) > 1:
                    _refuse(path.name, row, lines, delimiter, header, wanted)
                begins = reader.line_num + 1
                lines.taken.clear()
        except csv.Error as problem:  # a value longer than any text: most of the file, perhaps
            raise errors.QuoteOpen(file=path.name, line=begins) from problem


class _Lines:
    """The lines of a file, of which those of the present row are kept."""

    def __init__(self, text: Iterable[str]) -> None:
        self._text, self.taken, self.has_ended, self.number = iter(text), list[str](), False, 0

    def __iter__(self) -> Iterator[str]:
        for line in self._text:
            self.number += 1
            self.taken.append(line)
            yield line
        self.has_ended = True


def _refuse(
    file: str,
    row: list[str],
    lines: _Lines,
    delimiter: str,
    header: list[str],
    wanted: Collection[str],
) -> None:
    """Raise why a row of several lines cannot be taken, if it cannot."""
    begins = lines.number - len(lines.taken) + 1
    if lines.has_ended:
        raise errors.QuoteOpen(file=file, line=begins)
    broken = [place for place, value in enumerate(row) if "\n" in value or "\r" in value]
    for place in broken:
        if place < len(header) and header[place] in wanted:
            raise errors.LineBreakInValue(file=file, column=header[place], line=begins)
    hidden = _hidden(lines.taken, delimiter, len(header), starts=0 in broken)
    if hidden is not None:
        facts = {"line": begins, "end": lines.number, "hidden": begins + hidden}
        raise errors.QuoteHidesRow(file=file, **facts)


def _hidden(taken: list[str], delimiter: str, columns: int, *, starts: bool) -> int | None:
    """The place of the first line that has as many values as the header.

    A text in the first column ends in the line that holds the rest of its row, so that there it is
    the first line, and not the last, that may be a row of its own.
    """
    first, last = (0, len(taken) - 1) if starts else (1, len(taken))
    for place in range(first, last):
        line = taken[place].removeprefix('"') if place == 0 else taken[place]
        values = next(csv.reader([line], delimiter=delimiter), [])
        if len(values) == columns:
            return place
    return None
