"""`homeward trace lake` prints what `homeward trace` prints."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from homeward.cli.trace import app
from homeward.tracing import Ledger, read_ledger
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


def told(*words: object) -> str:
    """What is said of a question that is refused before anything is looked at."""
    asked = [*map(str, words), "--claim", "1-P1", "--rule", "fifo"]
    done = CliRunner().invoke(app, ["lake", *asked])
    assert (done.exit_code, done.stdout) == (2, "")
    assert "Indexed" not in done.stderr
    return done.stderr


def test_the_place_of_an_extract_is_looked_at_before_the_work(file: Path, tmp_path: Path) -> None:
    was = file.read_bytes()
    for place in (tmp_path / "none" / "a.parquet", tmp_path):
        assert "a file in a folder that is there" in told(file, "--extract", place)
    assert "would be or become part of" in told(file, "--extract", file)
    assert "would be or become part of" in told(tmp_path, "--extract", tmp_path / "more.parquet")
    assert file.read_bytes() == was
    assert [each.name for each in tmp_path.iterdir()] == [file.name]


def test_a_stored_ledger_and_an_empty_folder_are_told_as_such(file: Path, tmp_path: Path) -> None:
    read_ledger(file).ledger.save(tmp_path / "stored")
    assert "It is a stored ledger, which is traced as it is" in told(tmp_path / "stored")
    (tmp_path / "empty").mkdir()
    assert "The folder holds no Parquet file." in told(tmp_path / "empty")
    assert "There is no file" in told(tmp_path / "nowhere.parquet")
