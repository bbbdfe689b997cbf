"""Transactions of Bitcoin as payments between coins, in every form in which they are handed out."""

from pathlib import Path
from typing import Any

import pytest

import homeward.tracing as ht
from homeward.tracing import read_ledger
from homeward.tracing.chains.bitcoin import address_of
from tests.tracing.chains.blocks import (
    TIME,
    account,
    address,
    core,
    esplora,
    lined,
    txid,
    written,
)
from tests.tracing.chains.exports import refused, rows_of

FOREIGN = (txid(900), 1)
"""A coin whose own transaction is in no file."""

FIRST = esplora(1, [(FOREIGN, 1000, 1), ((txid(901), 0), 500, 2)], [(1200, 3), (250, 4)])
SECOND = esplora(2, [((txid(1), 0), 1200, 3)], [(1100, 5)], height=101)


def test_every_output_and_every_transaction_is_an_account(tmp_path: Path) -> None:
    ledger = read_ledger(written(tmp_path / "a.json", [SECOND, FIRST])).ledger
    own, third = f"tx:{txid(1)}", account(3, (txid(1), 0))
    assert [each[:4] for each in rows_of(ledger)] == [
        (f"{txid(1)}/in0", account(1, FOREIGN), own, 1000),
        (f"{txid(1)}/in1", account(2, (txid(901), 0)), own, 500),
        (f"{txid(1)}/out0", own, third, 1200),
        (f"{txid(1)}/out1", own, account(4, (txid(1), 1)), 250),
        (f"{txid(1)}/fee", own, "network", 50),
        (f"{txid(2)}/in0", third, f"tx:{txid(2)}", 1200),
        (f"{txid(2)}/out0", f"tx:{txid(2)}", account(5, (txid(2), 0)), 1100),
        (f"{txid(2)}/fee", f"tx:{txid(2)}", "network", 100),
    ]
    assert (ledger.exponent, set(ledger.account_currencies)) == (8, {"BTC"})
    assert ledger.time[0] == (TIME + 60_000) * 1_000_000
    assert address_of(third) == address(3)
    assert ledger.origin["sources"][0]["rows"] == 2


def test_the_ransom_is_found_in_coins_and_their_addresses(tmp_path: Path) -> None:
    ledger = read_ledger(written(tmp_path / "a.json", [FIRST, SECOND])).ledger
    result = ht.trace(ledger, [ht.Claim(f"{txid(1)}/out0", label="ransom")], rule="fifo")
    held = {address_of(each.account): each.amount for each in result.holdings}
    assert held == {address(5): 1100}
    claim = result.claims[0]
    assert (claim.claimed, claim.held, claim.out, claim.difference) == (1200, 1100, 100, 0)
    assert "order_depends" not in {each.code for each in result.warnings}
    # where the first coins came from is in no file, and is said to be unexplained
    assert {address_of(each.account) for each in result.unexplained} == {address(1), address(2)}


def test_the_order_of_files_means_nothing(tmp_path: Path) -> None:
    """So that two States that hold the same transactions have them in one order."""
    other = esplora(7, [((txid(902), 0), 40, 6)], [(40, 7)])
    ledgers = [
        rows_of(read_ledger(written(tmp_path / "a.json", told)).ledger)
        for told in ([FIRST, other, SECOND], [other, SECOND, FIRST])
    ]
    assert ledgers[0] == ledgers[1]


def test_of_two_blocks_with_one_time_the_lower_comes_first(tmp_path: Path) -> None:
    """Whoever tells the height: one row of the later transaction, the first, does not."""
    later = esplora(1, [((txid(901), 0), 40, 6)], [(40, 7)], height=101, time=TIME)
    earlier = esplora(2, [((txid(902), 0), 40, 6)], [(40, 7)], height=100, time=TIME)
    ledger = read_ledger(written(tmp_path / "a.json", [core(later), later, earlier])).ledger
    names = [each[0] for each in rows_of(ledger)]
    assert names == [f"{txid(number)}/{part}" for number in (2, 1) for part in ("in0", "out0")]


def test_money_that_is_created_is_no_shortfall(tmp_path: Path) -> None:
    issue = esplora(1, [], [(5000, 1), (0, 2)])
    ledger = read_ledger(written(tmp_path / "a.json", issue)).ledger
    assert [each[1:4] for each in rows_of(ledger)] == [
        ("network", f"tx:{txid(1)}", 5000),
        (f"tx:{txid(1)}", account(1, (txid(1), 0)), 5000),
    ]
    assert not ht.trace(ledger, [ht.Claim(f"{txid(1)}/out0")], rule="fifo").unexplained


def block(*told: dict[str, Any], height: int) -> dict[str, Any]:
    """What `getblock HASH 3` gives."""
    kept = [core(each) for each in told]
    for each in kept:
        for part in ("blockhash", "blocktime", "confirmations"):
            del each[part]
    return {"hash": txid(height), "height": height, "time": TIME + 600 * height, "tx": kept}


FORMS: dict[str, Any] = {
    "list": [FIRST, SECOND],
    "core": [core(FIRST), core(SECOND)],
    "blocks": [block(FIRST, height=100), block(SECOND, height=101)],
    "answers": [{"result": core(each), "error": None, "id": 1} for each in (FIRST, SECOND)],
    "answer": {"result": [FIRST, SECOND], "error": None},
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_ledger(tmp_path: Path, form: str) -> None:
    wanted = rows_of(read_ledger(written(tmp_path / "a.json", [FIRST, SECOND])).ledger)
    value = FORMS[form]
    assert rows_of(read_ledger(written(tmp_path / "b.json", value)).ledger) == wanted
    if isinstance(value, list):
        lines = lined(tmp_path / "b.jsonl", value)
        assert rows_of(read_ledger(lines).ledger) == wanted
        lines.write_text("\n  \n" + lines.read_text())
        assert rows_of(read_ledger(lines).ledger) == wanted
        assert rows_of(read_ledger(lined(lines, [[each] for each in value])).ledger) == wanted
        paths = [written(tmp_path / f"{place}.json", each) for place, each in enumerate(value)]
        assert rows_of(read_ledger(paths).ledger) == wanted
    pretty = tmp_path / "pretty.txt"
    pretty.write_text("\ufeff" + (tmp_path / "b.json").read_text().replace("{", "\n{\n "))
    assert rows_of(read_ledger(pretty).ledger) == wanted


def test_an_address_that_one_server_leaves_out_is_known_from_another(tmp_path: Path) -> None:
    bare = core(FIRST)
    del bare["vout"][0]["scriptPubKey"]["address"]
    del bare["vout"][1]["scriptPubKey"]["address"]
    ledger = read_ledger(written(tmp_path / "a.json", [bare, SECOND])).ledger
    assert account(3, (txid(1), 0)) in ledger.account_ids
    assert f"script/{txid(1)}:1" in ledger.account_ids


def test_one_transaction_with_and_without_an_address_is_one(tmp_path: Path) -> None:
    bare = core(FIRST)
    for each in (bare["vout"][0], bare["vin"][1]["prevout"]):
        del each["scriptPubKey"]["address"]
    for number, told in enumerate(([bare, FIRST], [FIRST, bare], [bare, core(FIRST)])):
        found = read_ledger(written(tmp_path / f"{number}.json", told)).ledger
        assert rows_of(found) == rows_of(read_ledger(written(tmp_path / "a.json", FIRST)).ledger)
    other = core(FIRST)
    other["vout"][0]["scriptPubKey"]["address"] = address(9)
    found = refused(written(tmp_path / "b.json", [bare, FIRST, other]))
    assert [(each.row, each.field) for each in found] == [
        (1, "target"),
        (2, "target"),
        (3, "target"),
    ]


def test_a_transaction_in_several_files_counts_once(tmp_path: Path) -> None:
    waiting = FIRST | {"status": {"confirmed": False}}
    paths = [
        written(tmp_path / "a.json", [waiting, SECOND]),
        written(tmp_path / "b.json", [FIRST, core(FIRST), SECOND]),
    ]
    assert len(read_ledger(paths).ledger) == 8


def test_what_is_in_no_block_is_left_out_and_counted(tmp_path: Path) -> None:
    rows = [
        FIRST,
        SECOND | {"status": {"confirmed": False}},
        {name: value for name, value in core(SECOND).items() if not name.startswith("block")},
        core(esplora(3, [((txid(902), 0), 10, 1)], [(9, 1)]), in_active_chain=False),
    ]
    orphan = block(esplora(4, [], [(5, 1)]), height=99) | {"confirmations": -1}
    ledger = read_ledger(lined(tmp_path / "a.jsonl", [*rows, orphan])).ledger
    assert len(ledger) == 5
    found = [(each.code, each.params) for each in ledger.warnings]
    rows_named = [f"a.jsonl:{row}" for row in (2, 3, 4, 5)]
    assert found == [("unconfirmed_left_out", {"count": 4, "rows": rows_named})]


def test_money_is_never_spent_before_it_came_whatever_the_clocks_of_blocks(tmp_path: Path) -> None:
    """A block's clock may be behind that of the block before it."""
    early = esplora(2, [((txid(1), 0), 1200, 3)], [(1100, 5)], height=101, time=TIME)
    child = esplora(3, [((txid(2), 0), 1100, 5)], [(1000, 6)], height=101, time=TIME)
    ledger = read_ledger(written(tmp_path / "a.json", [child, early, FIRST])).ledger
    assert set(ledger.time.tolist()) == {(TIME + 60_000) * 1_000_000}
    result = ht.trace(ledger, [ht.Claim(f"{txid(1)}/out0")], rule="fifo")
    assert [(address_of(each.account), each.amount) for each in result.holdings] == [
        (address(6), 1000)
    ]
    moved = {each.code: each.params for each in ledger.warnings}["block_times_moved"]
    assert moved == {"count": 2, "rows": ["a.json:2", "a.json:1"]}


def test_fewer_decimals_than_bitcoin_has_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.json", [FIRST])
    with pytest.raises(ht.errors.OptionUnusable, match="8 or more"):
        read_ledger(path, exponent=2, round_amounts=True)
    assert rows_of(read_ledger(path, exponent=10).ledger)[0][3] == 100_000
