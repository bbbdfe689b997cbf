"""`homeward trace detect`: sentences, the document, and errors."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from homeward.cli.trace import app

HEADER = "id,time,source,target,amount,currency"
RING = [
    "P1,2026-01-01T00:00:00Z,F,A,90000,XAD",
    "P2,2026-01-02T00:00:00Z,A,B,90000,XAD",
    "P3,2026-01-03T00:00:00Z,B,C,85000,XAD",
    "P4,2026-01-04T00:00:00Z,C,A,80000,XAD",
]


@pytest.fixture
def ring(tmp_path: Path) -> Path:
    path = tmp_path / "ring.csv"
    path.write_text("\n".join([HEADER, *RING]) + "\n", encoding="utf-8")
    return path


def detect(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["detect", *(str(each) for each in arguments)])


def test_findings_are_told_as_leads(ring: Path) -> None:
    result = detect(ring, "--exponent", 2)
    assert result.exit_code == 0
    assert "Findings are leads" in result.stdout
    assert "900,000" not in result.stdout
    assert "90,000.00 XAD left the account A and came back to it" in result.stdout
    assert "Payments: P2, P3, P4" in result.stdout
    assert "This is a lead and no proof: on made-up traffic" in result.stdout
    assert "No exits are given" in result.stdout


def test_the_document_names_parameters_and_figures(ring: Path) -> None:
    result = detect(ring, "--pattern", "cycle", "--around", "P1", "--json")
    document = json.loads(result.stdout)
    assert document["patterns"] == ["cycle"]
    assert document["payments"] == 4
    (finding,) = document["findings"]
    assert finding["payments"] == ["P2", "P3", "P4"]
    assert finding["accounts"] == ["A", "B", "C"]
    assert finding["parameters"]["longest"] == 7
    assert finding["measured"]["recall"] > 0
    assert "on whole ledgers" in finding["caution"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--pattern", "smurfing"], "cannot be used for pattern"),
        (["--around", "P9"], "There is no payment P9"),
        (["--map", "id"], "FIELD=COLUMN"),
    ],
)
def test_bad_input_is_named(ring: Path, arguments: list[str], words: str) -> None:
    result = detect(ring, *arguments)
    assert result.exit_code == 2
    assert words in result.stderr


def test_refused_rows_are_named(ring: Path) -> None:
    ring.write_text(ring.read_text("utf-8") + "P5,yesterday,A,B,1,XAD\n", encoding="utf-8")
    result = detect(ring)
    assert result.exit_code == 2
    assert "yesterday" in result.stderr
    assert detect(ring, "--accept-rejected").exit_code == 0
