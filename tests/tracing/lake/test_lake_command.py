"""`homeward trace lake` prints what `homeward trace` prints."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from homeward.cli.trace import app
from homeward.tracing import Ledger
from tests.tracing.lake.many import many_rows, write


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows, _, _ = many_rows(2, 20)
    return write(rows, tmp_path / "many.parquet")


@pytest.mark.parametrize("rule", ["fifo", "pro-rata"])
def test_the_document_is_the_same(file: Path, tmp_path: Path, rule: str) -> None:
    asked = [str(file), "--claim", "1-P1:x", "--claim", "3-P2=1", "--rule", rule, "--json"]
    ours = CliRunner().invoke(app, ["lake", *asked, "--memory", "1GB", "--work", str(tmp_path)])
    theirs = CliRunner().invoke(app, asked)
    assert ours.exit_code == theirs.exit_code == 0, ours.stderr
    assert json.loads(ours.stdout) == json.loads(theirs.stdout)
    assert [each.name for each in tmp_path.iterdir()] == ["many.parquet"]


def test_an_extract_is_written(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "reached.parquet"
    asked = [str(file), "--claim", "1-P1", "--rule", "lifo", "--extract", str(out)]
    done = CliRunner().invoke(app, ["lake", *asked])
    assert done.exit_code == 0, done.stderr
    assert 0 < len(Ledger.from_parquet(out)) < 24


@pytest.mark.parametrize(
    "more",
    [
        ["--engine", "oracle"],
        ["--engine", "spark"],
        ["--memory", "much"],
        ["--work", "/nowhere"],
        ["--claim", "nothing"],
    ],
)
def test_bad_options_are_named(file: Path, more: list[str]) -> None:
    done = CliRunner().invoke(app, ["lake", str(file), "--claim", "1-P1", "--rule", "fifo", *more])
    assert done.exit_code == 2
    assert done.stderr
