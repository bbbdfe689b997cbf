"""Several exports together: one payment in two of them, rows that repeat, rows that contradict."""

from itertools import permutations
from pathlib import Path

import pytest

import homeward.tracing as ht
from homeward.tracing import read_ledger
from homeward.tracing.chains.errors import BlocksContradict, ChainsMixed
from tests.tracing.chains.exports import (
    INTERNAL,
    TOKENS,
    TRANSACTIONS,
    A,
    B,
    C,
    called,
    hash_of,
    refused,
    row,
    rows_of,
    token,
    written,
)


def test_a_payment_in_the_exports_of_both_addresses_is_one(tmp_path: Path) -> None:
    paths = [
        written(tmp_path / "a.csv", TRANSACTIONS, row(1, A, B, went="5", fee="0.1", Method="x")),
        written(tmp_path / "b.csv", TRANSACTIONS, row(1, A, B, came="5", fee="0.1")),
        written(tmp_path / "ai.csv", INTERNAL, called(2, A, B, went="2")),
        written(tmp_path / "bi.csv", INTERNAL, called(2, A, B, came="2")),
        written(tmp_path / "at.csv", TOKENS, token(3, A, B, "1,000")),
        written(tmp_path / "bt.csv", TOKENS, token(3, A, B, "1000.0")),
    ]
    reading = read_ledger(paths)
    assert [each[1:3] for each in rows_of(reading.ledger)] == [(A, B)] * 3
    assert [each["rows"] for each in reading.ledger.origin["sources"]] == [1] * 6
    names = {
        tuple(sorted(each[0] for each in rows_of(read_ledger(order).ledger)))
        for order in permutations(paths, 6)
    }
    assert len(names) == 1  # a claim means the same payment whatever the order of the files


def test_a_payment_keeps_its_name_when_another_file_is_added(tmp_path: Path) -> None:
    one = written(tmp_path / "a.csv", TOKENS, token(1, A, B, "5"))
    more = written(tmp_path / "c.csv", TOKENS, token(1, C, A, "5"), token(1, A, B, "5"))
    (name,) = [each[0] for each in rows_of(read_ledger(one).ledger)]
    both = {each[0]: each[1:3] for each in rows_of(read_ledger([more, one]).ledger)}
    assert both[name] == (A, B)
    assert len(both) == 2


def test_overlapping_parts_of_one_export_count_once(tmp_path: Path) -> None:
    rows = [row(number, A, B, went="1") for number in range(1, 6)]
    paths = [
        written(tmp_path / "1.csv", TRANSACTIONS, *rows[:3]),
        written(tmp_path / "2.csv", TRANSACTIONS, *rows[1:], rows[-1]),
    ]
    assert [each[0] for each in rows_of(read_ledger(paths).ledger)] == [
        hash_of(number) for number in range(1, 6)
    ]


def test_what_one_transaction_does_twice_is_two_payments_and_told(tmp_path: Path) -> None:
    twice = [called(1, A, B, went="2")] * 2
    paths = [
        written(tmp_path / "a.csv", INTERNAL, *twice),
        written(tmp_path / "b.csv", INTERNAL, *twice),
        written(tmp_path / "c.csv", INTERNAL, twice[0]),
    ]
    ledger = read_ledger(paths).ledger
    assert [each[1:4] for each in rows_of(ledger)] == [(A, B, 2 * 10**9)] * 2
    assert [(each.code, each.params) for each in ledger.warnings] == [
        ("rows_alike", {"count": 1, "rows": ["a.csv:2"]})
    ]


CONTRADICTIONS = [
    ({"went": "6"}, "amount"),
    ({"fee": "0.2"}, "amount"),
    ({"Status": "Error(0)"}, "amount"),
    ({"To": C}, "target"),
    ({"From": C}, "source"),
    ({"block": "102", "time": str(1_700_000_000 + 12 * 101)}, "order"),
    ({"time": "1700000000"}, "time"),
]


@pytest.mark.parametrize(("said", "field"), CONTRADICTIONS)
def test_rows_that_contradict_are_refused_and_named(
    tmp_path: Path, said: dict[str, str], field: str
) -> None:
    well = {"went": "5", "fee": "0.1"}
    paths = [
        written(tmp_path / "a.csv", TRANSACTIONS, row(9, A, B), row(1, A, B, **well)),
        written(tmp_path / "b.csv", TRANSACTIONS, row(1, A, B, **(well | said))),
    ]
    found = refused(*paths)
    assert [(each.file, each.row, each.field, each.code) for each in found] == [
        ("a.csv", 2, field, "rows_contradict"),
        ("b.csv", 1, field, "rows_contradict"),
    ]
    assert [each.params["other"] for each in found] == ["b.csv:1", "a.csv:2"]
    assert "row a.csv:2 tells something else" in found[1].sentence()


def test_a_transaction_that_failed_moved_nothing_within(tmp_path: Path) -> None:
    failed = written(tmp_path / "a.csv", TRANSACTIONS, row(1, A, B, fee="1", Status="Error(0)"))
    inner = called(1, B, C, went="5")
    for columns, rows in ((INTERNAL, [inner]), (TOKENS, [token(1, B, C, "5")])):
        within = written(tmp_path / "b.csv", columns, *rows)
        found = refused(failed, within)
        assert [(each.file, each.row, each.code, each.params) for each in found] == [
            ("a.csv", 1, "rows_contradict", {"other": "b.csv:1"}),
            ("b.csv", 1, "rows_contradict", {"other": "a.csv:1"}),
        ]
    undone = written(tmp_path / "b.csv", INTERNAL, inner | {"Status": "1"})
    assert refused(failed, undone, written(tmp_path / "c.csv", INTERNAL, called(2, A, B))) == []


def test_layouts_that_place_a_transaction_differently_contradict(tmp_path: Path) -> None:
    paths = [
        written(tmp_path / "a.csv", TRANSACTIONS, row(1, A, B, went="5")),
        written(tmp_path / "t.csv", TOKENS, token(1, A, B, "5", block="300")),
    ]
    assert [(each.file, each.code) for each in refused(*paths)] == [
        ("a.csv", "rows_contradict"),
        ("t.csv", "rows_contradict"),
    ]
    with pytest.raises(ht.errors.LedgerEmpty):
        read_ledger(paths, accept_rejected=True)


def test_exports_of_two_chains_are_refused(tmp_path: Path) -> None:
    """One address is another account there: by the currency, or by blocks that cannot be one's."""
    header = [name.replace("ETH", "XBC") for name in TRANSACTIONS]
    other = {name.replace("ETH", "XBC"): value for name, value in row(2, A, B, went="1").items()}
    first = written(tmp_path / "a.csv", TRANSACTIONS, row(1, A, B, went="5"))
    with pytest.raises(ChainsMixed, match=r"of the currency ETH and b\.csv of XBC"):
        read_ledger([first, written(tmp_path / "b.csv", header, other)])
    far = row(2, A, B, went="5", block="90000000", time="1600000000")
    with pytest.raises(BlocksContradict, match=r"Row 1 of a\.csv is in block 101 at 2023-11-14T"):
        read_ledger([first, written(tmp_path / "c.csv", TRANSACTIONS, far)])
    same = row(2, A, B, went="5", block="101", time="1700000000")
    with pytest.raises(BlocksContradict):
        read_ledger([first, written(tmp_path / "d.csv", TRANSACTIONS, same)])
