"""Lists of accounts: opening balances and exits."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from operator import index as index_of
from pathlib import Path
from typing import Any, SupportsIndex

import numpy as np
import pyarrow as pa
import pyarrow.csv

from homeward.tracing import errors
from homeward.tracing.ledger import LIMIT, Flags, Ints
from homeward.tracing.reading.checks import Numbered
from homeward.tracing.reading.errors import ListColumnMissing, ListUnreadable
from homeward.tracing.reading.fields import Options, refuse_repeated
from homeward.tracing.reading.files import header_of, reason_of
from homeward.tracing.reading.rejections import REASONS, Rounded
from homeward.tracing.reading.values import read_amounts
from homeward.tracing.warning import TraceWarning

_SHOWN = 10


def read_account_table(path: str | Path, listed: str, required: tuple[str, ...]) -> list[Any]:
    """Rows of a CSV list of accounts as dictionaries of text (None where empty).

    Raises `FileMissing`, `ListUnreadable`, `ListColumnMissing`, and `AccountListUnusable` where a
    row leaves one of the required columns empty.
    """
    path = Path(path)
    if not path.is_file():
        raise errors.FileMissing(file=str(path))
    text = pyarrow.csv.ConvertOptions(
        column_types={
            name: pa.string() for name in ("account", "amount", "currency", "state", *required)
        },
        strings_can_be_null=True,
        null_values=[""],  # NA is Namibia
    )
    try:
        _, delimiter = header_of(path)
        form = pyarrow.csv.ParseOptions(delimiter=delimiter)
        table = pyarrow.csv.read_csv(path, parse_options=form, convert_options=text)
        names = table.column_names
    except (pa.ArrowException, UnicodeDecodeError, OSError, csv.Error) as problem:
        reason = reason_of(path, problem)
        raise ListUnreadable(list=listed, file=path.name, reason=reason) from problem
    except errors.FileUnreadable as problem:  # it has no header
        reason = problem.params["reason"]
        raise ListUnreadable(list=listed, file=path.name, reason=reason) from problem
    for name in ("account", "amount", "currency", "state", *required):
        refuse_repeated(path.name, names, name)
    for name in required:
        if name not in names:
            columns = ", ".join(names)
            raise ListColumnMissing(list=listed, file=path.name, column=name, columns=columns)
    rows: list[Any] = table.to_pylist()
    for number, row in enumerate(rows, start=1):
        for name in required:
            if not (row[name] or "").strip():
                raise _unusable(listed, number, f"its {name} is empty.")
    return rows


def _unusable(listed: str, row: int, reason: str) -> errors.AccountListUnusable:
    return errors.AccountListUnusable(list=listed, row=row, reason=reason)


class StatedOpenings(dict[tuple[str, str], int]):
    """Openings that the files of a ledger state themselves; those without a payment are left out
    in silence, as nobody asked for them."""


def place_openings(
    given: str | Path | Mapping[Any, int] | None,
    numbered: Numbered,
    options: Options,
    notes: list[TraceWarning],
    rounded: list[Rounded],
) -> Ints:
    """Opening balance of every numbered account in minor units.

    `given` is a CSV `account,amount[,currency]` (amounts as in the ledger), or a mapping from the
    account, or from (account, currency), to minor units. What had to be rounded joins `rounded`.
    """
    out = np.zeros(len(numbered.ids), dtype=np.int64)
    if given is None:
        return out
    places = _places(numbered)
    seen: set[int] = set()
    unknown: list[str] = []
    for row, (account, currency, amount) in enumerate(_openings(given, options, rounded), start=1):
        if not 0 <= amount < LIMIT:
            raise _unusable("openings", row, f"the amount {amount} is not from 0 to 2^62.")
        found = [p for p in places.get(account, []) if currency in (None, numbered.currencies[p])]
        if not found and isinstance(given, StatedOpenings):
            continue
        if not found:
            _refuse_other_currency(places, account, row)
            unknown.append(account)
            continue
        if len(found) > 1:
            raise _unusable("openings", row, f"{account} has several currencies; name one.")
        if found[0] in seen:
            raise _unusable("openings", row, f"{account} is listed twice.")
        seen.add(found[0])
        out[found[0]] = amount
    _note_unknown(notes, "opening_account_unknown", unknown)
    return out


def _refuse_other_currency(places: Mapping[str, list[int]], account: str, row: int) -> None:
    if account in places:
        raise _unusable("openings", row, f"{account} is not kept in that currency.")


def _openings(
    given: str | Path | Mapping[Any, int], options: Options, rounded: list[Rounded]
) -> Iterator[tuple[str, str | None, int]]:
    if isinstance(given, Mapping):
        for row, (key, amount) in enumerate(given.items(), start=1):
            account, currency = key if isinstance(key, tuple) else (key, None)
            if not isinstance(amount, SupportsIndex) or isinstance(amount, bool):
                reason = f"the amount {amount} of {account} is not a whole number of minor units."
                raise _unusable("openings", row, reason)
            yield str(account), currency, index_of(amount)
        return
    rows = read_account_table(given, "openings", ("account", "amount"))
    texts = pa.array([row["amount"] for row in rows], pa.string())
    amounts = read_amounts(texts, options.exponent, options.round_amounts)
    for row, code, params in amounts.problems:
        reason = REASONS[code].format(field="amount", **params)
        raise _unusable("openings", row + 1, f"{reason}.")
    rounded.extend(
        Rounded(Path(given).name, row + 1, "amount", text, taken, moved)
        for row, text, taken, moved in amounts.rounded
    )
    for row, amount in zip(rows, amounts.values.tolist(), strict=True):
        currency = (row.get("currency") or "").strip() or None
        yield row["account"].strip(), currency, amount


def place_exits(
    given: str | Path | Iterable[str] | None, numbered: Numbered, notes: list[TraceWarning]
) -> Flags:
    """Which numbered accounts are exits. `given` is a CSV `account`, or identifiers."""
    out = np.zeros(len(numbered.ids), dtype=np.bool_)
    if given is None:
        return out
    given = _listed(given)
    places = _places(numbered)
    unknown = []
    for account in given:
        if account in places:
            out[places[account]] = True
        else:
            unknown.append(account)
    _note_unknown(notes, "exit_account_unknown", unknown)
    return out


def with_exits(
    given: str | Path | Iterable[str] | None, own: Iterable[str]
) -> str | Path | Iterable[str] | None:
    """The exits that were given, as they were or with those that the files themselves have."""
    added = list(own)
    return [*(_listed(given) if given is not None else ()), *added] if added else given


def _listed(given: str | Path | Iterable[str]) -> list[str]:
    """The identifiers of a CSV list of exits, or those that were given."""
    if isinstance(given, str | Path):
        return [row["account"].strip() for row in read_account_table(given, "exits", ("account",))]
    return list(given)


def _places(numbered: Numbered) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place, account in enumerate(numbered.ids):
        places.setdefault(account, []).append(place)
    return places


def _note_unknown(notes: list[TraceWarning], code: str, accounts: list[str]) -> None:
    if accounts:
        params = {"count": len(accounts), "accounts": accounts[:_SHOWN]}
        notes.append(TraceWarning(code, params))
