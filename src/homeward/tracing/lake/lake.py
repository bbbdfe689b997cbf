"""A ledger that stays where it is: checked and indexed by an engine, asked for what is touched."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from homeward.tracing import errors
from homeward.tracing.lake import statements as sql
from homeward.tracing.lake.engine import Engine
from homeward.tracing.lake.errors import LakeRowsRefused, LakeUnsupported
from homeward.tracing.lake.source import ROWS_OF_A_FILE, raw_payments
from homeward.tracing.ledger import Flags, Ints, Ledger
from homeward.tracing.lines import NOT_CREDITED, Lines
from homeward.tracing.reading.accounts import place_exits, place_openings, read_account_table
from homeward.tracing.reading.checks import Numbered
from homeward.tracing.reading.fields import Options
from homeward.tracing.warning import TraceWarning

_SHOWN = 10


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Some rows of a lake as a ledger, with their places on the lines of the whole."""

    ledger: Ledger
    taken_from: Ints
    placed_at: Ints
    before: Ints
    came: Ints
    """Per account: opening, credits and births of the whole ledger; `went` its debits."""
    went: Ints
    numbers: Ints
    """Per account: its number in the lake."""

    def lines(self, at: int | None) -> Lines:
        """The lines of these rows; all of them are debited up to the moment."""
        places = (self.taken_from, self.placed_at, self.before)
        return Lines(self.ledger, len(self.ledger), at, *places, self.came, self.went)


class Lake:
    """Parquet files behind an engine, checked and indexed once, for many traces.

    `paths` are files and folders (all `.parquet` below, in order of name). The columns, `mapping`,
    `zone`, `split_currencies`, `openings` and `exits` are those of `read_ledger`, with these
    limits: ids are given, times are timestamps, amounts whole minor units, zones do not change.
    Raises `LakeRowsRefused` where a row could not be imported, `LakeUnsupported` for linked
    reversals, and `InputError` for files and options.
    """

    def __init__(
        self,
        engine: Engine,
        paths: Sequence[str | Path],
        *,
        mapping: Mapping[str, str] | None = None,
        zone: str | None = None,
        split_currencies: bool = False,
        openings: str | Path | Mapping[Any, int] | None = None,
        exits: str | Path | Iterable[str] | None = None,
    ) -> None:
        self.engine = engine
        raw_payments(engine, [str(path) for path in paths], mapping or {}, zone)
        self._refuse_rows()
        engine.keep("accounts", sql.ACCOUNTS)
        if not split_currencies:
            self._refuse("account_two_currencies", sql.TWO_CURRENCIES)
        if not engine.keep("payments", sql.PAYMENTS):
            raise errors.LedgerEmpty()
        self._refuse("id_repeated", sql.REPEATED)
        self._refuse("account_total_too_large", sql.TOO_LARGE)
        self.warnings = tuple(self._notes(openings, exits))
        self.events = engine.keep("places", sql.PLACES)

    def _refuse_rows(self) -> None:
        for problem, found, example, place in self.engine.rows(sql.PROBLEMS):
            reason, field = problem.split()
            named = example or f"row {int(place) % ROWS_OF_A_FILE + 1}"
            raise LakeRowsRefused(reason, field, int(found), named)
        found, example = self.engine.rows(sql.LINKED)[0]
        if found:
            what = f"{found} reversals that name their original, among them {example}"
            raise LakeUnsupported(what=what)

    def _refuse(self, reason: str, statement: str) -> None:
        found, example = self.engine.rows(statement)[0]
        if found:
            raise LakeRowsRefused(reason, "", int(found), example)

    def _notes(self, openings: Any, exits: Any) -> list[TraceWarning]:
        """What the reader of every result must know, as the import of files says it."""
        notes: list[TraceWarning] = []
        for code, condition in (
            ("credit_before_debit", "booked_early"),
            ("credited_above_amount", "credited > amount and one_unit"),
        ):
            where = f"from payments where {condition}"
            count = int(self.engine.rows(f"select count(*) {where}")[0][0])
            if count:
                first = f"select id {where} order by moment, ord, pos limit {_SHOWN}"
                shown = [row[0] for row in self.engine.rows(first)]
                notes.append(TraceWarning(code, {"count": count, "payments": shown}))
        self._take_lists(openings, exits, notes)
        return notes

    def _take_lists(self, openings: Any, exits: Any, notes: list[TraceWarning]) -> None:
        """Keep the opening balances and exits of accounts by number."""
        if isinstance(exits, str | Path):
            rows = read_account_table(exits, "exits", ("account",))
            exits = [row["account"].strip() for row in rows]
        exits = None if exits is None else list(exits)
        names = sorted({*(exits or ()), *_names(openings)})
        self.engine.put("listed", pa.table({"account": pa.array(names, pa.string())}))
        wanted = "select a.* from accounts a join listed l on l.account = a.account"
        known = self.engine.rows(f"{wanted} order by a.number")
        none = np.zeros(0, dtype=np.int32)
        numbered = Numbered(none, none, [row[1] for row in known], [row[2] for row in known])
        opening = place_openings(openings, numbered, Options(), notes, [])
        is_exit = place_exits(exits, numbered, notes)
        columns = {
            "number": pa.array([int(row[0]) for row in known], pa.int64()),
            "opening": pa.array(opening, pa.int64()),
            "is_exit": pa.array(is_exit.astype(np.int64), pa.int64()),
        }
        self.engine.put("given_accounts", pa.table(columns))

    def known(self, payments: Iterable[str]) -> set[str]:
        """Which of some identifiers are those of payments."""
        names = pa.array(sorted(set(payments)), pa.string())
        self.engine.put("named", pa.table({"id": names}))
        found = self.engine.rows("select p.id from payments p join named n on n.id = p.id")
        return {row[0] for row in found}

    def put_rows(self, name: str, places: Iterable[int]) -> None:
        """Name rows by their places, for the statements that ask for them."""
        self.engine.put(name, pa.table({"pos": pa.array(sorted(places), pa.int64())}))

    def part(self, at: int, *, reached: Mapping[int, int] | None = None) -> Part:
        """The rows in `wanted`, in order, and their accounts.

        With `reached`, opening balances by account number, all other accounts are exits: only
        these are whole in the part.
        """
        accounts = self.engine.arrow(sql.ACCOUNT_ROWS)
        rows = self.engine.arrow(sql.ROWS)
        numbers, is_exit = _ints(accounts, "number"), _ints(accounts, "is_exit") > 0
        openings = np.zeros(len(numbers), dtype=np.int64)
        if reached is not None:
            found = [reached.get(number, -1) for number in numbers.tolist()]
            is_exit |= np.array([each < 0 for each in found], dtype=np.bool_)
            openings = np.maximum(np.array(found, dtype=np.int64), 0)
        ledger = self._ledger(rows, accounts, openings, is_exit)
        return Part(
            ledger,
            _ints(rows, "taken_from"),
            _placed(rows, ledger, at),
            _ints(rows, "held_before"),
            _ints(accounts, "came"),
            _ints(accounts, "went"),
            numbers,
        )

    def _ledger(self, rows: Any, accounts: Any, openings: Ints, exits: Flags) -> Ledger:
        numbers = _ints(accounts, "number")
        references = rows.column("reference")
        has_references = references.null_count < len(references)
        time, arrival = _ints(rows, "moment"), _ints(rows, "arrival")
        return Ledger(
            ids=_text(rows, "id"),
            time=time,
            order=_ints(rows, "ord"),
            position=_ints(rows, "pos"),
            source=np.searchsorted(numbers, _ints(rows, "source")).astype(np.int32),
            target=np.searchsorted(numbers, _ints(rows, "target")).astype(np.int32),
            amount=_ints(rows, "amount"),
            credited=_ints(rows, "credited"),
            credit_time=time if bool((time == arrival).all()) else arrival,
            account_ids=tuple(accounts.column("account").to_pylist()),
            account_currencies=tuple(accounts.column("currency").to_pylist()),
            openings=openings,
            exits=exits,
            foreign=np.zeros(len(numbers), dtype=np.bool_),
            references=_text(rows, "reference") if has_references else None,
            warnings=self.warnings,
        )


def _names(openings: Any) -> list[str]:
    """The identifiers in a list of opening balances."""
    if openings is None:
        return []
    if isinstance(openings, Mapping):
        return [str(key[0] if isinstance(key, tuple) else key) for key in openings]
    rows = read_account_table(openings, "openings", ("account", "amount"))
    return [row["account"].strip() for row in rows]


def _placed(rows: Any, ledger: Ledger, at: int) -> Ints:
    """Starts of the credits; what an exit was credited lies at 0, as in any index."""
    missing = np.array(rows.column("placed_at").is_null().to_numpy(zero_copy_only=False))
    to_exit = ledger.exits[ledger.target] & (ledger.source != ledger.target)
    swallowed = to_exit & (ledger.credit_time <= at)
    kept = _ints(rows, "placed_at")
    return np.where(missing, np.where(swallowed, 0, NOT_CREDITED), kept).astype(np.int64)


def _ints(table: Any, name: str) -> Ints:
    column = table.column(name).fill_null(0).cast(pa.int64())
    return np.array(column.to_numpy(zero_copy_only=False), dtype=np.int64)


def _text(table: Any, name: str) -> Any:
    chunks = table.column(name).cast(pa.large_string()).chunks
    return pa.concat_arrays(chunks) if chunks else pa.array([], pa.large_string())
