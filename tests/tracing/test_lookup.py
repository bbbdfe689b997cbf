"""Payments found by their identifiers: through the table as through the column."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.tracing import Ledger, read_ledger
from homeward.tracing.index import lookup
from homeward.tracing.index.lookup import Finder, Lookup
from homeward.tracing.reading import encode
from homeward.tracing.store import folder as stores
from tests.examples import examples
from tests.tracing.test_large_ledgers import random_ledger

IDS = st.lists(st.text(max_size=12), unique=True, min_size=1, max_size=60)


@settings(max_examples=examples(200), deadline=None)
@given(IDS, st.text(max_size=12), st.sampled_from([pa.string(), pa.large_string()]))
def test_every_identifier_is_found_and_no_other(ids: list[str], other: str, kind: Any) -> None:
    table = Lookup.build(pa.array(ids, kind))
    assert table.find(ids) == list(range(len(ids)))
    assert table.find([other, ids[0]]) == [ids.index(other) if other in ids else None, 0]


def test_values_that_meet_in_one_place_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    table = Lookup.build(pa.array(["a", "b", "c"]))
    crowded = np.array([1, 2, 3, 0], dtype=np.int32)  # as if all had the hash of the first place
    for shift in range(4):
        found = Lookup(table.ids, np.roll(crowded, shift))
        start = next(slot for slot in range(4) if found.table[slot] == 1)
        monkeypatch.setattr(
            "homeward.tracing.reading.text_loops.hash_values",
            lambda raw, places, hashes, start=start: hashes.fill(start),
        )
        assert found.find(["a", "b", "c", "d"]) == [0, 1, 2, None]


def test_a_table_is_made_after_many_searches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "is_worth_it", lambda rows: rows > 2)
    finder = Finder(pa.array(["b", "a", "c"]))
    assert finder.find(["c"] * (lookup.SEARCHES - 1)) == [2] * (lookup.SEARCHES - 1)
    assert finder._lookup is None
    assert finder.find([*"abcd"]) == [1, 0, 2, None], "the last of them through the table"
    assert finder._lookup is not None
    assert finder._lookup.table is not None
    ascending = Finder(pa.array([*"abc"]))
    assert ascending.find(["c", "d"]) == [2, None], "halved at once"
    assert ascending._lookup is not None
    assert ascending._lookup.table is None


def test_a_stored_ledger_finds_its_payments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "COMPILE_ABOVE", 100)
    ledger = random_ledger(500, 3).indexed()
    ledger.save(tmp_path / "stored")
    again = Ledger.open(tmp_path / "stored")
    assert again.index is not None
    assert again.index.finder._lookup is not None
    assert [again.find(f"P{row}") for row in (0, 7, 499)] == [0, 7, 499]
    assert again.find("P500") is None
    assert replace(again, ids=again.ids.slice(7)).find("P7") == 0, "other payments, another search"
    mixed = replace(
        ledger, ids=ledger.ids.take(pa.array([*range(1, 500), 0])), index=None
    ).indexed()
    mixed.save(tmp_path / "mixed")
    for name, has_table in (("stored", False), ("mixed", True)):
        assert (tmp_path / name / "index_lookup.npy").exists() == has_table
    for name, made, is_told in (("plain", ledger, True), ("turned", mixed, False)):
        replace(made, index=None).save(tmp_path / name)
        known = Ledger.open(tmp_path / name).lookup
        assert (known is not None) == is_told, "nothing is read again to find that they ascend"
        assert known is None or known.table is None
    opened = Ledger.open(tmp_path / "mixed")
    assert [opened.find(f"P{row}") for row in (0, 1, 499, 500)] == [499, 0, 498, None]


@pytest.mark.parametrize("ascends", [True, False])
def test_what_the_check_for_repeats_found_serves_the_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ascends: bool
) -> None:
    monkeypatch.setattr(encode, "_SMALL", 0)
    names = [f"N{n:03d}" for n in range(200)]
    if not ascends:
        names[90], names[91] = names[91], names[90]
    times = [f"2026-01-01T00:{n // 60:02d}:{n % 60:02d}Z" for n in range(200)]
    lines = [f"{name},{time},A,B,1,XAD" for name, time in zip(names, times, strict=True)]
    path = tmp_path / "many.csv"
    path.write_text("\n".join(["id,time,source,target,amount,currency", *lines]) + "\n")
    ledger = read_ledger(path).ledger
    assert ledger.lookup is not None
    assert (ledger.lookup.table is None) == ascends
    assert ascends or np.array_equal(ledger.lookup.table, Lookup.build(ledger.ids).table)
    indexed = ledger.indexed()
    assert indexed.index is not None
    assert indexed.index.finder.lookup is ledger.lookup
    assert [indexed.find(name) for name in names] == list(range(200))
    assert [indexed.find(name) for name in ("N200", "N1500", "N09", "")] == [None] * 4
    # of other identifiers, or in another order, it knows nothing
    part = ledger.select(np.arange(50, 100)).indexed()
    assert [part.find("N050"), part.find("N099"), part.find("N001")] == [0, 49, None]
    joined = indexed.joined(
        Ledger.from_rows([("later", 2_000_000_000_000_000, "A", "B", 1, "XAD")])
    )
    assert [joined.find("N199"), joined.find("later")] == [199, 200]
    path.write_text("\n".join(["id,time,source,target,amount,currency", *lines[::-1]]) + "\n")
    assert read_ledger(path).ledger.lookup is None
    path.write_text("\n".join(["id,time,source,target,amount,currency", *lines, lines[0]]) + "\n")
    kept = read_ledger(path, accept_rejected=True).ledger
    assert (kept.lookup, len(kept)) == (None, 200)
