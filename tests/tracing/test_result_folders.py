"""`homeward trace ... --out`: a folder holds one result, and a ledger is never written into."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from homeward.cli.trace import app
from homeward.cli.trace_folder import RESULTS
from homeward.tracing.answers.columns import COLUMNS

LINES = """id,time,source,target,amount,currency,credited
P1,2026-01-01T00:00:00Z,family,A,1717,XAD,
P2,2026-01-02T00:00:00Z,partner,A,3000,XAD,
P3,2026-01-03T00:00:00Z,A,B,2000,XAD,1990
"""
FOLLOWED = ["--claim", "P1:old", "--rule", "fifo"]
COMMANDS = {
    "run": FOLLOWED,
    "federate": [*FOLLOWED, "--states", "STATES"],
    "paths": [*FOLLOWED, "--account", "B"],
    "schedule": [*FOLLOWED, "--account", "A"],
    "backward": ["--account", "B"],
    "range": ["--claim", "P1"],
    "freezing": FOLLOWED,
    "exits": FOLLOWED,
    "distribution": ["--claim", "P1", "--account", "A", "--method", "capped"],
}
NOT_WRITTEN = {"streams", "streams_rest"}
"""Tables of answers that no subcommand gives."""


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.csv"
    path.write_text(LINES)
    return path


@pytest.fixture
def store(ledger: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "store"
    assert call("index", ledger, "--out", folder).exit_code == 0
    return folder


def written(ledger: Path, name: str, out: Path) -> set[str]:
    states = ledger.parent / "states.csv"
    states.write_text("account,state\nfamily,XA\npartner,XA\nA,XA\nB,XB\n")
    words = [str(states) if word == "STATES" else word for word in COMMANDS[name]]
    result = call(name, ledger, *words, "--out", out)
    assert result.exit_code == 0, result.stderr
    return {each.name for each in out.iterdir()}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_folder_holds_one_result(ledger: Path, tmp_path: Path, name: str) -> None:
    alone, used = tmp_path / "alone", tmp_path / "used"
    expected = written(ledger, name, alone)
    assert expected <= set(RESULTS)
    used.mkdir()
    for file in RESULTS:
        (used / file).write_text("of an older result")
    others = {"notes.txt", "schedule.docx", "streams.parquet"}
    for file in others:
        (used / file).write_text("kept")
    assert written(ledger, name, used) == expected | others
    assert {(used / file).read_text() for file in others} == {"kept"}
    assert b"of an older result" not in {(used / file).read_bytes() for file in expected}


def test_every_file_of_a_result_is_known(ledger: Path, tmp_path: Path) -> None:
    found = set().union(*(written(ledger, name, tmp_path / name) for name in COMMANDS))
    assert found == set(RESULTS)
    tables = {f"{name}.parquet" for name in COLUMNS if name not in NOT_WRITTEN}
    assert tables <= set(RESULTS)


def test_what_fails_before_it_writes_leaves_the_older_result(ledger: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    expected = written(ledger, "schedule", out)
    before = {name: (out / name).read_bytes() for name in expected}
    assert call("run", ledger, "--claim", "none", "--rule", "fifo", "--out", out).exit_code == 2
    assert {each.name: each.read_bytes() for each in out.iterdir()} == before


@pytest.mark.parametrize("below", ["", "results", "a/b"])
@pytest.mark.parametrize("name", COMMANDS)
def test_no_result_goes_into_a_stored_ledger(
    ledger: Path, store: Path, name: str, below: str
) -> None:
    before = {each.name for each in store.iterdir()}
    words = [str(ledger) if word == "STATES" else word for word in COMMANDS[name]]
    result = call(name, ledger, *words, "--out", store / below)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"a place outside the stored ledger {store}" in result.stderr
    assert {each.name for each in store.iterdir()} == before


def test_nor_does_a_part_of_a_lake_or_another_stored_ledger(ledger: Path, store: Path) -> None:
    part = store / "part.parquet"
    for words in (["--extract", part], ["--out", store]):
        refused = call("lake", "none.parquet", *FOLLOWED, *words)
        assert (refused.exit_code, "outside the stored ledger" in refused.stderr) == (2, True)
    refused = call("index", ledger, "--out", store / "again")
    assert (refused.exit_code, "outside the stored ledger" in refused.stderr) == (2, True)
    assert call("index", ledger, "--out", store, "--replace").exit_code == 0


def test_a_way_round_by_a_link_is_seen(ledger: Path, store: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(store)
    refused = call("run", ledger, *FOLLOWED, "--out", link / "results")
    assert (refused.exit_code, "outside the stored ledger" in refused.stderr) == (2, True)


def test_a_manifest_of_another_program_forbids_nothing(ledger: Path, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"name": "a page"}')
    assert call("run", ledger, *FOLLOWED, "--out", tmp_path / "out").exit_code == 0


def test_no_file_that_is_read_is_in_the_place_of_a_result(ledger: Path, tmp_path: Path) -> None:
    for words in (
        ["run", tmp_path / "paths.parquet"],
        ["run", ledger, "--openings", tmp_path / "fees.parquet"],
        ["federate", f"XA={tmp_path / 'fees.parquet'}", "--states", ledger],
        ["federate", ledger, "--states", tmp_path / "fees.parquet"],
        ["lake", ledger, "--extract", tmp_path / "holdings.parquet"],
    ):
        refused = call(*words, *FOLLOWED, "--out", tmp_path)
        assert refused.exit_code == 2
        assert "where no file of the result takes the place of" in refused.stderr
    proved = ["--proved", tmp_path / "fees.parquet", "--account", "B"]
    refused = call("backward", ledger, *proved, "--out", tmp_path)
    assert (refused.exit_code, "takes the place of" in refused.stderr) == (2, True)


def test_no_result_becomes_part_of_a_folder_of_parquet_files(tmp_path: Path) -> None:
    for out in (tmp_path, tmp_path / "results"):
        refused = call("lake", tmp_path, *FOLLOWED, "--out", out)
        assert (refused.exit_code, "would become part of" in refused.stderr) == (2, True)
