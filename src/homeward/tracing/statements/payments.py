"""Statements become rows of a ledger, each payment once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from homeward.tracing.reading.accounts import StatedOpenings
from homeward.tracing.reading.fields import Options
from homeward.tracing.reading.gathered import Gathered, with_exponent
from homeward.tracing.reading.rawtable import RawTable
from homeward.tracing.statements import EXPONENT, balances
from homeward.tracing.statements.copies import repeated
from homeward.tracing.statements.entries import Entry, Statement
from homeward.tracing.statements.pairing import Pairs, pair
from homeward.tracing.statements.sequence import Row, ordered, use_days
from homeward.tracing.warning import TraceWarning

_FIELDS = (
    "id",
    "time",
    "source",
    "target",
    "amount",
    "currency",
    "credited",
    "credited_currency",
    "credited_time",
    "reference",
    "order",
    "reverses",
)
_SHOWN = 10
_COMPARED = 50
"""Payments under one reference above which none is taken for the one that was reversed."""

_LONGEST_NAME = 60


def payments_of(statements: list[Statement], names: list[str], options: Options) -> Gathered:
    """Every payment of the statements once, with what a reader must know of how they fit."""
    options = with_exponent(options, EXPONENT)
    notes = balances.turn_reversals(statements)
    notes += balances.incomplete(statements)
    notes += balances.gaps(statements)
    twice = set(repeated(statements))
    for entry in twice:
        entry.holder.refuse(entry.number, "id", "entry_repeated", account=entry.account)
    for statement in statements:
        statement.entries = [each for each in statement.entries if each not in twice]
    notes += use_days(statements)
    pairs = pair(statements)
    _refuse_counted(pairs)
    links = _reversed(statements, pairs)
    rows = _rows(statements, pairs, links)
    order, more = ordered(statements, rows)
    notes += [*more, *_notes(statements, rows, pairs, links)]
    opening, more = balances.openings(statements, rows, options)
    columns = _columns(rows, order, links)
    return Gathered(
        tables=_tables(rows, columns, statements, names),
        exponent=EXPONENT,
        openings=StatedOpenings(opening),
        notes=(*notes, *more),
        split_currencies=_has_pockets(statements),
        read=tuple(
            sum(each.size for each in statements if each.file == file) for file in range(len(names))
        ),
    )


def _has_pockets(statements: Iterable[Statement]) -> bool:
    """Whether one account has statements in several currencies."""
    held: dict[str, set[str]] = defaultdict(set)
    for each in statements:
        held[each.account].add(each.currency)
    return any(len(currencies) > 1 for currencies in held.values())


def _refuse_counted(pairs: Pairs) -> None:
    for entry, account in pairs.counted.items():
        facts = {"account": account, "value": entry.reference or "\u2013"}
        entry.holder.refuse(entry.number, "reference", "counted_by_payer", **facts)


def _reversed(statements: Iterable[Statement], pairs: Pairs) -> dict[Entry, Entry]:
    """The original of each reversal, where its account's statements hold exactly one that fits."""
    known: dict[tuple[str, tuple[str, str]], list[Entry]] = defaultdict(list)
    for statement in statements:
        for entry in statement.entries:
            if not entry.is_reversal and entry not in pairs.counted:
                for key in entry.keys:
                    known[entry.account, key].append(entry)
    found: dict[Entry, Entry] = {
        back: went for back, went in pairs.returned.items() if back.currency == went.currency
    }
    for statement in statements:
        for entry in statement.entries:
            held = known.get((entry.account, entry.keys[0]), []) if entry.keys else []
            if entry.is_reversal and entry not in pairs.counted and len(held) <= _COMPARED:
                fitting = [
                    each
                    for each in held
                    if each.sign != entry.sign
                    and each.currency == entry.currency
                    and entry.amount <= each.amount
                    and each.day <= entry.day
                    and entry.other in (None, each.other)
                ]
                if len(fitting) == 1:
                    found[entry] = fitting[0]
    return found


def _rows(statements: Iterable[Statement], pairs: Pairs, links: Mapping[Entry, Entry]) -> list[Row]:
    """The payments, as the debit has them where both statements do."""
    rows = []
    for statement in statements:
        for entry in statement.entries:
            if entry in pairs.debit or entry in pairs.counted:
                continue
            credit = pairs.credit.get(entry)
            other = credit.account if credit is not None else _other_end(entry, links)
            ends = (entry.account, other) if entry.sign < 0 else (other, entry.account)
            rows.append(Row(entry, credit, *ends))
    return rows


def _other_end(entry: Entry, links: Mapping[Entry, Entry]) -> str:
    """The account at the other end. One that is not named is an account of its own: to take two of
    them for one would join the money of people who have nothing to do with each other."""
    if entry.other is not None:
        return entry.other
    if entry in links:
        return _other_end(links[entry], links)
    name = entry.name[:_LONGEST_NAME]
    return f"{name} [{entry.id}]" if name else f"[{entry.id}]"


def _columns(
    rows: list[Row], order: list[int | None], links: Mapping[Entry, Entry]
) -> dict[str, list[str | None]]:
    ids = {each: row.entry.id for row in rows for each in (row.entry, row.other) if each}
    columns: dict[str, list[str | None]] = {name: [] for name in _FIELDS}
    for row, place in zip(rows, order, strict=True):
        entry, credit = row.entry, row.other
        original = links.get(entry) or (links.get(credit) if credit else None)
        values: dict[str, str | None] = {
            "id": entry.id,
            "time": entry.booked,
            "source": row.source,
            "target": row.target,
            "amount": format(entry.amount, "f"),
            "currency": entry.currency,
            "credited": _arriving(entry, credit),
            "credited_currency": None if credit is None else credit.currency,
            "credited_time": None if credit is None else credit.booked,
            "reference": entry.reference or (credit.reference if credit else None),
            "order": None if place is None else str(place),
            "reverses": None if original is None else ids.get(original),
        }
        for name, value in values.items():
            columns[name].append(value or None)
    return columns


def _arriving(entry: Entry, credit: Entry | None) -> str | None:
    """What arrives, where it is known and something else than what leaves may."""
    amount = entry.arrives if credit is None else credit.amount
    return None if amount is None else format(amount, "f")


def _tables(
    rows: list[Row],
    columns: Mapping[str, list[str | None]],
    statements: Iterable[Statement],
    names: list[str],
) -> list[RawTable]:
    """A table for each file, in the order of the files."""
    files = np.array([row.entry.holder.file for row in rows], dtype=np.int64)
    numbers = np.array([row.entry.number for row in rows], dtype=np.int64)
    arrays: dict[str, Any] = {
        name: pa.array(values, pa.string())
        for name, values in columns.items()
        if name in _FIELDS[:6] or any(value is not None for value in values)
    }
    tables = []
    for file, name in enumerate(names):
        here = np.flatnonzero(files == file)
        chosen = {field: array.take(pa.array(here)) for field, array in arrays.items()}
        refused = [
            refusal for each in statements if each.file == file for refusal in each.rejections
        ]
        tables.append(RawTable(name, chosen, numbers[here], tuple(refused)))
    return tables


def _notes(
    statements: Iterable[Statement], rows: list[Row], pairs: Pairs, links: Mapping[Entry, Entry]
) -> list[TraceWarning]:
    notes = []
    if unbooked := sum(each.unbooked for each in statements):
        notes.append(TraceWarning("entries_not_booked", {"count": unbooked}))
    unnamed = [
        row.entry.id
        for row in rows
        if row.entry.other is None and row.other is None and row.entry not in links
    ]
    if unnamed:
        facts = {"count": len(unnamed), "payments": unnamed[:_SHOWN]}
        notes.append(TraceWarning("other_account_unnamed", facts))
    if pairs.one_sided:
        shown = [each.id for each in pairs.one_sided[:_SHOWN]]
        facts = {"count": len(pairs.one_sided), "payments": shown}
        notes.append(TraceWarning("payee_statement_differs", facts))
    if pairs.unsure:
        facts = {
            "count": len(pairs.unsure),
            "payments": [each.id for each in pairs.unsure[:_SHOWN]],
        }
        notes.append(TraceWarning("payer_statement_differs", facts))
    return notes
