"""Ledgers in: files and rows, checked and put in order."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from homeward.tracing.progress import shown
from homeward.tracing.reading.rejections import Reading


@shown("Reading")
def read_ledger(
    paths: Iterable[str | Path] | str | Path,
    *,
    mapping: Mapping[str, str] | None = None,
    zone: str | None = None,
    exponent: int | None = None,
    round_amounts: bool = False,
    split_currencies: bool = False,
    reversals: str = "reject",
    openings: str | Path | Mapping[str, int] | None = None,
    exits: str | Path | Iterable[str] | None = None,
    accept_rejected: bool = False,
    max_rows: int | None = None,
    in_sequence: bool = False,
) -> Reading:
    """Read CSV, Parquet, Arrow or XLSX files into one ledger in time order, or a stored ledger.

    `mapping` names the column of a field (`{"id": "Tx_hash"}`), or one value for all rows
    (`{"currency": "=XAD"}`). `zone` is the zone of times that carry none. Amounts are whole minor
    units; with `exponent` N they are major units with up to N decimals, and what has more is
    refused, or rounded half to even with `round_amounts`. `split_currencies` keeps one account
    per currency of an identifier. `reversals` is "reject" or "turn" for negative amounts.
    `openings` and `exits` are CSV files, a mapping to minor units, and identifiers. More payments
    than `max_rows` are refused, where the file tells before they are read. `in_sequence` says that
    each file is a statement in its own sequence, which becomes the declared order of payments that
    share a moment. A folder that `Ledger.save` wrote is opened as it is.

    Raises `LedgerRejected` naming every refused row and importing nothing, unless
    `accept_rejected`; and `InputError` for files and options that cannot be used.
    """
    from homeward.tracing.reading.accounts import with_exits
    from homeward.tracing.reading.build import build_reading
    from homeward.tracing.reading.fields import Options
    from homeward.tracing.reading.gathered import kind_of
    from homeward.tracing.reading.sources import Sources
    from homeward.tracing.reading.stored import open_alone

    options = Options(
        zone, exponent, round_amounts, split_currencies, reversals, max_rows, in_sequence
    )
    files = [Path(paths)] if isinstance(paths, str | Path) else [Path(path) for path in paths]
    lists: dict[str, Any] = {"mapping": mapping, "openings": openings, "exits": exits}
    stored = open_alone(files, options, lists)
    if stored is not None:
        return stored
    with Sources(files, mapping or {}, options) as sources:
        kind = kind_of(files, sources.mapping)
        found = None if kind is None else sources.gathered(kind)
        reading = build_reading(
            sources.tables() if found is None else found.told(),
            sources.options,
            openings if found is None or openings is not None else found.openings,
            exits if found is None else with_exits(exits, found.exits),
            accept_rejected=accept_rejected,
            notes=() if found is None else found.notes,
        )
        return sources.named(reading)
