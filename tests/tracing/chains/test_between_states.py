"""States that hold exports of their own addresses trace together what they would trace pooled."""

from pathlib import Path

import pytest

import homeward.tracing as ht
from homeward.tracing import read_ledger
from tests.tracing.chains.exports import (
    INTERNAL,
    NETWORK,
    TRANSACTIONS,
    A,
    B,
    C,
    called,
    hash_of,
    row,
    written,
)

IN, OUT = "Value_IN(ETH)", "Value_OUT(ETH)"
STATES = {A: "XA", B: "XB", C: "XC", NETWORK: "XA"}


def received(said: dict[str, str]) -> dict[str, str]:
    """The row as it stands in the export of the other address."""
    return said | {IN: said[OUT], OUT: "0"}


@pytest.mark.parametrize("rule", ["fifo", "lifo", "pro-rata"])
def test_exports_of_three_states_give_the_pooled_result(tmp_path: Path, rule: str) -> None:
    one = row(1, A, B, went="5", fee="1", block="7")
    two = row(2, B, C, went="3", fee="1", block="7")
    three = row(3, C, A, went="2", fee="1", block="8")
    inner = called(3, C, B, went="1", block="8")
    own = {
        "XA": [written(tmp_path / "a.csv", TRANSACTIONS, one, received(three))],
        "XB": [
            written(tmp_path / "b.csv", TRANSACTIONS, received(one), two),
            written(tmp_path / "bi.csv", INTERNAL, received(inner)),
        ],
        "XC": [
            written(tmp_path / "c.csv", TRANSACTIONS, received(two), three),
            written(tmp_path / "ci.csv", INTERNAL, inner),
        ],
    }
    ledgers = {state: read_ledger(paths).ledger for state, paths in own.items()}
    pooled = read_ledger([path for paths in own.values() for path in paths]).ledger
    claims = [ht.Claim(hash_of(1), label="ransom")]
    alone = ht.trace(pooled, claims, rule=rule).document()
    together = ht.federate(ledgers, lambda account: STATES[account], claims, rule=rule).document()
    for part in ("claims", "holdings", "carriers"):
        assert together[part] == alone[part]
    assert alone["holdings"]
