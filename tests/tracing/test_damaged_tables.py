"""Tables that were damaged on their way, in a folder too large to be compared when it is opened."""

from pathlib import Path

import numpy as np
import pytest

from homeward.tracing import Claim, Ledger, errors, trace
from homeward.tracing.store import folder as stores

ROWS = [
    ("P0", 0, "victim", "A", 10, "XAD"),
    ("P1", 1, "A", "B", 6, "XAD"),
    ("P2", 2, "A", "C", 4, "XAD"),
    ("P3", 3, "B", "D", 6, "XAD"),
]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("later", 2_000_000_000),  # leads beyond the parts
        ("payment", 0),  # leads back: it would be followed for ever
        ("payment", ~0),
    ],
)
@pytest.mark.parametrize("rule", ["fifo", "lifo"])
def test_a_damaged_table_is_refused_and_followed_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: str, field: str, value: int
) -> None:
    monkeypatch.setattr(stores, "VERIFIED_BELOW", 0)
    Ledger.from_rows(ROWS).indexed(rules=[rule]).save(tmp_path / "stored")
    path = tmp_path / "stored" / f"index_{rule}_parts.npy"
    kept = np.load(path)
    ledger = Ledger.open(tmp_path / "stored")
    assert ledger.index is not None
    made = ledger.index.matched_made(rule)  # type: ignore[arg-type]
    assert made is not None
    records = kept.view(made.parts.dtype).copy()
    records[field] = value
    np.save(path, records.view(np.int64))
    damaged = Ledger.open(tmp_path / "stored")
    with pytest.raises(errors.StoreUnusable, match=f"its table for the rule {rule}") as caught:
        trace(damaged, [Claim("P0")], rule=rule)
    assert caught.value.params["folder"] == str(tmp_path / "stored")


def test_firsts_that_lead_nowhere_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "VERIFIED_BELOW", 0)
    Ledger.from_rows(ROWS).indexed(rules=["fifo"]).save(tmp_path / "stored")
    path = tmp_path / "stored" / "index_fifo_first.npy"
    np.save(path, np.full_like(np.load(path), 10**9))
    with pytest.raises(errors.StoreUnusable):
        trace(Ledger.open(tmp_path / "stored"), [Claim("P0")], rule="fifo")
