"""All statements of several files, in the order of their accounts' time."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from heapq import heappop, heappush
from itertools import groupby
from pathlib import Path

from homeward.tracing import errors
from homeward.tracing.progress import told
from homeward.tracing.statements.camt import is_xml, read_camt
from homeward.tracing.statements.entries import Statement
from homeward.tracing.statements.mt940_text import read_mt940

_DAY = len("2026-03-01")


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
    for _ in range(2):  # what one was given may be the name of another
        told_apart(found)
    return found


def told_apart(statements: list[Statement]) -> None:
    """Give statements of an account that bear one identifier one each: their last day is added,
    and where that leaves several a number, by their order in time.

    Some banks number every day's statement alike, and pages of a statement bear its identifier.
    Copies of one statement keep one between them: their payments are refused as repeated.
    """
    alike: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for each in statements:
        alike[each.account, each.ident].append(each)
    for held in alike.values():
        if len(held) == 1:
            continue
        copies: dict[tuple[object, ...], list[Statement]] = defaultdict(list)
        for each in held:
            copies[_content(each)].append(each)
        if len(copies) == 1:
            continue
        days: dict[date | None, list[list[Statement]]] = defaultdict(list)
        for each in _chained([copies[content][0] for content in sorted(copies)]):
            days[each.last or each.first].append(copies[_content(each)])
        for day, same in days.items():
            for number, found in enumerate(same, start=1):
                _rename(found, day, number if len(same) > 1 else None)


def _rename(copies: list[Statement], day: date | None, number: int | None) -> None:
    for each in copies:
        parts = [each.ident]
        if day is not None and day.isoformat() not in each.ident:
            parts.append(day.isoformat())
        if number is not None:
            parts.append(str(number))
        each.ident = "-".join(parts)


def _content(each: Statement) -> tuple[object, ...]:
    """What a statement says, to sort by: the same whatever file it stands in."""
    entries = tuple(
        (one.booked, one.sign, one.amount, one.currency, one.valued, one.other or "", one.keys)
        for one in each.entries
    )
    period = str(each.first), str(each.last)
    return (each.currency, *period, each.sequence, str(each.opening), str(each.closing), entries)


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
    """Statements by their first day and number. What has no day follows what it continues."""
    dated = [each for each in held if each.first is not None]
    chained: list[Statement] = []
    for _, group in groupby(sorted(dated, key=_place), key=_place):
        alike = list(group)
        moments = {id(each): _begins(each) for each in alike}
        if all(moments.values()):
            chained += sorted(alike, key=lambda each: moments[id(each)])
        else:
            chained += _linked(alike, chained[-1].closing if chained else None)
    if len(dated) == len(held):
        return chained
    following: dict[Decimal | None, list[Statement]] = defaultdict(list)
    for each in sorted((each for each in held if each.first is None), key=_place):
        following[each.opening].append(each)
    found = following.pop(None, [])
    for each in chained:
        found.append(each)
        while found[-1].closing is not None and found[-1].closing in following:
            found += _linked(following.pop(found[-1].closing), found[-1].closing)
    left = [each for same in following.values() for each in same]
    return _linked(left, None) + found


def _begins(each: Statement) -> str:
    """The moment of a statement's first entry, where it gives more than days."""
    first = each.entries[0] if each.entries else None
    moment = "" if first is None else first.clock or first.booked
    return moment if len(moment) > _DAY else ""


def _place(each: Statement) -> tuple[date, int]:
    return each.first or date.min, each.sequence


def _linked(group: list[Statement], last: Decimal | None) -> list[Statement]:
    """Statements of one day and number, each after the one whose closing balance it opens with.

    `last` is the balance before them. Those that change nothing come first of those that fit.
    """
    if len(group) == 1:
        return group
    group = sorted(group, key=_moves)
    opened: dict[Decimal | None, deque[int]] = defaultdict(deque)
    for number, each in enumerate(group):
        opened[each.opening].append(number)
    ends = Counter(each.closing for each in group if _moves(each))
    begin = [number for number, each in enumerate(group) if not ends[each.opening]]
    left = dict.fromkeys(range(len(group)))
    linked: list[Statement] = []
    while left:
        fitting = opened[last] if last is not None else deque[int]()
        while fitting and fitting[0] not in left:
            fitting.popleft()
        while begin and begin[0] not in left:
            heappop(begin)
        chosen = fitting[0] if fitting else begin[0] if begin else next(iter(left))
        del left[chosen]
        last = group[chosen].closing
        linked.append(group[chosen])
        if _moves(group[chosen]):
            ends[last] -= 1
            if not ends[last]:
                for number in opened[last]:
                    heappush(begin, number)
    return linked


def _moves(each: Statement) -> bool:
    return each.opening != each.closing
