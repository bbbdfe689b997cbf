"""What the exports of an explorer mean as payments: value, fees, calls, tokens."""

from pathlib import Path

import homeward.tracing as ht
from homeward.tracing import read_ledger
from tests.tracing.chains.exports import (
    COIN,
    INTERNAL,
    NETWORK,
    TOKENS,
    TRANSACTIONS,
    A,
    B,
    C,
    D,
    address,
    called,
    hash_of,
    refused,
    row,
    rows_of,
    token,
    written,
)

ONE = 10**9
"""One coin of the chain in the units kept."""


def test_the_sender_pays_value_and_fee_and_the_value_arrives(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", TRANSACTIONS, row(1, A, B, went="5", fee="0.001"))
    ledger = read_ledger(path).ledger
    paid = 5 * ONE + ONE // 1000
    assert rows_of(ledger) == [(hash_of(1), A, B, paid, 5 * ONE, "ETH")]
    assert ledger.exponent == 9
    assert ledger.time.tolist() == [(1_700_000_000 + 12 * 101) * 1_000_000]
    claim = ht.trace(ledger, [ht.Claim(hash_of(1))], rule="fifo").claims[0]
    assert (claim.claimed, claim.held, claim.difference) == (5 * ONE, 5 * ONE, 0)


def test_where_nothing_arrives_the_fee_goes_to_the_network_which_is_an_exit(tmp_path: Path) -> None:
    rows = (
        row(1, A, B, came="5"),
        row(2, B, C, went="1", fee="0.5", Status="Error(0)", ErrCode="Reverted"),
        row(3, B, C, fee="0.25"),
        row(4, B, B, went="1", fee="0.125"),
        row(5, B, C),
    )
    ledger = read_ledger(written(tmp_path / "b.csv", TRANSACTIONS, *rows)).ledger
    assert rows_of(ledger)[1:] == [
        (hash_of(2), B, NETWORK, ONE // 2, ONE // 2, "ETH"),
        (hash_of(3), B, NETWORK, ONE // 4, ONE // 4, "ETH"),
        (hash_of(4), B, B, ONE, ONE, "ETH"),
        (f"{hash_of(4)}/fee", B, NETWORK, ONE // 8, ONE // 8, "ETH"),
    ]
    assert [each.code for each in ledger.warnings] == ["rows_moving_nothing"]
    assert ledger.warnings[0].params == {"count": 1, "rows": ["b.csv:5"]}
    claim = ht.trace(ledger, [ht.Claim(hash_of(1))], rule="fifo").claims[0]
    assert (claim.held, claim.out, claim.fees) == (5 * ONE - 7 * ONE // 8, 7 * ONE // 8, 0)


def test_exits_of_the_user_stand_beside_the_network(tmp_path: Path) -> None:
    rows = (row(1, A, B, went="5", fee="1"), row(2, B, C, fee="1"))
    path = written(tmp_path / "a.csv", TRANSACTIONS, *rows)
    listed = tmp_path / "exits.csv"
    listed.write_text(f"account\n{C}\n{A}\n")
    for exits in (listed, [C, A], (each for each in (C, A))):
        ledger = read_ledger(path, exits=exits).ledger
        known = zip(ledger.account_ids, ledger.exits.tolist(), strict=True)
        assert {name for name, is_exit in known if is_exit} == {A, NETWORK}
        assert [each.params["accounts"] for each in ledger.warnings] == [[C]]


def test_a_contract_that_is_created_receives(tmp_path: Path) -> None:
    made = address(0xCC)
    outer = row(1, A, "", went="2", ContractAddress=made)
    inner = called(2, B, "", came="1", ContractAddress=made, Type="create")
    paths = [
        written(tmp_path / "a.csv", TRANSACTIONS, outer),
        written(tmp_path / "b.csv", INTERNAL, inner),
    ]
    assert [each[2] for each in rows_of(read_ledger(paths).ledger)] == [made, made]


def test_calls_that_failed_or_carry_no_value_move_nothing(tmp_path: Path) -> None:
    rows = (
        called(1, A, B, went="1"),
        called(2, A, B, went="1", Status="1", ErrCode="Reverted"),
        called(3, A, B, went="1", Type="delegatecall"),
        called(4, A, B),
        called(5, A, B, went="1", Type="callcode"),
    )
    ledger = read_ledger(written(tmp_path / "a.csv", INTERNAL, *rows)).ledger
    assert [each[0][:66] for each in rows_of(ledger)] == [hash_of(1)]
    assert ledger.warnings[0].params["rows"] == [f"a.csv:{row}" for row in (2, 3, 4, 5)]


def test_a_token_is_a_currency_told_by_its_contract(tmp_path: Path) -> None:
    other = address(0xC1)
    rows = (
        token(1, A, B, "1,000.5"),
        token(2, A, B, "7", ContractAddress=other),
        token(3, A, B, "3", ContractAddress=address(0xC2), TokenSymbol="visit\u202e .example\n"),
        token(4, A, B, "4", ContractAddress=address(0xC3), TokenSymbol=""),
    )
    paths = [
        written(tmp_path / "t.csv", TOKENS, *rows),
        written(tmp_path / "a.csv", TRANSACTIONS, row(5, A, B, went="1")),
    ]
    ledger = read_ledger(paths).ledger
    assert [(each[3], each[5]) for each in rows_of(ledger)] == [
        (1000 * ONE + ONE // 2, f"XAC@{COIN}"),
        (7 * ONE, f"XAC@{other}"),
        (3 * ONE, f"visit.example@{address(0xC2)}"),
        (4 * ONE, address(0xC3)),
        (ONE, "ETH"),
    ]


def test_tokens_that_are_issued_are_no_shortfall_and_burnt_ones_are_out(tmp_path: Path) -> None:
    nobody = address(0)
    rows = (token(1, nobody, A, "10"), token(2, A, nobody, "4"))
    ledger = read_ledger(written(tmp_path / "t.csv", TOKENS, *rows)).ledger
    first = rows_of(ledger)[0][0]
    result = ht.trace(ledger, [ht.Claim(first)], rule="fifo")
    assert (result.claims[0].held, result.claims[0].out) == (6 * ONE, 4 * ONE)
    assert not result.unexplained


def test_what_a_contract_sends_on_in_the_same_transaction_was_there_before(tmp_path: Path) -> None:
    """Value comes before what calls move, whatever the order of the files; nothing is in doubt."""
    outer = written(tmp_path / "a.csv", TRANSACTIONS, row(1, A, B, went="5"))
    inner = written(
        tmp_path / "b.csv", INTERNAL, called(1, B, C, went="5"), called(1, C, D, went="5")
    )
    for paths in ([outer, inner], [inner, outer]):
        ledger = read_ledger(paths).ledger
        assert [each[1:3] for each in rows_of(ledger)] == [(A, B), (B, C), (C, D)]
        result = ht.trace(ledger, [ht.Claim(hash_of(1))], rule="fifo")
        assert [(each.account, each.amount) for each in result.holdings] == [(D, 5 * ONE)]
        assert "order_depends" not in {each.code for each in result.warnings}


def test_transactions_of_one_block_have_no_known_order_and_this_is_said(tmp_path: Path) -> None:
    rows = (row(1, A, B, came="5", block="7"), row(2, B, C, went="5", block="7"))
    for name, exported in (
        ("up.csv", (*rows, row(3, D, A, came="1", block="9"))),
        ("down.csv", (row(3, D, A, came="1", block="9"), *rows[::-1])),
    ):
        path = written(tmp_path / name, TRANSACTIONS, *exported)
        result = ht.trace(read_ledger(path).ledger, [ht.Claim(hash_of(1))], rule="fifo")
        assert [each.account for each in result.holdings] == [C]
        assert "order_depends" in {each.code for each in result.warnings}


def test_blocks_of_one_second_are_told_apart_by_their_numbers(tmp_path: Path) -> None:
    rows = (
        row(1, B, C, went="5", block="8", time="1700000000"),
        row(2, A, B, came="5", block="7", time="1700000000"),
    )
    result = ht.trace(
        read_ledger(written(tmp_path / "b.csv", TRANSACTIONS, *rows)).ledger,
        [ht.Claim(hash_of(2))],
        rule="fifo",
    )
    assert [each.account for each in result.holdings] == [C]
    assert "order_depends" not in {each.code for each in result.warnings}


def test_capitals_in_an_address_are_but_a_checksum(tmp_path: Path) -> None:
    mixed = "0x" + B[2:].upper()
    rows = (row(1, A, mixed, went="5"), row(2, B, C, went="5"))
    ledger = read_ledger(written(tmp_path / "a.csv", TRANSACTIONS, *rows)).ledger
    assert rows_of(ledger)[0][2] == rows_of(ledger)[1][1] == B


def test_amounts_with_more_decimals_are_refused_or_rounded_and_told(tmp_path: Path) -> None:
    fee = "0.000000000500000001"
    path = written(tmp_path / "a.csv", TRANSACTIONS, row(1, A, B, went="5", fee=fee))
    assert {each.code for each in refused(path)} == {"amount_does_not_divide"}
    reading = read_ledger(path, round_amounts=True)
    assert rows_of(reading.ledger)[0][3:5] == (5 * ONE + 1, 5 * ONE)
    assert [each.row for each in reading.rounded] == [1]
    exact = read_ledger(
        written(tmp_path / "s.csv", TRANSACTIONS, row(1, A, B, went="3", fee=fee)), exponent=18
    )
    assert rows_of(exact.ledger)[0][3:5] == (3 * 10**18 + 500000001, 3 * 10**18)
