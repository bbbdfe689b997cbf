"""All statements of several files, in the order of their accounts' time."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from pathlib import Path

from homeward.tracing import errors
from homeward.tracing.progress import told
from homeward.tracing.statements.camt import is_xml, read_camt
from homeward.tracing.statements.entries import Statement
from homeward.tracing.statements.mt940_text import read_mt940


def read_statements(files: list[Path], names: list[str], limit: int | None) -> list[Statement]:
    """The statements of all files, oldest entries first; raises `FileUnreadable`, `TooManyRows`."""
    found: list[Statement] = []
    size = 0
    for number, (path, name) in enumerate(zip(files, names, strict=True)):
        for statement in _read(path, name, number, limit, size):
            size += statement.size
            if limit is not None and size > limit:
                raise errors.TooManyRows(file=name, limit=limit)
            statement.settle()
            found.append(statement)
            told(f"Reading {name}", size, None)
    return found


def _read(
    path: Path, name: str, number: int, limit: int | None, before: int
) -> Iterator[Statement]:
    try:
        with path.open("rb") as file:
            is_document = is_xml(file.read(1 << 12))
        if is_document:
            yield from read_camt(path, name, number, limit, before)
        else:
            yield from read_mt940(path, name, number)
    except OSError as problem:
        raise errors.FileUnreadable(file=name, reason=f"{problem}.") from problem


def by_account(statements: list[Statement]) -> dict[tuple[str, str], list[Statement]]:
    """The statements of each account and currency, by period and then by their own number.

    Of several for one day without numbers each follows the one whose closing balance it opens with.
    """
    found: dict[tuple[str, str], list[Statement]] = {}
    for each in statements:
        found.setdefault((each.account, each.currency), []).append(each)
    return {key: _chained(held) for key, held in found.items()}


def _chained(held: list[Statement]) -> list[Statement]:
    def place(each: Statement) -> tuple[date, int]:
        return each.first or date.min, each.sequence

    chained: list[Statement] = []
    for _, group in groupby(sorted(held, key=place), key=place):
        left = list(group)
        while left:
            ends = {each.closing for each in left}
            begin = [each for each in left if each.opening not in ends] or left
            last = chained[-1].closing if chained else None
            follows = [each for each in left if last is not None and each.opening == last]
            chosen = (follows or begin)[0]
            left.remove(chosen)
            chained.append(chosen)
    return chained
