"""Every kernel called once with the types it is used with, so that no trace has to compile."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa

from homeward.tracing.claims import PlacedClaim
from homeward.tracing.flow import Entering
from homeward.tracing.ledger import Ledger
from homeward.tracing.lines import Lines, draw_lines
from homeward.tracing.rules import Rule, Shortfall

_ROWS = (
    ("P1", 0, "A", "B", 10, "XAD"),
    ("P2", 1, "B", "A", 4, "XAD"),
    ("P3", 2, "A", "B", 3, "XAD"),
)
_CLAIM = (PlacedClaim(0, "P1", "warm", 10),)


def warm_all() -> None:
    """Compile every kernel of the library, or load it from the compiler's folder."""
    plain = Ledger.from_rows(_ROWS)
    late = replace(plain, credit_time=plain.time + 1)
    for ledger in (plain, late):
        indexed = ledger.indexed()
        _follow(indexed)
        indexed.joined(Ledger.from_rows([("P4", 3, "A", "C", 1, "XAD")]))
    _follow(replace(plain, exits=plain.exits | True).indexed())
    _read_text()


def _follow(ledger: Ledger) -> None:
    from homeward.tracing.lots import trace_lots
    from homeward.tracing.poison import trace_poison
    from homeward.tracing.shares import trace_shares

    lines, _ = draw_lines(ledger, None, Shortfall.BIRTH)
    none: Mapping[int, Entering] = {}
    for rule in 2 * (Rule.FIFO, Rule.LIFO):  # the second time from what was matched
        trace_lots(lines, _CLAIM, none, rule)
    trace_poison(lines, _CLAIM, none)
    for _ in range(2):  # the second time from ratios
        _ = trace_shares(lines, _CLAIM, none, Rule.PRO_RATA).carried.columns
    _count(lines)


def _count(lines: Lines) -> None:
    from homeward.tracing.index.walk_loops import read_through

    index = lines.index
    assert index is not None  # noqa: S101 - the ledger was indexed
    index.ties()
    read_through(index.ledger.source, index.ledger.target, index.ledger.amount)


def _read_text() -> None:
    from homeward.tracing.reading import encode
    from homeward.tracing.reading.check_loops import is_well

    for kind in (pa.string(), pa.large_string()):
        texts = pa.array(["XA00TEST0000000001", None, "XA00TEST0000000001"], kind)
        table = encode._Table()
        table.number_all(texts)
        table._move(16)
        _look_through(texts)
    for wide in (False, True):  # as a reading keeps them: in arrays that can be written
        begins = np.zeros(2, dtype=np.int64 if wide else np.int32)
        parts = [None, pa.py_buffer(begins), pa.py_buffer(np.zeros(1, dtype=np.uint8))]
        _look_through(pa.Array.from_buffers(pa.large_string() if wide else pa.string(), 1, parts))
    numbers, ends = np.ones(2, dtype=np.int64), np.zeros(2, dtype=np.int32)
    is_well(numbers, numbers, ends, ends, np.zeros(1, np.int64), np.zeros(1, np.int64))


def _look_through(texts: pa.Array) -> None:
    from homeward.tracing.reading import text_loops
    from homeward.tracing.reading.encode import raw_text

    raw, places, missing = raw_text(texts)
    hashes, found = np.empty(len(texts), dtype=np.uint64), np.zeros(1, dtype=np.int64)
    text_loops.hash_values(raw, places, hashes)
    text_loops.find_repeats(raw, places, missing, hashes, np.zeros(8, dtype=np.int64), found)
    text_loops.place_by_hash(hashes, np.zeros(8, dtype=np.int32))
    text_loops.is_plain(raw, places, missing)
    text_loops.ascends(raw, places)
    wanted = raw_text(pa.array(["P1"], texts.type))
    text_loops.find_ascending(raw, places, *wanted[:2], np.empty(1, dtype=np.int64))
    text_loops.never_falls(places)
    text_loops.has_only_ascii(raw)
