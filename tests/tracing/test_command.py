"""`homeward trace`, as a user types it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from typer.testing import CliRunner, Result

from homeward.cli.trace import app
from homeward.cli.trace_output import conservation_sentence
from homeward.cli.trace_work import parse_claim
from homeward.tracing import Claim, ConservationBroken, Ledger, errors, tracer
from homeward.tracing.result import ClaimLine
from homeward.tracing.tally import LEFT, RIGHT, TERMS

LINES = """id,time,source,target,amount,currency,credited
P1,2026-01-01T00:00:00Z,family,A,1717,XAD,
P2,2026-01-02T00:00:00Z,partner,A,3000,XAD,
P3,2026-01-03T00:00:00Z,A,B,2000,XAD,1990
"""


@pytest.fixture
def ledger(tmp_path: Path) -> str:
    path = tmp_path / "ledger.csv"
    path.write_text(LINES)
    return str(path)


@pytest.fixture
def states(tmp_path: Path) -> str:
    path = tmp_path / "states.csv"
    path.write_text("account,state\nfamily,XA\npartner,XA\nA,XA\nB,XB\n")
    return str(path)


def call(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def document(*arguments: str) -> dict[str, Any]:
    result = call(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


SCHEMA: dict[str, dict[str, tuple[type, ...]]] = {
    "claims": {
        "label": (str,),
        "payment": (str, type(None)),
        "currency": (str,),
        **dict.fromkeys(TERMS, (int,)),
        "difference": (int,),
    },
    "holdings": {
        "account": (str,),
        "currency": (str,),
        "balance": (int,),
        "label": (str,),
        "amount": (int,),
    },
    "carriers": {"payment": (str,), "label": (str,), "amount": (int,), "credited": (int,)},
    "unexplained": {"account": (str,), "currency": (str,), "amount": (int,)},
    "warnings": {"code": (str,), "params": (dict,), "message": (str,)},
}


@pytest.mark.parametrize("rule", ["fifo", "lowest-balance"])
def test_the_document_has_exactly_the_stated_form(ledger: str, rule: str) -> None:
    found = document(ledger, "--claim", "P1:old", "--claim", "P2=2999:new", "--rule", rule)
    assert list(found) == ["rule", "at", *SCHEMA]
    assert (found["rule"], found["at"]) == (rule, None)
    for table, fields in SCHEMA.items():
        assert found[table], table
        for row in found[table]:
            assert list(row) == list(fields)
            for name, value in row.items():
                assert type(value) in fields[name], (table, name, value)
    for line in found["claims"]:
        assert sum(line[term] for term in LEFT) == sum(line[term] for term in RIGHT)
        assert line["difference"] == 0


def test_options_and_ledgers_in_any_order(ledger: str) -> None:
    first = document(ledger, "--claim", "P1", "--rule", "fifo")
    assert first == document("--rule", "fifo", ledger, "--claim", "P1")
    assert first == document("run", "--claim", "P1", "--rule", "fifo", ledger)


def test_at_is_inclusive_and_printed_in_utc(ledger: str) -> None:
    found = document(ledger, "--claim", "P1", "--rule", "fifo", "--at", "2026-01-03T01:00:00+01:00")
    assert found["at"] == "2026-01-03T00:00:00Z"
    assert found["carriers"] == [{"payment": "P3", "label": "P1", "amount": 1717, "credited": 1708}]
    assert document(
        ledger, "--claim", "P1", "--rule", "fifo", "--at", "2026-01-02T23:59:59Z"
    )["carriers"] == []  # fmt: skip


def test_for_people(ledger: str) -> None:
    result = call(ledger, "--claim", "P1:old", "--rule", "fifo")
    assert result.exit_code == 0
    sentence = (
        "Claim old on payment P1, in XAD: 1,717 claimed = 1,708 held in accounts + 9 in fees."
    )
    assert sentence in result.stdout
    assert "Proceeds held" in result.stdout
    assert "Read 3 payments" in result.stderr
    assert "Read 3 payments" not in result.stdout


def test_terms_that_are_zero_are_left_out_and_decimals_shown() -> None:
    amounts = dict.fromkeys(TERMS, 0) | {"claimed": 1050, "held": 1100, "fees": -50}
    line = ClaimLine(label="a", payment="P", currency="XAD", difference=0, **amounts)
    assert conservation_sentence(line, 2) == (
        "Claim a on payment P, in XAD: 10.50 claimed = 11.00 held in accounts + -0.50 in fees."
    )


def test_out_writes_the_document_and_every_table(ledger: str, tmp_path: Path) -> None:
    folder = tmp_path / "case" / "trace"
    result = call(ledger, "--claim", "P1", "--rule", "lowest-balance", "--out", str(folder))
    assert result.exit_code == 0, result.stderr
    found = json.loads((folder / "document.json").read_text())
    assert found == document(ledger, "--claim", "P1", "--rule", "lowest-balance")
    for table, fields in SCHEMA.items():
        rows = pyarrow.parquet.read_table(folder / f"{table}.parquet").to_pylist()
        plain = [{name: row[name] for name in fields} for row in rows]
        if table == "warnings":
            plain = [{**row, "params": json.loads(row["params"])} for row in plain]
        assert plain == found[table]
    holdings = pyarrow.parquet.read_table(folder / "holdings.parquet")
    assert str(holdings.schema.field("exact").type) == "double"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.csv", "--claim", "P1", "--rule", "fifo"], "There is no file nowhere.csv"),
        (["LEDGER", "--claim", "P9", "--rule", "fifo"], "There is no payment P9"),
        (["LEDGER", "--claim", "P1=5000", "--rule", "fifo"], "Claim no more than it credits"),
        (["LEDGER", "--claim", "P1=much", "--rule", "fifo"], "cannot be read"),
        (["LEDGER", "--claim", "P1", "--rule", "none"], "cannot be used for rule"),
        (["LEDGER", "--claim", "P1", "--rule", "fifo", "--shortfall", "x"], "cannot be used"),
        (["LEDGER", "--claim", "P1", "--rule", "fifo", "--shortfall", "error"], "too little"),
        (["LEDGER", "--claim", "P1", "--rule", "fifo", "--at", "2026-01-01"], "with its zone"),
        (["LEDGER", "--claim", "P1", "--rule", "fifo", "--map", "id"], "FIELD=COLUMN"),
        (["LEDGER", "--claim", "P1", "--rule", "fifo", "--json", "--out", "x"], "one of the two"),
        (["LEDGER", "--rule", "fifo"], "--claim"),
        (["LEDGER", "--claim", "P1"], "--rule"),
        (["LEDGER", "--claim", "P1", "--rule", "fifo", "--colour"], "--colour"),
    ],
)
def test_bad_input_is_a_sentence_and_exit_code_2(
    ledger: str, arguments: list[str], message: str
) -> None:
    result = call(*[ledger if word == "LEDGER" else word for word in arguments])
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_a_statement_of_days_is_read_in_its_own_sequence(tmp_path: Path) -> None:
    """From the newest: what stands below came first, and nothing is in doubt."""
    path = tmp_path / "statement.csv"
    path.write_text(
        "id,time,source,target,amount,currency\n"
        "P3,2026-03-02,A,B,100,XAD\n"
        "P2,2026-03-02,family,A,100,XAD\n"
        "P1,2026-03-01,shop,A,1,XAD\n"
    )
    asked = [str(path), "--claim", "P2:ransom", "--rule", "lifo", "--zone", "UTC"]
    plain, told = document(*asked), document(*asked, "--in-sequence")
    assert [h["account"] for h in plain["holdings"]] == ["A"]
    assert "order_depends" in [each["code"] for each in plain["warnings"]]
    assert [(h["account"], h["amount"]) for h in told["holdings"]] == [("B", 100)]
    assert "order_depends" not in [each["code"] for each in told["warnings"]]


def test_rejected_rows_are_all_named(tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text(LINES + "P4,2026-01-04T00:00:00Z,A,B,0,XAD,\nP5,soon,A,B,1,XAD,\n")
    result = call(str(path), "--claim", "P1", "--rule", "fifo")
    assert result.exit_code == 2
    assert "Row 4 of ledger.csv is refused at amount" in result.stderr
    assert "Row 5 of ledger.csv is refused at time" in result.stderr
    accepted = call(str(path), "--claim", "P1", "--rule", "fifo", "--accept-rejected")
    assert accepted.exit_code == 0
    assert "Left out: Row 4" in accepted.stderr


def test_all_input_options_reach_the_reading(tmp_path: Path) -> None:
    path = tmp_path / "chain.csv"
    path.write_text(
        "hash,when,from,to,usd\n"
        "x1,2026-01-01 00:00:00,F,A,10.005\nx2,2026-01-02 00:00:00,A,B,-1.00\n"
    )
    (tmp_path / "o.csv").write_text("account,amount\nF,100.00\n")
    (tmp_path / "e.csv").write_text("account\nA\n")
    options = "--map id=hash --map time=when --map source=from --map target=to --map amount=usd"
    more = "--map currency==XUD --zone UTC --exponent 2 --round --split-currencies --reversals turn"
    files = ["--openings", str(tmp_path / "o.csv"), "--exits", str(tmp_path / "e.csv")]
    result = call(
        str(path), *options.split(), *more.split(), *files, "--claim", "x1", "--rule", "fifo"
    )
    assert result.exit_code == 0, result.stderr
    assert "10.00 claimed = 10.00 out through exits" in result.stdout
    assert "Rounded: row 1 of chain.csv, amount 10.005 to 1000." in result.stderr


def test_a_result_that_does_not_add_up_is_exit_code_3(
    ledger: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ConservationBroken(label="P1", currency="XAD", left=1, right=2)

    monkeypatch.setattr(tracer, "_follow", broken)
    result = call(ledger, "--claim", "P1", "--rule", "fifo", "--json")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "does not add up" in result.stderr


def test_federate_prints_rounds_and_the_same_document(ledger: str, states: str) -> None:
    arguments = [ledger, "--claim", "P1", "--claim", "P2", "--rule", "fifo"]
    pooled = document(*arguments)
    result = call("federate", "--states", states, *arguments, "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout) == pooled
    assert "Round 1: hand-overs changed: XA 1; final before 2026-01-03T00:00:00Z." in result.stderr
    assert "Round 2: nothing changed" in result.stderr


def test_federate_with_a_ledger_per_state(tmp_path: Path, states: str) -> None:
    header = LINES.splitlines()[0] + ",reference\n"
    rows = [line + ",R" + line[1] for line in LINES.splitlines()[1:]]
    (tmp_path / "a.csv").write_text(header + "\n".join(rows) + "\n")
    (tmp_path / "b.csv").write_text(header + rows[2].replace("P3", "B-77") + "\n")
    result = call(
        "federate",
        f"XA={tmp_path / 'a.csv'}",
        f"XB={tmp_path / 'b.csv'}",
        *["--states", states, "--claim", "P1", "--rule", "fifo", "--json"],
    )
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert [(h["account"], h["amount"]) for h in found["holdings"]] == [("B", 1708)]
    assert [c["payment"] for c in found["carriers"]] == ["B-77"]


def test_federate_refuses_a_state_that_is_not_in_the_list(ledger: str, states: str) -> None:
    options = ["--states", states, "--claim", "P1", "--rule", "fifo"]
    result = call("federate", f"XZ={ledger}", *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith("STATE=FILE with a State of the list of States: XA, XB.\n")


def test_federate_names_what_is_wrong_with_the_states(ledger: str, tmp_path: Path) -> None:
    path = tmp_path / "states.csv"
    for text, message in [
        ("account,state\nA,XA\nA,XB\n", "two States"),
        ("account,state\nA,XA\n", "No State is given"),
        ("account,state\nA,\n", "its state is empty"),
        ("account\nA\n", "no column state"),
    ]:
        path.write_text(text)
        result = call("federate", ledger, "--states", str(path), "--claim", "P1", "--rule", "fifo")
        assert result.exit_code == 2
        assert message in result.stderr


IDS = ["P", "P=7", "P:x", "a:b=c"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P", Claim("P")),
        ("P=5", Claim("P", 5)),
        ("P:ransom", Claim("P", None, "ransom")),
        ("P=5:ran:som", Claim("P", 5, "ran:som")),
        ("P=7", Claim("P=7")),
        ("P=7=5:l", Claim("P=7", 5, "l")),
        ("P:x", Claim("P:x")),
        ("P:x:y", Claim("P:x", None, "y")),
        ("a:b=c=1", Claim("a:b=c", 1)),
        ("unknown=1:l", Claim("unknown", 1, "l")),
    ],
)
def test_claims_are_read_whatever_ids_hold(text: str, expected: Claim) -> None:
    known = Ledger.from_rows([(name, 0, "A", "B", 9, "XAD") for name in IDS])
    assert parse_claim(text, [known]) == expected
    with pytest.raises(errors.ClaimUnreadable):
        parse_claim("unknown=many", [known])


def test_as_a_process(ledger: str) -> None:
    command = [sys.executable, "-m", "homeward.cli.trace", ledger, "--claim", "P1"]
    done = subprocess.run(
        [*command, "--rule", "fifo", "--json"], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout)["claims"][0]["held"] == 1708
    failed = subprocess.run([*command, "--rule", "x"], capture_output=True, text=True, check=False)
    assert (failed.returncode, failed.stdout) == (2, "")


@pytest.mark.parametrize("out", ["file/below", "n" * 300])
def test_a_folder_that_cannot_be_is_refused_before_anything_is_read(
    ledger: str, tmp_path: Path, out: str
) -> None:
    (tmp_path / "file").touch()
    found = call(ledger, "--claim", "P1", "--rule", "fifo", "--out", str(tmp_path / out))
    assert found.exit_code == 2
    assert found.stderr.endswith(
        "cannot be used for --out. It may be: a folder that can be written.\n"
    )
    assert "Read" not in found.stderr


@pytest.mark.parametrize("way", [["--json"], []])
@pytest.mark.parametrize("command", [["--claim", "P1", "--rule", "fifo"], ["detect"]])
def test_a_full_disk_is_told(ledger: str, command: list[str], way: list[str]) -> None:
    words = [*command, ledger] if command[0] == "detect" else [ledger, *command]
    line = [sys.executable, "-m", "homeward.cli", "trace", *words, *way]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(line, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00"])
def test_a_moment_beyond_all_years_is_a_sentence(ledger: str, at: str) -> None:
    found = call(ledger, "--claim", "P1", "--rule", "fifo", "--at", at)
    assert found.exit_code == 2
    assert f"The moment {at} cannot be used" in found.stderr


def test_notes_write_amounts_as_the_tables_do(ledger: str) -> None:
    shown = call(ledger, "--claim", "P1", "--rule", "fifo", "--exponent", "2").stdout
    assert "come to 4,717.00 XAD" in shown
    plain = call(ledger, "--claim", "P1", "--rule", "fifo").stdout
    assert "come to 4,717 XAD" in plain


def test_a_claim_below_zero_is_told_what_is_wrong(ledger: str) -> None:
    result = call(ledger, "--claim", "P1=-5", "--rule", "fifo")
    assert result.exit_code == 2
    assert "is for -5. Give a whole number of minor units above zero" in result.stderr


def test_rows_are_named_where_all_were_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("\n".join([LINES.splitlines()[0], "P1,never,a,b,1,XAD,", ""]))
    result = call(str(path), "--claim", "P1", "--rule", "fifo", "--accept-rejected")
    assert result.exit_code == 2
    assert "bad.csv" in result.stderr
    assert "never" in result.stderr
    assert "holds no payment" in result.stderr


def test_a_missing_column_comes_with_the_option_and_the_fields(tmp_path: Path) -> None:
    path = tmp_path / "bank.csv"
    path.write_text(LINES.replace("source,", "Debtor,"))
    result = call(str(path), "--claim", "P1", "--rule", "fifo")
    assert "has no column source" in result.stderr
    assert "--map FIELD=COLUMN" in result.stderr
    assert "time, source, target, amount, currency" in result.stderr
