"""From raw tables to a ledger: parse, check, sort."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from homeward.tracing import errors
from homeward.tracing.ledger import Flags, Ints, Ledger
from homeward.tracing.progress import told
from homeward.tracing.reading.accounts import place_exits, place_openings
from homeward.tracing.reading.alike import note_alike
from homeward.tracing.reading.checks import Numbered, check_rows
from homeward.tracing.reading.days import note_days
from homeward.tracing.reading.draft import Draft, draft_of
from homeward.tracing.reading.fields import Options
from homeward.tracing.reading.grouped import note_grouped
from homeward.tracing.reading.links import followed, link_reversals
from homeward.tracing.reading.rawtable import RawTable
from homeward.tracing.reading.rejections import Reading
from homeward.tracing.reading.sequence import fill_order
from homeward.tracing.warning import TraceWarning

Openings: TypeAlias = str | Path | Mapping[Any, int] | None
Exits: TypeAlias = str | Path | Iterable[str] | None

_SHOWN = 10


def build_reading(
    tables: Iterable[RawTable],
    options: Options,
    openings: Openings,
    exits: Exits,
    *,
    accept_rejected: bool,
    notes: Iterable[TraceWarning] = (),
) -> Reading:
    """Check every row and build the ledger of those that stand; `notes` go with every result.

    Raises `LedgerRejected` with every refused row unless they are accepted, `LedgerEmpty`.
    """
    draft = draft_of(tables, options)
    draft.notes.extend(notes)
    draft.notes.extend(note_grouped(draft, options.exponent))
    if options.in_sequence:
        draft.notes.extend(fill_order(draft))
    told("Checking every row")
    numbered = check_rows(draft, options)
    _no_credit_before_debit(draft)
    ranks = _ranks(draft)
    original = link_reversals(draft, numbered, ranks)
    draft.rejections.sort(key=lambda each: (draft.names.index(each.file), each.row))
    if draft.rejections and not accept_rejected:
        raise errors.LedgerRejected(draft.rejections)
    if not draft.stands.any():
        empty = errors.LedgerEmpty()
        empty.rejections = tuple(draft.rejections)
        raise empty
    ledger = _ledger(draft, numbered, (ranks, original), options, openings, exits)
    return Reading(ledger, tuple(draft.rejections), tuple(draft.rounded))


def _no_credit_before_debit(draft: Draft) -> None:
    time = draft.number["time"]
    given = draft.given["credited_time"] & draft.given["time"]
    booked = draft.number["credited_time"]
    is_given = bool(given.any())
    draft.given["credit_before_debit"] = given & (booked < time) if is_given else given
    late = np.where(given, np.maximum(booked, time), time) if is_given else time
    draft.number["credit_time"] = late


def _ranks(draft: Draft) -> Ints:
    """Each row's place in time, declared order, and the order of files read together or of rows."""
    number = draft.number
    time, order = number["time"], number["order"]
    if draft.given["place"].any():
        return _inverse(np.lexsort((number["place"], order, time)))
    earlier = time[:-1] < time[1:]
    is_ordered = bool(earlier.all())
    if not is_ordered:
        is_ordered = bool((earlier | ((time[:-1] == time[1:]) & (order[:-1] <= order[1:]))).all())
    if is_ordered:
        return np.arange(len(draft), dtype=np.int64)
    return _inverse(np.lexsort((np.arange(len(draft)), order, time)))


def _inverse(ordered: Ints) -> Ints:
    ranks = np.empty(len(ordered), dtype=np.int64)
    ranks[ordered] = np.arange(len(ordered))
    return ranks


def _ledger(
    draft: Draft,
    numbered: Numbered,
    ranked: tuple[Ints, Ints | None],
    options: Options,
    openings: Openings,
    exits: Exits,
) -> Ledger:
    ranks, original = ranked
    is_whole = bool(draft.stands.all()) and bool((ranks[:-1] < ranks[1:]).all())
    rows = ranks
    if not is_whole:
        rows = np.flatnonzero(draft.stands)
        rows = rows[np.argsort(ranks[rows], kind="stable")]
    references = draft.text["reference"]

    def taken(text: Any) -> Any:
        return text if is_whole else text.take(pa.array(rows))

    def column(values: Any) -> Any:
        return values if is_whole else values[rows]

    time, credit_time = column(draft.number["time"]), column(draft.number["credit_time"])
    amount, credited = column(draft.number["amount"]), column(draft.number["credited"])
    unplaced: list[TraceWarning] = []
    opening = place_openings(openings, numbered, options, unplaced, draft.rounded)
    notes = [*_notes(draft, numbered, rows), *unplaced]
    return Ledger(
        ids=taken(draft.text["id"]),
        time=time,
        order=np.ascontiguousarray(column(draft.number["order"])),
        position=ranks[rows] if draft.given["place"].any() else rows,
        source=column(numbered.source),
        target=column(numbered.target),
        amount=amount,
        credited=amount if _is_same(credited, amount) else credited,
        credit_time=time if _is_same(credit_time, time) else credit_time,
        account_ids=numbered.ids,
        account_currencies=numbered.currencies,
        openings=opening,
        exits=place_exits(exits, numbered, notes),
        foreign=np.zeros(len(numbered.ids), dtype=np.bool_),
        references=None if references is None else taken(references),
        reverses=None if original is None else followed(original, rows),
        exponent=options.exponent,
        warnings=tuple(notes),
        lookup=draft.lookup if is_whole else None,
    )


def _is_same(values: Ints, others: Ints) -> bool:
    return values is others or bool((values == others).all())


def _notes(draft: Draft, numbered: Numbered, rows: Ints) -> list[TraceWarning]:
    """What the reader of every result made from this ledger must know."""
    notes: list[TraceWarning] = []
    _note_payments(notes, draft, "credit_before_debit", draft.given["credit_before_debit"], rows)
    amount, credited = draft.number["amount"], draft.number["credited"]
    above = credited > amount if credited is not amount else np.zeros(len(draft), dtype=np.bool_)
    if above.any():
        known = {unit: code for code, unit in enumerate(sorted(set(numbered.currencies)))}
        units = np.array([known[unit] for unit in numbered.currencies], dtype=np.int64)
        same = np.zeros(len(draft), dtype=np.bool_)
        same[rows] = units[numbered.source[rows]] == units[numbered.target[rows]]
        above &= same
    _note_payments(notes, draft, "credited_above_amount", above, rows)
    if draft.folded:
        params = {"count": len(draft.folded), "rows": draft.named_rows(draft.folded)}
        notes.append(TraceWarning("time_ambiguous", params))
    notes.extend(note_days(draft))
    notes.extend(draft.notes)
    notes.extend(note_alike(draft))
    _note_roundings(notes, draft)
    if draft.rejections:
        refused = sorted({(each.file, each.row) for each in draft.rejections})
        shown = [f"{file}:{row}" for file, row in refused[:_SHOWN]]
        notes.append(TraceWarning("rows_left_out", {"count": len(refused), "rows": shown}))
    return notes


def _note_payments(
    notes: list[TraceWarning], draft: Draft, code: str, chosen: Flags, rows: Ints
) -> None:
    found = rows[chosen[rows]] if chosen.any() else rows[:0]
    if len(found):
        shown = draft.text["id"].take(pa.array(found[:_SHOWN])).to_pylist()
        notes.append(TraceWarning(code, {"count": len(found), "payments": shown}))


def _note_roundings(notes: list[TraceWarning], draft: Draft) -> None:
    if not draft.rounded:
        return
    moved = sum((abs(each.moved) for each in draft.rounded), Decimal(0))
    rows = [f"{each.file}:{each.row}" for each in draft.rounded]
    params = {"count": len(rows), "rows": rows, "moved": format(moved.normalize(), "f")}
    notes.append(TraceWarning("amounts_rounded", params))
