"""The printed schedule: a tagged document for the archive that says what the tables say."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from homeward.cli.trace import app
from homeward.tracing import Claim, Ledger, follow, schedule
from homeward.tracing.answers import printed
from homeward.tracing.answers.errors import ScheduleTooLong, SignsNotPrintable
from homeward.tracing.answers.printed import write_pdf
from homeward.tracing.answers.schedule import Schedule
from homeward.tracing.rules import AVAILABLE

ROWS = [
    ("P1", 0, "X", "A", 171_700, "XAD"),
    ("P2", 1, "Y", "A", 300_000, "XAD"),
    ("P3", 2, "A", "B", 520_000, "XAD"),
]


def drawn(rule: str) -> Schedule:
    claims = [Claim("P1", label="old"), Claim("P2", label="new")]
    return schedule(follow(Ledger.from_rows(ROWS), claims, rule=rule), "A")


@pytest.mark.parametrize("rule", AVAILABLE)
def test_every_rule_prints_as_a_tagged_document_for_the_archive(rule: str) -> None:
    file = io.BytesIO()
    write_pdf(drawn(rule), file, exponent=2)
    content = file.getvalue()
    assert content.startswith(b"%PDF-1.7")
    assert b"/StructTreeRoot" in content
    for mark in (b"pdfaid:part>2<", b"pdfaid:conformance>A<", b"pdfuaid:part>1<"):
        assert mark in content


def test_what_is_printed_is_what_the_schedule_says() -> None:
    told = printed._told(drawn("fifo"), 2)
    assert told["title"] == "Schedule of account A in XAD, fifo"
    assert told["lines"][3] == [
        *("3", "1970-01-01T00:00:00.000002Z", "P3", "B", "", "5,200.00", "483.00", "0.00"),
    ]
    assert told["lots"][-1] == ["3", "born", "", "483.00", "clean"]
    assert ["3", "new", "3,000.00", "3,000.00", "0.00"] in told["claims"]
    shares = printed._told(drawn("pro-rata"), None)
    assert (shares["lots"], "/ (balance before + birth)" in " ".join(shares["facts"])) == ([], True)
    assert ["3", "old", "171,700", "171,700.000000", "0"] in shares["claims"]


def test_markup_in_an_identifier_is_printed_as_it_is() -> None:
    file = io.BytesIO()
    odd = replace(drawn("fifo"), account='#panic("x") $a$ *b* @c', labels=())
    write_pdf(odd, file)
    assert file.getvalue().startswith(b"%PDF")


def test_what_cannot_be_printed_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(SignsNotPrintable, match="no font"):
        write_pdf(replace(drawn("fifo"), account="\u8d26\u6237"), tmp_path / "a.pdf")
    monkeypatch.setattr(printed, "MOST_LINES", 2)
    with pytest.raises(ScheduleTooLong):
        write_pdf(drawn("fifo"), tmp_path / "a.pdf")
    assert not (tmp_path / "a.pdf").exists()


def test_the_command_writes_it_beside_the_workbook(tmp_path: Path) -> None:
    ledger = tmp_path / "bank.csv"
    head = "id,time,source,target,amount,currency"
    ledger.write_text(f"{head}\nP1,2026-01-01T00:00:00Z,X,A,5,XAD\n")
    for account, is_written in (("A", True), ("\u8d26\u6237", False)):
        ledger.write_text(f"{head}\nP1,2026-01-01T00:00:00Z,X,{account},5,XAD\n")
        options = ["--claim", "P1", "--rule", "fifo", "--account", account]
        out = tmp_path / f"out-{is_written}"
        found = CliRunner().invoke(app, ["schedule", str(ledger), *options, "--out", str(out)])
        assert found.exit_code == 0
        assert (out / "schedule.xlsx").exists()
        assert (out / "schedule.pdf").exists() == is_written
        assert ("schedule.pdf was not written. The schedule" in found.stderr) == (not is_written)


def test_identifiers_can_be_copied_and_hide_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    long = "XA00TEST" + "0123456789" * 6
    write_pdf(replace(drawn("fifo"), account=long), path)
    assert b"200B" not in path.read_bytes()
    odd = printed._shown({"a": ["A\u202eB\u200b\u00ad\ue000", 1]})
    assert odd == {"a": ["A\ufffdB\ufffd\ufffd\ufffd", 1]}
    write_pdf(replace(drawn("fifo"), account="A\ue000"), path)


def test_no_more_digits_are_shown_than_a_double_holds() -> None:
    assert printed._money(float(2**61), 2) == f"{2**61 // 100:,}.{2**61 % 100:02d}"
    assert printed._money(1.25, 2) == "0.01250000"
    assert printed._money(1.25, None) == "1.250000"
