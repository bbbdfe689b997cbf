"""Ledgers in: files and rows, checked and put in order."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from homeward.tracing.reading.rejections import Reading


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
) -> Reading:
    """Read CSV, Parquet or Arrow files into one ledger in time order.

    `mapping` names the column of a field (`{"id": "Tx_hash"}`), or one value for all rows
    (`{"currency": "=XAD"}`). `zone` is the zone of times that carry none. Amounts are whole minor
    units; with `exponent` N they are major units with up to N decimals, and what has more is
    refused, or rounded half to even with `round_amounts`. `split_currencies` keeps one account
    per currency of an identifier. `reversals` is "reject" or "turn" for negative amounts.
    `openings` and `exits` are CSV files, a mapping to minor units, and identifiers.

    Raises `LedgerRejected` naming every refused row and importing nothing, unless
    `accept_rejected`; and `InputError` for files and options that cannot be used.
    """
    from homeward.tracing.reading.build import build_reading
    from homeward.tracing.reading.fields import Options
    from homeward.tracing.reading.files import read_file

    options = Options(zone, exponent, round_amounts, split_currencies, reversals)
    files = [paths] if isinstance(paths, str | Path) else list(paths)
    tables = [read_file(path, mapping or {}) for path in files]
    return build_reading(tables, options, openings, exits, accept_rejected=accept_rejected)
