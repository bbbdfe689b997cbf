"""`homeward trace` reads exports of a chain as it reads any ledger."""

import json
from pathlib import Path

from click.testing import Result
from typer.testing import CliRunner

from homeward.cli.trace import app
from tests.tracing.chains.blocks import account, esplora, txid
from tests.tracing.chains.blocks import written as as_json
from tests.tracing.chains.exports import INTERNAL, TRANSACTIONS, A, B, C, called, hash_of, row
from tests.tracing.chains.exports import written as exported


def call(*words: object) -> Result:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def test_exports_of_an_explorer_are_traced(tmp_path: Path) -> None:
    outer = exported(tmp_path / "a.csv", TRANSACTIONS, row(1, A, B, went="5", fee="0.1"))
    inner = exported(tmp_path / "b.csv", INTERNAL, called(2, B, C, went="4"))
    claim = ("--claim", f"{hash_of(1)}:ransom", "--rule", "fifo")
    document = json.loads(call(outer, inner, *claim, "--json").stdout)
    held = {each["account"]: each["amount"] for each in document["holdings"]}
    assert held == {C: 4 * 10**9, B: 10**9}
    index = call("index", outer, inner, "--out", tmp_path / "kept")
    assert index.exit_code == 0, index.stderr
    assert json.loads(call(tmp_path / "kept", *claim, "--json").stdout) == document
    schedule = call("schedule", outer, inner, *claim, "--account", B, "--json")
    assert [each["payment"] for each in json.loads(schedule.stdout)["schedule"]][:2] == [
        None,
        hash_of(1),
    ]


def test_transactions_of_bitcoin_are_traced(tmp_path: Path) -> None:
    paid = esplora(1, [((txid(900), 0), 1000, 1)], [(900, 2)])
    path = as_json(tmp_path / "a.json", [paid])
    claim = ("--claim", f"{txid(1)}/out0:ransom", "--rule", "pro-rata")
    document = json.loads(call(path, *claim, "--json").stdout)
    assert [(each["account"], each["amount"]) for each in document["holdings"]] == [
        (account(2, (txid(1), 0)), 900)
    ]


def test_what_the_command_cannot_use_is_one_sentence(tmp_path: Path) -> None:
    export = exported(tmp_path / "a.csv", TRANSACTIONS, row(1, A, B, went="5"))
    claim = ("--claim", hash_of(1), "--rule", "fifo")
    sequence = call(export, *claim, "--in-sequence")
    assert (sequence.exit_code, len(sequence.stderr.splitlines())) == (2, 1)
    assert "the order of payments on a chain is that of its blocks" in sequence.stderr
    paid = as_json(tmp_path / "a.json", esplora(1, [((txid(900), 0), 1000, 1)], [(900, 2)]))
    mapped = call(paid, *claim, "--map", "id=txid")
    assert (mapped.exit_code, len(mapped.stderr.splitlines())) == (2, 1)
    assert "cannot be used for mapping. It may be: nothing, as the files are transactions" in (
        mapped.stderr
    )
    broken = tmp_path / "b.json"
    broken.write_text('[{"txid": ')
    result = call(broken, *claim)
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)
    assert "could not be read as transactions of a chain: It is no whole JSON" in result.stderr


def test_what_was_left_out_is_said_with_the_result(tmp_path: Path) -> None:
    waiting = esplora(2, [((txid(901), 0), 5, 1)], [(5, 1)], status={"confirmed": False})
    paid = esplora(1, [((txid(900), 0), 1000, 1)], [(900, 2)])
    path = as_json(tmp_path / "a.json", [paid, waiting])
    result = call(path, "--claim", f"{txid(1)}/out0", "--rule", "fifo")
    assert "1 transaction is in no block and was left out, that of row a.json:2." in " ".join(
        (result.stdout + result.stderr).split()
    )
