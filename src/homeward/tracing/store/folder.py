"""A ledger, and its index beside it, in a folder and back."""

import os
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

import homeward
from homeward.tracing import errors
from homeward.tracing.index.build import Index
from homeward.tracing.index.groups import Grouped, row_type
from homeward.tracing.index.lookup import Finder, Lookup, ids_ascend
from homeward.tracing.index.matched import Matched, parts_type
from homeward.tracing.kernels import COMPILE_ABOVE
from homeward.tracing.ledger import Ledger
from homeward.tracing.names import Names
from homeward.tracing.progress import shown
from homeward.tracing.rules import LOTS
from homeward.tracing.store.arrays import Reader, Writer
from homeward.tracing.store.manifest import Manifest, check_files, holds_only_store, read_manifest
from homeward.tracing.warning import TraceWarning

_ROWS = {"time": "<i8", "order": "<i8", "position": "<i8", "source": "<i4", "target": "<i4"}
_ROWS |= {"amount": "<i8"}
_ACCOUNTS = {"openings": "<i8", "exits": "|b1", "foreign": "|b1"}
_PLACES = ("taken_from", "placed_at", "before")

VERIFIED_BELOW = 32 << 20
"""Bytes up to which a folder's contents are checked against their digests whenever it is opened."""


def save(ledger: Ledger, folder: str | Path, *, replacing: bool = False) -> None:
    """Write a ledger, and its index if it has one that fits, into a folder of its own.

    The folder appears whole or not at all. Raises `StoreExists` where something is there already;
    with `replacing` an older stored ledger gives way.
    """
    folder = Path(folder)
    folder = folder.resolve() if folder.is_symlink() else folder
    refuse_existing(folder, replacing=replacing)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (
        shown("Saving", len(ledger)),
        tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as scratch,
    ):
        new = Path(scratch) / "new"
        new.mkdir()
        _write(ledger, new)
        if folder.exists():
            if any(folder.iterdir()):
                refuse_existing(folder, replacing=replacing)  # it may have changed meanwhile
                os.replace(folder, Path(scratch) / "old")
            else:
                folder.rmdir()
        os.replace(new, folder)


def refuse_existing(folder: Path, *, replacing: bool) -> None:
    """Raise `StoreExists` where a ledger cannot be saved.

    What gives way is gone: it must be a stored ledger and hold nothing else.
    """
    is_empty = folder.is_dir() and not any(folder.iterdir())
    if folder.exists() and not is_empty and not (replacing and holds_only_store(folder)):
        raise errors.StoreExists(folder=str(folder))


def _write(ledger: Ledger, folder: Path) -> None:
    with Writer(folder) as out:
        _write_columns(ledger, out)
        index = _write_index(ledger, out)
        arrays = out.arrays
    Manifest(
        library=homeward.__version__,
        rows=len(ledger),
        accounts=len(ledger.account_ids),
        exponent=ledger.exponent,
        origin=dict(ledger.origin),
        warnings=[[each.code, each.params] for each in ledger.warnings],
        index=index,
        ids_ascend=_ids_ascend(ledger),
        arrays=arrays,
    ).write(folder)


def _write_columns(ledger: Ledger, out: Writer) -> None:
    for name in (*_ROWS, *_ACCOUNTS):
        out.numbers(name, getattr(ledger, name))
    for name, plain in (("credited", "amount"), ("credit_time", "time")):
        column, same = getattr(ledger, name), getattr(ledger, plain)
        if column is not same and bool((column != same).any()):
            out.numbers(name, column)
    out.text("ids", ledger.ids)
    _write_accounts(ledger, out)
    if ledger.references is not None:
        out.text("references", ledger.references)
    if ledger.reverses is not None:
        out.numbers("reverses", ledger.reverses)
    if any(state is not None for state in ledger.states):
        out.text("states", pa.array(list(ledger.states), pa.string()))


def _write_accounts(ledger: Ledger, out: Writer) -> None:
    names, units = ledger.account_ids, ledger.account_currencies
    out.text("accounts", names.values if isinstance(names, Names) else pa.array(names, pa.string()))
    if isinstance(units, Names) and units.codes is not None:
        codes, values = units.codes, units.values
    else:
        coded = pa.array(list(units), pa.string()).dictionary_encode()
        codes, values = coded.indices.to_numpy(), coded.dictionary
    out.numbers("currency", codes.astype(np.int32))
    out.text("currencies", values)


def _write_index(ledger: Ledger, out: Writer) -> dict[str, Any] | None:
    index = ledger.index
    if index is None or not index.fits(ledger):
        return None
    for name in _PLACES:
        out.numbers(f"index_{name}", getattr(index, name))
    for name, groups in (("outgoing", index.outgoing), ("incoming", index.incoming)):
        out.numbers(f"index_{name}_first", groups.first)
        out.numbers(f"index_{name}_rows", groups.rows)
    if index.ratios_made() is not None:
        out.numbers("index_ratios", index.ratios_made())
    for rule in LOTS:
        if (matched := index.matched_made(rule)) is not None:
            out.numbers(f"index_{rule}_first", matched.first)
            out.records(f"index_{rule}_parts", matched.parts)
    if index.pinned is not None:
        out.numbers("index_pinned", index.pinned)
    facts = {"is_pinned": index.pinned is not None, "pinned_until": index.pinned_until}
    if len(ledger) > COMPILE_ABOVE and index.finder.lookup.table is not None:
        out.numbers("index_lookup", index.finder.lookup.table)
    return facts


def _ids_ascend(ledger: Ledger) -> bool:
    """Told with the ledger: who opens a hundred million need not read their identifiers again."""
    if len(ledger) <= COMPILE_ABOVE:
        return False
    index, lookup = ledger.index, ledger.lookup
    if index is not None and index.finder.ids is ledger.ids:
        lookup = index.finder.lookup
    if lookup is not None and lookup.ids is ledger.ids:
        return lookup.table is None
    return ids_ascend(ledger.ids)


def open_store(folder: str | Path, *, verify: bool | None = None) -> Ledger:
    """Open a folder that `save` wrote: arrays are mapped, nothing is read that is not asked for.

    Names, sizes and types of all files are checked, and their contents against the digests where
    `verify` says so (None: where they are together below 32 MB). Raises `FileMissing`,
    `StoreUnusable` for a damaged folder and `StoreVersion` for one of another version.
    """
    folder = Path(folder)
    manifest = read_manifest(folder)
    size = sum(each.bytes for each in manifest.arrays.values())
    check_files(folder, manifest, contents=size < VERIFIED_BELOW if verify is None else verify)
    store = Reader(folder, manifest)
    ledger = _ledger(store, manifest)
    return ledger if manifest.index is None else replace(ledger, index=_index(store, ledger))


def _ledger(store: Reader, manifest: Manifest) -> Ledger:
    rows, accounts = manifest.rows, manifest.accounts
    columns = {name: store.numbers(name, kind, rows) for name, kind in _ROWS.items()}
    columns |= {name: store.numbers(name, kind, accounts) for name, kind in _ACCOUNTS.items()}
    for name, plain in (("credited", "amount"), ("credit_time", "time")):
        has_own = store.has(name)
        columns[name] = store.numbers(name, "<i8", rows) if has_own else columns[plain]
    kinds = manifest.arrays["currencies_begins"].shape[0] - 1
    units = Names(store.text("currencies", kinds), store.numbers("currency", "<i4", accounts))
    ids = store.text("ids", rows)
    return Ledger(
        ids=ids,
        lookup=Lookup(ids, None) if manifest.ids_ascend else None,
        account_ids=Names(store.text("accounts", accounts)),
        account_currencies=units,
        states=tuple(store.text("states", accounts).to_pylist())
        if store.has("states_begins")
        else (),
        references=store.text("references", rows) if store.has("references_begins") else None,
        reverses=store.numbers("reverses", "<i8", rows) if store.has("reverses") else None,
        exponent=manifest.exponent,
        warnings=tuple(TraceWarning(code, params) for code, params in manifest.warnings),
        origin=manifest.origin,
        **columns,
    )


def _index(store: Reader, ledger: Ledger) -> Index:
    facts = store.manifest.index or {}
    rows, accounts = len(ledger), len(ledger.account_ids)
    taken, placed, before = (store.numbers(f"index_{name}", "<i8", rows) for name in _PLACES)
    kind = np.dtype(row_type(rows)).str
    going, coming = (
        Grouped(
            store.numbers(f"index_{name}_first", "<i8", accounts + 1),
            store.numbers(f"index_{name}_rows", kind),
        )
        for name in ("outgoing", "incoming")
    )
    pinned = store.numbers("index_pinned", "<i8", accounts) if facts["is_pinned"] else None
    plain = ledger if pinned is None else ledger.with_shortfall_openings(pinned)
    known = (ledger.openings, pinned, facts["pinned_until"], None)
    index = Index(plain, taken, placed, before, *known, going, coming)
    if store.has("index_ratios"):
        index.take_ratios(store.numbers("index_ratios", "<f8", rows))
    parts = parts_type(rows)
    for rule in LOTS:
        if store.has(f"index_{rule}_first"):
            first = store.numbers(f"index_{rule}_first", parts["later"].str, rows)
            matched = store.records(f"index_{rule}_parts", parts)
            index.take_matched(rule, Matched(first, matched, str(store.folder)))
    if store.has("index_lookup"):
        index.finder = Finder(ledger.ids, Lookup(ledger.ids, store.numbers("index_lookup", kind)))
    return index
