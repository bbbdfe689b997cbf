"""A ledger as one Parquet blob, and back.

The columns are those of any ledger, so the blob can also be read as a ledger file; openings,
exits, foreign accounts, the exponent and the warnings ride in the schema's metadata.
"""

import io
import json
from pathlib import Path
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet

from homeward.tracing import errors
from homeward.tracing.ledger import NO_ORDER, Ints, Ledger
from homeward.tracing.warning import TraceWarning

_KEY = b"homeward.ledger"
_VERSION = 1
_MOMENT = pa.timestamp("us", tz="UTC")


def store(ledger: Ledger, target: str | Path | IO[bytes] | None) -> bytes:
    """Write the blob to `target`, or return it."""
    table = _table(ledger).replace_schema_metadata({_KEY: json.dumps(_facts(ledger)).encode()})
    if target is not None:
        pyarrow.parquet.write_table(table, target, compression="zstd")
        return b""
    buffer = io.BytesIO()
    pyarrow.parquet.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


def _table(ledger: Ledger) -> pa.Table:
    names = pa.array(list(ledger.account_ids), pa.string())
    units = pa.array(list(ledger.account_currencies), pa.string())
    columns = {
        "id": ledger.ids,
        "time": pa.array(ledger.time).cast(_MOMENT),
        "source": names.take(pa.array(ledger.source)),
        "target": names.take(pa.array(ledger.target)),
        "amount": pa.array(ledger.amount),
        "currency": units.take(pa.array(ledger.source)),
        "credited": pa.array(ledger.credited),
        "credited_currency": units.take(pa.array(ledger.target)),
        "credited_time": pa.array(ledger.credit_time).cast(_MOMENT),
        "order": pa.array(ledger.order, mask=ledger.order == NO_ORDER),
        "source_number": pa.array(ledger.source),
        "target_number": pa.array(ledger.target),
        "position": pa.array(ledger.position),
    }
    if ledger.references is not None:
        columns["reference"] = ledger.references
    if ledger.reverses is not None:
        rows = pa.array(ledger.reverses, mask=ledger.reverses < 0)
        columns["reverses"] = ledger.ids.take(rows)
        columns["reverses_row"] = pa.array(ledger.reverses)
    return pa.table(columns)


def _facts(ledger: Ledger) -> dict[str, Any]:
    openings = np.flatnonzero(ledger.openings)
    return {
        "version": _VERSION,
        "accounts": list(ledger.account_ids),
        "currencies": list(ledger.account_currencies),
        "openings": [[int(a), int(ledger.openings[a])] for a in openings],
        "exits": np.flatnonzero(ledger.exits).tolist(),
        "foreign": np.flatnonzero(ledger.foreign).tolist(),
        "exponent": ledger.exponent,
        "warnings": [[each.code, each.params] for each in ledger.warnings],
    }


def load(source: bytes | str | Path | IO[bytes]) -> Ledger:
    """Read a blob; raises `FileUnreadable` where it is not one of ours."""
    if isinstance(source, bytes):
        source = io.BytesIO(source)
    try:
        table = pyarrow.parquet.read_table(source).combine_chunks()
    except pa.ArrowException as problem:
        raise errors.FileUnreadable(file="ledger", reason="It is not Parquet.") from problem
    metadata = table.schema.metadata or {}
    if _KEY not in metadata:
        raise errors.FileUnreadable(file="ledger", reason="It is not a stored ledger.")
    return _ledger(table, json.loads(metadata[_KEY]))


def _ledger(table: pa.Table, facts: dict[str, Any]) -> Ledger:
    size = len(facts["accounts"])
    openings = np.zeros(size, dtype=np.int64)
    for account, amount in facts["openings"]:
        openings[account] = amount
    time, credit_time = _moments(table, "time"), _moments(table, "credited_time")
    order = table.column("order").fill_null(NO_ORDER)
    return Ledger(
        ids=_flat(table, "id"),
        time=time,
        order=np.array(order.to_numpy(), dtype=np.int64),
        position=_numbers(table, "position"),
        source=_numbers(table, "source_number").astype(np.int32),
        target=_numbers(table, "target_number").astype(np.int32),
        amount=_numbers(table, "amount"),
        credited=_numbers(table, "credited"),
        credit_time=time if bool((time == credit_time).all()) else credit_time,
        account_ids=tuple(facts["accounts"]),
        account_currencies=tuple(facts["currencies"]),
        openings=openings,
        exits=_marked(size, facts["exits"]),
        foreign=_marked(size, facts["foreign"]),
        references=_flat(table, "reference") if "reference" in table.column_names else None,
        reverses=_numbers(table, "reverses_row") if "reverses" in table.column_names else None,
        exponent=facts["exponent"],
        warnings=tuple(TraceWarning(code, params) for code, params in facts["warnings"]),
    )


def _flat(table: pa.Table, name: str) -> Any:
    column = table.column(name)
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks)


def _numbers(table: pa.Table, name: str) -> Ints:
    return np.array(table.column(name).to_numpy(), dtype=np.int64)


def _moments(table: pa.Table, name: str) -> Ints:
    return np.array(table.column(name).cast(pa.int64()).to_numpy(), dtype=np.int64)


def _marked(size: int, accounts: list[int]) -> Any:
    marks = np.zeros(size, dtype=np.bool_)
    marks[accounts] = True
    return marks
