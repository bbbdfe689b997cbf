"""`homeward trace paths|schedule|backward|range`, as a user types them."""

import json
import os
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from typer.testing import CliRunner, Result

from homeward.cli.trace import app
from homeward.tracing import ConservationBroken
from homeward.tracing.answers import backward as backward_module
from homeward.tracing.answers.columns import COLUMNS
from tests.tracing.sheets import Book
from tests.tracing.test_command import LINES

CLAIM = ["--claim", "P1:old"]


@pytest.fixture
def ledger(tmp_path: Path) -> str:
    path = tmp_path / "ledger.csv"
    path.write_text(LINES)
    return str(path)


def call(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def document(*arguments: str) -> dict[str, Any]:
    result = call(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_paths_to_a_balance_and_to_a_payment(ledger: str) -> None:
    found = document("paths", ledger, *CLAIM, "--rule", "fifo", "--account", "B")
    assert list(found) == ["rule", "at", "path_totals", "paths", "path_steps", "warnings"]
    (path,) = found["paths"]
    assert (path["amount"], path["payments"]) == (1708, ["P1", "P3"])
    assert found["path_steps"][1] == {
        "label": "old", "path": 1, "step": 2, "payment": "P3", "time": "2026-01-03T00:00:00Z",
        "source": "A", "target": "B",
    }  # fmt: skip
    payment = document("paths", *CLAIM, "--payment", "P3", ledger, "--rule", "pro-rata")
    (total,) = payment["path_totals"]
    assert (total["payment"], total["total"], total["ended"]) == ("P3", 728, "all")
    said = call("paths", ledger, *CLAIM, "--rule", "fifo", "--account", "B").stdout
    assert "Claim old: 1,708 XAD reached account B = 1,708 along 1 path listed + 0" in said
    assert "P1 > P3" in said


def test_a_schedule_with_its_workbook(ledger: str, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    options = ["--rule", "pro-rata", "--account", "A"]
    result = call("schedule", ledger, *CLAIM, *options, "--out", str(folder))
    assert result.exit_code == 0, result.stderr
    told = json.loads((folder / "document.json").read_text())
    assert told == document("schedule", ledger, *CLAIM, *options)
    assert [line["balance"] for line in told["schedule"]] == [0, 1717, 4717, 2717]
    assert told["account"] == "A"
    for name in ("schedule", "schedule_labels"):
        rows = pyarrow.parquet.read_table(folder / f"{name}.parquet")
        assert rows.column_names == [column for column, _, _ in COLUMNS[name]]
    book = Book((folder / "schedule.xlsx").read_bytes())
    assert book.compute("Schedule", "H5") == 2717
    assert book.compute("Schedule", "L5") == pytest.approx(1717 - 2000 * 1717 / 4717)
    assert "Account A in XAD, rule pro-rata." in result.stdout


def test_backwards_from_a_balance(ledger: str, tmp_path: Path) -> None:
    found = document("backward", ledger, "--account", "B", *CLAIM)
    assert (found["rule"], found["account"], found["payment"]) == ("fifo", "B", None)
    origins = {(each["kind"], each["label"] or each["payment"]): each["amount"] for each in
               found["origins"]}  # fmt: skip
    # unit 0 of the debit of 2,000 is lost in the fee of 10: units 1 to 2,000 cover the credit
    assert origins == {("claim", "old"): 1716, ("birth", "P2"): 283}
    assert found["back_lines"][0]["fees"] == 9
    ways = [(way["kind"], way["payments"], way["amount"]) for way in found["ways"]]
    # in units of the end, as the trace has them: 1,717 of 2,000 became 1,708 of 1,990
    assert ways == [("claim", ["P1", "P3"], 1708), ("birth", ["P2", "P3"], 282)]
    some = call("backward", ledger, "--account", "B", *CLAIM, "--most", "1").stdout
    assert "1,990 XAD came there = 1,708 along 1 way listed + 282 not listed" in some
    assert document("backward", ledger, "--account", "B", "--most", "0")["ways"] == []
    links = tmp_path / "proved.csv"
    links.write_text("debit,credit\nP1,P3\n")
    refused = call("backward", ledger, "--account", "B", "--proved", str(links))
    assert refused.exit_code == 2
    assert "The declared link from the debit P1 to the credit P3 cannot be used" in refused.stderr
    said = call("backward", ledger, "--payment", "P3", "--rule", "lifo").stdout
    assert "2,000 asked for = 2,000 from the origins below" in said


def test_a_proved_link_from_a_file_with_numbers_as_ids(tmp_path: Path) -> None:
    path, links = tmp_path / "ledger.csv", tmp_path / "proved.csv"
    path.write_text(
        "id,time,source,target,amount,currency\n"
        "1,2026-01-01T00:00:00Z,official,asset,80,XAD\n"
        "2,2026-01-05T00:00:00Z,payer,official,100,XAD\n"
    )
    links.write_text("debit,credit\n1,2\n")
    found = document("backward", str(path), "--account", "asset", "--proved", str(links))
    assert [(o["account"], o["amount"]) for o in found["origins"]] == [("payer", 80)]
    plain = document("backward", str(path), "--account", "asset")
    assert [(o["account"], o["amount"]) for o in plain["origins"]] == [("official", 80)]


def test_the_range(ledger: str, tmp_path: Path) -> None:
    found = document("range", ledger, *CLAIM, "--at", "2026-01-03T01:00:00+01:00")
    assert list(found) == ["at", "range_accounts", "range_claims", "warnings"]
    assert found["at"] == "2026-01-03T00:00:00Z"
    by_account = {row["account"]: row for row in found["range_accounts"]}
    assert (by_account["B"]["low"], by_account["B"]["high"]) == (0, 1708)
    assert by_account["B"]["high_rules"] == ["fifo", "claimant-first"]
    assert by_account["B"]["bound"] == 1990
    folder = tmp_path / "range"
    result = call("range", ledger, *CLAIM, "--out", str(folder))
    assert result.exit_code == 0
    assert "Proceeds held, over all rules" in result.stdout
    assert {each.name for each in folder.iterdir()} == {
        "document.json", "range_accounts.parquet", "range_claims.parquet", "warnings.parquet",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["paths", "LEDGER", "--rule", "fifo", "--account", "B"], "--claim"),
        (["paths", "LEDGER", *CLAIM, "--account", "B"], "--rule"),
        (["paths", "LEDGER", *CLAIM, "--rule", "fifo"], "names no end, or two"),
        (["paths", "LEDGER", *CLAIM, "--rule", "fifo", "--account", "Z"], "no account Z"),
        (["paths", "LEDGER", *CLAIM, "--rule", "fifo", "--payment", "P9"], "no payment P9"),
        (["paths", "LEDGER", *CLAIM, "--rule", "poison", "--account", "B"], "not defined"),
        (["paths", "LEDGER", *CLAIM, "--rule", "x", "--account", "B"], "cannot be used for rule"),
        (
            ["paths", "LEDGER", *CLAIM, "--rule", "fifo", "--account", "B", "--share", "2"],
            "--share",
        ),
        (["paths", "LEDGER", *CLAIM, "--rule", "fifo", "--account", "B", "--most", "0"], "--most"),
        (
            ["paths", "LEDGER", *CLAIM, "--rule", "fifo", "--account", "B", "--label", "x"],
            "label x",
        ),
        (["schedule", "LEDGER", *CLAIM, "--rule", "fifo"], "--account"),
        (["schedule", "LEDGER", *CLAIM, "--rule", "poison", "--account", "A"], "not defined"),
        (["schedule", "nowhere.csv", *CLAIM, "--rule", "fifo", "--account", "A"], "no file"),
        (["backward", "LEDGER", "--account", "B", "--rule", "pro-rata"], "fifo, lifo"),
        (["backward", "LEDGER"], "names no end, or two"),
        (["backward", "LEDGER", "--account", "B", "--proved", "none.csv"], "no file none.csv"),
        (["range", "LEDGER"], "--claim"),
        (["range", "LEDGER", *CLAIM, "--at", "2026-01-01"], "with its zone"),
        (["range", "LEDGER", *CLAIM, "--json", "--out", "x"], "one of the two"),
        (["range", "LEDGER", *CLAIM, "--colour"], "--colour"),
    ],
)
def test_bad_input_is_a_sentence_and_exit_code_2(
    ledger: str, arguments: list[str], message: str
) -> None:
    result = call(*[ledger if word == "LEDGER" else word for word in arguments])
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_sources_that_do_not_add_up_are_exit_code_3(
    ledger: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise ConservationBroken(label="-", currency="XAD", left=1, right=2)

    monkeypatch.setattr(backward_module, "_lines", broken)
    result = call("backward", ledger, "--account", "B", "--json")
    assert (result.exit_code, result.stdout) == (3, "")


@pytest.mark.parametrize("name", ["paths", "schedule", "backward", "range", "exits"])
def test_help_names_every_option(name: str) -> None:
    result = call(name, "--help")
    assert result.exit_code == 0
    for option in ("--at", "--shortfall", "--openings", "--exits", "--zone", "--out", "--json"):
        assert option in result.stdout


def test_poison_is_told_as_bounds(ledger: str, tmp_path: Path) -> None:
    folder = tmp_path / "poison"
    result = call(ledger, *CLAIM, "--rule", "poison", "--out", str(folder))
    assert result.exit_code == 0, result.stderr
    assert "1,717 claimed; the amounts below are upper bounds of what it reached" in result.stdout
    assert "for leads only" in result.stdout
    assert "at most" in result.stdout
    unrounded = pyarrow.parquet.read_table(folder / "claims_unrounded.parquet")
    assert unrounded.num_rows == 0
    (line,) = pyarrow.parquet.read_table(folder / "claims.parquet").to_pylist()
    assert (line["claimed"], line["held"]) == (1717, None)


def test_ids_that_need_decimals(tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text(LINES.replace("1717", "17.17").replace("3000", "30.00").replace("2000", "20"))
    text = call("paths", str(path), *CLAIM, "--exponent", "2", "--rule", "lifo", "--account", "A")
    assert "17.17 XAD reached account A" in text.stdout


def test_what_to_freeze_ranked_by_amount_and_by_speed(ledger: str) -> None:
    found = document("freezing", ledger, *CLAIM, "--rule", "pro-rata")
    assert list(found) == ["rule", "at", "freezing", "freezing_rest", "warnings"]
    rows = {row["account"]: row for row in found["freezing"]}
    assert (rows["A"]["rank"], rows["A"]["amount"]) == (1, 989)
    assert (rows["A"]["speed_rank"], rows["A"]["received"]) == (1, 1717)
    (only,) = document("freezing", ledger, *CLAIM, "--rule", "pro-rata", "--share", "0.5")[
        "freezing"
    ]
    assert only["account"] == "A"
    said = call("freezing", ledger, *CLAIM, "--rule", "pro-rata", "--share", "0.5").stdout
    assert "To freeze, the largest first" in said
    assert f"Not listed: {rows['B']['amount']} XAD on 1 more account." in said
    refused = call("freezing", ledger, *CLAIM, "--rule", "poison")
    assert (refused.exit_code, refused.stdout) == (2, "")
    refused = call("freezing", "nowhere.csv", *CLAIM, "--rule", "fifo", "--share", "1.5")
    assert (refused.exit_code, "--share" in refused.stderr) == (2, True)


def test_which_exits_swallowed_proceeds_and_what_fees_took(ledger: str, tmp_path: Path) -> None:
    exits = tmp_path / "exits.csv"
    exits.write_text("account\nB\n")
    asked = ("exits", ledger, *CLAIM, "--rule", "fifo", "--exits", str(exits))
    found = document(*asked)
    assert list(found) == ["rule", "at", "exit_accounts", "fees", "warnings"]
    assert [(row["account"], row["amount"]) for row in found["exit_accounts"]] == [("B", 1708)]
    assert [(row["account"], row["amount"]) for row in found["fees"]] == [("A", 9)]
    said = call(*asked).stdout
    assert "Left through exits" in said
    assert "Lost in fees" in said
    none = call("exits", ledger, *CLAIM, "--rule", "fifo").stdout
    assert "No proceeds left through an exit." in none


def test_a_short_pool_shared_out_by_a_named_method(tmp_path: Path) -> None:
    path = tmp_path / "pool.csv"
    path.write_text(
        "id,time,source,target,amount,currency\n"
        "P1,2026-01-01T00:00:00Z,X,POOL,100000,XAD\n"
        "P2,2026-01-02T00:00:00Z,Y,POOL,200000,XAD\n"
        "P3,2026-01-03T00:00:00Z,POOL,Z,60000,XAD\n"
    )
    claims = ["--claim", "P1:first", "--claim", "P2:second", "--account", "POOL"]

    def awards(*options: str) -> dict[str, int]:
        found = document("distribution", str(path), *claims, *options)
        (pool,) = found["distribution"]
        assert pool["pool"] == 240000 == pool["left"] + sum(a["award"] for a in found["awards"])
        return {each["label"]: each["award"] for each in found["awards"]}

    # the illustration of a rateable loss: 1,000 and 2,000 with 600 lost give 800 and 1,600
    assert awards("--method", "pari-passu") == {"first": 80000, "second": 160000}
    assert awards("--method", "rolling", "--rule", "pro-rata") == {
        "first": 80000,
        "second": 160000,
    }
    asked = call("distribution", "nowhere.csv", *claims, "--method", "rolling")
    assert (asked.exit_code, "rolling is as traced" in asked.stderr) == (2, True)
    for method in ("rolling", "capped", "pari-passu"):
        for rule in ("bogus", "poison"):
            options = ["--method", method, "--rule", rule]
            refused = call("distribution", "nowhere.csv", *claims, *options)
            assert (refused.exit_code, f"{rule} cannot be used" in refused.stderr) == (2, True)
    assert awards("--method", "capped", "--rule", "lifo") == awards("--method", "capped")
    assert awards("--method", "rolling", "--rule", "fifo") == {"first": 40000, "second": 200000}
    assert awards("--method", "capped") == {"first": 80000, "second": 160000}
    said = call("distribution", str(path), *claims, "--method", "rolling", "--rule", "fifo").stdout
    assert "Pool of POOL: 240,000 XAD = 240,000 shared out + 0 left in it." in said
    assert "As traced by fifo." in said
    refused = call("distribution", "nowhere.csv", *claims, "--method", "fair")
    assert (refused.exit_code, "capped" in refused.stderr) == (2, True)


def test_what_a_folder_or_a_claim_too_large_is_told(ledger: str, tmp_path: Path) -> None:
    said = call("run", str(tmp_path), *CLAIM, "--rule", "fifo")
    assert (said.exit_code, "is a folder" in said.stderr) == (2, True)
    said = call("run", ledger, "--claim", "P1=9999999", "--rule", "fifo")
    assert (said.exit_code, "Amounts of claims are in minor units." in said.stderr) == (2, True)
    late = call("run", ledger, *CLAIM, "--rule", "fifo", "--at", "9999-12-31T23:59:59-05:00")
    assert (late.exit_code, "of the years 1 to 9999" in late.stderr) == (2, True)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_refused_before_the_ledger_is_read(
    tmp_path: Path,
) -> None:
    tmp_path.chmod(0o500)
    said = call("run", "nowhere.csv", *CLAIM, "--rule", "fifo", "--out", str(tmp_path / "answer"))
    assert (said.exit_code, "--out" in said.stderr) == (2, True)


@pytest.mark.parametrize(
    "asked",
    [
        ["freezing", "--rule", "fifo"],
        ["range"],
        ["paths", "--rule", "fifo", "--account", "B"],
        ["schedule", "--rule", "fifo", "--account", "A"],
        ["distribution", "--method", "rolling", "--rule", "fifo", "--account", "A"],
    ],
)
def test_notes_write_amounts_as_the_tables_do(tmp_path: Path, asked: list[str]) -> None:
    path = tmp_path / "bank.csv"
    path.write_text(
        "id,time,source,target,amount,currency\n"
        "P1,2026-01-01T00:00:00Z,V,A,1000.50,XAD\nP2,2026-01-02T00:00:00Z,A,B,500.25,XAD\n"
    )
    said = call(*asked, str(path), "--claim", "P1", "--exponent", "2").stdout
    assert "come to 1,000.50 XAD" in said
    told = document(*asked, str(path), "--claim", "P1", "--exponent", "2")
    assert [each["params"]["amount"] for each in told["warnings"]] == [100050]


HEAD = "id,time,source,target,amount,currency\n"


def test_numbers_are_never_broken_and_identifiers_command_no_terminal(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    odd = "A\x1b[31m\u202e" + "X" * 60
    path.write_text(
        f"{HEAD}P1,2026-01-01T00:00:00Z,V,{odd},123456789012345,XAD\n"
        f"P2,2026-01-02T00:00:00Z,{odd},B,100000000000,XAD\n"
    )
    options = ["--claim", "P1", "--rule", "pro-rata"]
    said = [
        call(*asked, str(path), *options).stdout
        for asked in (["freezing"], ["run"], ["schedule", "--account", odd])
    ]
    for each in said:
        assert "123,356,789,012,345" in each
        assert not {"\x1b", "\u202e"} & set(each)
        assert "A\ufffd[31m\ufffdXXX" in each
    refused = call("schedule", str(path), *options, "--account", "\x1b[2Jnobody")
    assert (refused.exit_code, "\x1b" in refused.stderr) == (2, False)


def test_a_schedule_of_many_claims_has_them_below(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    rows = [f"C{n},2026-01-01T00:00:{n:02d}Z,V{n},A,{n + 1},XAD" for n in range(40)]
    path.write_text(HEAD + "\n".join(rows) + "\n")
    claims = [part for n in range(40) for part in ("--claim", f"C{n}")]
    said = call("schedule", str(path), *claims, "--rule", "fifo", "--account", "A").stdout
    assert "What each claim that moved has after the line" in said
    assert "C17" in said


def test_a_workbook_that_cannot_be_written_is_told(ledger: str, tmp_path: Path) -> None:
    (tmp_path / "out" / "schedule.xlsx").mkdir(parents=True)
    options = ["--rule", "fifo", "--account", "A", "--out", str(tmp_path / "out")]
    found = call("schedule", ledger, *CLAIM, *options)
    assert (found.exit_code, "schedule.xlsx could not be read or written" in found.stderr) == (
        2,
        True,
    )
