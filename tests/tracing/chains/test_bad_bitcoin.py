"""Files of transactions of Bitcoin that are damaged, cut or contradict themselves."""

import copy
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import homeward.tracing as ht
from homeward.tracing import errors, read_ledger
from homeward.tracing.chains import entries
from homeward.tracing.chains.errors import ChainFileUnreadable
from tests.tracing.chains.blocks import core, esplora, lined, txid, written
from tests.tracing.chains.exports import refused

WELL = esplora(1, [((txid(900), 0), 1000, 1)], [(600, 2), (300, 3)])
CHILD = esplora(2, [((txid(1), 0), 600, 2)], [(500, 4)], height=101)


def changed(told: dict[str, Any], where: str, value: Any) -> dict[str, Any]:
    """A transaction with another value at a path such as `vin.0.prevout`; `None` removes it."""
    new = copy.deepcopy(told)
    here: Any = new
    *path, last = where.split(".")
    for part in path:
        here = here[int(part) if part.isdigit() else part]
    key: Any = int(last) if last.isdigit() else last
    if value is None:
        del here[key]
    else:
        here[key] = value
    return new


BAD = [
    ("txid", "12", "id", "hash_unusable"),
    ("txid", 5, "id", "hash_unusable"),
    ("vin", [], "row", "part_unusable"),
    ("vin", "x", "row", "part_unusable"),
    ("vin.0", 7, "source", "part_unusable"),
    ("vin.0.txid", "zz", "source", "part_unusable"),
    ("vin.0.vout", -1, "source", "part_unusable"),
    ("vin.0.vout", True, "source", "part_unusable"),
    ("vin.0.prevout", None, "amount", "input_unknown"),
    ("vin.0.prevout.value", -5, "amount", "part_unusable"),
    ("vin.0.prevout.value", 10.5, "amount", "part_unusable"),
    ("vin.0.prevout.value", "1000", "amount", "part_unusable"),
    ("vin.0.prevout.value", 10**30, "amount", "part_unusable"),
    ("vout", None, "row", "part_unusable"),
    ("vout.0", None, "amount", "fee_differs"),
    ("vout.0", "x", "target", "part_unusable"),
    ("vout.0.value", None, "amount", "part_unusable"),
    ("vout.0.value", 2000, "amount", "outputs_above_inputs"),
    ("vout.0.scriptpubkey_address", "a b\n", "target", "address_foreign"),
    ("vout.0.scriptpubkey_address", "bcrt1q" + "0" * 38, "target", "address_foreign"),
    ("vout.0.scriptpubkey_address", "tb1q" + "0" * 38, "target", "address_foreign"),
    ("vout.0.scriptpubkey_address", "ltc1q" + "0" * 38, "target", "address_foreign"),
    ("vout.0.scriptpubkey_address", "L" + "2" * 33, "target", "address_foreign"),
    ("vin.0.prevout.scriptpubkey_address", "m" + "2" * 33, "target", "address_foreign"),
    ("vout.0.scriptpubkey_address", 7, "target", "part_unusable"),
    ("vout.0.n", 4, "target", "part_unusable"),
    ("fee", 99, "amount", "fee_differs"),
    ("fee", -5, "amount", "part_unusable"),
    ("status", None, "time", "block_unknown"),
    ("status.confirmed", "yes", "time", "part_unusable"),
    ("status.block_time", None, "time", "block_unknown"),
    ("status.block_time", "noon", "time", "part_unusable"),
    ("status.block_time", 10**12, "time", "part_unusable"),
    ("status.block_height", -1, "order", "part_unusable"),
]


@pytest.mark.parametrize(("where", "value", "field", "code"), BAD)
def test_a_bad_transaction_is_named(
    tmp_path: Path, where: str, value: Any, field: str, code: str
) -> None:
    other = esplora(3, [((txid(901), 0), 10, 1)], [(9, 1)])
    path = written(tmp_path / "a.json", [other, changed(WELL, where, value)])
    (found,) = refused(path)
    assert (found.file, found.row, found.field, found.code) == ("a.json", 2, field, code)
    assert found.sentence().startswith(f"Row 2 of a.json is refused at {field}: ")
    assert len(read_ledger(path, accept_rejected=True).ledger) == 3


@pytest.mark.parametrize(
    ("where", "value", "code"),
    [
        ("vin.0.prevout", None, "input_unknown"),
        ("vout.0.value", "0.5", "part_unusable"),
        ("vout.0.value", 0.000000001, "part_unusable"),
        ("vout.0.value", 1e300, "part_unusable"),
        ("vout.0.n", 1, "part_unusable"),
        ("vout.0.scriptPubKey", 5, "part_unusable"),
        ("fee", 0.5, "fee_differs"),
    ],
)
def test_a_bad_transaction_of_bitcoin_core_is_named(
    tmp_path: Path, where: str, value: Any, code: str
) -> None:
    path = written(tmp_path / "a.json", [changed(core(WELL), where, value)])
    assert [(each.row, each.code) for each in refused(path)] == [(1, code)]


def test_an_address_of_another_chain_is_named(tmp_path: Path) -> None:
    path = written(tmp_path / "a.json", [changed(WELL, "vout.0.scriptpubkey_address", "ltc1qqq")])
    (found,) = refused(path)
    assert "ltc1qqq is no address of Bitcoin's main network" in found.sentence()


def test_what_is_no_transaction_is_named(tmp_path: Path) -> None:
    path = written(tmp_path / "a.json", [WELL, "text", 7, None, {"other": 1}])
    assert [(each.row, each.code) for each in refused(path)] == [
        (2, "part_unusable"),
        (3, "part_unusable"),
        (4, "part_unusable"),
        (5, "hash_unusable"),
    ]
    ids = {"height": 1, "time": 1, "tx": [txid(1)]}
    assert [each.code for each in refused(written(tmp_path / "b.json", ids))] == ["part_unusable"]


CONTRADICTIONS = [
    (WELL, changed(WELL, "vin.0.vout", 1), "source"),
    (WELL, changed(WELL, "vout.1.scriptpubkey_address", "3" * 34), "target"),
    (WELL, changed(WELL, "status.block_time", 1_700_000_000), "time"),
    (WELL, changed(WELL, "status.block_height", 99), "order"),
    (WELL, changed(changed(CHILD, "vin.0.prevout.value", 700), "fee", 200), "amount"),
    (WELL, changed(CHILD, "vin.0.vout", 5), "amount"),
    (WELL, changed(CHILD, "vin.0.prevout.scriptpubkey_address", "1" * 34), "source"),
    (WELL, changed(CHILD, "status.block_height", 50), "order"),
]


@pytest.mark.parametrize(("one", "two", "field"), CONTRADICTIONS)
def test_transactions_that_contradict_are_refused_and_named(
    tmp_path: Path, one: dict[str, Any], two: dict[str, Any], field: str
) -> None:
    paths = [written(tmp_path / "a.json", [one]), written(tmp_path / "b.json", [two])]
    found = refused(*paths)
    assert [(each.file, each.row, each.field, each.code) for each in found] == [
        ("a.json", 1, field, "rows_contradict"),
        ("b.json", 1, field, "rows_contradict"),
    ]
    assert found[0].params == {"other": "b.json:1"}


def test_a_coin_is_spent_once(tmp_path: Path) -> None:
    again = esplora(3, [((txid(900), 0), 1000, 1)], [(900, 5)])
    found = refused(lined(tmp_path / "a.jsonl", [WELL, CHILD, again]))
    assert [(each.row, each.code) for each in found] == [
        (1, "coin_spent_twice"),
        (3, "coin_spent_twice"),
    ]
    assert found[0].params == {"value": f"{txid(900)}:0", "other": "a.jsonl:3"}
    twice = esplora(4, [((txid(900), 0), 1000, 1)] * 2, [(900, 5)])
    assert [each.code for each in refused(written(tmp_path / "b.json", twice))] == ["part_unusable"]


def test_transactions_that_spend_each_other_are_refused(tmp_path: Path) -> None:
    one = esplora(1, [((txid(2), 0), 5, 1)], [(5, 1)])
    two = esplora(2, [((txid(1), 0), 5, 1)], [(5, 1)])
    found = refused(written(tmp_path / "a.json", [one, two]))
    assert [(each.row, each.code) for each in found] == [(1, "part_unusable"), (2, "part_unusable")]


FILES = [
    ('[{"txid": "00", "vin": [', "It is no whole JSON"),
    ('{"txid": "00"}\n{"txid": ', r"line 2, character 1\d\)"),
    ('[{"txid": NaN}]', "It holds a number that is none"),
    ('[{"txid": ' + "9" * 5000 + "}]", "It holds a number that is none"),
    ('[{"weight": 1e99999999999999999999}]', "It holds a number that is none"),
    ('{"weight": 1e99999999999999999999}', "It holds a number that is none"),
    ('[{"txid": "00"}] 5', "Extra data, line 1, character 18"),
    ('[{"txid": "00"}\n\n{}]', "Expecting ',' delimiter, line 3, character 1"),
    ('[{"txid": "00"},]', "It is no whole JSON"),
    ('[{"txid": "\u00e9"}]', "It is not text in UTF-8"),
    ("[" * 100_000, "nested too deeply|no whole JSON"),
    ('{"some": "thing"}', "It holds neither transactions"),
    ('{"result": null, "error": {"code": -5}}', "It holds neither transactions"),
    ("{}", "It holds neither transactions"),
]


@pytest.mark.parametrize(("text", "said"), FILES)
def test_a_damaged_file_says_what_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(ChainFileUnreadable, match=said):
        read_ledger(path)


def test_a_list_of_too_many_is_left_before_its_end(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    for between in (",", ",\n"):
        path.write_text("[" + between.join(["{}"] * 100) + "and damage")
        with pytest.raises(errors.TooManyRows):
            read_ledger(path, max_rows=10)


def test_a_value_that_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = lined(tmp_path / "a.jsonl", [WELL, CHILD])
    longest = max(len(line) for line in lines.read_text().splitlines(keepends=True))
    monkeypatch.setattr(entries, "LARGEST", longest)
    assert len(read_ledger(lines).ledger) == 7
    listed = written(tmp_path / "a.json", [WELL, CHILD])
    pretty = tmp_path / "b.json"
    pretty.write_text(json.dumps(WELL, indent=1))
    for path in (listed, pretty):
        with pytest.raises(ChainFileUnreadable, match=f"more than {longest} characters"):
            read_ledger(path)


@pytest.mark.parametrize("text", ["[]", "[[]]", "[\n]"])
def test_no_transactions_are_an_empty_ledger(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    with pytest.raises((errors.LedgerEmpty, ht.LedgerRejected)):
        read_ledger(path)


def test_an_empty_file_and_a_swift_message_are_none(tmp_path: Path) -> None:
    """They are for whoever else reads them."""
    for text in ("", "{1:F01XXXXXXXXXXXX0000000000}{2:I940}{4:\n"):
        path = tmp_path / "a.txt"
        path.write_text(text)
        with pytest.raises(errors.InputError) as caught:
            read_ledger(path)
        assert not isinstance(caught.value, ChainFileUnreadable)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
PLACES = [
    *("txid", "vin", "vin.0", "vin.0.txid", "vin.0.vout", "vin.0.prevout", "vin.0.prevout.value"),
    *("vin.0.is_coinbase", "vout", "vout.0", "vout.0.value", "vout.0.scriptpubkey_address"),
    *("fee", "status", "status.confirmed", "status.block_time", "status.block_height"),
]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.sampled_from(PLACES), JSON), max_size=4), JSON)
def test_whatever_stands_in_a_file_is_read_or_refused(
    changes: list[tuple[bool, str, Any]], more: Any
) -> None:
    told: list[Any] = [WELL, CHILD]
    for is_first, where, value in changes:
        place = 0 if is_first else 1
        try:
            told[place] = changed(told[place], where, value)
        except (KeyError, IndexError, TypeError, ValueError):
            continue
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.json"
        for value in (told, [*told, more], {"tx": told, "time": more}):
            path.write_text(json.dumps(value))
            for accepting in (False, True):
                try:
                    reading = read_ledger(path, accept_rejected=accepting)
                except ht.errors.TracingError:
                    continue
                assert reading.ledger.amount.min() > 0
