"""Payments found by their identifiers: through the table as through the column."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.tracing import Ledger
from homeward.tracing.index import lookup
from homeward.tracing.index.lookup import Finder, Lookup
from homeward.tracing.store import folder as stores
from tests.tracing.test_large_ledgers import random_ledger

IDS = st.lists(st.text(max_size=12), unique=True, min_size=1, max_size=60)


@settings(max_examples=200, deadline=None)
@given(IDS, st.text(max_size=12), st.sampled_from([pa.string(), pa.large_string()]))
def test_every_identifier_is_found_and_no_other(ids: list[str], other: str, kind: Any) -> None:
    table = Lookup.build(pa.array(ids, kind))
    assert [table.find(each) for each in ids] == list(range(len(ids)))
    assert table.find(other) == (ids.index(other) if other in ids else None)


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
        assert [found.find(each) for each in "abc"] == [0, 1, 2]
        assert found.find("d") is None


def test_a_table_is_made_after_many_searches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "COMPILE_ABOVE", 2)
    finder = Finder(pa.array(["a", "b", "c"]))
    answers = [finder.find(each) for each in "abcd" * lookup.SEARCHES]
    assert answers == [0, 1, 2, None] * lookup.SEARCHES
    assert finder._lookup is not None


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
